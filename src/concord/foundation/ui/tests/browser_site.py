"""A small site for the browser tests: the style guide, a form, a session that ends."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template import RequestContext, Template
from django.urls import include, path

from concord.foundation.ui import brand
from concord.foundation.ui.shell import Banner, Idle, Link, Room, Shell

FORM = Template(
    '{% extends "ui/base.html" %}{% load ui %}{% block head_extra %}{% htmx %}'
    "{% endblock %}{% block main %}<form method='post' novalidate data-guard>"
    "{% csrf_token %}<label for='word'>Word</label><input id='word' name='word' "
    'value="{{ word }}">{% button "Save" %}</form><p id="saved">{{ saved }}</p>'
    "{% endblock %}"
)


class Clock:
    """The invented session: when it ends, and what was saved."""

    seconds = 1200.0
    ends_at = 0.0
    saved: list[str] = []

    @classmethod
    def restart(cls, seconds: float) -> None:
        cls.seconds, cls.ends_at = seconds, time.monotonic() + seconds
        cls.saved = []

    @classmethod
    def left(cls) -> int:
        return max(0, round(cls.ends_at - time.monotonic()))


def shell(request: HttpRequest) -> Shell:
    """A signed-in person with rooms, a banner and an idle clock."""
    return Shell(
        organisation="Elmbrook Safety Partnership",
        person="Tamsin Quill",
        role="Strategic lead",
        sign_out_url="/out/",
        account_links=[Link("Your account", "/account/")],
        rooms=[
            Room("My work", "/work/", count=9),
            Room("Delivery plan", "/plan/", current=True),
            Room("Board papers", "/papers/"),
            Room("All rooms", "/all/"),
        ],
        banner=Banner("Trying out", "Everything here is invented."),
        footer_note="Elmbrook is an invented borough.",
        footer_links=[Link("Accessibility", "/a/"), Link("Help", "/h/")],
        brand_css_url=brand.url("#1d3a5f"),
        idle=Idle(int(Clock.seconds), "/session/", "/sign-in/", warn_seconds=120),
    )


def session(request: HttpRequest) -> JsonResponse:
    if request.method == "POST" and Clock.left():
        Clock.ends_at = time.monotonic() + Clock.seconds
    left = Clock.left()
    return JsonResponse(
        {"signed_in": left > 0, "seconds_left": left, "csrf": get_token(request)}
    )


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        Clock.saved.append(request.POST["word"])
        time.sleep(0.3)  # long enough for a second press of the button
    context = {"heading": "A form", "word": "", "saved": ", ".join(Clock.saved)}
    return HttpResponse(FORM.render(RequestContext(request, context)))


urlpatterns = [
    path("", include("concord.foundation.ui.urls")),
    path("session/", session),
    path("form/", form),
]
