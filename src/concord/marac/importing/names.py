"""Names as they are typed into one cell: several people, surnames first, aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from concord.marac.importing.columns import plain

NOBODY = frozenset(
    ("", "unknown", "unk", "u k", "uk", "n k", "nk", "not known", "n a", "na", "none",
     "nil", "tbc", "not stated", "0", "various")
)  # fmt: skip
TITLES = re.compile(r"^(?:(?:mr|mrs|ms|miss|mx|dr|rev|prof)\b\.?\s+)+", re.IGNORECASE)
ALIAS = re.compile(
    r"[(\[]?\s*\b(?:a\.?k\.?a\.?|n[eé]e|also known as|alias|formerly)\b[\s:.]*"
    r"([^()\[\],;]+)[)\]]?", re.IGNORECASE,
)  # fmt: skip
BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
BETWEEN = re.compile(
    r"\s*(?:[\n;/&+|]|\band\b|(?:^|(?<=\s))\d{1,2}[.)]\s)\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stood there, taken apart. Nothing: somebody who isn't named."""

    given: str = ""
    family: str = ""
    others: list[str] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return bool(self.given or self.family)

    @property
    def key(self) -> str:
        """By which it is compared with the same in another row."""
        return plain(f"{self.given} {self.family}")


def name_of(said: str) -> Name:
    """One name: "SMITH, Jane (aka Jones)", "Jane SMITH", "Mrs Jane Smith"."""
    others = [one.strip() for one in ALIAS.findall(said) if one.strip()]
    bare = BRACKETS.sub(" ", ALIAS.sub(" ", said))
    bare = TITLES.sub("", " ".join(bare.split()).strip(" ,.;:-"))
    if plain(bare) in NOBODY:
        return Name()
    family, comma, given = bare.partition(",")
    if comma:
        return Name(TITLES.sub("", given.strip()), family.strip(), others)
    words = bare.split()
    if len(words) == 1:
        return Name(given=bare, others=others)
    first = _shouted(words)
    if first:
        return Name(" ".join(words[first:]), " ".join(words[:first]), others)
    return Name(" ".join(words[:-1]), words[-1], others)


def names_of(said: str) -> list[str]:
    """Each person of a cell, as the words about them; never two for "SMITH, John"."""
    pieces = [one.strip(" ,") for one in BETWEEN.split(said) if one.strip(" ,.")]
    found: list[str] = []
    for piece in pieces:
        parts = [one.strip() for one in piece.split(",")]
        several = len(parts) > 1 and all(len(one.split()) > 1 for one in parts)
        found += parts if several else [piece]
    return found


def children_of(said: str) -> list[str]:
    """Children are often there by their forenames alone, with commas between."""
    pieces = re.split(r"[\n;/&+,]|\band\b", BRACKETS.sub(_without_commas, said))
    return [one.strip() for one in pieces if plain(one) not in NOBODY]


def _without_commas(found: re.Match[str]) -> str:
    return re.sub(r"[;/&+,\n]", "-", found.group())


def _shouted(words: list[str]) -> int:
    """How many words at the beginning are a surname in capitals; 0 for none or all."""
    count = 0
    for word in words:
        if len(word) < 2 or word != word.upper():
            break
        count += 1
    return 0 if count == len(words) else count
