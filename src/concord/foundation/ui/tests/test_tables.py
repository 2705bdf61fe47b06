"""A table does what the address asks, on a page and in a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html
from python_calamine import CalamineWorkbook

from concord.foundation.ui.tables import Column, Table


@dataclass
class Row:
    number: str
    title: str
    lead: str
    due: dt.date | None
    places: int
    area: str


ROWS = [
    Row("1", "Paint crossings", "Highways", dt.date(2026, 5, 1), 30, "North"),
    Row("2", "Lend bicycles", "Schools", None, 1200, "North"),
    Row("3", "Count lorries", "Police", dt.date(2026, 1, 9), 4, "South"),
    Row("4", "=HYPERLINK(1)", "Schools", dt.date(2025, 1, 9), -5, "South"),
]


class Measures(Table):
    name, noun, empty = "measures", "measure", "Nothing yet. Add the first one."
    sizes = (2, 3)
    number = Column("Number", width="s")
    title = Column(
        "Title", row_header=True, link=lambda r: f"/{r.number}/", search=True
    )
    lead = Column("Lead", sort=True, filter=True)
    due = Column("Due", sort=True)
    places = Column("Places", sort=True, align="num")
    secret = Column("Secret", lambda row: "no", export=False)

    def group(self, row: Row) -> tuple[Any, str, str]:
        return row.area, row.area, "half of town"


def table(query: str = "", rows: list[Row] | None = None) -> Measures:
    return Measures(ROWS if rows is None else rows, RequestFactory().get(f"/?{query}"))


def numbers(query: str) -> list[str]:
    return [row.number for row in table(query).found]


def page(query: str = "", rows: list[Row] | None = None) -> html.HtmlElement:
    context = Context({"t": table(query, rows)})
    return html.fromstring(
        "<div>" + Template("{% load ui %}{% table t %}").render(context) + "</div>"
    )


def test_a_page_shows_as_many_rows_as_its_size_and_says_of_how_many() -> None:
    assert table().showing == "Showing 1 to 2 of 4 measures"
    assert table("page=2").showing == "Showing 3 to 4 of 4 measures"
    assert table("size=3").showing == "Showing 1 to 3 of 4 measures"
    assert table("lead=Schools").showing == "2 measures found"


def test_a_page_to_print_has_every_row() -> None:
    made = table("print=1&page=2")
    assert made.showing == "4 measures"
    assert len(made.page.object_list) == 4


@pytest.mark.parametrize("query", ["page=99", "page=x", "size=9999", "sort=nothing"])
def test_an_address_that_makes_no_sense_still_gives_a_page(query: str) -> None:
    assert page(query).xpath("//tbody/tr")


def test_sorting_puts_what_is_missing_last_both_ways() -> None:
    assert numbers("sort=due") == ["4", "3", "1", "2"]
    assert numbers("sort=-due") == ["1", "3", "4", "2"]
    assert numbers("sort=places") == ["4", "3", "1", "2"]


def test_the_head_says_how_it_is_sorted_and_leads_to_the_other_way() -> None:
    made = page("sort=lead&lead=Schools")
    head = made.xpath("//th[@aria-sort]")[0]
    assert head.get("aria-sort") == "ascending"
    assert head.xpath(".//a/@href") == ["?sort=-lead&lead=Schools"]


def test_search_and_filter_narrow_the_rows_and_are_shown() -> None:
    assert numbers("q=LORRIES") == ["3"]
    assert numbers("lead=Schools&q=lend") == ["2"]
    made = page("lead=Schools")
    assert made.xpath("//option[@selected]/@value") == ["Schools"]
    assert made.xpath("//a[text()='Show all']/@href") == ["?"]


def test_a_filter_knows_only_its_choices() -> None:
    assert [value for value, _ in table().boxes[0].choices] == [
        "Highways",
        "Police",
        "Schools",
    ]
    assert len(numbers("lead=Nobody")) == 4


def test_filtering_keeps_the_other_parts_of_the_address() -> None:
    hidden = page("view=agency&sort=lead&page=2").xpath("//input[@type='hidden']")
    assert {(h.get("name"), h.get("value")) for h in hidden} == {
        ("view", "agency"),
        ("sort", "lead"),
    }


def test_groups_stand_until_the_reader_sorts_otherwise() -> None:
    assert len(page("size=3").xpath("//tr[@class='grp']")) == 2
    assert not page("sort=lead").xpath("//tr[@class='grp']")


def test_each_cell_has_its_label_for_the_phone_and_the_row_its_head() -> None:
    row = page().xpath("//tbody/tr[not(@class='grp')]")[0]
    assert row.xpath("th/@scope") == ["row"]
    assert row.xpath("th/a/@href") == ["/1/"]
    assert "Lead" in row.xpath("td/@data-label")


def test_empty_teaches_and_nothing_found_leads_back() -> None:
    assert "Add the first one" in page(rows=[]).text_content()
    assert "Nothing matches" in page("q=zebra").text_content()


def test_values_on_the_page_are_escaped() -> None:
    bad = Row("1", "<script>", "<i>", None, 1, "N")
    made = Template("{% load ui %}{% table t %}").render(
        Context({"t": table("", [bad])})
    )
    assert "<script>" not in made


def test_csv_has_every_row_found_and_no_formula() -> None:
    made = table("export=csv&sort=places&lead=Schools")
    response = made.response()
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "measures-" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [
        ["Number", "Title", "Lead", "Due", "Places"],
        ["4", "'=HYPERLINK(1)", "Schools", "2025-01-09", "-5"],
        ["2", "Lend bicycles", "Schools", "", "1200"],
    ]


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_a_spreadsheet_might_run_is_defused(start: str) -> None:
    row = Row("1", start, "L", None, 1, "N")
    content = table("export=csv", [row]).response().content.decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(content, newline="")))[1][1]
    assert cell == f"'{start}"


def test_excel_has_numbers_dates_and_text_as_such() -> None:
    content = table("export=xlsx").response().content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0] == ["Number", "Title", "Lead", "Due", "Places"]
    assert rows[1][3:] == [dt.date(2026, 5, 1), 30]
    assert rows[4][1] == "=HYPERLINK(1)"


def test_a_column_said_again_stands_where_it_stood() -> None:
    class Kept(Measures):
        title = Column("Title", row_header=True, link=lambda r: f"/keep/{r.number}/")
        more = Column("More", lambda row: "")

    keys = [column.key for column in Kept.columns]
    assert keys == [column.key for column in Measures.columns] + ["more"]
    assert Kept.columns[1] is Kept.title


def test_an_unknown_file_is_not_made() -> None:
    assert table("export=exe").export == ""


@pytest.mark.django_db
def test_a_queryset_costs_the_same_queries_for_any_number_of_rows(
    django_assert_num_queries: Any,
) -> None:
    from django.contrib.contenttypes.models import ContentType

    class Kinds(Table):
        noun, sizes = "kind", (5, 100)
        label = Column("App", "app_label", sort=True, filter=True)
        model = Column("Model", search=True, sort=True, row_header=True)

    def lines(query: str) -> int:
        made = Kinds(ContentType.objects.all(), RequestFactory().get(f"/?{query}"))
        return len(html.fromstring(render(made)).xpath("//tbody/tr"))

    def render(made: Table) -> str:
        return Template("{% load ui %}{% table t %}").render(Context({"t": made}))

    lines("")  # the permission to read is looked up once
    for query in ("", "size=100", "sort=-label", "sort=model&q=e"):
        with django_assert_num_queries(3):
            assert lines(query)
