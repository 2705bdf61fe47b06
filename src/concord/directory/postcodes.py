"""Postcodes of the United Kingdom: how they are written, and their first half.

Nothing is asked outside. Which area a service serves is said by first halves ("BR1");
distances need a file of their middles, see `load_districts`.
"""

from __future__ import annotations

import re

_WHOLE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.I)
_FIRST = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?", re.I)


def whole_postcode(text: str) -> str:
    """The first postcode in a text, as "ZZ1 1ZZ"; empty when there is none."""
    found = _WHOLE.search(text)
    return f"{found[1]} {found[2]}".upper() if found else ""


def outward_of(text: str) -> str:
    """The first half of a postcode, given whole or as the half; else empty."""
    said = text.strip()
    whole = whole_postcode(said)
    if whole:
        return whole.split()[0]
    return said.upper() if _FIRST.fullmatch(said) else ""


def outward_codes(text: str) -> list[str]:
    """First halves in a list such as "BR1, BR2 BR3". Raises ValueError for another."""
    words = [word for word in re.split(r"[\s,;]+", text.strip()) if word]
    wrong = [word for word in words if not _FIRST.fullmatch(word)]
    if wrong:
        raise ValueError(f'"{wrong[0][:12]}" is not the first half of a postcode.')
    return sorted({word.upper() for word in words})
