"""The form of a return as a page shows it: sections, cells, what is wrong, how far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from concord.returns.actions.filling import Cells, cells_of, entries_of, value_of
from concord.returns.checking import (
    TOTAL,
    Entry,
    Key,
    Problem,
    Rule,
    allows,
    check,
    kept_back,
    keys_of,
)
from concord.returns.checking.allowed import PUBLISH, USE, WORDS
from concord.returns.models import (
    ReturnCell,
    ReturnWindow,
    SheetField,
    Submission,
)
from concord.returns.queries.series import earlier_figures

MINUTES_A_FIGURE = 1.5


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure to type, with everything that stands around it."""

    field: SheetField
    category: str
    label: str
    entry: Entry  # as it is shown: what was typed just now, or what is kept
    seen: Entry  # as it is kept
    row: ReturnCell | None
    problems: Sequence[Problem]
    earlier: Sequence[Decimal]
    value: Decimal | None
    stays_back: bool = False  # not published, because it would tell another figure

    @property
    def key(self) -> Key:
        return self.field.code, self.category

    @property
    def name(self) -> str:
        """What the controls of the cell are called in the form."""
        return name_of(self.field, self.category)

    @property
    def is_part(self) -> bool:
        return self.category != TOTAL

    @property
    def errors(self) -> list[Problem]:
        return [one for one in self.problems if one.is_error]

    @property
    def queries(self) -> list[Problem]:
        return [one for one in self.problems if not one.is_error]

    @property
    def standing(self) -> str:
        """Which edge the row has: "error", "query" or nothing."""
        if self.errors:
            return "error"
        return "query" if self.queries else ""

    @property
    def asks_why(self) -> str:
        """The question of the reason box."""
        if not self.entry.typed.strip():
            return "Why is it blank?"
        for one in self.queries:
            return "Why did it rise?" if _rose(self, one) else "Why did it fall?"
        return "Anything to say about it?"

    @property
    def permissions(self) -> Sequence[tuple[str, str, bool]]:
        """What may be chosen: code, words, whether it is chosen."""
        said = self.entry.permission or ""
        return [(code, words, code == said) for code, words in WORDS.items()]

    @property
    def allowed_words(self) -> str:
        """What is said of this figure alone; nothing where it is as the return."""
        if self.entry.permission:
            return {
                PUBLISH: "In the dashboard, and in published reports",
                USE: "In the dashboard only, not published",
            }.get(self.entry.permission, "Not to be used")
        if self.stays_back:
            return "Not published: another figure that stays back could be worked out"
        return ""

    @property
    def is_open(self) -> bool:
        """Whether the reason box stands open."""
        return bool(
            self.entry.why
            or self.entry.changed_on
            or self.queries
            or any(one.part != "typed" for one in self.problems)
            or any("blank" in one.says for one in self.errors)
        )


def _rose(cell: Cell, _: Problem) -> bool:
    return cell.value is not None and cell.value > max(cell.earlier, default=cell.value)


def name_of(sheet_field: SheetField, category: str) -> str:
    """ "c12-female": field by number of its row, category by its code."""
    return f"c{sheet_field.pk}-{category}" if category else f"c{sheet_field.pk}"


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    cells: Sequence[Cell]


@dataclass(slots=True)
class Form:
    """The whole return, as it is shown."""

    window: ReturnWindow
    submission: Submission | None
    sections: list[Section]
    problems: list[Problem]
    kept_at: dt.datetime | None = None
    cells: list[Cell] = field(default_factory=list)

    @property
    def stopping(self) -> list[Problem]:
        """What has to be put right, or explained, before it can be sent."""
        return [one for one in self.problems if one.stops]

    @property
    def wrong(self) -> int:
        """Cells with something that stops."""
        return len({one.key for one in self.stopping})

    @property
    def explained(self) -> int:
        """Blank, with a reason."""
        return sum(
            not c.entry.typed.strip() and bool(c.entry.why.strip()) for c in self.cells
        )

    @property
    def ready(self) -> int:
        wrong = {one.key for one in self.stopping}
        return sum(c.value is not None and c.key not in wrong for c in self.cells)

    @property
    def empty(self) -> int:
        """Nothing typed, and no reason given yet."""
        wrong = {one.key for one in self.stopping}
        return sum(c.entry.is_empty and c.key not in wrong for c in self.cells)

    @property
    def otherwise(self) -> int:
        """Figures that may be used in another way than the return says."""
        return sum(bool(one.allowed_words) for one in self.cells)

    @property
    def minutes(self) -> int:
        """About how long it takes, in steps of five."""
        return max(5, round(len(self.cells) * MINUTES_A_FIGURE / 5) * 5)


def form_of(
    window: ReturnWindow,
    *,
    typed: Mapping[Key, Entry] | None = None,
    is_to_send: bool = False,
    cells: Cells | None = None,
) -> Form:
    """The last return of a window with its checks. Four queries.

    `typed` is shown in place of what is kept: what could not be kept comes back.
    """
    cells = cells or cells_of(window)
    kept = entries_of(cells.rows.values())
    shown = {**kept, **(typed or {})}
    earlier = earlier_figures(window)
    rules = [one.rule() for one in cells.fields.values()]
    problems = check(
        rules,
        shown,
        last_day=window.last_day,
        earlier=earlier,
        is_to_send=is_to_send,
    )
    by_key: dict[Key, list[Problem]] = {}
    for problem in problems:
        by_key.setdefault(problem.key, []).append(problem)
    back = _back(rules, shown, cells.last)
    made = [
        _cell(one, key, cells, kept, shown, by_key, earlier, key in back)
        for one in cells.fields.values()
        for key in keys_of(one.rule())
    ]
    return Form(
        window=window,
        submission=cells.last,
        sections=_sections(made),
        problems=problems,
        kept_at=cells.last.kept_at if cells.last else None,
        cells=made,
    )


def _cell(
    sheet_field: SheetField,
    key: Key,
    cells: Cells,
    kept: Mapping[Key, Entry],
    shown: Mapping[Key, Entry],
    problems: Mapping[Key, list[Problem]],
    earlier: Mapping[Key, list[Decimal]],
    stays_back: bool = False,
) -> Cell:
    entry = shown.get(key, Entry())
    labels = dict(sheet_field.rule().categories)
    return Cell(
        field=sheet_field,
        category=key[1],
        label=labels[key[1]] if key[1] else sheet_field.question,
        entry=entry,
        seen=kept.get(key, Entry()),
        row=cells.rows.get(key),
        problems=problems.get(key, []),
        earlier=earlier.get(key, []),
        value=value_of(sheet_field, entry),
        stays_back=stays_back,
    )


def _back(
    rules: Sequence[Rule], shown: Mapping[Key, Entry], last: Submission | None
) -> set[Key]:
    """Which stay unpublished only because others do; none where nothing is published.

    What is kept back is worked out again when a return is accepted.
    """
    if last is None or not (last.may_use and last.may_publish):
        return set()
    refused = {
        key
        for key, entry in shown.items()
        if not allows(entry.permission or "", may_use=True, may_publish=True)[1]
    }
    return kept_back(rules, refused) - refused


def _sections(cells: Sequence[Cell]) -> list[Section]:
    """Runs of cells under one title, in the order of the sheet."""
    found: list[tuple[str, list[Cell]]] = []
    for cell in cells:
        if not found or found[-1][0] != cell.field.section:
            found.append((cell.field.section, []))
        found[-1][1].append(cell)
    return [Section(title, made) for title, made in found]


def blank_sections(fields: Sequence[SheetField]) -> list[Section]:
    """A sheet with nothing typed, as a preview shows it. No query."""
    nothing = Cells(None, {one.code: one for one in fields}, set(), {})
    return _sections(
        [
            _cell(one, key, nothing, {}, {}, {}, {})
            for one in fields
            for key in keys_of(one.rule())
        ]
    )
