"""`concord report board`: what it writes, and what it says when it can't."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.cli import main
from concord.reports import actions
from concord.reports.models import IssuedPaper, Paper
from concord.reports.tests.arranging import SUMMER, World


def report(*words: str) -> Result:
    return CliRunner().invoke(main, ["report", "board", *words])


def ask(out: Path, *more: str) -> Result:
    return report(
        "--partnership", "elmbrook", "--quarter", "2026Q2", "--out", str(out), *more
    )


def test_it_writes_a_draft_and_keeps_nothing(world: World, tmp_path: Path) -> None:
    pdf, web = tmp_path / "paper.pdf", tmp_path / "paper.html"
    result = ask(pdf, "--out", str(web))
    assert result.exit_code == 0, result.output
    assert "Draft of HR 2026/27 Q2" in result.output
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert "Draft. Not issued" in web.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == [web.name, pdf.name]
    with acting_as(world.lead):
        assert not Paper.objects.exists()


def test_it_writes_the_draft_that_people_work_on(world: World, tmp_path: Path) -> None:
    with acting_as(world.lead):
        draft = actions.start(plan=world.plan, quarter=SUMMER, by=world.lead)
        actions.edit(
            paper=draft, part="summary", words=["Ours."], version=1, by=world.lead
        )
    out = tmp_path / "paper.html"
    assert "with its edits" in ask(out).output
    assert "Ours." in out.read_text()
    assert "drawn from the plan" in ask(out, "--fresh").output
    assert "Ours." not in out.read_text()


def test_it_issues_once_and_then_gives_the_same_bytes(
    world: World, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    result = ask(first, "--issue")
    assert result.exit_code == 0, result.output
    assert "Issued as HR 2026/27 Q2, issue 1" in result.output
    assert "as issued on" in ask(second).output
    assert first.read_bytes() == second.read_bytes()
    with acting_as(world.lead):
        issued = IssuedPaper.objects.get()
        assert actions.sha256(first.read_bytes()) == issued.docx_sha256
        assert issued.by_id is None
    again = ask(second, "--issue")
    assert again.exit_code == 2
    assert "Make a correction of it instead" in again.output


def test_it_names_the_partnerships_there_are(
    elmbrook: Place, northmere: Place, tmp_path: Path
) -> None:
    out = str(tmp_path / "paper.pdf")
    result = report("--partnership", "bexhill", "--quarter", "2026Q2", "--out", out)
    assert result.exit_code == 2
    assert "There are elmbrook and northmere." in result.output


@pytest.mark.parametrize(
    ("quarter", "said"),
    [
        ("2019Q2", "It has plans for 2026/27."),
        ("Q2 2026", "could be a quarter of the calendar year"),
        ("2026Q4", "Its paper can be started then."),
    ],
)
def test_it_says_what_is_wrong_with_a_quarter(
    world: World, tmp_path: Path, quarter: str, said: str
) -> None:
    out = str(tmp_path / "paper.pdf")
    result = report(
        "--partnership", "elmbrook", "--quarter", quarter, "--out", out, "--issue"
    )
    assert result.exit_code == 2
    assert said in result.output
    assert not Path(out).exists()


def test_it_says_what_is_wrong_with_a_file(world: World, tmp_path: Path) -> None:
    unknown = ask(tmp_path / "paper.odt")
    assert unknown.exit_code == 2
    assert "does not end in .pdf, .docx or .html" in unknown.output
    nowhere = ask(tmp_path / "missing" / "paper.pdf")
    assert nowhere.exit_code == 2
    assert "there is no folder" in nowhere.output
