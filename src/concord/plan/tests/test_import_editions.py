"""A newer edition: what differs, what is accepted, and what stays as it was."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.foundation.periods import FinancialYear, Quarter
from concord.plan.actions import strategies
from concord.plan.actions.importing import Wish
from concord.plan.actions.importing.committing import Terms, commit
from concord.plan.actions.importing.edition import commit_edition
from concord.plan.checking import Kind
from concord.plan.checking.editions import Difference, Row, word_changes
from concord.plan.models import (
    ImportDraft,
    Plan,
    PlanAction,
    PlanActionChange,
    PlanUpdate,
)
from concord.plan.queries.importing import edition_rows, teams_to_choose
from concord.plan.tests.invented_import import (
    ACT,
    LISTEN,
    ROWS,
    again,
    as_csv,
    bring,
    correct,
    lead,
    setting,
    sheet,
)

pytestmark = pytest.mark.django_db
EDITION = setting("edition")


def row(number: int, **other: str) -> tuple[str, ...]:
    """A row of the first edition with some columns otherwise."""
    names = ("priority", "ref", "outcome", "action", "lead", "partners", "due")
    cells = dict(
        zip((*names, "status", "progress", "standards"), ROWS[number], strict=True)
    )
    return tuple((cells | other).values())


SECOND = [
    row(0, action="Open a drop-in desk at the library every Tuesday and Thursday"),
    row(1, status="Complete", progress="All six"),
    row(2, priority=LISTEN, status="", due="May 2027"),
    row(3, status=""),
    (ACT, "2.4", "", "Invite survivors to each board meeting", "Council", *[""] * 5),
]


@pytest.fixture
def running(elmbrook: Place) -> Plan:
    """The first edition, in the plan."""
    found = bring(elmbrook)
    correct(elmbrook, found, setting("strategy", title="Together"))
    with acting_as(lead(elmbrook)) as by:
        return commit(
            import_draft=found, terms=Terms(FinancialYear(2026)), seen=1, by=by
        )


@pytest.fixture
def edition(elmbrook: Place, running: Plan) -> ImportDraft:
    return bring(elmbrook, as_csv(SECOND), "second.csv", compare_with=running)


def rows_of(place: Place, found: ImportDraft, plan: Plan) -> dict[str, Row]:
    """The differences by the first words of the action."""
    with acting_as(lead(place)):
        teams = teams_to_choose(place.partnership.pk, place.partnership.today())
        rows = edition_rows(sheet(place, found), plan, teams)
    return {
        (r.new.wording if r.new else r.old.wording).split()[0]: r  # type: ignore[union-attr]
        for r in rows
    }


def apply(place: Place, found: ImportDraft, quarter: Quarter | None = None) -> None:
    version = sheet(place, found).version
    with acting_as(lead(place)) as by:
        commit_edition(import_draft=found, quarter=quarter, seen=version, by=by)


def test_each_action_is_matched_with_the_one_it_was(
    elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    rows = rows_of(elmbrook, edition, running)
    assert {name: r.kind for name, r in rows.items()} == {
        "Open": Difference.CHANGED,
        "Train": Difference.SAME,
        "Write": Difference.MOVED,
        "Review": Difference.SAME,
        "Invite": Difference.ADDED,
        "Publish": Difference.REMOVED,
    }
    assert rows["Open"].wording[-2:] == [
        ("same", "Open a drop-in desk at the library every Tuesday"),
        ("ins", "and Thursday"),
    ]
    assert [(f.label, f.was, f.now) for f in rows["Write"].fields] == [
        ("Priority", "Act", "Listen"),
        ("Due", "Quarter 3, 2026 to 2027", "May 2027"),
        ("Outcome", "", "People are heard"),  # an empty cell goes on with the one above
    ]


def test_accepted_changes_are_written_and_what_was_is_kept(
    elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    apply(elmbrook, edition)
    with acting_as(lead(elmbrook)):
        desk = PlanAction.objects.get(wording__contains="and Thursday")
        assert desk.title.endswith("and Thursday")
        kept = PlanActionChange.objects.get(plan_action=desk, field="wording")
        assert kept.was == ROWS[0][3]
        assert kept.why.startswith("Edition of ")
        assert "second.csv" in kept.why
        moved = PlanAction.objects.get(wording__startswith="Write one")
        assert moved.priority.title == "Listen"
        assert f"{moved.due_on}" == "2027-05-31"
        assert PlanAction.objects.filter(wording__startswith="Invite").exists()
        assert running.priorities.count() == 2
    assert again(elmbrook, edition).state == "committed"


def test_a_removed_action_stays_unless_its_removal_is_accepted(
    elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    gone = rows_of(elmbrook, edition, running)["Publish"]
    assert not gone.taken
    correct(elmbrook, edition, Wish(Kind.EDITION, "edition", {gone.key: True}))
    apply(elmbrook, edition)
    with acting_as(lead(elmbrook)):
        report = PlanAction.objects.get(wording__startswith="Publish")
    assert report.state == PlanAction.State.WITHDRAWN


def test_what_is_left_is_not_changed(
    elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    rows = rows_of(elmbrook, edition, running)
    left = {rows[name].key: False for name in ("Open", "Write", "Invite")}
    correct(elmbrook, edition, Wish(Kind.EDITION, "edition", left))
    apply(elmbrook, edition)
    with acting_as(lead(elmbrook)):
        assert PlanActionChange.objects.count() == 0
        assert PlanAction.objects.count() == len(ROWS)


def test_new_statuses_become_updates_of_the_chosen_quarter(
    elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    apply(elmbrook, edition, Quarter(2026, 3))
    with acting_as(lead(elmbrook)):
        said = PlanUpdate.objects.filter(quarter=Quarter(2026, 3))
        assert {u.status_printed for u in said} == {"Green", "Complete"}


def test_a_closed_plan_takes_no_edition(
    elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    with acting_as(lead(elmbrook)) as by:
        strategies.freeze(plan=running, by=by)
    with pytest.raises(ValidationError, match="closed"):
        apply(elmbrook, edition)
    assert again(elmbrook, edition).state == "ready"


def test_the_same_edition_changes_nothing(elmbrook: Place, running: Plan) -> None:
    same = bring(elmbrook, as_csv(), "same.csv", compare_with=running)
    rows = rows_of(elmbrook, same, running)
    assert {r.kind for r in rows.values()} == {Difference.SAME}


def test_choices_are_kept_on_the_page_and_written_from_there(
    client: Client, elmbrook: Place, running: Plan, edition: ImportDraft
) -> None:
    rows = rows_of(elmbrook, edition, running)
    wear(client, elmbrook.hats["strategic_lead"])
    address = f"/plan/imports/{edition.pk}/"
    page = client.get(f"{address}changes/").content.decode()
    for words in ("New in this edition (1)", "No longer in this edition (1)", "<ins>"):
        assert words in page
    form = {f"take-{rows['Publish'].key}": "1", f"take-{rows['Open'].key}": "0"}
    answer = client.post(f"{address}changes/", form | {"seen": "0", "and_commit": "1"})
    assert answer.url == f"{address}commit/"
    assert "1 action" in client.get(answer.url).content.decode()
    client.post(answer.url, {"seen": "1", "quarter": ""})
    with acting_as(lead(elmbrook)):
        assert (
            PlanAction.objects.get(wording__startswith="Publish").state == "withdrawn"
        )
        assert not PlanAction.objects.filter(wording__contains="Thursday").exists()


def test_changed_words_are_told_in_reading_order() -> None:
    assert word_changes("Train all staff by May", "Train new staff by June") == [
        ("same", "Train"),
        ("del", "all"),
        ("ins", "new"),
        ("same", "staff by"),
        ("del", "May"),
        ("ins", "June"),
    ]
