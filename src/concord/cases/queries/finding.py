"""Finding a case by its reference: not there, and not yours, are one answer."""

from __future__ import annotations

from concord.access.actor import Actor
from concord.cases.models import Case

LETTERS = 8


def tidy_ref(typed: str) -> str:
    """A reference as it is kept: `2345 bcdf` and `2345bcdf` are 2345-BCDF."""
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    return f"{plain[:4]}-{plain[4:]}" if len(plain) == LETTERS else plain[:20]


def case_with_ref(typed: str, actor: Actor) -> Case | None:
    """The case with this reference, if the actor may see anything of it. One query."""
    return Case.objects.visible_to(actor).filter(ref=tidy_ref(typed)).first()
