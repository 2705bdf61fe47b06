"""The jobs of the plan room. The worker finds this package by its name."""

from __future__ import annotations

from concord.plan.jobs import importing, reminders

__all__ = ["importing", "reminders"]
