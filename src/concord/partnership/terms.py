"""Local words: what a partnership calls things, where it differs from ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concord.partnership.models import Partnership
from concord.partnership.roles import Role


@dataclass(frozen=True, slots=True)
class Term:
    """Our word for something, and where a page uses it."""

    word: str
    used: str


TERMS: Mapping[str, Term] = {
    role.value: Term(role.label, "Under a person's name, and in lists of people")
    for role in Role
}
LONGEST = 40


def role_word(partnership: Partnership | None, role: str) -> str:
    """What this partnership calls a role; our own word when it has none."""
    local = partnership.terms.get(role) if partnership else None
    return str(local) if local else Role(role).label
