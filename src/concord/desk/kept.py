"""A form that came too late: everything typed is shown again, ready to send once more.

The page reflects what was posted, so it is shown only for forms that came from our own
pages: otherwise a stranger's page could put words into somebody's mouth.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

# Never written into a page: passwords, codes, tokens.
SECRET = ("password", "csrfmiddlewaretoken", "code", "secret", "token")


@dataclass(frozen=True, slots=True)
class Field:
    """One posted value: the name of its control, and words for reading it over."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """The control's name as words: `next_step` is "Next step"."""
        words = self.name.replace("-", " ").replace("_", " ").strip()
        return words[:1].upper() + words[1:]


def page(request: HttpRequest) -> HttpResponse:
    """What was typed, with a fresh token, and how to send it."""
    get_token(request)
    files = file_names(request)
    return render(
        request,
        "desk/kept.html",
        {
            "heading": "Nothing is lost"
            if request.user.is_authenticated
            else "You have been signed out",
            "action": request.get_full_path(),
            "posted": typed(request),
            "files": files,
            "has_files": bool(files),
        },
        status=200 if request.user.is_authenticated else 401,
    )


def typed(request: HttpRequest) -> list[Field]:
    """What was typed into the form, less what is never written into a page."""
    return [
        Field(name, str(value))
        for name, values in request.POST.lists()
        if not name.lower().startswith(SECRET)
        for value in values
    ]


def file_names(request: HttpRequest) -> list[str]:
    """The files that were sent along, and can't be kept."""
    return [str(file.name) for _, many in request.FILES.lists() for file in many]


def from_our_own_page(request: HttpRequest) -> bool:
    """Whether the browser vouches that the form stood on a page of this site."""
    origin = request.headers.get("Origin", "")
    if not origin or origin == "null":
        return False
    sent_from = urlsplit(origin)
    scheme = "https" if request.is_secure() else "http"
    return (sent_from.scheme, sent_from.netloc) == (scheme, request.get_host())
