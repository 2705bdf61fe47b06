"""`concord people link` and `dedupe`, as somebody at a shell meets them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from concord.cli import main
from concord.linkage.tests.people import HEADER, crowd, write

GORSE = ["14 Gorse Road", "ZZ9 9ZZ"]
ROSALIND = ["one", "Rosalind", "Tamworth", "1980-04-03", *GORSE]


def concord(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["people", *map(str, arguments)])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_two_files_with_other_columns_are_linked(tmp_path: Path) -> None:
    left = write(tmp_path / "a.csv", [*crowd(80), ROSALIND])
    right = write(
        tmp_path / "b.csv",
        [["77", "TAMWORTH", "ROSALIDN", "03/04/1980", "14 Gorse Rd", "zz99zz"]]
        + [[f"x{r[0]}", r[2], r[1], "01/01/1930", "", ""] for r in crowd(90)[80:]],
        ["Ref", "Family name", "Given name", "Date of Birth", "Address", "Post code"],
        ";",
    )
    out = tmp_path / "pairs.csv"
    done = concord("link", left, right, "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    [pair] = read(out)
    assert (pair["left_id"], pair["right_id"]) == ("one", "77")
    assert float(pair["probability"]) > 0.95
    assert "forename a slip away (+" in pair["explanation"]
    assert "same birth date (+" in pair["explanation"]
    assert "osalind" not in pair["explanation"].lower()
    assert "training" in done.stderr
    said = json.loads(done.stdout)
    assert said["records"] == [81, 11]
    assert said["pairs"] == said["accepted"] == 1
    assert said["columns"][1]["fields"]["birth_date"] == ["Date of Birth"]
    assert said["columns"][1]["separator"] == ";"
    assert said["household_guard"]["in_force"] is True
    assert "surname" in said["trained"]["comparisons"]
    assert any("too small to train" in warning for warning in said["warnings"])


def test_one_file_is_deduplicated(tmp_path: Path) -> None:
    again = ["two", "Rosalind", "Tamwroth", "1980-04-03", *GORSE]
    file = write(tmp_path / "a.csv", [*crowd(60), ROSALIND, again])
    out = tmp_path / "clusters.csv"
    done = concord("dedupe", file, "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    rows = read(out)
    assert [row["id"] for row in rows][-2:] == ["one", "two"]
    assert rows[-1]["cluster"] == rows[-2]["cluster"]
    assert len({row["cluster"] for row in rows}) == 61
    assert json.loads(done.stdout)["clusters"]["by_size"] == {"2": 1}


def test_names_and_dates_alone_are_enough(tmp_path: Path) -> None:
    rows = [row[:4] for row in crowd(60)]
    rows += [ROSALIND[:4], ["two", "Rosalind", "Tamworth", "1980-04-03"]]
    file = write(tmp_path / "a.csv", rows, HEADER[:4])
    done = concord("dedupe", file, "--out", tmp_path / "c.csv")
    assert done.exit_code == 0, done.stderr
    assert "1 clusters of two or more" in done.stdout


@pytest.mark.parametrize("rows", [[], [ROSALIND]], ids=["none", "one"])
def test_a_file_with_nobody_to_compare_is_no_error(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    file = write(tmp_path / "a.csv", rows)
    done = concord("dedupe", file, "--out", tmp_path / "c.csv", "--json")
    assert done.exit_code == 0, done.stderr
    assert len(read(tmp_path / "c.csv")) == len(rows)
    assert "too few records" in " ".join(json.loads(done.stdout)["warnings"])


def test_ids_that_are_missing_or_double_are_told(tmp_path: Path) -> None:
    rows = [
        *crowd(20),
        ["", *ROSALIND[1:]],
        ["c1", "Ola", "Nowak", "1970-01-02", "", ""],
    ]
    file = write(tmp_path / "a.csv", rows)
    done = concord("dedupe", file, "--out", tmp_path / "c.csv", "--json")
    warnings = " ".join(json.loads(done.stdout)["warnings"])
    assert "1 records have no id (the first is on line 22)" in warnings
    assert "1 ids stand on more than one record (the first is on line 3)" in warnings
    assert read(tmp_path / "c.csv")[-2]["id"] == "line 22"


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        ("", [], "a.csv: the file is empty"),
        ("id,colour\n1,red\n", [], "no columns that tell people apart"),
        ("id,forename,dob\n1,x,2000-01-01,y\n", [], "a.csv, line 2, column 4"),
        ("id,surname,dob\n1,x,\n", ["--map", "dob"], "write FIELD=COLUMN"),
    ],
)
def test_what_can_not_be_read_is_one_line_and_code_2(
    tmp_path: Path, content: str, more: list[str], said: str
) -> None:
    (tmp_path / "a.csv").write_text(content)
    done = concord("dedupe", tmp_path / "a.csv", "--out", tmp_path / "c.csv", *more)
    assert done.exit_code == 2
    assert said in done.stderr.splitlines()[-1]
    assert done.stdout == ""
    assert not (tmp_path / "c.csv").exists()


def test_the_file_that_is_read_is_never_written(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", crowd(3))
    before = file.read_text()
    assert concord("dedupe", file, "--out", file).exit_code == 2
    assert file.read_text() == before


def test_spark_that_is_not_there_is_told(tmp_path: Path) -> None:
    if __import__("importlib.util").util.find_spec("pyspark"):
        pytest.skip("pyspark is installed")
    file = write(tmp_path / "a.csv", crowd(3))
    done = concord("dedupe", file, "--out", tmp_path / "c", "--engine", "spark")
    assert done.exit_code == 2
    assert "pyspark is not installed" in done.stderr


def test_neither_framework_nor_settings_are_needed(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", [*crowd(5), ROSALIND])
    code = (
        "import sys\n"
        "from concord.cli import main\n"
        "try:\n"
        f"    main(['people', 'dedupe', {str(file)!r}, '--out', 'c.csv'])\n"
        "finally:\n"
        "    assert 'django' not in sys.modules, 'Django was imported'\n"
        "    assert 'psycopg' not in sys.modules, 'psycopg was imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "c.csv"]
