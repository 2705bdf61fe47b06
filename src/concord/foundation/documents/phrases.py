"""Small phrases that papers are full of, in right grammar."""

from __future__ import annotations

from collections.abc import Sequence


def number_of(count: int, one: str, many: str) -> str:
    """1 action; 2 actions; 0 actions."""
    return f"{count} {one if count == 1 else many}"


def listed(parts: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
