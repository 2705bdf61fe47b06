from __future__ import annotations

from concord.frontdoor.models.decisions import Decision, Feedback, Outcome, WorkItem
from concord.frontdoor.models.door import FrontDoor
from concord.frontdoor.models.drafts import Draft
from concord.frontdoor.models.notices import KeyAdult, Notice, Relay
from concord.frontdoor.models.referrals import (
    Abuse,
    Answer,
    Named,
    Referral,
    Step,
    Strand,
)

__all__ = [
    "Abuse",
    "Answer",
    "Decision",
    "Draft",
    "Feedback",
    "FrontDoor",
    "KeyAdult",
    "Named",
    "Notice",
    "Outcome",
    "Referral",
    "Relay",
    "Step",
    "Strand",
    "WorkItem",
]
