"""The title and the years of a plan, from its first page."""

from __future__ import annotations

import calendar
import re
from datetime import date

from concord.foundation.documents.reading import Document, Heading, Paragraph, Table
from concord.plan.importing.draft import Period
from concord.plan.importing.labels import section_of

_LOOK = 40
_NAMES = re.compile(
    r"\b(?:strategy|plan|framework|strategic|programme|report|tracker)\b", re.I
)
_MONTHS = {n.lower(): i for i, n in enumerate(calendar.month_name) if n} | {
    n.lower(): i for i, n in enumerate(calendar.month_abbr) if n
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TO = r"\s*(?:-|–|—|to|until|through to|/|and)\s*"
_MONTHS_RANGE = re.compile(
    rf"\b({_MONTH})\.?\s+(20\d\d){_TO}({_MONTH})\.?\s+(20\d\d)\b", re.I
)
_FINANCIAL_RANGE = re.compile(
    rf"\b(20\d\d)\s*/\s*(?:20)?\d\d{_TO}(20\d\d)\s*/\s*(?:20)?(\d\d)\b", re.I
)
_YEARS = re.compile(rf"(?<![\d/])(20[1-4]\d){_TO}(20[1-4]\d|[1-4]\d)(?![\d/%])", re.I)


def title_of(document: Document) -> str:
    """The first line that says strategy or plan; else the first heading; else ""."""
    early = _early(document)
    # The name of a sheet is a title only where nothing in its cells is.
    named = [b for b in early if b.source.sheet is None or b.source.cell is not None]
    for block in [*named, *early]:
        text = block.text
        if not _NAMES.search(text) or len(text.split()) > 22 or text.endswith("."):
            continue
        if section_of(text) is None or re.search(r"20\d\d", text):
            return _with_years(text, early)
    for block in early[:3]:
        if isinstance(block, Heading) and section_of(block.text) == "plan":
            return _with_years(block.text, early)
    for block in early:
        if isinstance(block, Heading) and section_of(block.text) is None:
            return _with_years(block.text, early)
    return early[0].text[:200] if early and len(early[0].text) < 200 else ""


def _with_years(title: str, early: list[Heading | Paragraph]) -> str:
    """A title continued in the next line: "... strategy" / "for 2021 to 2024"."""
    if re.search(r"20\d\d", title):
        return title.strip()
    at = next(n for n, block in enumerate(early) if block.text == title)
    following = early[at + 1].text if at + 1 < len(early) else ""
    if len(following.split()) <= 5 and re.search(r"20\d\d", following):
        return f"{title} {following}".strip()
    return title.strip()


def period_of(document: Document, title: str) -> Period:
    """The years in the title; else the first range of years near the front."""
    texts = [title]
    texts += [b.text if len(b.text) < 160 else "" for b in _early(document)]
    for text in texts:
        period = period_in(text)
        if period.start is not None:
            return period
    return Period()


def _early(document: Document) -> list[Heading | Paragraph]:
    """The lines of the first page; on the cover of a workbook they are one column."""
    found: list[Heading | Paragraph] = []
    for block in document.blocks[:_LOOK]:
        if isinstance(block, (Heading, Paragraph)):
            found.append(block)
        elif isinstance(block, Table) and block.width == 1:
            found += [
                Paragraph(row.cells[0].text, row.cells[0].source)
                for row in block.rows[:5]
            ]
    return found


def period_in(text: str) -> Period:
    """Financial years ("2021/22 to 2023/24") run from April to March, others are
    calendar years, since that is all that "2021-26" says."""
    if m := _MONTHS_RANGE.search(text):
        start, end = _MONTHS[m[1].lower()], _MONTHS[m[3].lower()]
        return Period(date(int(m[2]), start, 1), _last_day(int(m[4]), end))
    if m := _FINANCIAL_RANGE.search(text):
        return Period(date(int(m[1]), 4, 1), date(2000 + int(m[3]), 3, 31))
    m = re.search(r"\b(20\d\d)/(?:20)?(\d\d)\b", text)
    if m and (int(m[1]) + 1) % 100 == int(m[2]):
        return Period(date(int(m[1]), 4, 1), date(int(m[1]) + 1, 3, 31))
    if m := _YEARS.search(text):
        first, last = int(m[1]), int(m[2])
        last += 2000 if last < 100 else 0
        if 0 < last - first <= 15:
            return Period(date(first, 1, 1), date(last, 12, 31))
    return Period()


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
