"""What the worker does for the access room. Found by its name."""

from __future__ import annotations

from concord.access import reminding, telling
from concord.access.audit import jobs as audit

__all__ = ["audit", "reminding", "telling"]
