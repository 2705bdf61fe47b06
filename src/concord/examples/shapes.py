"""What an example partnership consists of, as the TOML files in `data` say it.

Values only: nothing here knows the database. Keys are the names that the files use to
point at each other; they never reach a page. Days are inclusive on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from concord.foundation.periods import FinancialYear, Quarter

Words = Annotated[str, Field(min_length=1)]
InQuarter = Annotated[Quarter, PlainValidator(Quarter.parse)]
InYear = Annotated[FinancialYear, PlainValidator(FinancialYear.parse)]

Status = Literal[
    "not_started",
    "in_progress",
    "on_track",
    "at_risk",
    "off_track",
    "complete",
    "closed_not_done",
]
ENDED: tuple[Status, ...] = ("complete", "closed_not_done")
Role = Literal[
    "strategic_lead",
    "agency_lead",
    "board_member",
    "commissioner",
    "marac_coordinator",
    "practitioner",
    "data_officer",
    "trainer",
    "directory_editor",
    "auditor",
    "administrator",
]
AgencyKind = Literal[
    "council",
    "police",
    "health",
    "housing",
    "probation",
    "education",
    "specialist",
    "voluntary",
    "justice",
    "partnership",
    "other",
]
GroupKind = Literal[
    "strategic_board",
    "operational_forum",
    "sub_group",
    "task_and_finish",
    "advisory",
    "other",
]
# Where a fact comes from: the published strategy, what people in the field know, or us.
Source = Literal["strategy", "general knowledge", "invented"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Residents, in persons; `age_to` is the last year of age counted."""

    year: int
    persons: Annotated[int, Field(gt=0)]
    source: Words
    sex: Literal["all", "female", "male"] = "all"
    age_from: int = 0
    age_to: int | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The partnership and the place it serves. `part4_tier`: Part 4 of the 2021 Act."""

    code: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    name: Words
    area_name: Words
    area_code: Annotated[str, Field(pattern=r"^E\d{8}$")]
    parent_area_name: Words
    parent_area_code: Annotated[str, Field(pattern=r"^E\d{8}$")]
    part4_tier: Literal["one", "two"]
    valid_from: date
    brand_colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    terms: dict[str, str]
    populations: tuple[Population, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An organisation; two files that use one key mean one agency."""

    key: Words
    name: Words
    kind: AgencyKind
    regime: Literal["uk_gdpr", "part_3"]
    source: Source
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`asked`: the board asks this team for a statement each quarter."""

    key: Words
    agency: Words
    name: Words
    short_name: Annotated[str, Field(min_length=1, max_length=40)]
    kind: Words
    asked: bool
    valid_from: date | None = None
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    key: Words
    name: Words
    kind: GroupKind
    source: Source
    reports_to: str | None = None
    meetings: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    team: Words
    role: Role
    title: Words
    starts: Annotated[date | None, Field(validation_alias="from")] = None
    ends: Annotated[date | None, Field(validation_alias="to")] = None

    def worn_on(self, day: date) -> bool:
        started = self.starts is None or self.starts <= day
        return started and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person; one e-mail address in two files means one account."""

    key: Words
    name: Words
    email: Annotated[str, Field(pattern=r"^[a-z.]+@[a-z.-]+\.example$")]
    hats: Annotated[tuple[Hat, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """`deputy` answers for `away` in `team`, both people of that team."""

    away: Words
    deputy: Words
    team: Words
    starts: Annotated[date, Field(validation_alias="from")]
    ends: Annotated[date, Field(validation_alias="to")]
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    name: Words
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    title: Words
    starts: Annotated[date, Field(validation_alias="from")]
    ends: Annotated[date, Field(validation_alias="to")]
    period_note: Words
    vision: Words
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One year's delivery plan; what is unfinished is carried into the next."""

    year: InYear
    adopted_on: date
    by: Words
    note: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterDates:
    quarter: Annotated[InQuarter, Field(validation_alias="q")]
    updates_due: date
    board_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    key: Words
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """`ref` is the printed one."""

    key: Words
    title: Annotated[str, Field(min_length=1, max_length=70)]
    aim: Words
    ref: str | None = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`on` is the last day of the printed date, month or quarter."""

    kind: Literal["date", "month", "quarter", "ongoing", "none"]
    on: date | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """`amount` in whole pounds, if known; `ends` is the last day that is paid for."""

    text: Words
    amount: int | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    text: Words
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A figure (`value`, perhaps `of` how many, in `unit`) or a link."""

    kind: Literal["figure", "link"]
    label: Words
    value: float | None = None
    of: float | None = None
    unit: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What was said of an action for a quarter. `behalf`: the strategic lead wrote it.

    The printed word is kept beside the status, also where they differ: "Achieved" with
    more to do is in progress.
    """

    quarter: Annotated[InQuarter, Field(validation_alias="q")]
    status: Annotated[Status, Field(validation_alias="s")]
    status_printed: Annotated[str, Field(validation_alias="p", min_length=1)]
    text: Annotated[str, Field(validation_alias="t", min_length=1)]
    confidence: Annotated[
        Literal["high", "medium", "low"] | None, Field(validation_alias="c")
    ] = None
    blockers: Annotated[str, Field(validation_alias="b")] = ""
    next_step: Annotated[str, Field(validation_alias="n")] = ""
    evidence: Annotated[Evidence | None, Field(validation_alias="e")] = None
    behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """As first adopted; `Change`s move it. `lead` and `supporting` are team keys.

    `ref` is what is printed, which may repeat or be missing; `working_ref` is the
    number that the partnership gave it where the strategy prints none.
    """

    key: Words
    priority: Words
    title: Annotated[str, Field(min_length=1, max_length=70)]
    wording: Words
    lead: Words
    lead_role: Words
    due: Due
    ref: str | None = None
    working_ref: str | None = None
    outcome: str | None = None
    supporting: tuple[str, ...] = ()
    success: str = ""
    standards: tuple[str, ...] = ()
    funding: Funding | None = None
    parts: tuple[Part, ...] = ()
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A changed date, wording, title or lead (a team key), with who and why."""

    action: Words
    field: Literal["due", "wording", "title", "lead"]
    on: date
    before: Due | str
    after: Due | str
    why: Words
    by: Words
    agreed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a team told the board for a quarter, as sent."""

    quarter: Annotated[InQuarter, Field(validation_alias="q")]
    team: Words
    on: date
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionReport:
    """Why an action is before the board, what is done, and what it is asked."""

    quarter: Annotated[InQuarter, Field(validation_alias="q")]
    action: Words
    text: Words
    doing: Words
    decision: str | None = None
    decided: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    quarter: Annotated[InQuarter, Field(validation_alias="q")]
    text: Words
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    code: Words
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    key: Words
    name: Words
    kind: Words
    items: Annotated[tuple[Standard, ...], Field(min_length=1)]
