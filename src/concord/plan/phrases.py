"""Vocabularies of printed phrases, written one to a line so that they can be read."""

from __future__ import annotations

import re


def phrases(text: str) -> re.Pattern[str]:
    """A pattern that matches any of the lines, each a regular expression.

    A line that begins with "&" goes on with the one above. Case does not matter, and
    callers use ``fullmatch`` or ``match``.
    """
    joined: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("&"):
            joined[-1] += line[1:]
        elif line:
            joined.append(line)
    return re.compile("|".join(f"(?:{line})" for line in joined), re.IGNORECASE)
