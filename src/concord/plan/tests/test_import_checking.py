"""Corrections: laid over what was read, taken back one by one, never lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, wear
from concord.plan.actions import importing
from concord.plan.actions.importing import Overtaken, Wish
from concord.plan.checking import Kind, Sureness
from concord.plan.checking.sheet import shortened
from concord.plan.checking.teams import TeamName, guess
from concord.plan.status import Status
from concord.plan.tests.invented_import import (
    again,
    as_csv,
    bring,
    correct,
    key_of,
    lead,
    many_rows,
    setting,
    sheet,
)

pytestmark = pytest.mark.django_db


def test_a_correction_changes_the_sheet_and_not_the_draft(elmbrook: Place) -> None:
    found = bring(elmbrook)
    before = again(elmbrook, found).draft
    key = key_of(sheet(elmbrook, found), "yearly report")
    after = correct(elmbrook, found, setting(key, wording="Publish it each June"))
    assert after.actions[key].wording == "Publish it each June"
    assert after.actions[key].sureness == Sureness.LOOKED
    assert again(elmbrook, found).draft == before


def test_every_kind_of_correction_can_be_taken_back_in_any_order(
    elmbrook: Place,
) -> None:
    found = bring(elmbrook)
    read = sheet(elmbrook, found)
    desk, staff = key_of(read, "drop-in"), key_of(read, "surgeries")
    form, report = key_of(read, "referral"), key_of(read, "yearly report")
    correct(elmbrook, found, setting(desk, wording="A desk"))
    correct(elmbrook, found, Wish(Kind.MERGE, staff, {"into": desk}))
    correct(elmbrook, found, Wish(Kind.SPLIT, form, {"parts": ["One", "Two", "Three"]}))
    correct(elmbrook, found, setting("s3-1", due_printed="May 2027"))
    correct(elmbrook, found, Wish(Kind.ADD_PRIORITY, "", {"title": "New", "ref": ""}))
    correct(elmbrook, found, setting(report, priority="n5"))
    after = correct(elmbrook, found, Wish(Kind.LEAVE_OUT, "p0"))
    assert [a.wording for a in after.standing] == [
        "One",
        "Two",
        "Three",
        "Review the form after a year",
        "Publish a yearly report",
    ]
    assert after.actions[desk].wording == f"A desk; {read.actions[staff].wording}"
    for number in (3, 1, 5, 7, 2, 6, 4):
        with acting_as(lead(elmbrook)) as by:
            importing.take_back(import_draft=found, number=number, by=by)
    back = sheet(elmbrook, found)
    assert [(a.key, a.wording) for a in back.standing] == [
        (a.key, a.wording) for a in read.standing
    ]


def test_a_step_taken_back_can_be_done_again(elmbrook: Place) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, setting("a0", wording="Other words"))
    with acting_as(lead(elmbrook)) as by:
        importing.take_back(import_draft=found, number=1, by=by)
        importing.take_back(import_draft=found, number=1, by=by, again=True)
    assert sheet(elmbrook, found).actions["a0"].wording == "Other words"


def second_lead(place: Place) -> Actor:
    """Another person who may edit the plan."""
    from concord.access.actions import hats
    from concord.access.testing import ALWAYS
    from concord.partnership.models import Account
    from concord.partnership.roles import Role

    job = Actor.from_job("access.setup", place.partnership.pk)
    account = Account.objects.create(
        email="second@elmbrook.example", name="Invented Second", is_example=True
    )
    with acting_as(job):
        return Actor.from_hat(
            hats.give(
                account=account,
                team=place.teams["Council"],
                role=Role.STRATEGIC_LEAD,
                valid=ALWAYS,
                by=job,
            )
        )


def test_two_people_do_not_lose_each_others_corrections(elmbrook: Place) -> None:
    found = bring(elmbrook)
    other = second_lead(elmbrook)
    correct(elmbrook, found, setting("a0", wording="The first person's words"))
    with acting_as(other), pytest.raises(Overtaken) as raised:
        importing.correct(
            import_draft=found,
            wishes=[setting("a0", wording="The second person's")],
            seen=0,
            by=other,
        )
    assert [step.item for step in raised.value.steps] == ["a0"]
    with acting_as(other):
        after = importing.correct(
            import_draft=found, wishes=[setting("a1", lead="Police")], seen=0, by=other
        )
    assert after.actions["a0"].wording == "The first person's words"
    assert after.actions["a1"].lead == "Police"


def test_the_page_of_an_overtaken_correction_keeps_what_was_typed(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    other = second_lead(elmbrook)
    with acting_as(other):
        importing.correct(
            import_draft=found, wishes=[setting("a0", ref="9")], seen=0, by=other
        )
    wear(client, elmbrook.hats["strategic_lead"])
    address = f"/plan/imports/{found.pk}/action/a0/"
    form = {"wording": "My words", "priority": "p0", "team": "printed", "seen": "0"}
    answer = client.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Invented Second corrected it" in page
    assert "My words" in page
    assert client.post(address, form | {"seen": "1"}).status_code == 302
    assert sheet(elmbrook, found).actions["a0"].wording == "My words"


def test_an_item_that_is_not_there_is_refused(elmbrook: Place) -> None:
    found = bring(elmbrook)
    for wish in (
        setting("a99", wording="x"),
        setting("a0", priority="p9"),
        Wish(Kind.MERGE, "a0", {"into": "a77"}),
    ):
        with pytest.raises(ValidationError):
            correct(elmbrook, found, wish)
    assert sheet(elmbrook, found).version == 0


def test_achieved_with_more_to_do_needs_a_look_and_says_why(elmbrook: Place) -> None:
    found = sheet(elmbrook, bring(elmbrook))
    action = found.actions[key_of(found, "surgeries")]
    assert action.status == Status.IN_PROGRESS
    assert action.sureness == Sureness.LOOK
    assert "more to do" in action.doubts[0]


def test_a_date_that_is_not_understood_is_told(elmbrook: Place) -> None:
    found = sheet(elmbrook, bring(elmbrook))
    action = found.actions[key_of(found, "yearly report")]
    assert action.sureness == Sureness.FAIRLY
    assert "“soon” is not a date that is understood" in action.small_doubts


def test_the_check_page_shows_where_everything_came_from(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    page = client.get(f"/plan/imports/{found.pk}/check/").content.decode()
    for words in ("Cell D3", "31 March 2027", "Look at this", "Sure", "1 Listen"):
        assert words in page
    look = client.get(f"/plan/imports/{found.pk}/check/?show=look").content.decode()
    assert "surgeries" in look
    assert "drop-in" not in look
    search = client.get(f"/plan/imports/{found.pk}/check/?q=moon").content.decode()
    assert "yearly report" in search
    assert "drop-in desk" not in search


def test_ticked_rows_are_merged_moved_and_left_out(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    address = f"/plan/imports/{found.pk}/quick/"
    client.post(address, {"many": "merge", "items": ["a0", "a1"], "seen": "0"})
    client.post(
        address, {"many": "move", "items": ["a2"], "priority": "p0", "seen": "1"}
    )
    client.post(address, {"one": "leave_out:a4", "seen": "2"})
    after = sheet(elmbrook, found)
    assert [a.key for a in after.under("p0")] == ["a0", "a2"]
    assert [a.key for a in after.gone] == ["a1", "a4"]


def test_what_is_asked_for_wrongly_changes_nothing(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    address = f"/plan/imports/{found.pk}/quick/"
    for wrong in (
        {},
        {"many": "merge", "items": ["a0"]},
        {"many": "move", "items": ["a0"]},
        {"many": "erase", "items": ["a0"]},
        {"one": "set:a0"},
        {"one": "leave_out:zz"},
    ):
        assert client.post(address, wrong).status_code == 302
    assert sheet(elmbrook, found).version == 0


def test_a_split_needs_two_lines(client: Client, elmbrook: Place) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    address = f"/plan/imports/{found.pk}/action/a0/split/"
    assert client.post(address, {"parts": "Only one"}).status_code == 422
    assert client.post(address, {"parts": "One\nTwo"}).status_code == 302
    assert [a.wording for a in sheet(elmbrook, found).under("p0")][:2] == ["One", "Two"]


def test_the_check_page_costs_the_same_queries_for_any_number_of_actions(
    client: Client, elmbrook: Place
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    counts = []
    for number in (20, 400):
        found = bring(elmbrook, as_csv(many_rows(number)), f"{number}.csv")
        client.get(f"/plan/imports/{found.pk}/check/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(f"/plan/imports/{found.pk}/check/")
        assert answer.content.count(b'name="items"') == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


TEAMS = [
    TeamName(1, "Police", ("Police", "Metropolitan Police Service")),
    TeamName(2, "Housing", ("Housing", "Elmbrook Council Housing", "Elmbrook Council")),
    TeamName(3, "ASC", ("ASC", "Adult Social Care", "Elmbrook Council")),
    TeamName(4, "Strategic lead", ("Strategic lead", "Elmbrook Council")),
]


@pytest.mark.parametrize(
    ("printed", "team"),
    [
        ("Police", 1),
        ("MPS", 1),
        ("Housing Service", 2),
        ("Adult Social Care", 3),
        ("Police and Housing", 1),
        ("A. Person, Housing", 2),
        ("Elmbrook Council", None),  # three teams are of it
        ("Strategic Partnership Board", None),
        ("The moon", None),
        ("", None),
    ],
)
def test_a_printed_name_means_one_team_or_none(printed: str, team: int | None) -> None:
    assert guess(printed, TEAMS) == team


def test_a_chosen_team_holds_for_every_action_that_prints_the_name(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    page = client.get(f"/plan/imports/{found.pk}/teams/")
    form = page.context["form"]
    moon = next(name for name in form.names if name.printed == "The moon")
    assert moon.team is None
    data = {n.key: str(n.team or "") for n in form.names}
    data[moon.key] = str(elmbrook.teams["Housing"].pk)
    client.post(f"/plan/imports/{found.pk}/teams/", data | {"seen": "0"})
    assert sheet(elmbrook, found).teams["the moon"] == elmbrook.teams["Housing"].pk


def test_a_short_title_is_the_first_words_that_fit() -> None:
    assert shortened("Train staff. Then train others.") == "Train staff"
    long = "Agree a protocol with every agency of the partnership, " * 4
    assert shortened(long).endswith("partnership")
    assert len(shortened("word " * 100)) <= 100
