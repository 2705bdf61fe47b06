"""Break-glass: open a case in an emergency, close it, and say whether it was right."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access import reading
from concord.access.actor import Actor
from concord.access.models import Emergency
from concord.access.permit import NotPermitted, Verb, permit
from concord.access.telling import tell_of_emergency

LONGEST = 180  # minutes
DOOR = "cases:emergency"
# The letters and figures of references: no vowel, so no name passes for one.
REFERENCE = re.compile(r"[2-9BCDFGHJKMNPQRSTVWXZ]{4}-[2-9BCDFGHJKMNPQRSTVWXZ]{4}")
NONE_HERE = "There is no case with this reference that you can open. Check it."


def open_case(*, ref: str, why: str, minutes: int, by: Actor) -> uuid.UUID:
    """Open the case with this reference for some minutes, 180 at most.

    It shows all but places, lets nothing be written and nothing be taken out. The team
    that holds the case, and the auditors, are told at once. Raises ValidationError by
    field; a reference that does not exist and a case that this account must not see are
    answered alike, and both are kept in the audit as refused. A case that the own team
    holds is open already: then nothing is opened, and nobody is told.
    """
    permit(by, Verb.SEE_PEOPLE)
    wrong: dict[str, str] = {}
    if not why.strip():
        wrong["why"] = "Say why it can't wait: the case's team reads it at once."
    if not 1 <= minutes <= LONGEST:
        wrong["minutes"] = "Choose up to three hours."
    if wrong:
        raise ValidationError(wrong)
    asked = as_reference(ref)
    found = _opened(asked, why.strip()[:1000], minutes, by)
    if found is None:
        kept = asked if REFERENCE.fullmatch(asked) else "not a reference"
        reading.note("refusal", door=DOOR, row=kept)
        raise ValidationError({"ref": NONE_HERE})
    return found


def as_reference(typed: str) -> str:
    """A reference as it is kept, from one with other spaces, dashes or letters."""
    signs = re.sub(r"[^0-9A-Z]", "", typed.upper())[:20]
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == 8 else signs


@transaction.atomic
def _opened(ref: str, why: str, minutes: int, by: Actor) -> uuid.UUID | None:
    found = _ask("break_glass", [ref, why, minutes])
    if found is None:
        return None
    case_id = uuid.UUID(str(found))
    mine = Emergency.objects.filter(case_id=case_id, membership_id=by.own_hat)
    opened = mine.filter(during__contains=timezone.now()).order_by("-during").first()
    if opened is not None:
        tell_of_emergency.defer(partnership_id=by.here, emergency_id=str(opened.pk))
    return case_id


@transaction.atomic
def close(*, case_id: uuid.UUID, by: Actor) -> None:
    """Close what the hat has open before its time is over.

    Raises NotPermitted where it has nothing open: of any other case it says as little.
    """
    permit(by, Verb.SEE_PEOPLE)
    if not _ask("close_emergency", [case_id]):
        raise NotPermitted("This hat has nothing open here.")


@transaction.atomic
def review(*, emergency: Emergency, outcome: str, words: str, by: Actor) -> None:
    """Say whether an opening was right: the case's team, or an auditor.

    Raises ValidationError where words are missing for "wrong", NotPermitted for whoever
    opened it and for what is reviewed already.
    """
    if outcome not in Emergency.Outcome.values:
        raise ValidationError({"outcome": "Say whether it was right."})
    if outcome == Emergency.Outcome.WRONG and not words.strip():
        raise ValidationError({"words": "Say what was wrong, and what happens now."})
    if not _ask("review_emergency", [emergency.pk, outcome, words]):
        raise NotPermitted("This opening is not yours to review.")


def _ask(function: str, values: list[Any]) -> object:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT access.{function}({marks})", values)
        return cursor.fetchone()[0]
