"""An instrument as a pack: data in a TOML file, read strictly, never code.

A pack says which items an instrument has, what a score means, and which part of that is
local. Packs of the house have labels in our own words and can't be conducted on
screen; a partnership loads one with the licensed wording.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

FOLDER = Path(__file__).parent / "packs"
MOST_BYTES = 200_000
ANSWERS = ("yes", "no", "dont_know", "not_asked")

Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,29}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,29}$")]


class WrongPack(Exception):
    """A file that is no pack. Says what is wrong, and where."""


class Licence(StrEnum):
    """In whose words the items stand."""

    PARAPHRASED = "paraphrased"  # short labels of our own: from the paper form only
    LICENSED = "licensed"  # the tool's own wording, which the partnership may use
    LOCAL = "local"  # the partnership's own instrument


class BandName(StrEnum):
    """The three bands, from the lowest."""

    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Strict):
    """One question. `label` is short and ours; `wording` is the licensed one."""

    n: Annotated[int, Field(ge=1, le=99)]
    label: Annotated[str, StringConstraints(min_length=1, max_length=90)]
    theme: Annotated[str, StringConstraints(max_length=40)] = ""
    wording: Annotated[str, StringConstraints(max_length=1000)] = ""


class PartOfForm(_Strict):
    """Items that stand together on the form."""

    title: Words
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Step(_Strict):
    """From how many Yes a band begins. A local one can be moved or left out."""

    band: BandName
    begins: Annotated[int, Field(ge=0, alias="from")]
    is_local: bool = False


class Cluster(_Strict):
    """Items that raise the band by themselves, where a partnership has so decided."""

    code: Key
    label: Words
    items: Annotated[tuple[int, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)] = 1
    to: BandName = BandName.HIGH


class Escalation(_Strict):
    """So many events in so many months are a potential escalation."""

    events: Annotated[int, Field(ge=1, le=99)]
    months: Annotated[int, Field(ge=1, le=36)]


class Valid(_Strict):
    """The days on which it was in use. Open where nothing is given."""

    begins: Annotated[dt.date | None, Field(alias="from")] = None
    until: dt.date | None = None


class LicenceState(_Strict):
    """Whose words, and for licensed ones by which permission."""

    state: Licence
    holder: Annotated[str, StringConstraints(max_length=200)] = ""
    statement: Annotated[str, StringConstraints(max_length=500)] = ""


class Pack(_Strict):
    """An instrument in one version."""

    code: Code
    version: Annotated[int, Field(ge=1, le=9999)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    kind: Literal["checklist", "result"]
    about: Literal["victim", "alleged"]
    note: Annotated[str, StringConstraints(max_length=300)] = ""
    is_judged: bool = False  # a result without a band of its own that somebody judges
    ages: tuple[int, int] | None = None
    informs: Annotated[str, StringConstraints(max_length=80)] = ""
    reassess_weeks: Annotated[int, Field(ge=1, le=104)] = 8
    licence: LicenceState
    valid: Valid = Valid()
    escalation: Escalation = Escalation(events=3, months=12)
    bands: tuple[Step, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    parts: tuple[PartOfForm, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for wrong in self._wrongs():
            raise ValueError(wrong)
        return self

    def _wrongs(self) -> Iterator[str]:
        numbers = [item.n for item in self.items]
        if numbers != list(range(1, len(numbers) + 1)):
            yield "items: number them 1, 2, 3 and so on, in the order of the form"
        if (self.kind == "checklist") != bool(numbers):
            yield "parts: a checklist has items, a recorded result has none"
        begins = [step.begins for step in self.bands]
        names = [list(BandName).index(step.band) for step in self.bands]
        if begins != sorted(set(begins)) or names != sorted(set(names)):
            yield "bands: give them from the lowest up, each once"
        if begins and (begins[0] != 0 or begins[-1] > len(numbers)):
            yield "bands: begin at 0 and end within the number of items"
        if self.bands and (self.bands[0].is_local or self.bands[-1].is_local):
            yield "bands: the lowest and the highest can't be local"
        if any(set(cluster.items) - set(numbers) for cluster in self.clusters):
            yield "clusters: name items of this pack"
        if self.clusters and not self.bands:
            yield "clusters: they raise a band, and this instrument has none"
        yield from self._wrong_licence()

    def _wrong_licence(self) -> Iterator[str]:
        worded = [bool(item.wording) for item in self.items]
        if self.licence.state == Licence.LICENSED:
            if not (worded and all(worded)):
                yield "licence: a licensed pack gives the wording of each item"
            if not (self.licence.holder and self.licence.statement):
                yield "licence: say who holds the licence, and by which permission"
        elif self.licence.state == Licence.PARAPHRASED and any(worded):
            yield "licence: wording belongs into a licensed pack"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the form."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def may_be_live(self) -> bool:
        """Whether it can be conducted on screen, in its own words."""
        return self.kind == "checklist" and self.licence.state != Licence.PARAPHRASED

    def says(self, item: Item) -> str:
        """The words that stand on screen."""
        return item.wording or item.label

    @property
    def sha256(self) -> str:
        """The hash of its content, whatever the file looked like."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()

    def kept(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json", by_alias=True)


def read(content: bytes) -> Pack:
    """A pack from a TOML file. Raises WrongPack with what is wrong, and where."""
    if len(content) > MOST_BYTES:
        raise WrongPack("The file is too large for a pack: 200 kB at most.")
    try:
        pack = Pack.model_validate(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise WrongPack("The file is not text in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongPack(f"The file is not TOML: {error}.") from error
    except ValidationError as error:
        raise WrongPack(_said(error)) from error
    except (ValueError, RecursionError) as error:  # endless numbers, endless brackets
        raise WrongPack("The file is not a pack, and can't be read.") from error
    if "\\u0000" in pack.model_dump_json():
        raise WrongPack("The file holds a character that can't be kept: NUL.")
    return pack


def from_kept(kept: dict[str, Any]) -> Pack:
    """A pack as the database keeps it."""
    return Pack.model_validate(kept)


@cache
def built_in() -> dict[str, Pack]:
    """The packs of the house by code, in the order in which they are offered."""
    order = ("dash24", "dash-yp", "sdash", "dara", "sara", "oasys", "sash")
    return {code: read((FOLDER / f"{code}.toml").read_bytes()) for code in order}


def _said(error: ValidationError) -> str:
    """The first thing that is wrong, with its place in the file."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    words = first["msg"].removeprefix("Value error, ")
    return f"{place}: {words}." if place else f"{words[:1].upper()}{words[1:]}."
