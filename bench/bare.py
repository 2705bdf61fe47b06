"""What pages are measured against: the framework with little or nothing around it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

# What a site of the framework starts with; none of it is ours.
FRAMEWORK_ONLY = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def signed_in(request: HttpRequest) -> HttpResponse:
    """The least page that knows who asks."""
    return HttpResponse(f"Signed in: {request.user.pk}")


def nobody(request: HttpRequest) -> HttpResponse:
    """The least page of all."""
    return HttpResponse("A page")


urlpatterns = [
    path("bare/signed-in/", signed_in),
    path("bare/nobody/", nobody),
    path("", include("concord.config.urls")),
]


def browser(middleware: list[str], like: Client) -> Client:
    """A browser of the same session whose requests pass by `middleware` only."""
    made = Client(headers={"Accept-Encoding": "gzip", "User-Agent": "bench"})
    made.cookies = like.cookies
    with override_settings(MIDDLEWARE=middleware):
        made.handler.load_middleware()
    return made
