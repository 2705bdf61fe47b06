"""Asking again who it is, before something that matters.

Signing in counts for ten minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`); after that the
password or a code is asked for once more. Two things need it: taking people's data out
(every table with `holds_people`), and what a view marks with `asked_again`, such as
vouching for a role that sees people.

The desk answers `AskAgain`: whoever was asked comes back to where they were, and a form
is sent on as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from concord.access import reading

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AskAgain(ReauthenticationRequired):
    """The last sign-in is too long ago. `back` is the address to come back to."""

    def __init__(self, back: str, *, for_a_file: bool = False) -> None:
        super().__init__()
        self.back, self.for_a_file = back, for_a_file


def is_needed(request: HttpRequest) -> bool:
    """Whether more than ten minutes have passed since it was certain who it is."""
    return bool(is_reauthentication_required(request, app="concord.access"))


def ask(request: HttpRequest) -> None:
    """Raise AskAgain unless it was certain lately who it is."""
    if is_needed(request):
        raise AskAgain(request.get_full_path())


def asked_again(view: View) -> View:
    """A view that is reached only by whoever has shown lately who they are.

    Stands outermost, so that nothing has happened when the question comes.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ask(request)
        return view(request, *args, **kwargs)

    return asking  # type: ignore[return-value]


def before_export(request: HttpRequest, back: str) -> None:
    """Called by every table that holds people before it becomes a file.

    `back` is the page's address without the file: a download leaves the browser on
    the page before, so the person goes back there and chooses the file again. The
    file is kept in the audit as an export.
    """
    if is_needed(request):
        reading.as_verb("")  # nothing is exported yet, whatever the view has said
        raise AskAgain((request.path + back).rstrip("?"), for_a_file=True)
    reading.as_verb("export")
