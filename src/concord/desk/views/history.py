"""History: who changed what, when, in which role, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.core.paginator import Page
from django.db.models import CharField, DateTimeField, F, Func, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from concord.access.models import Change
from concord.access.permit import Verb, permit
from concord.desk.changes import Reader, thing
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table, TableOfPeople
from concord.foundation.ui.words import MONTHS
from concord.partnership.models import Membership

MONTHS_BACK = 24
CHUNK = 500


class Changes(TableOfPeople):
    """One change a row, the newest first. Each row carries its `line` in words."""

    name, noun = "history", "change"
    empty = "Nothing has been changed yet. Every change from now on is kept here."

    at = Column(
        "When",
        cell="desk/cells/change_at.html",
        filter=True,
        filter_path="month",
        sort="id",
    )
    what = Column(
        "What",
        "line",
        cell="desk/cells/change_what.html",
        row_header=True,
        filter=True,
        filter_path="table_name",
        export=lambda row: (
            f"{row.line.verb}: {row.line.thing} {row.line.named}".strip()
        ),
    )
    fields = Column(
        "Change",
        "line",
        cell="desk/cells/change_fields.html",
        width="xl",
        export=lambda row: row.line.text,
    )
    who = Column(
        "Who",
        "line",
        cell="desk/cells/change_who.html",
        filter=True,
        filter_path="membership__account",
        export=lambda row: f"{row.line.who} ({row.line.role})",
    )
    why = Column("Why", "why", search=["why"])

    def __init__(self, rows: QuerySet[Change], request: Request) -> None:
        super().__init__(rows, request)
        self.here = request.hat.partnership
        self.reader = Reader(self.here)

    @cached_property
    def page(self) -> Page[Change]:
        """The page's rows, read."""
        found: Page[Change] = Table.page.func(self)  # type: ignore[attr-defined]
        found.object_list = self._read(list(found.object_list))
        return found

    def file_rows(self) -> Iterator[Change]:
        """All rows found, read in chunks."""
        rows = iter(self.found.iterator(chunk_size=CHUNK))  # type: ignore[union-attr]
        while chunk := list(islice(rows, CHUNK)):
            yield from self._read(chunk)

    def _read(self, rows: list[Change]) -> list[Change]:
        self.reader.load(rows)
        for row in rows:
            row.line = self.reader.line(row)  # type: ignore[attr-defined]
        return rows

    def _choices(self, column: Column) -> list[tuple[str, str]]:
        if column.key == "at":
            return _months()
        if column.key == "who":
            people = (
                Membership.objects.filter(partnership=self.here)
                .order_by("account__name", "account")
                .values_list("account", "account__name")
                .distinct()
            )
            return [(str(key), name) for key, name in people]
        tables = (
            Change.objects.order_by().values_list("table_name", flat=True).distinct()
        )
        return sorted(((name, thing(name)) for name in tables), key=lambda c: c[1])


@require_safe
def history(request: Request) -> HttpResponse:
    """Every change in the partnership, narrowed by kind, person and month."""
    permit(request.actor, Verb.READ_HISTORY)
    local = Func(
        Value(settings.TIME_ZONE),
        F("at"),
        function="timezone",
        output_field=DateTimeField(),
    )
    month = Func(local, Value("YYYY-MM"), function="to_char", output_field=CharField())
    rows = Change.objects.select_related(
        "membership__account", "membership__team"
    ).annotate(month=month)
    table = Changes(rows.order_by("-id"), request)
    if table.export:
        return table.response()
    return render(request, "desk/history.html", {"heading": "History", "table": table})


def _months() -> list[tuple[str, str]]:
    """The last two years of months, the present one first."""
    today = timezone.localdate()
    found = []
    year, month = today.year, today.month
    for _ in range(MONTHS_BACK):
        found.append((f"{year}-{month:02d}", f"{MONTHS[month - 1]} {year}"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found
