"""The nouns of the trust floor. Everybody else imports them from here."""

from __future__ import annotations

from concord.access.models.approvals import Approval
from concord.access.models.changes import Change
from concord.access.models.emergencies import Emergency
from concord.access.models.events import Event
from concord.access.models.locks import Declaration, Lock, Suspicion
from concord.access.models.protected import Part, Protected, Side, written
from concord.access.models.seals import Seal, Verification
from concord.access.models.sessions import Session
from concord.access.models.sharing import (
    Agreement,
    AgreementParty,
    Consent,
    Disclosure,
    Grant,
    Purpose,
    Told,
)
from concord.access.models.terms import TermsOpening
from concord.access.models.unusual import Unusual, UnusualReview

__all__ = [
    "Agreement",
    "AgreementParty",
    "Approval",
    "Change",
    "Consent",
    "Declaration",
    "Disclosure",
    "Emergency",
    "Event",
    "Grant",
    "Lock",
    "Part",
    "Protected",
    "Purpose",
    "Seal",
    "Session",
    "Side",
    "Suspicion",
    "TermsOpening",
    "Told",
    "Unusual",
    "UnusualReview",
    "Verification",
    "written",
]
