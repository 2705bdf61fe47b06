"""The texts that come with the program, in English.

`words.toml` are the words around the pages, in groups; `pages/*.md` the pages, each
with a head in TOML between two lines of `+++`, and its source.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
# Addresses are numbers, so that a history tells nothing. 1 is the first page.
HOME, FIND, WORK, TELL = 1, 3, 23, 24
NUMBERS = {"home": HOME, "find": FIND, "work": WORK, "tell": TELL}


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand together; `is_safety` ones are signed by a reviewer."""

    name: str
    about: str
    is_safety: bool
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it comes with the program. `lines` are keys of phone lines."""

    slug: str
    number: int
    title: str
    lead: str
    body: str
    source: str
    lines: tuple[str, ...] = field(default=())
    jump: bool = False
    is_safety: bool = False
    papers: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it shows every phone line there is."""
        return "*" in self.lines


@cache
def groups() -> tuple[Group, ...]:
    """All groups of words, in the order of the catalogue."""
    with (HERE / "words.toml").open("rb") as file:
        read = tomllib.load(file)
    return tuple(
        Group(
            name,
            table["_about"],
            table.get("_safety", False),
            {key: text for key, text in table.items() if not key.startswith("_")},
        )
        for name, table in read.items()
    )


@cache
def english() -> dict[str, str]:
    """Every word of the catalogue, by its key."""
    return {key: text for one in groups() for key, text in one.words.items()}


@cache
def pages() -> dict[str, Page]:
    """Every page that comes with the program, by its name, in the order of numbers."""
    read = [_read(path) for path in (HERE / "pages").glob("*.md")]
    return {one.slug: one for one in sorted(read, key=lambda one: one.number)}


@cache
def by_number() -> dict[int, Page]:
    return {one.number: one for one in pages().values()}


def _read(path: Path) -> Page:
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    said = tomllib.loads(head)
    return Page(
        slug=path.stem,
        number=said["number"],
        title=said["title"],
        lead=said["lead"],
        body=body.strip(),
        source=said["source"],
        lines=tuple(said.get("lines", ())),
        jump=said.get("jump", False),
        is_safety=said.get("safety", False),
        papers=said.get("papers", False),
    )
