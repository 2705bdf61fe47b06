"""The whole page on which a mapping is made, and what it says as a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from concord.evidence.forms.mapping.known import Known
from concord.evidence.forms.mapping.parts import (
    AreaForm,
    BreakdownForm,
    ConditionForm,
    CountForm,
    DayForm,
    HowForm,
    IndicatorForm,
    OfCountForm,
)
from concord.evidence.forms.mapping.posting import (
    AREA,
    MOST_FIGURES,
    MOST_PARTS,
    PASSED,
    number,
    values_in,
)
from concord.evidence.forms.mapping.values import Table
from concord.evidence.models import Area
from concord.foundation.ui.posted import whole_number


@dataclass(frozen=True, slots=True)
class People:
    """How many live in an area, as it was typed."""

    area: Area
    name: str
    said: str


@dataclass(slots=True)
class FigurePart:
    """One indicator: what is counted, of which rows, of what, by which groups."""

    prefix: str
    title: str
    indicator: IndicatorForm
    count: CountForm
    conditions: list[ConditionForm]
    of: str
    of_conditions: list[ConditionForm]
    of_count: OfCountForm
    people: list[People]
    breakdowns: list[BreakdownForm]
    asks_of: bool
    problems: list[str] = field(default_factory=list)

    @property
    def forms(self) -> list[forms.Form]:
        """In the order of the page."""
        found: list[forms.Form] = [self.indicator, self.count, *self.conditions]
        if self.of == "rows":
            found += [*self.of_conditions, self.of_count]
        return [*found, *self.breakdowns]

    def content(self) -> dict[str, Any]:
        """As a mapping says it."""
        made: dict[str, Any] = {
            "indicator": self.indicator.cleaned_data["indicator"],
            "count": self.count.content(),
            "where": _where(self.conditions),
        }
        if self.of == "rows":
            made["of"] = {"where": _where(self.of_conditions)}
            if (count := self.of_count.content()) is not None:
                made["of"]["count"] = count
        if self.of == "population":
            made["of"] = {
                "population": {
                    one.area.code: whole_number(one.said.replace(",", "").strip())
                    for one in self.people
                    if one.said.strip()
                }
            }
        made["breakdowns"] = [
            one.content() for one in self.breakdowns if not one.is_empty
        ]
        return made


def _where(conditions: list[ConditionForm]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in conditions:
        if not one.is_empty:
            column, values = one.content()
            found.setdefault(column, []).extend(values)
    return found


class MappingPage:
    """All parts. `quiet`: something was added or looked up, and nobody has finished.

    `posted` is changed: what was typed into the fields for more values becomes rows.
    """

    def __init__(self, posted: QueryDict, known: Known, *, quiet: bool) -> None:
        self.posted, self.known, self.quiet = posted, known, quiet
        self.how = HowForm(posted, quiet=quiet)
        self.day = DayForm(posted, prefix="day", known=known, quiet=quiet)
        self.area = AreaForm(posted, prefix=AREA, known=known, quiet=quiet)
        self.areas = Table(
            posted,
            AREA,
            column=str(posted.get("area-column", "")),
            known=known,
            choices=[(PASSED, "Not ours: pass over"), *known.area_choices()],
            like=known.area_like,
        )
        kept = [
            f"f{at}"
            for at in range(number(posted, "figures", MOST_FIGURES))
            # One that was taken out is drawn no more, so it is posted no more.
            if f"f{at}-indicator" in posted and not posted.get(f"f{at}-gone")
        ]
        self.figures = [self._figure(prefix) for prefix in kept]

    def _figure(self, prefix: str) -> FigurePart:
        posted, known = self.posted, self.known
        indicator = str(posted.get(f"{prefix}-indicator", ""))
        version = known.version_of(indicator)
        form = IndicatorForm(posted, prefix=prefix, known=known, quiet=self.quiet)
        of = str(posted.get(f"{prefix}-of", ""))
        return FigurePart(
            prefix=prefix,
            title=version.title if version is not None else indicator,
            indicator=form,
            count=CountForm(posted, prefix=prefix, known=known, quiet=self.quiet),
            conditions=self._conditions(f"{prefix}-w"),
            of=of,
            of_conditions=self._conditions(f"{prefix}-o"),
            of_count=OfCountForm(
                posted, prefix=f"{prefix}-of", known=known, quiet=self.quiet
            ),
            people=list(self._people(f"{prefix}-p")),
            breakdowns=self._breakdowns(prefix),
            asks_of=bool(of) or not known.is_count(indicator),
        )

    def _conditions(self, prefix: str) -> list[ConditionForm]:
        """Those that are there, and one that waits to be chosen."""
        there = [
            f"{prefix}{at}"
            for at in range(number(self.posted, f"{prefix}-conditions", MOST_PARTS))
            if self.posted.get(f"{prefix}{at}-column")
        ]
        return [
            ConditionForm(self.posted, prefix=one, known=self.known, quiet=self.quiet)
            for one in _with_one_more(
                self.posted, f"{prefix}-conditions", prefix, there
            )
        ]

    def _breakdowns(self, prefix: str) -> list[BreakdownForm]:
        name = f"{prefix}-breakdowns"
        there = [
            f"{prefix}-b{at}"
            for at in range(number(self.posted, name, MOST_PARTS))
            if self.posted.get(f"{prefix}-b{at}-column")
        ]
        return [
            BreakdownForm(self.posted, prefix=one, known=self.known, quiet=self.quiet)
            for one in _with_one_more(self.posted, name, f"{prefix}-b", there)
        ]

    def _people(self, prefix: str) -> Iterator[People]:
        """A field for each area that gets a figure, and what was typed for others."""
        said = dict(values_in(self.posted, prefix))
        fixed = str(self.posted.get("area-fixed", ""))
        codes = [fixed] if not self.posted.get("area-column") else [
            code for code in self.areas.meanings.values() if code != PASSED
        ]  # fmt: skip
        roll_up = bool(self.posted.get("area-roll_up"))
        asked = self.known.above(codes, roll_up=roll_up)
        others = [
            one for one in self.known.areas if said.get(one.code) and one not in asked
        ]
        for at, area in enumerate([*asked, *others]):
            yield People(area, f"{prefix}-{at}", said.get(area.code, ""))

    @property
    def is_single(self) -> bool:
        """Whether there is one indicator, which can't be taken out."""
        return len(self.figures) == 1

    @property
    def forms(self) -> list[forms.Form]:
        """Every form of the page, in its order."""
        found: list[forms.Form] = [self.day, self.area]
        for one in self.figures:
            found += one.forms
        return [*found, self.how]

    def is_valid(self) -> bool:
        """Whether `content` can be asked. Looks at all forms, not up to the first."""
        if self.quiet:
            return False
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    def content(self) -> dict[str, Any]:
        """The mapping. Codes and rules are for the verb to judge."""
        day, how = self.day.cleaned_data, self.how.cleaned_data
        return {
            "encoding": how["encoding"],
            "separator": how["separator"],
            "day": {"column": day["column"], "format": day["written"]},
            "area": self._where(),
            "figures": [one.content() for one in self.figures],
            "status": how["status"],
            "may_publish": how["may_publish"],
        }

    def _where(self) -> dict[str, Any]:
        said = self.area.cleaned_data
        if not said["column"]:
            return {"fixed": said["fixed"], "roll_up": said["roll_up"]}
        meanings = self.areas.meanings
        return {
            "column": said["column"],
            "values": {one: code for one, code in meanings.items() if code != PASSED},
            "leave_out": [one for one, code in meanings.items() if code == PASSED],
            "roll_up": said["roll_up"],
        }


def _with_one_more(
    posted: QueryDict, name: str, prefix: str, there: list[str]
) -> list[str]:
    """The prefixes of what is there, and a free one."""
    free = next(
        f"{prefix}{at}" for at in range(MOST_PARTS + 1) if f"{prefix}{at}" not in there
    )
    found = [*there, free][:MOST_PARTS]
    posted[name] = str(1 + max(int(one.removeprefix(prefix)) for one in found))
    return found
