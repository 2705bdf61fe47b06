"""Reading feeds: fields strictly, parts of a service, a service whole."""

from __future__ import annotations

from concord.directory.open_referral.reading.fields import Invalid
from concord.directory.open_referral.reading.parts import NUMBER, Part
from concord.directory.open_referral.reading.service import (
    ReadService,
    ReadTerm,
    read,
    tells_a_secret,
)

__all__ = [
    "NUMBER",
    "Invalid",
    "Part",
    "ReadService",
    "ReadTerm",
    "read",
    "tells_a_secret",
]
