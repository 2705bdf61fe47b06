"""What is wrong with a return, cell by cell, in plain words.

No database and no settings: `check` takes rules and what was typed. The form, the
Excel template, the CSV and the verbs all ask it, so that they say the same.
"""

from __future__ import annotations

from concord.returns.checking.allowed import (
    NotAPermission,
    allows,
    kept_back,
    permission_in,
)
from concord.returns.checking.checks import check, usual
from concord.returns.checking.days import NotADay, day_in
from concord.returns.checking.numbers import NotANumber, number_in
from concord.returns.checking.problems import ERROR, QUERY, Problem
from concord.returns.checking.rules import (
    TOTAL,
    Entry,
    Key,
    Rule,
    keys_of,
    label_of,
)

__all__ = [
    "ERROR",
    "QUERY",
    "TOTAL",
    "Entry",
    "Key",
    "NotADay",
    "NotANumber",
    "NotAPermission",
    "Problem",
    "Rule",
    "allows",
    "check",
    "day_in",
    "kept_back",
    "keys_of",
    "label_of",
    "number_in",
    "permission_in",
    "usual",
]
