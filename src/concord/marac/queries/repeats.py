"""Why a case is a repeat or is not: in one dated sentence."""

from __future__ import annotations

from concord.foundation.periods import a_year_after
from concord.foundation.ui.words import long_date
from concord.marac.models import RepeatFinding

Overlap = RepeatFinding.Overlap


def sentence(found: RepeatFinding) -> str:
    """What was worked out and from which days; it names nobody."""
    now = f"Referred on {long_date(found.referred_on)}"
    if found.prior_on is None:
        return f"Not a repeat. {now}; no earlier referral of this victim is known here."
    before = long_date(found.prior_on)
    if found.overlap == Overlap.NONE:
        return (
            f"Not a repeat but a new case. {now}; the referral of {before} was "
            "because of somebody else."
        )
    who = "the same people" if found.overlap == Overlap.SAME else "some of the same"
    until = long_date(a_year_after(found.prior_on))
    if found.result:
        return (
            f"A repeat. {now}, within 12 months of the referral of {before} "
            f"about {who}. {_what_counts(found)}"
        )
    return (
        f"Not a repeat. {now}; the 12 months after the referral of {before} "
        f"about {who} ended on {until}."
    )


def _what_counts(found: RepeatFinding) -> str:
    """What kind of abuse makes a repeat by this version of the rule."""
    if found.definition.body.get("abuse") == "any":
        return "Any abuse counts; no crime is needed."
    return "By the rule of that time it had to be something that would be a crime."
