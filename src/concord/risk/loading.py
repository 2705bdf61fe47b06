"""Loading an instrument from the command line. Runs as `risk.packs`."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from concord.access.actor import Actor, acting_as
from concord.partnership.models import Partnership
from concord.risk.actions.instruments import load

PRINCIPAL = "risk.packs"


class CannotLoad(Exception):
    """One line that says what is wrong and the way out."""


def load_pack(content: bytes, code: str) -> str:
    """Load a pack into the partnership with this code, and say what is there now.

    Raises CannotLoad; then nothing is written.
    """
    with acting_as(Actor.from_job(PRINCIPAL)):
        known = {each.code: each.pk for each in Partnership.objects.all()}
    if code not in known:
        there = ", ".join(sorted(known)) or "none"
        raise CannotLoad(f"--partnership: there is no {code}. Known: {there}.")
    by = Actor.from_job(PRINCIPAL, known[code])
    try:
        with acting_as(by, why="From the command line"):
            row = load(content=content, by=by)
    except ValidationError as error:
        raise CannotLoad(" ".join(error.messages)) from error
    return f"{row} is loaded and locked: {row.sha256}"
