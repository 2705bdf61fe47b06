"""What answers come to: a score, a band, clusters. Pure functions of a pack.

Score is the count of Yes, unweighted; Don't know is not Yes. A score belongs to its
instrument: set beside that of another, it raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from concord.risk.pack import BandName, Cluster, Pack


class Answer(StrEnum):
    """What was answered to an item."""

    YES = "yes"
    NO = "no"
    DONT_KNOW = "dont_know"
    NOT_ASKED = "not_asked"


ANSWER_WORDS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.DONT_KNOW: "Don't know",
    Answer.NOT_ASKED: "Not asked",
}


class Band(models.IntegerChoices):
    """How high the risk is. Numbers, so that the database can say which is higher."""

    STANDARD = 1, "Standard"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"


BAND_OF = {
    BandName.STANDARD: Band.STANDARD,
    BandName.MEDIUM: Band.MEDIUM,
    BandName.HIGH: Band.HIGH,
}


class CrossScoring(Exception):
    """Two instruments were measured by one another. There is no such measure."""


@dataclass(frozen=True, slots=True)
class Local:
    """What a partnership has decided about an instrument.

    `medium_from`: from how many Yes medium begins (None: there is no medium).
    `clusters` are codes of the pack's clusters that are in force here.
    """

    medium_from: int | None
    clusters: tuple[str, ...]
    events: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many Yes of how many items, by which instrument."""

    instrument: str
    yes: int
    no: int
    dont_know: int
    not_asked: int

    @property
    def items(self) -> int:
        """All items of the instrument."""
        return self.yes + self.no + self.dont_know + self.not_asked

    def since(self, earlier: Score) -> int:
        """How many Yes more than `earlier`. Raises CrossScoring for another tool's."""
        same_instrument(self.instrument, earlier.instrument)
        return self.yes - earlier.yes

    def __lt__(self, other: Score) -> bool:
        same_instrument(self.instrument, other.instrument)
        return self.yes < other.yes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers come to. `band` is None where the instrument has no cut-off."""

    score: Score
    band: Band | None
    fired: tuple[Cluster, ...]


def same_instrument(one: str, other: str) -> None:
    """Raise CrossScoring unless both are the same instrument."""
    if one != other:
        raise CrossScoring(
            f"{one} and {other} are different instruments: their scores can't be "
            "compared, added or carried over."
        )


def by_the_pack(pack: Pack) -> Local:
    """What holds where a partnership has decided nothing: no cluster is in force."""
    medium = [s.begins for s in pack.bands if s.is_local]
    return Local(
        medium_from=medium[0] if medium else None,
        clusters=(),
        events=pack.escalation.events,
        weeks=pack.reassess_weeks,
    )


def outcome(pack: Pack, answers: Mapping[int, str], local: Local) -> Outcome:
    """Score, band and clusters of these answers, by item; those left out: not asked."""
    score = score_of(pack, answers)
    fired = _fired(pack, answers, local)
    raised = [BAND_OF[cluster.to] for cluster in fired]
    band = _by_score(pack, score.yes, local)
    if band is not None:
        band = Band(max([band, *raised]))
    return Outcome(score, band, fired)


def score_of(pack: Pack, answers: Mapping[int, str]) -> Score:
    """The counts of each answer. Raises ValueError for items that are not there."""
    strange = set(answers) - {item.n for item in pack.items}
    if strange:
        raise ValueError(f"{pack.name} has no item {min(strange)}.")
    given = [Answer(answers.get(item.n, Answer.NOT_ASKED.value)) for item in pack.items]
    return Score(
        instrument=pack.code,
        yes=given.count(Answer.YES),
        no=given.count(Answer.NO),
        dont_know=given.count(Answer.DONT_KNOW),
        not_asked=given.count(Answer.NOT_ASKED),
    )


def steps(pack: Pack, local: Local) -> list[tuple[Band, int]]:
    """From how many Yes each band begins here, the lowest first."""
    found = []
    for step in pack.bands:
        begins = local.medium_from if step.is_local else step.begins
        if begins is not None:
            found.append((BAND_OF[step.band], begins))
    return found


def high_from(pack: Pack) -> int | None:
    """From how many Yes the risk is high; None where there is no cut-off."""
    return pack.bands[-1].begins if pack.bands else None


def _by_score(pack: Pack, yes: int, local: Local) -> Band | None:
    reached = [band for band, begins in steps(pack, local) if yes >= begins]
    return max(reached, default=None)


def _fired(pack: Pack, answers: Mapping[int, str], local: Local) -> tuple[Cluster, ...]:
    return tuple(
        cluster
        for cluster in pack.clusters
        if cluster.code in local.clusters
        and _yes_in(cluster.items, answers) >= cluster.at_least
    )


def _yes_in(items: Iterable[int], answers: Mapping[int, str]) -> int:
    return sum(1 for n in items if answers.get(n) == Answer.YES)
