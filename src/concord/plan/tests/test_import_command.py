"""`concord plan import FILE --partnership CODE`: kept, or committed at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.foundation.periods import FinancialYear
from concord.plan.bringing_in import Asked, CannotBringIn, bring_in
from concord.plan.importing import Draft, import_file
from concord.plan.models import ImportDraft, Plan, PlanAction, PlanUpdate
from concord.plan.tests.invented_import import as_csv, correct, lead, setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "invented-plan.csv"
    path.write_bytes(as_csv())
    return path


@pytest.fixture
def draft(file: Path) -> Draft:
    read = import_file(file)
    read.title = "Together"
    return read


def test_it_is_kept_and_says_where_to_check_it(
    elmbrook: Place, file: Path, draft: Draft
) -> None:
    said = bring_in(file, draft, Asked("elmbrook"))
    with acting_as(lead(elmbrook)):
        found = ImportDraft.objects.get()
        assert not PlanAction.objects.exists()
    assert found.state == ImportDraft.State.READY
    assert "5 actions under 2 priorities" in said[1]
    assert said[-1].endswith(f"/plan/imports/{found.pk}/")


def test_with_commit_it_is_in_the_plan(
    elmbrook: Place, file: Path, draft: Draft
) -> None:
    said = bring_in(
        file, draft, Asked("elmbrook", year="2026/27", quarter="2026Q2", commit=True)
    )
    with acting_as(lead(elmbrook)):
        plan = Plan.objects.get()
        assert plan.financial_year == FinancialYear(2026)
        assert PlanAction.objects.count() == 5
        assert {u.quarter.code for u in PlanUpdate.objects.all()} == {"2026Q2"}
    assert said[-1].endswith(f"/plan/{plan.pk}/")


def test_what_somebody_corrects_is_not_committed_from_the_shell(
    elmbrook: Place, file: Path, draft: Draft
) -> None:
    bring_in(file, draft, Asked("elmbrook"))
    with acting_as(lead(elmbrook)):
        found = ImportDraft.objects.get()
    correct(elmbrook, found, setting("a0", wording="Corrected"))
    with pytest.raises(CannotBringIn, match="somebody is correcting"):
        bring_in(file, draft, Asked("elmbrook", commit=True))


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (Asked("nowhere"), "there is no “nowhere”. There is elmbrook."),
        (Asked("elmbrook", year="22"), "--year:"),
        (Asked("elmbrook", quarter="spring"), "--quarter:"),
    ],
)
def test_wrong_words_get_one_line_and_write_nothing(
    elmbrook: Place, file: Path, draft: Draft, asked: Asked, line: str
) -> None:
    with pytest.raises(CannotBringIn, match=line):
        bring_in(file, draft, asked)
    with acting_as(lead(elmbrook)):
        assert not ImportDraft.objects.exists()


def test_without_a_title_a_commit_keeps_nothing(
    elmbrook: Place, file: Path, draft: Draft
) -> None:
    draft.title = ""
    with pytest.raises(CannotBringIn, match="no title"):
        bring_in(file, draft, Asked("elmbrook", commit=True))
    with acting_as(lead(elmbrook)):
        assert not ImportDraft.objects.exists()
