"""What the evidence room does by itself. Importing the parts tells the worker."""

from __future__ import annotations

from concord.evidence.jobs import extracts, measures

__all__ = ["extracts", "measures"]
