"""One column: where its value comes from, and what a reader may do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from concord.foundation.ui import words

Read = str | Callable[[Any], Any]
Choice = tuple[str, str]


class Column:
    """Declared once in a `Table`; serves the page, the phone and the exported file.

    - `value`: an attribute ("lead.name", calls included) or a function of the row;
      without it, the column's own name.
    - `cell`: a template for the page, given `row`, `value`, `column` and `table`.
    - `link`: a function of the row giving the address; empty means no link.
    - `sort`: True (by value), an ORM path, several of them, or a function for lists.
    - `filter`: True (choices are the values there are) or choices (value, words);
      `filter_path` when the ORM path isn't that of the value.
    - `search`: True (its value) or ORM paths looked through by the search box.
    - `align`: "num" (right) or "mid"; `width`: "s", "m", "l", "xl".
    - `export`: another value for the file, or False to leave the column out.
    - `phone`: the label on a phone when it differs; "" for none.
    """

    def __init__(
        self,
        label: str = "",
        value: Read | None = None,
        *,
        cell: str = "",
        link: Callable[[Any], str] | None = None,
        sort: bool | str | Sequence[str] | Callable[[Any], Any] = False,
        filter: bool | Sequence[Choice] = False,
        filter_path: str = "",
        search: bool | Sequence[str] = False,
        align: Literal["", "num", "mid"] = "",
        width: Literal["", "s", "m", "l", "xl"] = "",
        export: Read | Literal[False] | None = None,
        row_header: bool = False,
        phone: str | None = None,
        hide_label: bool = False,
    ) -> None:
        self.label = label
        self.given = value
        self.cell = cell
        self.link = link
        self.sort = sort
        self.filter = filter
        self.filter_path = filter_path
        self.search = search
        self.align = align
        self.width = width
        self.export = export
        self.row_header = row_header
        self.phone = label if phone is None else phone
        self.hide_label = hide_label
        self.key = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    @property
    def path(self) -> str:
        """The ORM path of the value, empty when the value is computed."""
        given = self.given if self.given is not None else self.key
        return given.replace(".", "__") if isinstance(given, str) else ""

    @property
    def classes(self) -> str:
        """Classes of each cell."""
        names = [self.align, f"cc-w-{self.width}" if self.width else ""]
        return " ".join(name for name in names if name)

    def value(self, row: Any) -> Any:
        """The value of a row."""
        return read(row, self.given if self.given is not None else self.key)

    def exported(self, row: Any) -> Any:
        """The value for a file: never HTML."""
        if self.export:
            return read(row, self.export)
        return self.value(row)

    def html(self, row: Any, table: Any) -> SafeString:
        """The cell of a row for the page."""
        value = self.value(row)
        if self.cell:
            context = {"row": row, "value": value, "column": self, "table": table}
            return SafeString(get_template(self.cell).render(context).strip())
        said = shown(value)
        url = self.link(row) if self.link else ""
        return format_html('<a href="{}">{}</a>', url, said) if url else said


def read(row: Any, source: Read) -> Any:
    """A dotted attribute or key of a row, calling what can be called."""
    if not isinstance(source, str):
        return source(row)
    value = row
    for part in source.split("."):
        if value is None:
            return None
        value = value[part] if isinstance(value, dict) else getattr(value, part)
        if callable(value):
            value = value()
    return value


def shown(value: Any) -> SafeString:
    """A value in the words of a page; missing is "-"."""
    if value is None or value == "":
        return SafeString("-")
    if isinstance(value, bool):
        return SafeString("Yes" if value else "No")
    if isinstance(value, (dt.datetime, dt.date)):
        return SafeString(words.short_date(value))
    if isinstance(value, int):
        return SafeString(f"{value:,}")
    return SafeString(conditional_escape(value))
