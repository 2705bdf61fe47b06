from __future__ import annotations

from enum import StrEnum


class Class(StrEnum):
    """What a field holds, by the harm that it does in wrong hands."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SPECIAL = "special"
    LOCATION = "location"

    @property
    def meaning(self) -> str:
        """One sentence for whoever has to choose, or to check."""
        return MEANINGS[self]

    @property
    def about_somebody(self) -> bool:
        """Whether such a value may never stand in a log, an e-mail or an address."""
        return self in ABOUT_SOMEBODY


MEANINGS = {
    Class.PUBLIC: "Published or meant to be, or words of the program itself.",
    Class.INTERNAL: (
        "For work: about nobody, or about somebody by the number of a row only."
    ),
    Class.PERSONAL: (
        "About a person, staff included, or a key that only one person may hold."
    ),
    Class.SPECIAL: (
        "Health, origin, belief, sexuality, offences, harm that was done or feared."
    ),
    Class.LOCATION: "Where a person is or can be found.",
}
ABOUT_SOMEBODY = frozenset({Class.PERSONAL, Class.SPECIAL, Class.LOCATION})
