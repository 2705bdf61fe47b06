"""The assessments of a case as far as a hat may see them, and what changed between."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils import timezone

from concord.access.actor import Actor
from concord.cases.models import Case
from concord.risk.models import AssessmentDraft, RiskAssessment
from concord.risk.scoring import ANSWER_WORDS, Answer, Band, same_instrument

NO_BAND = "No band"


@dataclass(frozen=True, slots=True)
class Line:
    """One assessment of a list. `corrected_by` is the one that counts instead of it."""

    made: RiskAssessment
    corrected_by: RiskAssessment | None
    is_own: bool  # the actor's team wrote it, and can correct it

    @property
    def is_current(self) -> bool:
        return self.corrected_by is None

    @property
    def can_correct(self) -> bool:
        return self.is_own and self.is_current

    @property
    def score_in_words(self) -> str:
        """ "15 Yes of 24"; what was found, for a recorded result."""
        score = self.made.counted
        if score is None:
            return "Recorded result"
        return f"{score.yes} Yes of {score.items}"

    @property
    def band(self) -> str:
        return band_word(self.made.final_band)

    @property
    def is_overdue(self) -> bool:
        due = self.made.reassess_on
        return self.is_current and due is not None and due < timezone.localdate()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item that was answered otherwise."""

    n: int
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one assessment to a later one of the same instrument."""

    before: RiskAssessment
    after: RiskAssessment
    items: list[ItemChange]
    more_yes: int
    same: int  # items that were answered alike

    @property
    def fewer_yes(self) -> int:
        return -self.more_yes

    @property
    def band_before(self) -> str:
        return band_word(self.before.final_band)

    @property
    def band_after(self) -> str:
        return band_word(self.after.final_band)


def band_word(band: int | None) -> str:
    """ "High"; "No band" where there is none."""
    return Band(band).label if band is not None else NO_BAND


def assessments_of(case: Case, actor: Actor) -> list[Line]:
    """All assessments of the case that the hat may see, the latest first. One query."""
    rows = list(
        RiskAssessment.objects.visible_to(actor)
        .filter(case=case)
        .select_related("instrument", "owner_team", "written_by__account")
    )
    later = {row.supersedes_id: row for row in rows if row.supersedes_id}
    return [
        Line(row, later.get(row.pk), row.owner_team_id == actor.team_id) for row in rows
    ]


def assessment_in(case: Case, pk: uuid.UUID, actor: Actor) -> Line | None:
    """One assessment of the case with what corrects it, or None. Two queries."""
    rows = RiskAssessment.objects.visible_to(actor).filter(case=case)
    rows = rows.select_related("instrument", "owner_team", "written_by__account")
    made = rows.filter(pk=pk).first()
    if made is None:
        return None
    later = rows.filter(supersedes=made).first()
    return Line(made, later, made.owner_team_id == actor.team_id)


def latest_of(case: Case, actor: Actor) -> RiskAssessment | None:
    """The latest assessment of the victim that counts, or None. One query."""
    lines = assessments_of(case, actor)
    about = [x.made for x in lines if x.is_current and x.made.side == "victim"]
    return about[0] if about else None


def last_scored(
    case: Case, code: str, actor: Actor, *, but: uuid.UUID | None = None
) -> RiskAssessment | None:
    """The latest that counts by the same instrument, to compare with. One query."""
    for line in assessments_of(case, actor):
        made = line.made
        if line.is_current and made.instrument.code == code and made.pk != but:
            return made
    return None


def difference(before: RiskAssessment, after: RiskAssessment) -> Difference:
    """What changed between two. Raises CrossScoring for two instruments."""
    same_instrument(before.instrument.code, after.instrument.code)
    changes, same = [], 0
    for item in after.pack.items:
        old, new = before.answer(item.n), after.answer(item.n)
        if old == new:
            same += 1
            continue
        changes.append(ItemChange(item.n, item.label, _word(old), _word(new)))
    scores = before.counted, after.counted
    more = scores[1].since(scores[0]) if scores[0] and scores[1] else 0
    return Difference(before, after, changes, more, same)


def drafts_of(case: Case, actor: Actor) -> list[AssessmentDraft]:
    """What the hat has begun and not finished in this case. One query."""
    rows = AssessmentDraft.objects.visible_to(actor).filter(
        case=case, written_by_id=actor.membership_id, used_at=None
    )
    return list(rows.select_related("instrument"))


def count_in(case_id: uuid.UUID, actor: Actor) -> int:
    """How many assessments of a case the hat may see. One query, and no row loaded."""
    rows = RiskAssessment.objects.visible_to(actor).filter(case_id=case_id)
    return rows.count()


def _word(answer: Answer) -> str:
    return ANSWER_WORDS[answer]
