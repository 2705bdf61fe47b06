"""Figures that are safe to publish: what to hide in tables, and the proof of it.

No models, no database, no settings. docs/disclosure.md says what is proved, against
which reader, and what is not.
"""

from __future__ import annotations

from concord.foundation.statistics.disclosure.auditing import (
    Weakness,
    audit,
    uncovered,
)
from concord.foundation.statistics.disclosure.groups import (
    GroupAttribute,
    group_attributes,
)
from concord.foundation.statistics.disclosure.protecting import Protected, protect
from concord.foundation.statistics.disclosure.refusals import (
    CannotProtect,
    NotProved,
    WrongTable,
)
from concord.foundation.statistics.disclosure.releases import Release, Status
from concord.foundation.statistics.disclosure.rounding import Rounded, rounded
from concord.foundation.statistics.disclosure.safe_rates import safe_rate
from concord.foundation.statistics.disclosure.table import Key, Sum, Table, crossed

__all__ = [
    "CannotProtect",
    "GroupAttribute",
    "Key",
    "NotProved",
    "Protected",
    "Release",
    "Rounded",
    "Status",
    "Sum",
    "Table",
    "Weakness",
    "WrongTable",
    "audit",
    "crossed",
    "group_attributes",
    "protect",
    "rounded",
    "safe_rate",
    "uncovered",
]
