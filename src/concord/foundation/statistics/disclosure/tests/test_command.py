"""`concord stats protect`: what it writes holds, and what it can't read it says."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from concord.cli import main
from concord.foundation.statistics.disclosure import Sum
from concord.foundation.statistics.disclosure.tests.reader import found_out

HEAD = "Ward,Kind,n"


def protect(folder: Path, text: str | bytes, *more: str) -> Result:
    file = folder / "in.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    wanted = ("--rows", "Ward", "--cols", "Kind", "--value", "n")
    where = ("--out", str(folder / "out.csv"))
    return CliRunner().invoke(
        main, ["stats", "protect", str(file), *wanted, *where, *more]
    )


def written(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def long(rows: list[list[int]], *, right: bool = True, below: bool = True) -> str:
    """A long table with totals, in the manner of several authors."""
    lines = [HEAD]
    for r, row in enumerate(rows):
        lines += [f"Ward {r},kind {c},{value}" for c, value in enumerate(row)]
        lines += [f"Ward {r},Total,{sum(row)}"] if right else []
    if below:
        columns = [sum(column) for column in zip(*rows, strict=True)]
        lines += [f"TOTAL,kind {c},{value}" for c, value in enumerate(columns)]
        lines += [f"total,total,{sum(columns)}"] if right else []
    return "\n".join(lines) + "\n"


def told(folder: Path, threshold: int = 5) -> dict[Any, list[int]]:
    """What a reader finds out who has OUT.csv and nothing else."""
    cells, small = {}, []
    for line in written(folder):
        key = (line["Ward"].casefold(), line["Kind"].casefold())
        hidden = line["status"] != "shown"
        assert hidden == (line["n"] == "")
        cells[key] = None if hidden else int(line["n"])
        small += [key] if line["status"] == "primary" else []
        assert hidden or not 0 < int(line["n"]) < threshold
    wards, kinds = {w for w, _ in cells}, {k for _, k in cells}
    sums = [
        Sum((w, "total"), tuple((w, k) for k in kinds - {"total"}))
        for w in wards
        if (w, "total") in cells
    ] + [
        Sum(("total", k), tuple((w, k) for w in wards - {"total"}))
        for k in kinds
        if ("total", k) in cells
    ]
    return found_out(cells, sums, small=small, threshold=threshold)


ROWS: list[list[list[int]]] = [
    [[3, 10], [20, 30]],
    [[4, 4]],
    [[1, 1, 1]],
    [[1], [1], [1]],
    [[2]],
    [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    [[0, 0], [0, 0]],
    [[12, 0, 0], [3, 9, 30], [0, 0, 7]],
    [[1, 2, 3], [3, 2, 1], [2, 2, 2]],
    [
        [(0, 1, 3, 6, 20, 70, 9, 0)[(w * 5 + k * k * 3 + w * w) % 8] for k in range(6)]
        for w in range(22)
    ],
]


@pytest.mark.parametrize("rows", ROWS, ids=[f"{len(r)}x{len(r[0])}" for r in ROWS])
@pytest.mark.parametrize("more", [(), ("--public",)], ids=["labels", "public"])
def test_a_reader_of_the_file_finds_out_nothing(
    tmp_path: Path, rows: list[list[int]], more: tuple[str, ...]
) -> None:
    for right, below in ((True, True), (True, False), (False, True)):
        done = protect(tmp_path, long(rows, right=right, below=below), *more)
        assert done.exit_code == 0, done.output
        assert told(tmp_path) == {}


def test_lines_columns_and_order_are_kept(tmp_path: Path) -> None:
    text = (
        "note,Ward,n,Kind\n"
        + '"a, ""b""",Abbey,3,One\n\n,Abbey,12,Two\n,Abbey,15,TOTAL\n'
    )
    done = protect(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert done.exit_code == 0, done.output
    found = written(tmp_path)
    assert list(found[0]) == ["note", "Ward", "n", "Kind", "status"]
    assert found[0]["note"] == 'a, "b"'
    assert [line["Kind"] for line in found] == ["One", "Two", "TOTAL"]
    assert found[0]["status"] == "primary"


def test_public_tells_nobody_which_are_small(tmp_path: Path) -> None:
    done = protect(tmp_path, long([[3, 10], [20, 30]]), "--public", "--json")
    assert {line["status"] for line in written(tmp_path)} == {"shown", "hidden"}
    assert json.loads(done.stdout)["statuses"] == {"shown": 5, "hidden": 4}


def test_who_is_not_told_which_are_small_needs_fewer_hidden(tmp_path: Path) -> None:
    """2 and 3 of a total of 14, told to be 1 to 3, would be 2 and 3 or 3 and 2."""
    rows = [[9], [2], [3]]
    protect(tmp_path, long(rows), "--threshold", "4")
    labelled = sum(line["status"] != "shown" for line in written(tmp_path))
    protect(tmp_path, long(rows), "--threshold", "4", "--public")
    assert sum(line["status"] != "shown" for line in written(tmp_path)) == 4 < labelled
    assert told(tmp_path, 4) == {}


def test_rounding_writes_multiples_and_leaves_blank_what_tells(tmp_path: Path) -> None:
    done = protect(tmp_path, long([[2, 2], [31, 13]], below=False), "--round", "5")
    assert done.exit_code == 0, done.output
    found = [(line["n"], line["status"]) for line in written(tmp_path)]
    assert found == [
        ("0", "rounded"),
        ("0", "rounded"),
        ("", "hidden"),
        ("30", "rounded"),
        ("15", "rounded"),
        ("45", "rounded"),
    ]


def test_rounding_says_what_it_did_without_a_figure(tmp_path: Path) -> None:
    done = protect(tmp_path, long([[2, 2]], below=False), "--round", "5", "--json")
    assert json.loads(done.stdout) == {
        "cells": 3,
        "statuses": {"rounded": 2, "hidden": 1},
        "base": 5,
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--round", "3"), "leaves only two values"),
        (("--round", "5", "--threshold", "6"), "--threshold says nothing"),
        (("--round", "5", "--public"), "--public says nothing"),
        (("--round", "5", "--hide-groups"), "--hide-groups says nothing"),
    ],
)
def test_rounding_is_refused_with_what_it_does_not_use(
    tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    done = protect(tmp_path, long([[3, 10]]), *more)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_line_ends_spaces_in_heads_and_a_mark_at_the_start_are_read(
    tmp_path: Path,
) -> None:
    text = "Ward of home,Kind,n\r\nAbbey,One, 3 \r\nAbbey,Two,30\r\n"
    file = tmp_path / "in.csv"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = CliRunner().invoke(
        main,
        ["stats", "protect", str(file), "--rows", "Ward of home", "--cols", "Kind",
         "--value", "n", "--out", str(tmp_path / "out.csv")],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert [line["status"] for line in written(tmp_path)] == ["primary", "shown"]


def test_a_combination_that_is_not_there_is_a_zero(tmp_path: Path) -> None:
    text = f"{HEAD}\nAbbey,One,3\nAbbey,total,3\nMill,Two,40\nMill,total,40\n"
    assert protect(tmp_path, text).exit_code == 0
    assert [line["status"] for line in written(tmp_path)][:2] == ["primary", "primary"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        (HEAD + "\n", "no line below the heads"),
        ("Ward,n\nAbbey,3\n", 'there is no column "Kind"'),
        ("Ward;Kind;n\nAbbey;One;3\n", "Separate columns by commas"),
        ("Ward,Kind,n,n\nAbbey,One,3,3\n", 'column "n": it is there twice'),
        ("Ward,Kind,n,status\nAbbey,One,3,x\n", 'column "status"'),
        (f"{HEAD}\nAbbey,One,<5\n", 'line 2, column "n": "<5" is hidden already'),
        (f"{HEAD}\nAbbey,One,*\n", "is hidden already"),
        (f"{HEAD}\nAbbey,One,c\n", "is hidden already"),
        (f"{HEAD}\nAbbey,One,\n", "it is blank"),
        (f"{HEAD}\nAbbey,One,-3\n", "is below 0"),
        (f"{HEAD}\nAbbey,One,1e3\n", '"1e3" is not a whole number'),
        (f"{HEAD}\nAbbey,One,3.0\n", '"3.0" is not a whole number'),
        (f'{HEAD}\nAbbey,One,"1,234"\n', "Write 1234"),
        (f"{HEAD}\nAbbey,One\n", "line 2: it has 2 fields, line 1 has 3"),
        (f"{HEAD}\n,One,3\n", 'line 2, column "Ward": it is blank'),
        (f"{HEAD}\nAbbey,One,3\nAbbey,One,3\n", "line 3: Abbey, One was in line 2"),
        (f"{HEAD}\nAbbey,TOTAL,3\nAbbey,total,3\n", "was in line 2"),
        (f"{HEAD}\ntotal,Total,3\n", "there are only totals"),
        (
            f"{HEAD}\nAbbey,One,3\nAbbey,Two,4\nAbbey,total,9\n",
            "Abbey, total: the total is 9, its parts add up to 7, 2 fewer",
        ),
        (
            f"{HEAD}\nAbbey,One,3\nAbbey,total,3\nMill,total,9\n",
            "Mill, total: the total is 9",
        ),
        (f"{HEAD}\nAbbey,One,3\nAbb\xe9,One,4\n".encode("latin-1"), "it is not UTF-8"),
        (f'{HEAD}\nAbbey,One,"3\n', "it is no CSV"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_way_out(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    (tmp_path / "out.csv").write_text("as it was")
    done = protect(tmp_path, text)
    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (tmp_path / "out.csv").read_text() == "as it was"
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv"}


def test_a_low_threshold_and_the_file_itself_are_refused(tmp_path: Path) -> None:
    done = protect(tmp_path, long([[3, 10]]), "--threshold", "3")
    assert done.exit_code == 2
    assert "too low" in done.stderr
    done = protect(tmp_path, long([[3, 10]]), "--out", str(tmp_path / "in.csv"))
    assert done.exit_code == 2
    assert "Name another" in done.stderr
    assert (tmp_path / "in.csv").read_text() == long([[3, 10]])


def test_what_can_not_be_protected_ends_with_code_1(tmp_path: Path) -> None:
    done = protect(tmp_path, f"{HEAD}\nAbbey,One,3\n", "--totals-known")
    assert done.exit_code == 1
    assert "Abbey, One" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_wards_below_boroughs_below_the_whole(tmp_path: Path) -> None:
    levels = tmp_path / "levels.csv"
    levels.write_text(
        "column,label,above\nWard,Abbey,North\nWard,Mill,North\nWard,Dale,South\n"
        "Ward,Hill,South\n"
    )
    text = f"{HEAD}\n" + "".join(
        f"{ward},One,{n}\n"
        for ward, n in {
            "Abbey": 3,
            "Mill": 30,
            "North": 33,
            "Dale": 20,
            "Hill": 40,
            "South": 60,
            "total": 93,
        }.items()
    )
    assert protect(tmp_path, text, "--hierarchy", str(levels)).exit_code == 0
    status = {line["Ward"]: line["status"] for line in written(tmp_path)}
    assert status["Abbey"] == "primary"
    assert "secondary" in (status["Mill"], status["North"])
    wrong = protect(
        tmp_path,
        text.replace("North,One,33", "North,One,34"),
        "--hierarchy",
        str(levels),
    )
    assert "North, One: the total is 34" in wrong.stderr


def test_figures_beside_hidden_ones_are_pointed_at(tmp_path: Path) -> None:
    text = "Ward,Kind,n,rate,code\nAbbey,One,3,1.7,E1\nAbbey,Two,30,4.0,E1\n"
    assert 'column "rate"' in protect(tmp_path, text).stderr
    assert "code" not in protect(tmp_path, text).stderr


def test_a_row_wholly_in_one_column_is_pointed_at(tmp_path: Path) -> None:
    done = protect(tmp_path, long([[12, 0], [20, 30]]))
    assert "Ward 0, kind 0" in done.stderr
    done = protect(tmp_path, long([[12, 0], [20, 30]]), "--hide-groups")
    assert done.exit_code == 0
    assert told(tmp_path) == {}
    assert written(tmp_path)[0]["status"] == "secondary"


def test_it_needs_no_framework_and_no_database(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "in.csv").write_text(long([[3, 10]]))
    code = (
        "import sys\nfrom concord.cli import main\n"
        "try:\n    main('stats protect in.csv --rows Ward --cols Kind --value n "
        "--out out.csv'.split())\n"
        "finally:\n    assert not {'django', 'psycopg'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 cells in out.csv")
