"""Figures that are safe to publish: what to hide in tables, and the proof of it.

No models, no database, no settings. docs/disclosure.md says what is proved, against
which reader, and what is not.
"""

from __future__ import annotations

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
from concord.foundation.statistics.disclosure.table import Key, Sum, Table, crossed

__all__ = [
    "CannotProtect",
    "GroupAttribute",
    "Key",
    "NotProved",
    "Protected",
    "Release",
    "Status",
    "Sum",
    "Table",
    "WrongTable",
    "crossed",
    "group_attributes",
    "protect",
]
