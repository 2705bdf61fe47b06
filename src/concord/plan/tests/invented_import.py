"""Invented plans as files, and imports of them, for the tests of importing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.plan.actions import importing
from concord.plan.actions.importing import Wish
from concord.plan.checking import Kind, Sheet
from concord.plan.jobs.importing import read_import
from concord.plan.models import ImportDraft, Plan

COLUMNS = (
    "Priority",
    "Ref",
    "Outcome",
    "Action",
    "Lead",
    "Partners",
    "Due",
    "Status",
    "Progress",
    "Standards",
)
LISTEN, ACT = "Priority 1: Listen", "Priority 2: Act"
ROWS: list[tuple[str, ...]] = [
    (
        LISTEN,
        "1.1",
        "People are heard",
        "Open a drop-in desk at the library every Tuesday",
        "Housing",
        "Police, Health",
        "31 March 2027",
        "Green",
        "Opened in May",
        "NICE PH50 2",
    ),
    (
        LISTEN,
        "1.2",
        "People are heard",
        "Train the reception staff of all six surgeries",
        "Elmbrook Health",
        "",
        "June 2027",
        "Achieved",
        "More to do at two surgeries",
        "NICE PH50 15",
    ),
    (
        ACT,
        "2.1",
        "",
        "Write one referral form for all agencies",
        "Council",
        "",
        "Q3 2026/27",
        "Red",
        "",
        "",
    ),
    (
        ACT,
        "2.1",
        "",
        "Review the form after a year",
        "Police",
        "",
        "ongoing",
        "",
        "",
        "",
    ),
    (ACT, "2.3", "", "Publish a yearly report", "The moon", "", "soon", "", "", ""),
]


def as_csv(rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    """The rows as a file with a head."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode()


def many_rows(number: int) -> list[tuple[str, ...]]:
    """A plan of so many different actions, ten to a priority."""
    return [
        (
            f"Priority {n // 10 + 1}: Part {n // 10 + 1} of the plan",
            f"{n // 10 + 1}.{n % 10 + 1}",
            "",
            f"Arrange workshop {n} on topic {n * 7} for all staff of branch {n * 3}",
            "Housing" if n % 2 else "Police",
            "",
            "March 2027",
            "Green",
            f"Session {n} held",
            "",
        )
        for n in range(number)
    ]


def lead(place: Place) -> Actor:
    return place.actor("strategic_lead")


def bring(
    place: Place,
    content: bytes | None = None,
    name: str = "plan.csv",
    compare_with: Plan | None = None,
) -> ImportDraft:
    """Bring a file in and read it, as the job does; the import as it is then."""
    by = lead(place)
    with acting_as(by):
        found = importing.bring(
            file_name=name,
            content=as_csv() if content is None else content,
            compare_with=compare_with,
            by=by,
        )
    read_import(partnership_id=place.partnership.pk, draft_id=str(found.pk))
    return again(place, found)


def again(place: Place, found: ImportDraft) -> ImportDraft:
    """The import as the database has it now."""
    with acting_as(lead(place)):
        return ImportDraft.objects.select_related("partnership").get(pk=found.pk)


def correct(
    place: Place, found: ImportDraft, *wishes: Wish, seen: int | None = None
) -> Sheet:
    """Take corrections as the strategic lead, having seen all that came before."""
    by = lead(place)
    with acting_as(by):
        before = importing.correcting.sheet_of(again(place, found))
        return importing.correct(
            import_draft=found,
            wishes=list(wishes),
            seen=before.version if seen is None else seen,
            by=by,
        )


def sheet(place: Place, found: ImportDraft) -> Sheet:
    return importing.correcting.sheet_of(again(place, found))


def key_of(found: Sheet, words: str) -> str:
    """The key of the one action whose wording has these words."""
    [key] = [key for key, a in found.actions.items() if words in a.wording]
    return key


def setting(key: str, **give: object) -> Wish:
    return Wish(Kind.SET, key, give)
