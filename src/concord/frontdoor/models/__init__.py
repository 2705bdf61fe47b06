from __future__ import annotations

from concord.frontdoor.models.decisions import Decision, Feedback, Outcome, WorkItem
from concord.frontdoor.models.door import FrontDoor
from concord.frontdoor.models.drafts import Draft
from concord.frontdoor.models.files import Attachment, FileKind
from concord.frontdoor.models.intake import PartnerSystem, Sheet
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
    "Attachment",
    "Decision",
    "Draft",
    "Feedback",
    "FileKind",
    "FrontDoor",
    "KeyAdult",
    "Named",
    "Notice",
    "Outcome",
    "PartnerSystem",
    "Referral",
    "Relay",
    "Sheet",
    "Step",
    "Strand",
    "WorkItem",
]
