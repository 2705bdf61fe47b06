"""What people make of a draft that was read: corrections laid over it, in steps.

Nothing here reads or writes the database. A draft stays as it was read; `lay_out` gives
the sheet that stands once every step has been taken.
"""

from __future__ import annotations

from concord.plan.checking.laying_out import lay_out
from concord.plan.checking.sheet import (
    CheckedAction,
    CheckedPriority,
    Sheet,
    Sureness,
)
from concord.plan.checking.steps import Kind, Step, steps_of

__all__ = [
    "CheckedAction",
    "CheckedPriority",
    "Kind",
    "Sheet",
    "Step",
    "Sureness",
    "lay_out",
    "steps_of",
]
