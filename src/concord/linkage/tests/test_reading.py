from __future__ import annotations

from pathlib import Path

import pytest

from concord.linkage.reading import Sheet, read
from concord.linkage.refusals import CannotLink

TEXT = "id,name,dob\n1,Zoë O'Neill,1980-02-03\n2,Ibbott,\n"


def sheet(folder: Path, content: bytes | str) -> Sheet:
    path = folder / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    found = sheet(tmp_path, TEXT.encode(encoding))
    assert found.header == ["id", "name", "dob"]
    assert found.columns["name"] == ["Zoë O'Neill", "Ibbott"]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, mark: str) -> None:
    found = sheet(tmp_path, TEXT.replace(",", mark))
    assert found.separator == mark
    assert found.columns["dob"] == ["1980-02-03", ""]


def test_commas_inside_of_cells_do_not_hide_the_semicolons(tmp_path: Path) -> None:
    found = sheet(tmp_path, "id;address\n1;1, Gorse Lane, Elm\n2;2, Gorse Lane, Elm\n")
    assert found.columns["address"][1] == "2, Gorse Lane, Elm"


def test_excels_line_about_the_separator_is_passed_over(tmp_path: Path) -> None:
    assert sheet(tmp_path, "sep=;\nid;name\n1;Ibbott\n").header == ["id", "name"]


def test_a_line_break_inside_of_quotes_is_part_of_the_cell(tmp_path: Path) -> None:
    found = sheet(tmp_path, 'id,address\n1,"1 Gorse Lane\nElm"\n2,x\n')
    assert found.columns["address"] == ["1 Gorse Lane\nElm", "x"]
    assert found.lines == [2, 4]


def test_blank_lines_are_no_records(tmp_path: Path) -> None:
    assert len(sheet(tmp_path, "id,name\n\n1,x\n,\n\n2,y\n")) == 2


def test_a_line_that_is_too_short_is_told(tmp_path: Path) -> None:
    found = sheet(tmp_path, "id,name,dob\n1,x\n")
    assert found.columns["dob"] == [""]
    assert "line 2" in found.warnings[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "a.csv: the file is empty"),
        ("id,name\n1,x,y\n", "a.csv, line 2, column 3: there are 3 cells"),
        ("id,name,id\n", "a.csv, line 1, column 3: two columns have the name"),
        (b"PK\x03\x04stuff", "a.csv: this is a workbook"),
        (b"id,name\n1,\x00\n", "a.csv, line 2: this is not text"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(
    tmp_path: Path, content: bytes | str, said: str
) -> None:
    with pytest.raises(CannotLink, match=said):
        sheet(tmp_path, content)


def test_a_complaint_quotes_no_record(tmp_path: Path) -> None:
    with pytest.raises(CannotLink) as refusal:
        sheet(tmp_path, "id,name\n1,Ibbott,Gorse\n")
    assert "Ibbott" not in str(refusal.value)
