"""Figures at the command line are those of the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from concord.cli import main
from concord.foundation.periods import Month
from concord.foundation.statistics.control import as_data, judge, series
from concord.foundation.statistics.rates import rate

VALUES = [10, 12, 9, None, 11, 10, 12, 9, 11, 10, 12, 9, 11, 30]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "months.csv"
    made.write_text(csv_of(VALUES))
    return made


def csv_of(values: list[int | None]) -> str:
    first = Month(2024, 1)
    lines = [
        f"{first.plus(n)},{value}"
        for n, value in enumerate(values)
        if value is not None
    ]
    return "\n".join(["month,cases", *lines]) + "\n"


def spc(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["stats", "spc", *map(str, arguments)])


def test_a_chart_as_json_is_the_chart_of_the_pages(file: Path) -> None:
    done = spc(file, "--period", "month", "--value", "cases", "--direction", "up",
               "--json")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    first = Month(2024, 1)
    points = [(first.plus(n), value) for n, value in enumerate(VALUES)]
    chart = judge(series(points, kind="count"), wanted="up")
    assert json.loads(done.stdout) == json.loads(json.dumps(as_data(chart)))
    said = json.loads(done.stdout)
    assert said["verdict"] == "improving"
    assert said["missing"] == ["2024-04"]
    assert said["signals"] == [
        {"rule": "outside", "side": "up", "periods": ["2025-02"]}
    ]


def test_a_chart_in_words_says_verdict_rule_and_each_point(file: Path) -> None:
    done = spc(file, "--period", "month", "--value", "cases", "--direction", "down")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Worse: above the usual range. Mean 12, usual range 2")
    assert lines[1] == "13 points, XmR, rules concord-1."
    assert lines[5].split() == ["April", "2024", "missing", "missing"]
    assert lines[-1].split() == ["February", "2025", "30", "worse", "(outside)"]


def test_a_break_is_named_by_its_first_period(tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(csv_of([10, 12] * 6 + [90, 91]))
    done = spc(file, "--period", "month", "--value", "cases", "--breaks", "2025-01",
               "--json")  # fmt: skip
    said = json.loads(done.stdout)
    assert said["verdict"] == "broken series"
    assert said["breaks"] == ["2025-01"]
    assert (said["mean"], said["segments"][0]["mean"]) == (None, 11)


def test_days_of_rare_events_give_a_t_chart(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    days = [Month(2022, 1).plus(n).first_day for n in range(0, 32, 2)]
    file.write_text("day\n" + "\n".join(map(str, days)) + "\n")
    done = spc(file, "--events", "day", "--until", "2024-08-31", "--json")
    said = json.loads(done.stdout)
    assert (said["chart"], said["between"]) == ("t", "days")
    assert len(said["points"]) == 15


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--period", "month", "--value", "incidents"], 'no column "incidents"'),
        (["--period", "month", "--value", "cases", "--covers", "12"], "overlap"),
        (["--period", "month", "--value", "cases", "--baseline", "3"], "too few"),
        (["--period", "month", "--value", "cases", "--breaks", "x"], "not a period"),
        (["--period", "month", "--value", "cases", "--until", "x"], "--events only"),
        (["--period", "month"], "Name both columns"),
        (["--events", "month", "--value", "cases"], "stands alone"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_code_2(
    file: Path, options: list[str], said: str
) -> None:
    done = spc(file, *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_rate_is_that_of_the_pages() -> None:
    words = ["stats", "rate", "--count", "9", "--population", "5000", "--per", "1000"]
    done = CliRunner().invoke(main, [*words, "--json"])
    found = rate(count=9, population=5_000, per=1_000)
    assert json.loads(done.stdout) == {
        "count": 9,
        "population": 5000,
        "per": 1000,
        "rate": 1.8,
        "lower": found.lower,
        "upper": found.upper,
        "method": "exact",
        "confidence": 0.95,
    }
    assert CliRunner().invoke(main, words).stdout == (
        "1.80 per 1,000 (95 % limits 0.82 to 3.42, exact Poisson): 9 of 5,000.\n"
    )


@pytest.mark.parametrize(
    ("count", "population", "said"),
    [
        ("-1", "10", "count: -1 is negative"),
        ("1.5", "10", "count: 1.5 is not whole"),
        ("1", "0", "population: 0 is not above 0"),
        ("ten", "10", '"ten" is not a number'),
    ],
)
def test_a_rate_that_cannot_be_is_refused(
    count: str, population: str, said: str
) -> None:
    done = CliRunner().invoke(
        main, ["stats", "rate", "--count", count, "--population", population]
    )
    assert done.exit_code == 2
    assert said in done.stderr


def test_figures_need_no_framework_and_no_database(file: Path) -> None:
    code = (
        "import sys\n"
        "from concord.cli import main\n"
        "try:\n"
        "    main(['stats', 'spc', 'months.csv', '--period', 'month', '--value',\n"
        "          'cases', '--json'])\n"
        "finally:\n"
        "    assert 'django' not in sys.modules, 'Django was imported'\n"
        "    assert 'psycopg' not in sys.modules, 'psycopg was imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=file.parent,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
