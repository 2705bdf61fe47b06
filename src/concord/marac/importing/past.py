"""What a spreadsheet says of a case that was heard, and where it stood."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from concord.marac.importing.columns import Column
from concord.marac.importing.dates import Day
from concord.marac.importing.names import Name


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something of a row that was not understood. `said` is for the report alone."""

    column: str  # a letter, or nothing for the row
    what: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of a row."""

    name: Name = field(default_factory=Name)
    born: Day | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case that was heard, as the spreadsheet has it. Codes are the models' own."""

    heard: Day
    victim: Somebody
    alleged: Sequence[Somebody]
    children: Sequence[Somebody] = ()
    child_count: int | None = None
    ethnicity: str = ""
    sexual_orientation: str = ""
    disability: str = ""
    relationship: str = ""
    address: str = ""
    post_code: str = ""
    phone: str = ""
    agency: str = ""
    agency_words: str = ""
    referred_on: dt.date | None = None
    repeat: str = ""
    criteria: str = ""
    actions: str = ""
    outcome: str = ""
    flagged_on: dt.date | None = None
    flag_until: dt.date | None = None
    kept: str = ""  # "Heading: words", a line for each column without a place

    @property
    def key(self) -> str:
        """The same for the same hearing, from whichever file it comes.

        Without dates of birth: one that is put right must not make a second hearing.
        """
        alleged = sorted(one.name.key for one in self.alleged)
        said = [self.heard.on.isoformat(), self.victim.name.key, *alleged]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the spreadsheet: the case it makes, or why it makes none."""

    sheet: str
    number: int
    case: PastCase | None
    troubles: Sequence[Trouble] = ()
    is_skipped: bool = False  # a total, a heading again: no case, and none is missing


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet as it was understood. Without columns nothing of it was."""

    name: str
    columns: Sequence[Column]
    heading_row: int
    rows: Sequence[Row]
    is_hidden: bool = False
