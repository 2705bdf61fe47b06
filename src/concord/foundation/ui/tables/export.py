"""A table as CSV or Excel, safe to open: no text becomes a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from concord.foundation.documents.inert import inert

if TYPE_CHECKING:
    from concord.foundation.ui.tables.column import Column

KINDS = {"csv": "CSV", "xlsx": "Excel"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def response(
    kind: str, name: str, columns: list[Column], rows: Iterable[Any]
) -> HttpResponse:
    """The file as a download, named after the table and the day."""
    if kind == "xlsx":
        body, content_type = xlsx(name, columns, rows), XLSX
    else:
        body, content_type = delimited(columns, rows), "text/csv; charset=utf-8"
    day = timezone.localdate().isoformat()
    made = HttpResponse(body, content_type=content_type)
    made["Content-Disposition"] = (
        f'attachment; filename="{slugify(name) or "table"}-{day}.{kind}"'
    )
    return made


def delimited(columns: list[Column], rows: Iterable[Any]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel reads accents right."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([inert(column.label) for column in columns])
    for row in rows:
        writer.writerow([inert(plain(column.exported(row))) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def plain(value: Any) -> Any:
    """A value for CSV: dates as 2026-11-19, yes and no in words, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if value.tzinfo else value
        return local.isoformat(sep=" ", timespec="minutes")[:16]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(item) for item in value)
    return str(value)


def xlsx(name: str, columns: list[Column], rows: Iterable[Any]) -> bytes:
    """An Excel workbook: bold head, frozen, with filters; dates are dates."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(name[:31] or "Table")
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "d mmm yyyy", "valign": "top"})
        widths = [len(column.label) + 4 for column in columns]
        sheet.write_row(0, 0, [column.label for column in columns], head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                value = column.exported(row)
                _write(sheet, last, at, value, text, day)
                widths[at] = min(WIDEST, max(widths[at], len(str(plain(value))) + 2))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    return target.getvalue()


def _write(sheet: Any, row: int, at: int, value: Any, text: Any, day: Any) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, at, value, text)
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        sheet.write_datetime(row, at, dt.datetime(*value.timetuple()[:3]), day)  # noqa: DTZ001
    else:
        sheet.write_string(row, at, str(plain(value))[:32_767], text)
