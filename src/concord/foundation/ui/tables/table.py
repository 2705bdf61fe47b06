"""A table of a page: its columns, and what the reader asked for in the address."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from concord.foundation.ui import words
from concord.foundation.ui.tables import export as exporting
from concord.foundation.ui.tables.column import Choice, Column

LONGEST_SEARCH = 200  # characters; each word asks once more of each column
PRINTED_ROWS = 5000  # `?print=1` shows all on one page
Group = tuple[Any, str, str]  # key, title, second words


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the template needs it."""

    html: SafeString
    classes: str
    label: str
    row_header: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells, or the heading of a group."""

    cells: list[Cell] = field(default_factory=list)
    group: str = ""
    second: str = ""
    classes: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head: its words, and where sorting by it leads."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class FilterBox:
    """One select of the filter form."""

    name: str
    label: str
    choices: list[Choice]
    chosen: str


class Table:
    """Columns are class attributes; `rows` is a queryset or a list.

    Reads `q`, `sort`, `page`, `size`, `export` and one parameter a filter from the
    address, each with `prefix` in front; other parameters are carried along. Queries
    of a queryset: one to count, one for the page, one for each filter without given
    choices, whatever the number of rows.
    """

    name: ClassVar[str] = "table"  # of the exported file
    noun: ClassVar[str] = "row"
    plural: ClassVar[str] = ""
    caption: ClassVar[str] = ""
    empty: ClassVar[str] = "Nothing here yet."
    empty_url: str = ""
    empty_action: ClassVar[str] = ""
    sizes: ClassVar[Sequence[int]] = (50, 100, 250)
    default_sort: ClassVar[str] = ""
    prefix: ClassVar[str] = ""
    classes: ClassVar[str] = ""
    sticky: ClassVar[bool] = True
    exportable: ClassVar[bool] = True
    holds_people: ClassVar[bool] = False  # see `TableOfPeople`
    group: Callable[[Any], Group] | None = None
    columns: ClassVar[list[Column]] = []

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = {c.key: c for c in vars(cls).values() if isinstance(c, Column)}
        # One that is said again stands where it stood.
        cls.columns = [own.pop(c.key, c) for c in cls.columns] + list(own.values())

    def __init__(
        self, rows: QuerySet[Any] | Iterable[Any], request: HttpRequest
    ) -> None:
        self.source = rows
        self.request = request
        self.asked = request.GET

    # What was asked ------------------------------------------------------------

    def parameter(self, name: str) -> str:
        """One parameter of this table from the address."""
        said = str(self.asked.get(f"{self.prefix}{name}", ""))
        # The database takes no text with a zero character in it.
        return said.replace("\0", "").strip()

    @property
    def search(self) -> str:
        return self.parameter("q")[:LONGEST_SEARCH]

    @property
    def export(self) -> str:
        """ "csv" or "xlsx" when a file is asked for, else empty."""
        kind = self.parameter("export")
        return kind if self.exportable and kind in exporting.KINDS else ""

    @property
    def sort(self) -> str:
        asked = self.parameter("sort")
        known = {c.key for c in self.columns if c.sort}
        return asked if asked.lstrip("-") in known else self.default_sort

    @property
    def size(self) -> int:
        if self.asked.get("print"):
            return PRINTED_ROWS
        asked = self.parameter("size")
        return int(asked) if asked in {str(s) for s in self.sizes} else self.sizes[0]

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter is on."""
        return bool(self.search) or any(box.chosen for box in self.boxes)

    @property
    def searchable(self) -> bool:
        return any(column.search for column in self.columns)

    # Rows ----------------------------------------------------------------------

    @cached_property
    def found(self) -> QuerySet[Any] | list[Any]:
        """The rows after search, filter and sort."""
        if isinstance(self.source, QuerySet):
            return self._sorted_query(self._filtered_query(self.source))
        return self._sorted_list(self._filtered_list(list(self.source)))

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.found, self.size).get_page(self.parameter("page") or 1)

    @property
    def lines(self) -> Iterator[Line]:
        """The page's rows, with group headings while in the default order."""
        grouping = self.group if self.sort == self.default_sort else None
        last: Any = None
        for row in self.page.object_list:
            if grouping:
                key, title, second = grouping(row)
                if key != last:
                    yield Line(group=title, second=second)
                    last = key
            yield Line(cells=self._cells(row), classes=self.row_classes(row))

    def row_classes(self, row: Any) -> str:
        """Classes of a row; for subclasses."""
        return ""

    def _cells(self, row: Any) -> list[Cell]:
        return [
            Cell(c.html(row, self), c.classes, c.phone, c.row_header)
            for c in self.columns
        ]

    # Heads, filters, pages -------------------------------------------------------

    @property
    def heads(self) -> Iterator[Head]:
        for column in self.columns:
            if not column.sort:
                yield Head(column)
                continue
            up = self.sort == column.key
            down = self.sort == f"-{column.key}"
            asked = f"-{column.key}" if up else column.key
            direction = "ascending" if up else "descending" if down else ""
            yield Head(column, self.url(sort=asked, page=""), direction)

    @cached_property
    def boxes(self) -> list[FilterBox]:
        made = []
        for column in self.columns:
            if column.filter:
                name = f"{self.prefix}{column.key}"
                chosen = self.parameter(column.key)
                choices = self._choices(column)
                made.append(FilterBox(name, column.label, choices, chosen))
        return made

    @property
    def showing(self) -> str:
        """ "Showing 1 to 50 of 213 actions"."""
        page, total = self.page, self.page.paginator.count
        unit = words.count(total, self.noun, self.plural)
        if total <= self.size:
            return f"{unit} found" if self.is_narrowed else unit
        return f"Showing {page.start_index():,} to {page.end_index():,} of {unit}"

    @property
    def pagination(self) -> dict[str, Any]:
        """Options of the pagination component; empty with one page."""
        page = self.page
        if page.paginator.num_pages < 2:
            return {}
        options: dict[str, Any] = {"items": [], "landmark_label": "Pages of the table"}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1):
            if isinstance(number, int):
                current = number == page.number
                item = {"number": number, "href": self.url(page=number)}
                options["items"].append({**item, "current": current})
            else:
                options["items"].append({"ellipsis": True})
        if page.has_previous():
            options["previous"] = {"href": self.url(page=page.previous_page_number())}
        if page.has_next():
            options["next"] = {"href": self.url(page=page.next_page_number())}
        return options

    @property
    def size_links(self) -> list[tuple[int, str, bool]]:
        """Rows a page: number, address, whether it is the present one."""
        if self.page.paginator.count <= self.sizes[0]:
            return []
        return [(s, self.url(size=s, page=""), s == self.size) for s in self.sizes]

    @property
    def files(self) -> list[tuple[str, str]]:
        """Words and address of each file that can be had."""
        if not self.exportable:
            return []
        return [(w, self.url(export=k, page="")) for k, w in exporting.KINDS.items()]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Parameters of the address that the filter form keeps."""
        own = {box.name for box in self.boxes} | {
            f"{self.prefix}{name}" for name in ("q", "page", "export")
        }
        return [(k, v) for k, vs in self.asked.lists() if k not in own for v in vs]

    @property
    def clear_url(self) -> str:
        """The address without search and filters."""
        return self.url(q="", page="", **{c.key: "" for c in self.columns if c.filter})

    def url(self, **changes: Any) -> str:
        """This page's address with other parameters for this table."""
        query: QueryDict = self.asked.copy()
        query.pop(f"{self.prefix}export", None)
        for name, value in changes.items():
            if value == "":
                query.pop(f"{self.prefix}{name}", None)
            else:
                query[f"{self.prefix}{name}"] = str(value)
        return f"?{query.urlencode()}"

    def response(self) -> HttpResponse:
        """The file that was asked for: all rows found, in the order shown.

        Of a table that holds people only after `settings.UI_BEFORE_EXPORT` has let it
        pass: a function of the request and this page's address without the file.
        """
        if self.holds_people:
            _before_export()(self.request, self.url())
        columns = [c for c in self.columns if c.export is not False and c.label]
        return exporting.response(self.export, self.name, columns, self.file_rows())

    def file_rows(self) -> Iterable[Any]:
        """All rows found, for the file; for subclasses that read them otherwise."""
        if isinstance(self.found, QuerySet):
            return self.found.iterator(chunk_size=500)
        return self.found

    # How -------------------------------------------------------------------------

    def _choices(self, column: Column) -> list[Choice]:
        if not isinstance(column.filter, bool):
            return [(str(value), str(said)) for value, said in column.filter]
        if isinstance(self.source, QuerySet):
            path = column.filter_path or column.path
            values: Iterable[Any] = (
                self.source.order_by().values_list(path, flat=True).distinct()
            )
        else:
            values = {column.value(row) for row in self.source}
        known = sorted(
            {str(v) for v in values if v not in (None, "")}, key=str.casefold
        )
        return [(value, value) for value in known]

    def _filtered_query(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for column, chosen in self._chosen():
            rows = rows.filter(**{column.filter_path or column.path: chosen})
        paths = [path for c in self.columns for path in _search_paths(c)]
        for word in self.search.split() if paths else []:
            matches = (Q(**{f"{path}__icontains": word}) for path in paths)
            rows = rows.filter(reduce(operator.or_, matches))
        return rows

    def _filtered_list(self, rows: list[Any]) -> list[Any]:
        for column, chosen in self._chosen():
            rows = [row for row in rows if str(column.value(row)) == chosen]
        looked = [c for c in self.columns if c.search]
        for word in self.search.casefold().split() if looked else []:
            rows = [
                row
                for row in rows
                if any(word in str(c.exported(row)).casefold() for c in looked)
            ]
        return rows

    def _chosen(self) -> Iterator[tuple[Column, str]]:
        for column in self.columns:
            if column.filter and self.parameter(column.key):
                allowed = {value for value, _ in self._choices(column)}
                chosen = self.parameter(column.key)
                if chosen in allowed:
                    yield column, chosen

    def _sorting(self) -> tuple[Column | None, bool]:
        key = self.sort
        by_key = {c.key: c for c in self.columns}
        return by_key.get(key.lstrip("-")), key.startswith("-")

    def _sorted_query(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        column, down = self._sorting()
        if column is None:
            return rows if rows.ordered else rows.order_by("pk")
        if callable(column.sort):
            raise TypeError(
                f"{column.key}: a queryset sorts by a path, not a function."
            )
        paths = column.path if isinstance(column.sort, bool) else column.sort
        order = []
        for path in [paths] if isinstance(paths, str) else paths:
            by = F(path)
            order.append(by.desc(nulls_last=True) if down else by.asc(nulls_last=True))
        return rows.order_by(*order, "pk")

    def _sorted_list(self, rows: list[Any]) -> list[Any]:
        column, down = self._sorting()
        if column is None:
            return rows
        by = column.sort if callable(column.sort) else column.value
        known = [row for row in rows if by(row) is not None]
        unknown = [row for row in rows if by(row) is None]
        return sorted(known, key=lambda r: _order(by(r)), reverse=down) + unknown


class TableOfPeople(Table):
    """A table with the name or address of anybody in a column, staff included.

    On the page it is as any other. As a file it leaves the building, so whoever takes
    it is asked again who they are, and the export is kept.
    """

    holds_people = True


def _before_export() -> Callable[[HttpRequest, str], None]:
    path = getattr(settings, "UI_BEFORE_EXPORT", "")
    if not path:
        raise ImproperlyConfigured(
            "A table of people becomes a file only with settings.UI_BEFORE_EXPORT."
        )
    before: Callable[[HttpRequest, str], None] = import_string(path)
    return before


def _search_paths(column: Column) -> list[str]:
    if not column.search:
        return []
    return [column.path] if isinstance(column.search, bool) else list(column.search)


def _order(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
