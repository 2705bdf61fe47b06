"""An invented return of a council's housing team, for tests, made through the verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.evidence.testing import Evidence, make_evidence
from concord.foundation.periods import Quarter
from concord.returns.actions import filling, sending, sheets, windows
from concord.returns.actions.filling import Kept, Typed
from concord.returns.actions.sheets import Field
from concord.returns.checking import TOTAL, Entry, Key
from concord.returns.models import ReturnWindow, SheetVersion, Submission

CAME = "Households who came to us because of domestic abuse"
SAFE = "Staying safe at home"
NOW = Quarter(2026, 2)  # July to September 2026

FIELDS: Sequence[Field] = (
    Field(
        section=CAME,
        code="applied",
        name="Households who applied",
        question="Households who applied",
        definition="Count each household once in the quarter, even if they came twice",
        example="96",
        after_number="who applied",
        indicator="repeats",
        role="denominator",
    ),
    Field(
        section=CAME,
        code="prevented",
        name="Homelessness prevented",
        question="Of those, homelessness prevented or relieved",
        definition="Only households in the figure above, so never more than it",
        example="55",
        indicator="repeats",
        role="numerator",
        not_above="applied",
    ),
    Field(
        section=CAME,
        code="again",
        name="Came again",
        question="Households who came again within 12 months",
        definition="Same household, any reason linked to abuse",
        example="14",
    ),
    Field(
        section=SAFE,
        code="sanctuary",
        name="Sanctuary homes",
        question="Sanctuary homes completed",
        definition="Locks, doors or alarms fitted and signed off",
        indicator="incidents",
        dimension="sex",
        categories=(("female", "Women"), ("male", "Men")),
    ),
    Field(
        section=SAFE,
        code="refused",
        name="Requests refused",
        question="Requests refused or withdrawn",
        definition="A true zero is a figure: type 0",
    ),
    Field(
        section=SAFE,
        code="waiting",
        name="Waiting",
        question="Waiting more than 28 days",
        definition="On the last day of the quarter",
        example="4",
    ),
)
GOOD: dict[Key, str | Entry] = {
    ("applied", TOTAL): "96",
    ("prevented", TOTAL): "55",
    ("again", TOTAL): "14",
    ("sanctuary", TOTAL): "7",
    ("sanctuary", "female"): "5",
    ("sanctuary", "male"): "2",
    ("refused", TOTAL): "0",
    ("waiting", TOTAL): "4",
}


@dataclass
class Returning:
    """The council's housing return, and everybody in its way."""

    place: Place
    evidence: Evidence
    version: SheetVersion
    window: ReturnWindow
    officer: Actor
    lead: Actor  # of the agency
    strategic: Actor

    def type(
        self,
        figures: Mapping[Key, str | Entry],
        *,
        window: ReturnWindow | None = None,
        by: Actor | None = None,
    ) -> Kept:
        """Keep what is typed, as somebody who has seen nothing of anybody else."""
        by = by or self.officer
        typed = {
            key: Typed(said if isinstance(said, Entry) else Entry(said))
            for key, said in figures.items()
        }
        with acting_as(by):
            return filling.keep(window=window or self.window, typed=typed, by=by)

    def send(self, submission: Submission) -> Submission:
        with acting_as(self.officer):
            return sending.send(submission=submission, by=self.officer)

    def approve(self, submission: Submission) -> Submission:
        with acting_as(self.lead):
            return sending.approve(submission=submission, by=self.lead)

    def accept(self, submission: Submission) -> Submission:
        with acting_as(self.strategic):
            return sending.accept(submission=submission, by=self.strategic)

    def through(
        self, figures: Mapping[Key, str | Entry], *, window: ReturnWindow | None = None
    ) -> Submission:
        """Typed, sent, approved and accepted."""
        made = self.type(figures, window=window).submission
        return self.accept(self.approve(self.send(made)))

    def open(self, quarter: Quarter, team: str = "Council") -> ReturnWindow:
        """A window for another quarter, or another team."""
        with acting_as(self.strategic):
            [made] = windows.open_for(
                version=self.version,
                teams=[self.place.teams[team]],
                period=quarter,
                by=self.strategic,
            )
            return made

    def before(self, figures: Mapping[Key, Sequence[int]]) -> None:
        """Accepted figures of the quarters before, oldest first, the rest as usual."""
        count = max(len(series) for series in figures.values())
        for at in range(count):
            window = self.open(NOW.plus(at - count))
            said: dict[Key, str | Entry] = dict(GOOD)
            said.update({key: str(series[at]) for key, series in figures.items()})
            self.through(said, window=window)


def make_returning(place: Place) -> Returning:
    """The sheet, and a window for the council that is due at the end of November."""
    evidence = make_evidence(place)
    lead = place.actor("strategic_lead")
    with acting_as(lead):
        version = sheets.design(name="Housing", by=lead)
        for field in FIELDS:
            sheets.add_field(version=version, field=field, by=lead)
        [window] = windows.open_for(
            version=version,
            teams=[place.teams["Council"]],
            period=NOW,
            due_on=dt.date(2026, 11, 30),
            by=lead,
        )
    return Returning(
        place=place,
        evidence=evidence,
        version=version,
        window=window,
        officer=place.actor("data_officer"),
        lead=place.actor("agency_lead"),
        strategic=lead,
    )


@pytest.fixture
def returning(elmbrook: Place) -> Returning:
    """The council's housing return in Elmbrook."""
    return make_returning(elmbrook)
