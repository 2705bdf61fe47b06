"""The nouns of the trust floor. Everybody else imports them from here."""

from __future__ import annotations

from concord.access.models.approvals import Approval
from concord.access.models.changes import Change
from concord.access.models.events import Event

__all__ = ["Approval", "Change", "Event"]
