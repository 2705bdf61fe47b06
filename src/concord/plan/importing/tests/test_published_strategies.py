"""Three published strategies against the count of a careful reader.

The strategies are not part of this repository: the tests read them from the folder in
CONCORD_STRATEGIES, else from ``../shared/strategies`` beside the repository.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from concord.foundation.documents.reading import read
from concord.plan.importing import import_file
from concord.plan.importing.tests import conversions
from concord.plan.importing.tests.readers_count import COUNTS, CountedStrategy
from concord.plan.importing.tests.scoring import Counted, score

ROOT = Path(__file__).parents[5]
FOLDER = Path(
    os.environ.get("CONCORD_STRATEGIES", ROOT.parent / "shared" / "strategies")
)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason=f"no published strategies in {FOLDER} (set CONCORD_STRATEGIES)",
)


def counted(strategy: CountedStrategy) -> Counted:
    return [
        (priority.ref or priority.title, [opening for _, opening in priority.actions])
        for priority in strategy.priorities
    ]


@pytest.fixture(params=COUNTS, ids=lambda strategy: strategy.file.split("-")[0])
def strategy(request: pytest.FixtureRequest) -> CountedStrategy:
    return request.param


def test_at_least_95_in_100_actions_are_found_each_under_its_priority(
    strategy: CountedStrategy,
) -> None:
    result = score(import_file(FOLDER / strategy.file).as_json(), counted(strategy))
    assert result.recall >= 0.95, result.missed
    assert result.placement == 1.0, result.misplaced
    assert result.false_share < 0.05, result.false


def test_priorities_and_their_outcomes_are_those_that_are_printed(
    strategy: CountedStrategy,
) -> None:
    draft = import_file(FOLDER / strategy.file)
    assert [p.ref for p in draft.priorities] == [p.ref for p in strategy.priorities]
    assert [len(p.outcomes) for p in draft.priorities] == [
        p.outcomes for p in strategy.priorities
    ]


def test_the_years_and_the_title_are_those_of_the_cover(
    strategy: CountedStrategy,
) -> None:
    draft = import_file(FOLDER / strategy.file)
    assert draft.period.start is not None
    assert draft.period.end is not None
    assert (draft.period.start.year, draft.period.end.year) == strategy.years
    assert draft.title.lower().startswith(strategy.title.lower()[:30])


def test_every_action_says_on_which_line_it_stands(strategy: CountedStrategy) -> None:
    lines = (FOLDER / strategy.file).read_text().splitlines()
    for action in import_file(FOLDER / strategy.file).actions:
        assert action.source.line is not None
        first_words = " ".join(action.title.split()[:3])
        assert first_words in lines[action.source.line - 1]


KINDS = ("html", "docx", "plain docx", "md")


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_of_file_give_the_same_plan(
    kind: str, strategy: CountedStrategy, tmp_path: Path
) -> None:
    original = FOLDER / strategy.file
    path = tmp_path / f"strategy.{kind.split()[-1]}"
    if kind == "html":
        conversions.as_html(read(original), path)
    elif kind == "docx":
        conversions.as_word(read(original), path)
    elif kind == "plain docx":
        conversions.as_plain_word(original.read_text(), path)
    else:
        shutil.copyfile(original, path)
    _agrees(path, strategy)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("kind", ["docx", "pdf", "plain pdf"])
def test_conversions_by_an_office_program_give_the_same_plan(
    kind: str, strategy: CountedStrategy, tmp_path: Path
) -> None:
    original = FOLDER / strategy.file
    if kind == "plain pdf":
        source = tmp_path / "strategy.txt"
        shutil.copyfile(original, source)
    else:
        source = conversions.as_html(read(original), tmp_path / "strategy.html")
    if kind == "pdf":
        source = conversions.by_office(source, "docx", tmp_path)
    _agrees(conversions.by_office(source, kind.split()[-1], tmp_path), strategy)


def _agrees(path: Path, strategy: CountedStrategy) -> None:
    result = score(import_file(path).as_json(), counted(strategy))
    assert result.recall >= 0.95, result.missed
    assert result.placement == 1.0, result.misplaced
    assert result.false_share < 0.05, result.false
