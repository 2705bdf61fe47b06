"""A mapping: what the columns of a file mean. Declared as JSON, checked by field."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic import ValidationError as WrongShape

DayFormat = Literal[
    "d/m/y", "m/d/y", "y-m-d", "d mon y", "month", "quarter", "financial year"
]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]


def tidy(value: str) -> str:
    """How values and names of columns are compared: case and spaces don't count."""
    return " ".join(value.split()).casefold()


def _tidied(values: Any) -> Any:
    if isinstance(values, dict):
        return {tidy(str(key)): said for key, said in values.items()}
    return values


Values = Annotated[dict[str, str], BeforeValidator(_tidied)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Day(_Part):
    """The column that says when. A time of day after the day is passed over."""

    column: Words
    format: DayFormat = "d/m/y"


class Where(_Part):
    """Which area a row is of: a column whose values are areas, or one for all rows.

    `roll_up`: a row counts for the larger areas above its own too, up to the
    partnership's own. Rows with a value of `leave_out` are passed over.
    """

    column: Words | None = None
    values: Values = Field(default_factory=dict)
    leave_out: tuple[Words, ...] = ()
    roll_up: bool = True
    fixed: Words | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Where:
        if (self.column is None) == (self.fixed is None):
            raise ValueError(
                "say a column with the area, or one fixed area, and not both"
            )
        if self.column is not None and not self.values:
            raise ValueError("say which value is which area")
        return self


class Breakdown(_Part):
    """A column whose values are groups of one dimension. "" is for blank cells."""

    column: Words
    dimension: Words
    values: Values

    @model_validator(mode="after")
    def _some(self) -> Breakdown:
        if not self.values:
            raise ValueError("say which value is which group")
        return self


class Distinct(_Part):
    """Different values of a key are counted, such as persons and not offences."""

    distinct: Words


class Sum(_Part):
    """Each row is already a count: whole numbers of this column are added up."""

    sum: Words


Count = Literal["rows"] | Distinct | Sum
Rows = dict[Words, tuple[str, ...]]


class Of(_Part):
    """What a share or a rate is of: other rows, or the people of each area."""

    where: Rows | None = None
    count: Count | None = None
    population: dict[Words, int] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Of:
        if (self.where is None) == (self.population is None):
            raise ValueError("say which rows, or the population, and not both")
        return self


class Counted(_Part):
    """One indicator: what is counted, of which rows, by which groups.

    `where`: each column named must hold one of its values; without it all rows count.
    """

    indicator: Words
    count: Count = "rows"
    where: Rows = Field(default_factory=dict)
    of: Of | None = None
    breakdowns: tuple[Breakdown, ...] = ()

    @model_validator(mode="after")
    def _one_population(self) -> Counted:
        if self.of and self.of.population and self.breakdowns:
            raise ValueError(
                "the population is of everybody: take out the breakdowns, or count "
                "them as an indicator of their own"
            )
        return self


class Mapping(_Part):
    """The whole of it. Codes are those of areas, indicators and groups."""

    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    separator: Literal["comma", "semicolon", "tab", "bar"] = "comma"
    day: Day
    area: Where
    figures: Annotated[tuple[Counted, ...], Field(min_length=1, max_length=60)]
    status: Literal["provisional", "final"] = "final"
    may_publish: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, once, in the order of the mapping."""
        found = [self.day.column]
        if self.area.column:
            found.append(self.area.column)
        for figure in self.figures:
            found += _of_count(figure.count)
            found += figure.where
            found += [one.column for one in figure.breakdowns]
            if figure.of is not None:
                found += figure.of.where or {}
                found += _of_count(figure.of.count)
        return tuple({tidy(column): column for column in reversed(found)}.values())[
            ::-1
        ]


def _of_count(count: Count | None) -> list[str]:
    if isinstance(count, Distinct):
        return [count.distinct]
    if isinstance(count, Sum):
        return [count.sum]
    return []


def read_mapping(content: Any) -> Mapping:
    """The mapping in a parsed JSON document.

    Raises ValidationError with a line for each thing that is wrong, by its place.
    """
    try:
        return Mapping.model_validate(content)
    except WrongShape as error:
        raise ValidationError(
            [_line(found) for found in error.errors(include_url=False)]
        ) from error


def _line(found: Any) -> str:
    skipped = {"Distinct", "Sum", "literal['rows']"}
    place = ", ".join(
        str(part + 1) if isinstance(part, int) else str(part)
        for part in found["loc"]
        if part not in skipped
    )
    what = found["msg"].removeprefix("Value error, ")
    return f"{place or 'The mapping'}: {what}."
