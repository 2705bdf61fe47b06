"""An agency's own words: its lead writes them, and nothing that was sent is lost."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.plan.actions import updates
from concord.plan.models import Statement, UpdateRound
from concord.plan.queries.asking import latest_statements
from concord.plan.testing import QUARTER, SmallPlan, day
from concord.plan.tests.invented_round import BEFORE, asked_round, away, lives_on

__all__ = ["asked_round"]
pytestmark = pytest.mark.django_db
PAGE = "/plan/statement/"


def sent(small_plan: SmallPlan, role: str, text: str, **more: object) -> Statement:
    by = small_plan.place.actor(role)
    fields: dict[str, object] = {
        "team": small_plan.place.teams["Police"],
        "quarter": QUARTER,
        **more,
    }
    with acting_as(by):
        return updates.state(text=text, by=by, **fields)  # type: ignore[arg-type]


@pytest.fixture
def police(client: Client, small_plan: SmallPlan, asked_round: UpdateRound) -> Client:
    lives_on(small_plan.place, BEFORE)
    return wear(client, small_plan.place.hats["agency_lead:Police"])


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_an_agency_lead_sends_the_statement_of_the_asked_quarter(
    police: Client, small_plan: SmallPlan
) -> None:
    sent(
        small_plan,
        "agency_lead:Police",
        "In spring we had three vacancies.",
        quarter=QUARTER.previous,
    )
    page = words(police, PAGE)
    assert "Due on 15 October 2026" in page
    # Last quarter's words stand beside the box, and not in it.
    assert "In spring we had three vacancies." in page.split("</textarea>")[1]
    answer = police.post(PAGE, {"text": "Two posts are filled.", "by_role": "DCI"})
    assert answer.status_code == 302
    with acting_as(small_plan.lead):
        kept = Statement.objects.get(quarter=QUARTER)
    assert (kept.team_id, kept.n, kept.by_role, kept.on_behalf) == (
        small_plan.place.teams["Police"].pk,
        1,
        "DCI",
        False,
    )
    assert "Two posts are filled." in words(police, "/plan/statements/")


def test_a_correction_takes_its_place_and_the_first_stays_readable(
    police: Client, small_plan: SmallPlan
) -> None:
    police.post(PAGE, {"text": "Two posts are filed.", "by_role": ""})
    assert ">Two posts are filed.</textarea>" in words(police, PAGE).replace("\n", "")
    police.post(PAGE, {"text": "Two posts are filled.", "by_role": ""})
    with acting_as(small_plan.lead):
        versions = list(Statement.objects.order_by("n").values_list("n", "text"))
        counts = latest_statements(small_plan.place.partnership.pk, QUARTER)
    assert versions == [(1, "Two posts are filed."), (2, "Two posts are filled.")]
    assert counts[small_plan.place.teams["Police"].pk].n == 2
    assert "Two posts are filed." in words(police, PAGE)
    page = words(police, "/plan/statements/")
    assert "Two posts are filed." not in page
    assert "version 2" in page


def test_an_empty_statement_comes_back(police: Client, small_plan: SmallPlan) -> None:
    answer = police.post(PAGE, {"text": "   ", "by_role": "Superintendent"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "write at least one sentence" in page
    assert 'value="Superintendent"' in page
    with acting_as(small_plan.lead):
        assert not Statement.objects.exists()


def test_nobody_writes_for_another_team(police: Client, small_plan: SmallPlan) -> None:
    housing = small_plan.place.teams["Housing"]
    assert police.get(f"{PAGE}?team={housing.pk}").status_code == 404
    answer = police.post(f"{PAGE}?team={housing.pk}", {"text": "Ours."})
    assert answer.status_code == 404
    with pytest.raises(NotPermitted):
        sent(small_plan, "agency_lead:Police", "Ours.", team=housing)
    page = words(police, "/plan/statements/")
    assert f"?team={small_plan.place.teams['Police'].pk}&" in page
    assert f"?team={housing.pk}&" not in page


@pytest.mark.parametrize("role", ["board_member", "auditor", "commissioner"])
def test_readers_read_statements_and_write_none(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound, role: str
) -> None:
    sent(small_plan, "agency_lead:Police", "Two posts are filled.")
    lives_on(small_plan.place, BEFORE)
    wear(client, small_plan.place.hats[role])
    assert "Two posts are filled." in words(client, "/plan/statements/")
    assert client.get(PAGE).status_code == 404


def test_another_partnership_reads_nothing(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound, northmere: Place
) -> None:
    sent(small_plan, "agency_lead:Police", "Two posts are filled.")
    wear(client, northmere.hats["strategic_lead"])
    team = small_plan.place.teams["Police"].pk
    assert client.get("/plan/statements/").status_code == 404
    assert client.get(f"{PAGE}?team={team}").status_code == 404


def test_the_lead_writes_on_behalf_and_it_is_marked(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    lives_on(small_plan.place, BEFORE)
    wear(client, small_plan.place.hats["strategic_lead"])
    team = small_plan.place.teams["Police"].pk
    assert "You write on behalf of Police" in words(client, f"{PAGE}?team={team}")
    client.post(f"{PAGE}?team={team}", {"text": "By telephone: all is well."})
    with acting_as(small_plan.lead):
        assert Statement.objects.get().on_behalf
    assert "Entered on their behalf" in words(client, "/plan/statements/")


def test_the_lead_cannot_pass_off_words_as_another_teams_own(
    small_plan: SmallPlan,
) -> None:
    assert sent(small_plan, "strategic_lead", "As they told me.").on_behalf
    # Health has no agency lead, so the lead is asked; the words are still not theirs.
    health = small_plan.place.teams["Health"]
    assert sent(small_plan, "strategic_lead", "As heard.", team=health).on_behalf


def test_a_deputy_writes_the_teams_own_words_while_the_lead_is_away(
    client: Client, small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    lives_on(small_plan.place, BEFORE)
    wear(client, small_plan.place.hats["board_member"])
    team = small_plan.place.teams["Police"].pk
    assert client.get(f"{PAGE}?team={team}").status_code == 404
    away(small_plan.place, "agency_lead:Police", "board_member", on=BEFORE)
    assert "on behalf" not in words(client, f"{PAGE}?team={team}")
    assert "You, for Police" in words(client, "/")
    client.post(f"{PAGE}?team={team}", {"text": "In place of the lead."})
    with acting_as(small_plan.lead):
        assert not Statement.objects.get().on_behalf
    lives_on(small_plan.place, None)  # the cover is over
    with pytest.raises(NotPermitted):
        sent(small_plan, "board_member", "Too late.")


def test_the_quarter_is_one_that_has_come(police: Client) -> None:
    assert police.get(f"{PAGE}?quarter=2031Q1").status_code == 404
    assert police.get(f"{PAGE}?quarter=spring").status_code == 404
    assert "Statement for quarter 1" in words(police, f"{PAGE}?quarter=2026Q1")


def test_a_statement_counts_as_it_stood_on_a_day(small_plan: SmallPlan) -> None:
    sent(small_plan, "agency_lead:Police", "First.", at=day(2026, 10, 5))
    sent(small_plan, "agency_lead:Police", "Second.", at=day(2026, 10, 12))
    here, team = small_plan.place.partnership.pk, small_plan.place.teams["Police"].pk
    with acting_as(small_plan.lead):
        then = latest_statements(here, QUARTER, until=day(2026, 10, 8))
        assert then[team].text == "First."
        assert latest_statements(here, QUARTER)[team].text == "Second."


def test_an_empty_statement_is_refused_by_the_verb(small_plan: SmallPlan) -> None:
    with pytest.raises(ValidationError, match="at least one sentence"):
        sent(small_plan, "agency_lead:Police", " \n ")


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_are_both_kept(small_plan: SmallPlan) -> None:
    together = threading.Barrier(2)

    def send(text: str) -> None:
        try:
            together.wait(timeout=30)
            sent(small_plan, "agency_lead:Police", text)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(text,)) for text in ("A.", "B.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with acting_as(small_plan.lead):
        found = list(Statement.objects.order_by("n").values_list("n", "text"))
    assert [n for n, _ in found] == [1, 2]
    assert {text for _, text in found} == {"A.", "B."}
