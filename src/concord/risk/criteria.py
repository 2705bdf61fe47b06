"""The four criteria for MARAC, worked out and explained. The user decides.

SafeLives' MARAC referral criteria: visible high risk, professional judgement, potential
escalation, repeat. Any of them is enough.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from concord.foundation.ui.words import count, long_date
from concord.risk.models import RiskAssessment
from concord.risk.scoring import Band, high_from


class Standing(StrEnum):
    """Whether a criterion is met."""

    MET = "met"
    NOT_MET = "not_met"
    CANT_TELL = "cant_tell"


STANDING_WORDS = {
    Standing.MET: "Met",
    Standing.NOT_MET: "Not met",
    Standing.CANT_TELL: "Can't tell",
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """What the front door found: whether it is a repeat, and since which referral."""

    is_repeat: bool
    last_referral_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: where it stands, and one plain sentence with its day."""

    code: str
    title: str
    standing: Standing
    why: str

    @property
    def words(self) -> str:
        """ "Met", "Not met" or "Can't tell"."""
        return STANDING_WORDS[self.standing]

    @property
    def is_met(self) -> bool:
        return self.standing == Standing.MET


def criteria_for(
    assessment: RiskAssessment, repeat: Repeat | None = None
) -> list[Criterion]:
    """The four criteria as this assessment, and what is known of repeats, say.

    Quotes nothing that anybody wrote. No query beyond the assessment's instrument.
    """
    return [
        Criterion("visible", "Visible high risk", *_visible(assessment)),
        Criterion("judgement", "Professional judgement", *_judgement(assessment)),
        Criterion("escalation", "Potential escalation", *_escalation(assessment)),
        Criterion("repeat", "Repeat", *_repeat(repeat)),
    ]


def _visible(made: RiskAssessment) -> tuple[Standing, str]:
    pack, on, score = made.pack, long_date(made.assessed_on), made.counted
    high = high_from(pack)
    if score is None or high is None:
        return (
            Standing.CANT_TELL,
            f"{pack.name} has no cut-off, so its result of {on} can't say.",
        )
    yes = f"{score.yes} Yes on {on}"
    if score.yes >= high:
        return Standing.MET, f"{yes}; {high} or more is high risk."
    if made.band == Band.HIGH:
        labels = {cluster.code: cluster.label for cluster in pack.clusters}
        fired = ", ".join(labels.get(code, code).lower() for code in made.overrides)
        return (
            Standing.MET,
            f"{yes}, below {high}, and high by a local rule: {fired}.",
        )
    if score.yes + score.not_asked >= high:
        return (
            Standing.CANT_TELL,
            f"{yes}, and {count(score.not_asked, 'question')} not asked: "
            f"{high} can't be ruled out.",
        )
    return Standing.NOT_MET, f"{yes}, below {high}. Don't know is not Yes."


def _judgement(made: RiskAssessment) -> tuple[Standing, str]:
    on = long_date(made.assessed_on)
    if made.judged_band == Band.HIGH:
        return Standing.MET, f"Judged high on {on}; the reason is in the assessment."
    if made.marac_grounds:
        return Standing.MET, f"Reasonable grounds for MARAC were seen on {on}."
    if made.marac_grounds is False:
        return Standing.NOT_MET, f"No grounds for MARAC were seen on {on}."
    return Standing.CANT_TELL, f"Nobody said on {on} whether there are grounds."


def _escalation(made: RiskAssessment) -> tuple[Standing, str]:
    on, events = long_date(made.assessed_on), made.events_12_months
    if events is None or made.escalates is None:
        return (
            Standing.CANT_TELL,
            f"How many events there were in the 12 months before {on} is not recorded.",
        )
    said = f"{count(events, 'event')} in the 12 months before {on}"
    if made.escalates:
        return Standing.MET, f"{said}: as many as count as escalation here, or more."
    return Standing.NOT_MET, f"{said}, fewer than count as escalation here."


def _repeat(found: Repeat | None) -> tuple[Standing, str]:
    if found is None:
        return (
            Standing.CANT_TELL,
            "Nobody has looked yet whether the same victim and person causing harm "
            "were referred in the past 12 months.",
        )
    last = (
        f" The last referral was on {long_date(found.last_referral_on)}."
        if found.last_referral_on
        else ""
    )
    if found.is_repeat:
        return Standing.MET, f"Abuse within 12 months of the last referral.{last}"
    return Standing.NOT_MET, f"No referral in the 12 months before.{last}"
