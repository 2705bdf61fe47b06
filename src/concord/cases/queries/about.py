"""What teams have recorded of a person's needs in a case, as far as a hat may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.cases.models import Case, Party
from concord.foundation.ui.words import long_date
from concord.people.models import Characteristics

SAID = (
    "ethnicity",
    "religion",
    "sexual_orientation",
    "gender_as_registered",
    "disability",
    "pregnancy",
    "immigration",
    "recourse",
)
WORDS = {
    "ethnicity": "Ethnic group",
    "religion": "Religion",
    "sexual_orientation": "Sexual orientation",
    "gender_as_registered": "Gender as registered at birth",
    "disability": "Disabled",
    "pregnancy": "Pregnant",
    "immigration": "Immigration status",
    "recourse": "May claim public funds",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one team has recorded last."""

    row: Characteristics
    lines: Sequence[tuple[str, str]]  # question, answer


def recorded_of(case: Case, party: Party, by: Actor) -> list[Recorded]:
    """The latest of each team whose rows the actor may see. One query."""
    rows = (
        Characteristics.objects.visible_to(by)
        .filter(case_id=case.pk, person_id=party.person_id)
        .select_related("owner_team")
        .order_by("owner_team", "-n")
    )
    latest: dict[int, Characteristics] = {}
    for row in rows:
        latest.setdefault(row.owner_team_id, row)
    return [Recorded(row, _lines(row)) for row in latest.values()]


def _lines(row: Characteristics) -> list[tuple[str, str]]:
    lines = [(WORDS[name], str(getattr(row, f"get_{name}_display")())) for name in SAID]
    if row.disability_words:
        lines.append(("What they need because of a disability", row.disability_words))
    if row.due_on:
        lines.append(("Baby due", long_date(row.due_on)))
    return lines
