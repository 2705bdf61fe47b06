"""What a coordinator's workbook says, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from concord.foundation.documents.reading import UnreadableFile
from concord.foundation.documents.reading.books import Sheet, sheets_of
from concord.foundation.documents.reading.rows import SheetRow
from concord.marac.importing import columns, dates, names
from concord.marac.importing.columns import NoSuchField
from concord.marac.importing.names import Name
from concord.marac.importing.past import PastCase, ReadSheet
from concord.marac.importing.reading import read_sheets
from concord.marac.tests import old_workbook

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[ReadSheet]:
    path = tmp_path_factory.mktemp("old") / "log.xlsx"
    old_workbook.write(path, TODAY)
    return read_sheets(sheets_of(path), today=TODAY)


def cases(sheet: ReadSheet) -> list[PastCase]:
    return [row.case for row in sheet.rows if row.case is not None]


def one(**said: str) -> tuple[PastCase | None, list[str]]:
    """A row with these columns, each under its first heading: the case and what was
    not understood."""
    given = {"heard_on": "12/03/2026", "victim_name": "Araminta Goldsworthy"} | said
    head = [columns.fields()[code].headings[0] for code in given]
    rows = (
        SheetRow(1, (*head, "consent")),
        SheetRow(2, (*given.values(), "yes")),
    )
    [sheet] = read_sheets([Sheet("A", rows)], today=TODAY)
    [row] = sheet.rows
    return row.case, [trouble.what for trouble in row.troubles]


def test_every_case_of_every_sheet_is_found(read: list[ReadSheet]) -> None:
    found = [len(cases(sheet)) for sheet in read]
    assert found == [*old_workbook.HERE.values(), 0, 0]


def test_a_sheet_that_is_hidden_or_holds_no_cases_is_named(
    read: list[ReadSheet],
) -> None:
    lists, notes = read[3:]
    assert (lists.is_hidden, notes.is_hidden) == (True, False)
    assert (lists.columns, notes.columns) == ((), ())


def test_rows_that_make_no_case_say_why_and_totals_are_left_out(
    read: list[ReadSheet],
) -> None:
    year = read[0]
    lost = [row for row in year.rows if row.case is None and not row.is_skipped]
    assert [row.troubles[0].what for row in lost] == [
        "Victim: there is no name.",
        "Date heard: this is no day (day first).",
    ]
    assert [row.troubles[0].column for row in lost] == ["C", "A"]
    assert sum(row.is_skipped for row in year.rows) == 1


def test_a_column_that_nobody_knows_is_named_and_its_words_are_kept(
    read: list[ReadSheet],
) -> None:
    year = read[0]
    assert [column.heading for column in year.columns if not column.field] == [
        "Colour of folder"
    ]
    assert all("Colour of folder: blue" in case.kept for case in cases(year))


def test_days_are_read_in_every_shape_that_the_sheet_has(read: list[ReadSheet]) -> None:
    days = Counter(case.heard.on for case in cases(read[0]))
    # Four rows a meeting, each with the day in another shape.
    assert set(days.values()) == {4}
    assert min(days) == TODAY - dt.timedelta(days=300)


def test_a_row_of_its_own_gives_the_day_of_the_rows_below(
    read: list[ReadSheet],
) -> None:
    assert [case.heard.on for case in cases(read[1])[::6]] == [
        TODAY - dt.timedelta(days=240 - 28 * n) for n in range(4)
    ]


def test_two_people_in_one_cell_are_two_with_their_dates_of_birth(
    read: list[ReadSheet],
) -> None:
    case = cases(read[1])[3]
    assert [one.name.given for one in case.alleged] == ["Ethelred", "Lancelot"]
    assert [one.born.on for one in case.alleged if one.born] == [
        dt.date(1981, 4, 3),
        dt.date(1983, 6, 5),
    ]


def test_who_is_not_known_is_somebody_without_a_name(read: list[ReadSheet]) -> None:
    [nobody] = cases(read[1])[0].alleged
    assert not nobody.name.is_known


def test_children_are_taken_by_name_and_by_number(read: list[ReadSheet]) -> None:
    case = cases(read[1])[0]
    assert [one.name.given for one in case.children] == ["Clover", "Fern"]
    assert case.children[0].born is not None
    assert case.child_count == 2


def test_headings_in_two_rows_and_a_day_that_is_merged_over_its_rows(
    read: list[ReadSheet],
) -> None:
    late = read[2]
    assert {case.heard.on for case in cases(late)} == {TODAY - dt.timedelta(days=30)}
    case = cases(late)[2]
    assert case.victim.name == Name(*old_workbook.her(54))
    assert case.alleged[0].name == Name("Barnaby", "Farthingale")
    assert case.alleged[0].born is not None
    assert case.agency == "probation"


def test_a_word_that_is_not_known_is_kept_and_told(read: list[ReadSheet]) -> None:
    row = next(
        r for r in read[0].rows if r.case and r.case.kept and "Martian" in r.case.kept
    )
    assert row.case is not None
    assert row.case.ethnicity == ""
    assert "this word is not known" in row.troubles[0].what


@pytest.mark.parametrize(
    ("said", "day", "precision"),
    [
        ("12/03/24", dt.date(2024, 3, 12), "day"),
        ("1.2.2023", dt.date(2023, 2, 1), "day"),
        ("45363", dt.date(2024, 3, 12), "day"),
        ("Mar-23", dt.date(2023, 3, 1), "month"),
        ("12th March 2024", dt.date(2024, 3, 12), "day"),
        ("Tues 12 Mar 24", dt.date(2024, 3, 12), "day"),
        ("2024-03-12", dt.date(2024, 3, 12), "day"),
        ("2024-03-12 00:00:00", dt.date(2024, 3, 12), "day"),
    ],
)
def test_a_day_is_read_day_first(said: str, day: dt.date, precision: str) -> None:
    found = dates.day_of(said, today=TODAY)
    assert found is not None
    assert (found.on, found.precision) == (day, precision)


@pytest.mark.parametrize("said", ["31/02/2024", "03/25/2024", "tbc", "12/13", "x9"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert dates.day_of(said, today=TODAY) is None


def test_a_birth_year_of_two_figures_is_no_year_to_come() -> None:
    for said, year in (("1/2/85", 1985), ("1/2/05", 2005), ("1/2/24", 1924)):
        found = dates.day_of(said, is_birth=True, today=TODAY)
        assert found is not None
        assert found.on.year == year


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("GOLDSWORTHY, Araminta", Name("Araminta", "Goldsworthy".upper())),
        ("Araminta Goldsworthy", Name("Araminta", "Goldsworthy")),
        ("GOLDSWORTHY Araminta Jane", Name("Araminta Jane", "GOLDSWORTHY")),
        ("Mrs Araminta Goldsworthy", Name("Araminta", "Goldsworthy")),
        (
            "Araminta Goldsworthy (nee Pellow)",
            Name("Araminta", "Goldsworthy", ["Pellow"]),
        ),
        ("Araminta", Name("Araminta", "")),
        ("N/K", Name()),
    ],
)
def test_names_are_taken_apart(said: str, name: Name) -> None:
    assert names.name_of(said) == name


def test_one_name_with_a_comma_is_one_person_and_two_are_two() -> None:
    assert names.names_of("PELLOW, Cuthbert") == ["PELLOW, Cuthbert"]
    assert len(names.names_of("Cuthbert Pellow, Ignatius Pellow")) == 2
    assert len(names.names_of("1. Cuthbert Pellow\n2. Ignatius Pellow")) == 2


def test_a_meeting_to_come_is_not_placed() -> None:
    case, troubles = one(heard_on="12/03/2027")
    assert case is None
    assert troubles == ["Date heard: it is still to come."]


def test_a_date_of_birth_that_is_none_is_told_and_the_case_is_placed() -> None:
    case, troubles = one(victim_born="31/02/1990")
    assert case is not None
    assert case.victim.born is None
    assert "victim dob: 31/02/1990" in case.kept
    assert troubles == ["Date of birth: this is no day (day first). Kept as words."]


def test_a_column_can_be_named_from_outside() -> None:
    rows = (
        SheetRow(1, ("When", "Who", "perp", "dob")),
        SheetRow(2, ("12/03/2026", "Araminta Goldsworthy", "x y", "")),
    )
    said = columns.said_of(["When=heard_on", "Who=victim_name"])
    [sheet] = read_sheets([Sheet("A", rows)], said=said, today=TODAY)
    assert len(cases(sheet)) == 1
    with pytest.raises(NoSuchField):
        columns.said_of(["When=whenever"])


def test_no_heading_means_two_things() -> None:
    known = [word for field in columns.fields().values() for word in field.headings]
    assert [word for word, n in Counter(known).items() if n > 1] == []
    assert [word for word in known if word != columns.plain(word)] == []


def test_a_file_of_another_kind_or_a_broken_one_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.docx", b"PK"), ("b.xlsx", b"no workbook")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFile):
            sheets_of(tmp_path / name)


def test_a_csv_is_read_like_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "MARAC date;Victim;Perp;Kids\n12/03/26;Araminta Goldsworthy;Cuthbert Pellow;2\n"
    )
    [sheet] = read_sheets(sheets_of(path), today=TODAY)
    [case] = cases(sheet)
    assert (case.victim.name.family, case.child_count) == ("Goldsworthy", 2)
