"""The template and the CSV: made, filled in, read back, taken over."""

from __future__ import annotations

import csv
import html
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import wear
from concord.foundation.documents.reading.rows import rows_of
from concord.returns.checking import TOTAL, Entry, Key
from concord.returns.models import ReturnCell, ReturnWindow, Submission
from concord.returns.testing import GOOD, NOW, Returning

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(returning: Returning) -> Client:
    return wear(Client(), returning.place.hats["data_officer"])


def template(client: Client, window: ReturnWindow, kind: str = "csv") -> bytes:
    there = reverse("returns:blank", args=[window.pk, kind])
    return client.get(there).content


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def filled(content: bytes, figures: dict[str, str]) -> bytes:
    """The CSV with figures typed beside their keys."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    for line in lines(content):
        row = line + [""] * (6 - len(line))
        row[3] = figures.get(row[0], row[3])
        writer.writerow(row)
    return made.getvalue().encode("utf-8-sig")


def sent(client: Client, window: ReturnWindow, content: bytes, name: str = "r.csv"):  # type: ignore[no-untyped-def]
    there = reverse("returns:upload", args=[window.pk])
    file = SimpleUploadedFile(name, content)
    return client.post(there, {"file": file}, follow=True)


def words(answer) -> str:  # type: ignore[no-untyped-def]
    return html.unescape(answer.content.decode())


def kept(returning: Returning) -> dict[Key, Entry]:
    with acting_as(returning.officer):
        rows = ReturnCell.objects.filter(submission__window=returning.window)
        return {row.key: row.entry for row in rows.select_related("field")}


def take(client: Client, answer, which: str = "all") -> None:  # type: ignore[no-untyped-def]
    client.post(answer.request["PATH_INFO"], {which: "1"})


GOOD_CSV = {
    f"{code}|{part}" if part else code: str(said) for (code, part), said in GOOD.items()
}


def test_a_csv_goes_out_and_comes_back(returning: Returning, client: Client) -> None:
    content = filled(template(client, returning.window), GOOD_CSV)
    answer = sent(client, returning.window, content)
    assert "8 figures to take over" in words(answer)
    assert kept(returning) == {}, "nothing is taken before somebody has looked"
    take(client, answer)
    assert kept(returning) == {key: Entry(str(said)) for key, said in GOOD.items()}


def test_the_excel_template_says_what_is_asked_and_what_is_kept(
    returning: Returning, client: Client
) -> None:
    returning.type({("applied", TOTAL): Entry("96", "As counted", "1 July 2026")})
    content = template(client, returning.window, "xlsx")
    rows = {row.cells[0]: row.cells for row in rows_of("r.xlsx", content) if row.cells}
    assert rows["applied"][1:6] == (
        "Households who applied",
        "Count each household once in the quarter, even if they came twice",
        "96",
        "As counted",
        "1 July 2026",
    )
    assert rows["sanctuary|female"][1] == "Sanctuary homes completed: Women"


def test_unchanged_it_comes_back_with_nothing_to_take_over(
    returning: Returning, client: Client
) -> None:
    returning.type(GOOD)
    content = template(client, returning.window, "xlsx")
    answer = sent(client, returning.window, content, "r.xlsx")
    assert "The file says what is kept here already" in words(answer)


def test_a_cell_that_is_empty_in_the_file_takes_nothing_away(
    returning: Returning, client: Client
) -> None:
    empty = template(client, returning.window)
    returning.type({("applied", TOTAL): "96"})
    answer = sent(client, returning.window, filled(empty, {"waiting": "4"}))
    take(client, answer)
    assert kept(returning) == {
        ("applied", TOTAL): Entry("96"),
        ("waiting", TOTAL): Entry("4"),
    }


def test_an_old_template_does_not_write_over_what_a_colleague_typed_since(
    returning: Returning, client: Client
) -> None:
    returning.type({("applied", TOTAL): "95"})
    old = template(client, returning.window, "xlsx")
    returning.type({("applied", TOTAL): "96"}, by=returning.lead)
    answer = sent(client, returning.window, old, "r.xlsx")
    take(client, answer)
    assert kept(returning)["applied", TOTAL] == Entry("96")


def test_good_figures_are_taken_and_the_bad_wait(
    returning: Returning, client: Client
) -> None:
    content = filled(
        template(client, returning.window), GOOD_CSV | {"prevented": "142"}
    )
    answer = sent(client, returning.window, content)
    assert "7 good figures, 1 with something to put right" in words(answer)
    assert (
        "prevented (D7): 142 is more than the 96 who applied. Put one right"
        in words(answer)
    )
    take(client, answer, "good")
    assert ("prevented", TOTAL) not in kept(returning)
    assert len(kept(returning)) == 7


def test_a_file_is_taken_once(returning: Returning, client: Client) -> None:
    answer = sent(
        client, returning.window, filled(template(client, returning.window), GOOD_CSV)
    )
    take(client, answer)
    returning.type({("applied", TOTAL): "97"})
    take(client, answer)
    assert kept(returning)["applied", TOTAL] == Entry("97")


def test_permissions_come_from_the_file(returning: Returning, client: Client) -> None:
    content = filled(
        template(client, returning.window), GOOD_CSV | {"may_publish": "Yes"}
    )
    take(client, sent(client, returning.window, content))
    with acting_as(returning.officer):
        assert Submission.objects.get().may_publish


def test_a_file_of_another_return_is_refused(
    returning: Returning, client: Client
) -> None:
    other = returning.open(NOW.next)
    answer = sent(client, returning.window, template(client, other))
    assert answer.status_code == 422
    assert "template of another return" in words(answer)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Figure\r\n96\r\n", "does not say which return it is for"),
        (b"\x00\x01\x02", "can't be read as a sheet"),
        (b"", "empty"),
    ],
)
def test_what_is_no_template_is_said(
    returning: Returning, client: Client, content: bytes, says: str
) -> None:
    answer = sent(client, returning.window, content)
    assert answer.status_code == 422
    assert says in words(answer)


def test_a_formula_is_refused_with_its_cell(
    returning: Returning, client: Client
) -> None:
    content = filled(template(client, returning.window), {"applied": "=A1+B1"})
    answer = sent(client, returning.window, content)
    assert "D6 holds a formula" in words(answer)


def test_rows_that_can_not_be_placed_are_said_and_the_rest_is_read(
    returning: Returning, client: Client
) -> None:
    content = filled(template(client, returning.window), GOOD_CSV).decode("utf-8-sig")
    content += "invented,Else,,5,,\r\nwaiting,Twice,,9,,\r\n,No key,,3,,\r\n"
    answer = sent(client, returning.window, content.encode())
    said = words(answer)
    assert "the sheet asks nothing with the key “invented”" in said
    assert "“waiting” stands in rows" in said
    assert "“3” stands beside no question" in said
    assert "Not in the file" not in said
    assert "7 figures to take over" in said


def test_what_a_spreadsheet_could_run_is_made_harmless_and_read_back(
    returning: Returning, client: Client
) -> None:
    returning.type({("applied", TOTAL): Entry("-3", "=cmd()")})
    content = template(client, returning.window)
    [row] = [line for line in lines(content) if line[0] == "applied"]
    assert row[3:5] == ["'-3", "'=cmd()"]
    answer = sent(client, returning.window, content)
    assert "says what is kept here already" in words(answer)


def test_after_it_is_accepted_a_file_needs_a_correction_first(
    returning: Returning, client: Client
) -> None:
    returning.through(GOOD)
    content = filled(template(client, returning.window), {"applied": "97"})
    answer = sent(client, returning.window, content)
    assert "Begin a correction first" in words(answer)
    with acting_as(returning.officer):
        assert Submission.objects.filter(window=returning.window).count() == 1
