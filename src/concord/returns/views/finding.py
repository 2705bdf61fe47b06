"""Finding the row that a page is about. Not there and not yours look the same."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.returns.actions.permission import may_approve, may_fill, may_keep
from concord.returns.models import ReturnWindow, Sheet, SheetField


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. Raises Http404 for a hat that has nothing to do with returns."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verbs = (Verb.SEND_RETURN, Verb.APPROVE_RETURN, Verb.KEEP_RETURNS)
    if not any(may(actor, verb) for verb in verbs):
        raise Http404
    return actor


def window_of(request: HttpRequest, pk: int) -> ReturnWindow:
    """A window that this hat fills in, approves or keeps. Raises Http404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = (
        ReturnWindow.objects.visible_to(actor)
        .select_related("sheet", "version__sheet", "team__agency", "partnership")
        .filter(pk=pk)
        .first()
    )
    if found is None or not (
        may_fill(actor, found)
        or may_keep(actor, found.sheet)
        or may_approve(actor, found, found.partnership.today())
    ):
        raise Http404
    return found


def window_to_fill(request: HttpRequest, pk: int) -> ReturnWindow:
    """A window whose figures this hat may type. Raises Http404."""
    found = window_of(request, pk)
    if not may_fill(request.actor, found):  # type: ignore[attr-defined]
        raise Http404
    return found


def window_to_keep(request: HttpRequest, pk: int) -> ReturnWindow:
    """A window of a sheet that this hat keeps. Raises Http404."""
    found = window_of(request, pk)
    if not may_keep(request.actor, found.sheet):  # type: ignore[attr-defined]
        raise Http404
    return found


def sheets_of(actor: Actor) -> list[Sheet]:
    """The sheets that this hat keeps, by name."""
    found = Sheet.objects.visible_to(actor).select_related("run_by")
    return [one for one in found if may_keep(actor, one)]


def sheet_of(request: HttpRequest, pk: int) -> Sheet:
    """A sheet that this hat keeps. Raises Http404."""
    actor = actor_of(request)
    for one in Sheet.objects.visible_to(actor).filter(pk=pk):
        if may_keep(actor, one):
            return one
    raise Http404


def field_of(request: HttpRequest, pk: int) -> SheetField:
    """A question of a sheet that this hat keeps, not sent out yet. Raises Http404."""
    actor = actor_of(request)
    found = (
        SheetField.objects.visible_to(actor)
        .select_related("version__sheet")
        .filter(pk=pk, version__frozen_at=None)
        .first()
    )
    if found is None or not may_keep(actor, found.version.sheet):
        raise Http404
    return found
