"""Text that a spreadsheet leaves alone. Every cell that leaves Concord comes by here.

A spreadsheet runs a cell that begins like a formula, also out of a CSV, and whoever
typed it needs no account with who opens it. Rule of OWASP, "CSV injection".
"""

from __future__ import annotations

import re
from typing import Any

SIGNS = ("=", "+", "-", "@")
BEGINNINGS = (*SIGNS, "\t", "\r", "\n")
# What begins with a sign and can be nothing but a number.
NEGATIVE = re.compile(r"-\d[\d,]*(\.\d+)?")


def inert(value: Any) -> Any:
    """Text that a spreadsheet might run gets an apostrophe in front; numbers stay."""
    if isinstance(value, str) and value.startswith(BEGINNINGS):
        return f"'{value}"
    return value


def inert_figure(said: str) -> str:
    """The same of a figure that is written out: "-3" is a number, and stays."""
    return said if NEGATIVE.fullmatch(said) else str(inert(said))


def as_typed(said: str) -> str:
    """Text as it was before `inert`, where a file with it comes back."""
    return said[1:] if said[:1] == "'" and said[1:2] in SIGNS else said
