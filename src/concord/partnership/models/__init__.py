"""The nouns of the `who` floor. Everybody else imports them from here."""

from __future__ import annotations

from concord.partnership.models.accounts import (
    Account,
    Cover,
    Invitation,
    Membership,
)
from concord.partnership.models.agencies import Agency, Group, Meeting, Team
from concord.partnership.models.definitions import Definition
from concord.partnership.models.partnerships import Partnership, Population

__all__ = [
    "Account",
    "Agency",
    "Cover",
    "Definition",
    "Group",
    "Invitation",
    "Meeting",
    "Membership",
    "Partnership",
    "Population",
    "Team",
]
