"""What the MARAC room does by itself. Importing the parts tells the worker of them."""

from __future__ import annotations

from concord.marac.jobs import agreed_actions, flags, minutes, research

__all__ = ["agreed_actions", "flags", "minutes", "research"]
