"""What came to the front door in a quarter, and what became of it.

The unit is the referral: somebody who was referred twice counts twice. Received, gone
on, begun and spoken to are four different counts. Kinds of harm and of abuse overlap,
so their shares never make 100. What nobody asked about is shown as not recorded.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from django.db import connection
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may
from concord.foundation.periods import Quarter
from concord.frontdoor.clock import open_for
from concord.frontdoor.models import (
    Abuse,
    Answer,
    Feedback,
    FrontDoor,
    Outcome,
    Referral,
    Strand,
)
from concord.frontdoor.queries.board import in_words
from concord.people.models import Characteristics, PersonVersion

BAR = 240  # units of the picture
NOT_RECORDED = ("not_recorded", "Not recorded")
NO_ANSWER = (("not_asked", "Not asked"), ("prefers_not", "Prefers not to say"))
AGES = (
    ("under_16", "Under 16"),
    ("16_17", "16 and 17"),
    ("18_24", "18 to 24"),
    ("25_34", "25 to 34"),
    ("35_44", "35 to 44"),
    ("45_54", "45 to 54"),
    ("55_64", "55 to 64"),
    ("65_over", "65 and over"),
)
OPEN = ("open", "Still open")
OVERLAP = "One referral may be in several: the shares do not make 100."
REFUSED = "Of those that were not appropriate."
FEW_REPEATS = "As checked at the door. Few repeats may mean that few were looked for."
Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a measure: how many referrals, of how many."""

    measure: str
    label: str
    n: int
    of: int

    @property
    def share(self) -> str:
        """ "31 %"; nothing where there is nothing to take a share of."""
        return f"{round(100 * self.n / self.of)} %" if self.of else ""

    @property
    def bar(self) -> int:
        return round(BAR * self.n / self.of) if self.of else 0

    @property
    def tone(self) -> str:
        """What is not recorded is seen to be so."""
        return "none" if self.label == NOT_RECORDED[1] else "track"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its lines. `overlaps`: one referral may be in several."""

    code: str
    label: str
    lines: Sequence[Line]
    note: str = ""
    overlaps: bool = False

    @property
    def total(self) -> int:
        return sum(line.n for line in self.lines)


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in hours in which the door is open."""

    label: str
    n: int  # referrals for which it is known
    of: int
    middle: dt.timedelta | None
    within: int | None  # how many kept to the target; None where there is none
    target: int | None  # hours

    @property
    def words(self) -> str:
        return in_words(self.middle) if self.middle is not None else "not known yet"


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one quarter."""

    quarter: Quarter
    received: int
    funnel: Sequence[Line]
    took: Sequence[Took]
    measures: Sequence[Measure]
    about: Sequence[Measure]

    @property
    def lines(self) -> list[Line]:
        """Every line, for a file."""
        return [
            *self.funnel,
            *(line for one in (*self.measures, *self.about) for line in one.lines),
        ]


def figures(quarter: Quarter, actor: Actor) -> Figures:
    """Figures of what was received in a quarter. Three queries.

    The same for everybody who may see them. Raises NotPermitted for other hats.
    """
    if not may_count(actor):
        raise NotPermitted("These figures are not for this hat.")
    since, until = _bounds(quarter.first_day, quarter.last_day)
    counts = counts_between(quarter.first_day, quarter.last_day)
    received = counts["funnel"].get("received", 0)

    def measure(code: str, label: str, choices: Choices, note: str = "") -> Measure:
        # Why not appropriate is asked of those alone; all else of all.
        of = sum(counts[code].values()) if note == REFUSED else received
        lines = _lines(label, counts[code], choices, of)
        return Measure(code, label, lines, note, overlaps=note == OVERLAP)

    return Figures(
        quarter=quarter,
        received=received,
        funnel=_funnel(counts["funnel"], received),
        took=_took(since, until, actor),
        measures=[
            measure("source", "How they came", Referral.Source.choices),
            measure("strand", "What they are about", Strand.choices, OVERLAP),
            measure("abuse", "Kinds of abuse", Abuse.choices, OVERLAP),
            measure("danger", "Danger when it came", Answer.choices),
            measure("outcome", "Where they went", [*Outcome.choices, OPEN]),
            measure("feedback", "Why not appropriate", Feedback.choices, REFUSED),
            measure("repeat", "Repeat within 12 months", Answer.choices,
                    FEW_REPEATS),
        ],
        about=[
            measure("age", "Age when referred", AGES),
            measure("sex", "Sex", PersonVersion.Sex.choices),
            measure("ethnicity", "Ethnic group", Characteristics.Ethnicity.choices),
            measure("disability", "Disabled", Characteristics.YesNo.choices),
            measure("pregnancy", "Pregnant", Characteristics.YesNo.choices),
            measure("as_registered", "Gender is that registered at birth",
                    Characteristics.YesNo.choices),
            measure("orientation", "Sexual orientation",
                    Characteristics.Orientation.choices),
            measure("religion", "Religion", Characteristics.Religion.choices),
            measure("interpreter", "Needs an interpreter", [("yes", "Yes")]),
        ],
    )  # fmt: skip


def may_count(actor: Actor) -> bool:
    """Whether the figures are for this hat: of who sees no people in any of theirs.

    Exact figures beside lists of one's own would describe what is missing from those.
    """
    if not may(actor, Verb.READ_FIGURES):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.counts_referrals()")
        return bool(cursor.fetchone()[0])


def _bounds(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    here = timezone.get_current_timezone()
    midnight = dt.time.min
    after = last + dt.timedelta(days=1)
    return (
        dt.datetime.combine(first, midnight, here),
        dt.datetime.combine(after, midnight, here),
    )


def counts_between(first: dt.date, last: dt.date) -> Mapping[str, dict[str, int]]:
    """By measure and value: how many of the referrals received on these days.

    The database refuses whoever these figures are not for.
    """
    since, until = _bounds(first, last)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT measure, value, n FROM access.front_door_counts(%s, %s)",
            [since, until],
        )
        for measure, value, n in cursor.fetchall():
            found[measure][value] = n
    return found


def _lines(
    measure: str, counts: Mapping[str, int], choices: Choices, of: int
) -> list[Line]:
    """In the order of the choices, without those that nobody is in."""
    order = [*choices, *NO_ANSWER, NOT_RECORDED]
    seen: set[str] = set()
    found = []
    for value, label in order:
        if value in seen or not counts.get(value):
            continue
        seen.add(value)
        found.append(Line(measure, label, counts[value], of))
    return found


def _funnel(counts: Mapping[str, int], received: int) -> list[Line]:
    steps = (
        ("received", "Received"),
        ("went_on", "Went on to a team"),
        ("begun", "That team has begun"),
        ("spoken", "Spoken to by the front door"),
    )
    return [Line("Counts", label, counts.get(key, 0), received) for key, label in steps]


def _took(since: dt.datetime, until: dt.datetime, actor: Actor) -> list[Took]:
    door = FrontDoor.objects.visible_to(actor).first()
    if door is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT received, looked, decided, contacted"
            " FROM access.front_door_moments(%s, %s)",
            [since, until],
        )
        rows = cursor.fetchall()
    targets = (
        ("First look", door.look_within),
        ("Decision", None),
        ("First contact with them", None),
    )
    found = []
    for at, (label, target) in enumerate(targets, start=1):
        spans = [open_for(row[0], row[at], door) for row in rows if row[at]]
        within = None
        if target is not None:
            within = sum(span <= dt.timedelta(hours=target) for span in spans)
        middle = median_low(spans) if spans else None
        found.append(Took(label, len(spans), len(rows), middle, within, target))
    return found


def latest_quarters(today: dt.date, number: int = 8) -> list[Quarter]:
    """This quarter and those before it, the newest first."""
    found = [Quarter.containing(today)]
    while len(found) < number:
        before = found[-1].first_day - dt.timedelta(days=1)
        found.append(Quarter.containing(before))
    return found
