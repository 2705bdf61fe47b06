"""The counting of a large file is killed in the middle: the same command goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from concord.evidence import testing_extracts as invented
from tests.faults.arranging import AREAS, INDICATORS
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]

ROWS = 600_000  # six pieces and more: time to be killed between two of them
COMMAND = [sys.executable, "-m", "concord", "evidence"]
# Figures less what differs from load to load: when, and by which file.
FIGURES = """
    SELECT i.code, a.code, c.code, o.period_kind, o.period_start, o.numerator,
           o.denominator, o.status, o.quality
    FROM evidence_observation o
    JOIN evidence_batch b ON b.id = o.batch_id
    JOIN evidence_indicator i ON i.id = o.indicator_id
    JOIN evidence_area a ON a.id = o.area_id
    LEFT JOIN evidence_category c ON c.id = o.category_id
    WHERE o.partnership_id = (SELECT id FROM partnership_partnership WHERE code = %s)
    ORDER BY 1, 2, 3, 4, 5
"""
STATE = """
    SELECT e.state, e.attempt, e.rows, e.bad,
           (SELECT count(*) FROM evidence_extractchunk c WHERE c.extract_id = e.id),
           (SELECT count(DISTINCT c.end_byte) FROM evidence_extractchunk c
            WHERE c.extract_id = e.id)
    FROM evidence_extract e
    WHERE e.partnership_id = (SELECT id FROM partnership_partnership WHERE code = %s)
"""
TWICE = """
    SELECT count(*) FROM (
        SELECT 1 FROM evidence_observation
        GROUP BY partnership_id, area_id, category_id, indicator_id, period_kind,
                 period_start
        HAVING count(*) > 1) AS same
"""


def content() -> dict[str, Any]:
    """Incidents, and different people, by sex and ward."""
    sex = {
        "column": "Victim sex",
        "dimension": "sex",
        "values": {"F": "female", "M": "male"},
    }
    return {
        "day": {"column": "Date recorded"},
        "area": {
            "column": "Ward",
            "values": {
                ward: AREAS[at % len(AREAS)] for at, ward in enumerate(invented.WARDS)
            },
        },
        "figures": [
            {"indicator": INDICATORS[0], "breakdowns": [sex]},
            {
                "indicator": INDICATORS[1],
                "count": {"distinct": "Victim number"},
                "breakdowns": [sex],
            },
        ],
    }


@dataclass
class Loading:
    """`concord evidence`, as somebody types it beside a running stack."""

    stack: Stack
    folder: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def mapping(self, partnership: str) -> None:
        path = self.folder / "mapping.json"
        path.write_text(json.dumps(content()))
        done = self.start("mapping", str(path), partnership, "--code", "police")
        told, wrong = done.communicate(timeout=120)
        assert done.returncode == 0, told + wrong

    def load(self, path: Path, partnership: str) -> subprocess.Popen[str]:
        return self.start("load", str(path), partnership, "--mapping", "police")

    def start(
        self, verb: str, path: str, partnership: str, *more: str
    ) -> subprocess.Popen[str]:
        made = subprocess.Popen(
            [*COMMAND, verb, path, "--partnership", partnership, *more],
            env=self.stack.settings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(made)
        return made

    def pieces(self, partnership: str) -> int:
        found = self.stack.rows(STATE, partnership)
        return int(found[0][4]) if found else 0


@pytest.fixture
def loading(stack: Stack, tmp_path: Path) -> Iterator[Loading]:
    made = Loading(stack, tmp_path)
    try:
        yield made
    finally:
        for one in made.running:
            if one.poll() is None:
                one.kill()
                one.wait()


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of many pieces, among them bad rows of each kind."""
    path = tmp_path_factory.mktemp("extract") / "offences.csv"
    invented.write_with_bad_rows(path, ROWS)
    return path


def test_a_load_that_is_killed_twice_gives_what_an_undisturbed_one_gives(
    loading: Loading, extract: Path
) -> None:
    stack = loading.stack
    for partnership in ("elmbrook", "northmere"):
        loading.mapping(partnership)
    reached = 0
    for _ in range(2):
        killed = loading.load(extract, "elmbrook")
        stack.wait_until(lambda: loading.pieces("elmbrook") > reached)  # noqa: B023
        killed.kill()
        killed.communicate()
        assert killed.returncode == -9, "it was done before it could be killed"
        reached = loading.pieces("elmbrook")
        assert stack.rows(FIGURES, "elmbrook") == [], "figures of half a file"
    again = loading.load(extract, "elmbrook")
    told, wrong = again.communicate(timeout=300)
    assert again.returncode == 0, told + wrong

    # The other partnership has the same areas and indicators, and nobody disturbs it.
    whole = loading.load(extract, "northmere")
    told, wrong = whole.communicate(timeout=300)
    assert whole.returncode == 0, told + wrong
    found = stack.rows(FIGURES, "elmbrook")
    assert found == stack.rows(FIGURES, "northmere")
    assert len(found) > 100
    assert sum(row[5] for row in found) > ROWS
    [after], [undisturbed] = (
        stack.rows(STATE, one) for one in ("elmbrook", "northmere")
    )
    assert after == undisturbed
    assert after[:3] == ("recorded", 1, after[2]), "it went on, and began only once"
    assert after[4] == after[5], "a piece was counted twice"
    assert stack.rows(TWICE) == [(0,)]
    assert not list((stack.home / "extracts").iterdir()), "keys were left"


def test_two_who_load_one_file_at_once_count_it_once(
    loading: Loading, extract: Path
) -> None:
    stack = loading.stack
    loading.mapping("elmbrook")
    first = loading.load(extract, "elmbrook")
    stack.wait_until(lambda: loading.pieces("elmbrook") > 0)
    first.send_signal(signal.SIGSTOP)  # else it could be done before the second looks
    assert first.poll() is None
    second = loading.load(extract, "elmbrook")
    told, wrong = second.communicate(timeout=300)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 2, told
    assert "being counted by another process" in wrong
    told, wrong = first.communicate(timeout=300)
    assert first.returncode == 0, told + wrong
    [state] = stack.rows(STATE, "elmbrook")
    assert state[:2] == ("recorded", 1)
    assert stack.rows(TWICE) == [(0,)]
    # Once it is done, the same command says so, and writes nothing.
    third = loading.load(extract, "elmbrook")
    told, _ = third.communicate(timeout=300)
    assert (third.returncode, "nothing new" in told) == (0, True)
    assert stack.rows("SELECT count(*) FROM evidence_batch WHERE kind = 'extract'") == [
        (1,)
    ]
