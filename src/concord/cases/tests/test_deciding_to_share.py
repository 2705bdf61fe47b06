"""Sharing a case on its page: asked, shown before, done, ended, handed on."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import agreements, partnerships, sharing
from concord.access.actions.sharing import Opening
from concord.access.actor import Actor, acting_as
from concord.access.models import Agreement, Consent, Disclosure, Grant, Part, Side
from concord.access.testing import ALWAYS, wear
from concord.cases.forms.sharing import PRESETS, end_of
from concord.cases.models import Case
from concord.cases.testing import CaseWorld
from concord.people.models import PersonVersion

pytestmark = pytest.mark.django_db

SPECIALIST = "practitioner:Specialist service"


@pytest.fixture
def browser(case_world: CaseWorld) -> Client:
    return wear(Client(), case_world.place.hats[SPECIALIST])


def typed(world: CaseWorld, *teams: str, **other: Any) -> dict[str, Any]:
    """A complete form, as somebody would fill it in."""
    form: dict[str, Any] = {
        "teams": [world.place.teams[team].pk for team in teams],
        "sees": "identity",
        "purpose": "safeguard_victim",
        "basis": "recognised_interest",
        "condition": "safeguarding",
        "why": "Needed to plan her protection.",
        "told": "told",
        "consent": "given",
        "step": "share",
    }
    return form | other


def post(browser: Client, world: CaseWorld, form: dict[str, Any]) -> str:
    """The answer as a text; what was kept is looked up in the database."""
    address = reverse("cases:share", args=[world.case.pk])
    return html.unescape(browser.post(address, form, follow=True).content.decode())


def grants(world: CaseWorld) -> set[tuple[str, str, str]]:
    with acting_as(world.idva):
        return {
            (grant.team.short_name, grant.part, grant.side)
            for grant in Grant.objects.filter(
                kind="shared", during__contains=timezone.now()
            ).select_related("team")
        }


def test_several_teams_get_a_grant_each_by_one_decision(
    browser: Client, case_world: CaseWorld
) -> None:
    text = post(browser, case_world, typed(case_world, "Police", "Housing"))
    assert "Housing and Police see it from now on" in text
    expected = {
        (team, "identity", side.value)
        for team in ("Police", "Housing")
        for side in Side
    }
    assert grants(case_world) == expected
    with acting_as(case_world.idva):
        assert Disclosure.objects.count() == 1


def test_it_is_shown_before_it_is_done(browser: Client, case_world: CaseWorld) -> None:
    form = typed(case_world, "Police", sees="identity_risk", step="check")
    text = post(browser, case_world, form)
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "Nothing is shared yet." in said
    assert "Elmbrook Police will see Everybody: who they are, risk" in said
    assert "It does not show them how to reach them, where they are" in said
    assert grants(case_world) == set()
    carried = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    kept = {name: value for name, value in carried if name != "csrfmiddlewaretoken"}
    assert kept["why"] == form["why"]
    post(browser, case_world, {**kept, "step": "share"})
    assert len(grants(case_world)) == 8


def test_changing_something_brings_back_all_that_was_typed(
    browser: Client, case_world: CaseWorld
) -> None:
    form = typed(case_world, "Police", views="She is afraid of it.", step="change")
    text = post(browser, case_world, form)
    assert "Share with an agency" in text
    assert "She is afraid of it." in text
    assert "Needed to plan her protection." in text
    assert "There is a problem" not in text
    assert grants(case_world) == set()


@pytest.mark.parametrize("consent", list(Consent))
def test_no_consent_never_blocks(
    browser: Client, case_world: CaseWorld, consent: Consent
) -> None:
    post(browser, case_world, typed(case_world, "Police", consent=consent.value))
    assert len(grants(case_world)) == 4


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({"basis": ""}, "Lawful basis: choose one"),
        ({"basis": "law_enforcement"}, "Lawful basis"),
        ({"basis": "public_task"}, "Lawful basis"),
        ({"condition": ""}, "Condition for special categories: choose one"),
        ({"why": "  "}, "Enter why it is necessary and proportionate"),
        ({"purpose": ""}, "What it is for: choose one"),
        ({"purpose": "hand_over"}, "What it is for"),
        ({"told": "not_told"}, "Say why the person was not told."),
        ({"told": ""}, "Has the victim been told: choose one"),
        ({"consent": ""}, "Was consent asked for: choose one"),
        ({"teams": []}, "Share with: choose at least one"),
        ({"sees": ""}, "What they will see: choose one"),
        ({"sees": "chosen"}, "Tick at least one part of the case."),
    ],
)
@pytest.mark.parametrize("step", ["check", "share"])
def test_what_is_missing_blocks_and_nothing_typed_is_lost(
    browser: Client,
    case_world: CaseWorld,
    left_out: dict[str, Any],
    words: str,
    step: str,
) -> None:
    form = typed(case_world, "Police", views="She is afraid of it.", step=step)
    text = post(browser, case_world, form | left_out)
    assert "There is a problem" in text
    assert words in text
    assert "She is afraid of it." in text
    assert grants(case_world) == set()


def test_a_day_that_is_over_and_a_day_to_come_are_refused_before_the_check(
    browser: Client, case_world: CaseWorld
) -> None:
    gone = timezone.localdate() - dt.timedelta(days=3)
    to_come = timezone.localdate() + dt.timedelta(days=3)
    form = typed(case_world, "Police", step="check")
    text = post(browser, case_world, form | boxes("until", gone))
    assert "Until: choose a day that is still to come." in text
    text = post(browser, case_world, form | boxes("told_on", to_come))
    assert "is still to come" in text


def boxes(name: str, day: dt.date) -> dict[str, int]:
    return {
        f"{name}_day": day.day,
        f"{name}_month": day.month,
        f"{name}_year": day.year,
    }


def test_no_preset_has_a_place_in_it() -> None:
    for code, (_, _, pieces) in PRESETS.items():
        assert Part.LOCATION not in {part for part, _ in pieces}, code


def test_a_place_needs_a_second_tick_that_says_what_it_means(
    browser: Client, case_world: CaseWorld
) -> None:
    form = typed(
        case_world, "Police", sees="chosen", pieces=["location:victim", "risk:victim"]
    )
    text = post(browser, case_world, form)
    assert "You ticked where they are." in text
    assert "Whoever sees it can find them" in text
    assert grants(case_world) == set()
    assert 'value="location:victim" id="id_pieces-location-victim" checked' in text
    text = post(browser, case_world, form | {"places_meant": "on", "step": "check"})
    assert "You share where they are." in text
    post(browser, case_world, form | {"places_meant": "on"})
    assert ("Police", "location", "victim") in grants(case_world)


def test_a_basis_is_that_of_the_own_kind_of_agency(
    browser: Client, case_world: CaseWorld
) -> None:
    text = browser.get(
        reverse("cases:share", args=[case_world.case.pk])
    ).content.decode()
    assert "Recognised legitimate interest" in text
    assert "Public task: UK GDPR" not in text
    assert "Specialist domestic abuse service, UK GDPR" in text


def test_the_agreement_says_that_its_review_is_overdue_and_who_has_not_signed(
    browser: Client, case_world: CaseWorld, agreement: Agreement
) -> None:
    lead = case_world.place.actor("strategic_lead")
    teams = case_world.place.teams
    with acting_as(lead):
        agreements.change(
            agreement=agreement,
            title=agreement.title,
            purposes=agreement.purposes,
            review_on=timezone.localdate() - dt.timedelta(days=40),
            agencies=[teams[t].agency for t in ("Specialist service", "Police")],
            by=lead,
        )
    address = reverse("cases:share", args=[case_world.case.pk])
    assert (
        "MARAC protocol: its review was due on" in browser.get(address).content.decode()
    )
    form = typed(case_world, "Police", "Housing", agreement=agreement.pk, step="check")
    text = post(browser, case_world, form)
    assert text.count("Has not signed the agreement that you name.") == 1
    assert "Its review was due on" in text
    assert len(grants(case_world)) == 0, "it says so, and does not stand in the way"
    post(browser, case_world, form | {"step": "share"})
    assert len(grants(case_world)) == 8


def test_an_agreement_that_has_ended_is_not_cited(
    case_world: CaseWorld, agreement: Agreement
) -> None:
    lead = case_world.place.actor("strategic_lead")
    with acting_as(lead):
        agreements.end(
            agreement=agreement,
            last_day=timezone.localdate(),
            why="A new one.",
            by=lead,
        )
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    agreement.valid = DateRange(yesterday, timezone.localdate())
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        sharing.share(
            case_id=case_world.case.pk,
            reason=case_world.reason(agreement=agreement),
            openings=[
                Opening(
                    case_world.place.teams["Police"],
                    frozenset({(Part.IDENTITY, Side.VICTIM)}),
                )
            ],
            by=case_world.idva,
        )
    assert "agreement" in refused.value.message_dict


def test_a_later_decision_that_lasts_longer_takes_the_place_of_an_earlier(
    browser: Client, case_world: CaseWorld
) -> None:
    soon = timezone.localdate() + dt.timedelta(days=3)
    first = case_world.share("Police", (Part.IDENTITY, Side.VICTIM), until=end_of(soon))
    post(browser, case_world, typed(case_world, "Police"))
    with acting_as(case_world.idva):
        standing = Grant.objects.get(
            part="identity", side="victim", during__contains=timezone.now()
        )
        assert standing.during.upper is None
        assert standing.disclosure_id != first.pk
        before = Grant.objects.get(disclosure=first)
        assert before.ended_why == "A later decision takes its place."


def test_a_later_decision_that_ends_sooner_takes_nothing_away(
    browser: Client, case_world: CaseWorld
) -> None:
    first = case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    soon = timezone.localdate() + dt.timedelta(days=3)
    post(browser, case_world, typed(case_world, "Police") | boxes("until", soon))
    with acting_as(case_world.idva):
        standing = Grant.objects.get(
            part="identity", side="victim", during__contains=timezone.now()
        )
        assert standing.disclosure_id == first.pk


def test_what_a_team_sees_already_is_said_before(
    browser: Client, case_world: CaseWorld
) -> None:
    case_world.share("Police")
    text = browser.get(
        reverse("cases:share", args=[case_world.case.pk])
    ).content.decode()
    assert "Sees already: everybody: who they are" in text
    text = post(browser, case_world, typed(case_world, "Police", step="check"))
    assert "Sees already, by an earlier decision that stays" in text


# Ending


def end(browser: Client, world: CaseWorld, decision: Disclosure, **form: Any) -> str:
    address = reverse("cases:end_sharing", args=[world.case.pk, decision.pk])
    return html.unescape(browser.post(address, form, follow=True).content.decode())


def test_sharing_ends_for_one_team_of_a_decision_or_for_all(
    browser: Client, case_world: CaseWorld
) -> None:
    post(browser, case_world, typed(case_world, "Police", "Housing"))
    with acting_as(case_world.idva):
        decision = Disclosure.objects.get()
    teams = case_world.place.teams
    text = end(browser, case_world, decision, teams=[teams["Police"].pk], why="Closed.")
    assert "Ended for Police." in text
    assert {team for team, _, _ in grants(case_world)} == {"Housing"}
    with acting_as(case_world.police):
        assert not Case.objects.exists()
    end(browser, case_world, decision, teams=[teams["Housing"].pk], why="Closed.")
    assert grants(case_world) == set()


def test_ending_needs_a_reason_and_a_team(
    browser: Client, case_world: CaseWorld
) -> None:
    decision = case_world.share("Police")
    team = case_world.place.teams["Police"].pk
    assert "Enter why it ends" in end(browser, case_world, decision, teams=[team])
    assert "choose at least one" in end(browser, case_world, decision, why="Closed.")
    assert len(grants(case_world)) == 4


def test_a_link_for_one_team_ticks_that_team_only(
    browser: Client, case_world: CaseWorld
) -> None:
    post(browser, case_world, typed(case_world, "Police", "Housing"))
    with acting_as(case_world.idva):
        decision = Disclosure.objects.get()
    address = reverse("cases:end_sharing", args=[case_world.case.pk, decision.pk])
    team = case_world.place.teams["Police"].pk
    text = browser.get(f"{address}?team={team}").content.decode()
    assert re.findall(r'name="teams"[^>]*value="(\d+)" checked', text) == [str(team)]


def test_two_who_end_the_same_sharing_are_both_right(case_world: CaseWorld) -> None:
    case_world.share("Police")
    with acting_as(case_world.idva):
        seen_by_both = list(Grant.objects.filter(kind="shared"))
        assert sharing.end(grants=seen_by_both, why="A", by=case_world.idva) == 4
        again = list(Grant.objects.filter(kind="shared"))
        assert sharing.end(grants=again, why="B", by=case_world.idva) == 0
        assert {grant.ended_why for grant in Grant.objects.filter(kind="shared")} == {
            "A"
        }


# Handing over


def hand_over(browser: Client, world: CaseWorld, **form: Any) -> str:
    address = reverse("cases:hand_over", args=[world.case.pk])
    return html.unescape(browser.post(address, form, follow=True).content.decode())


def test_another_agency_takes_a_case_only_on_a_lawful_basis(
    browser: Client, case_world: CaseWorld
) -> None:
    housing = case_world.place.teams["Housing"].pk
    text = hand_over(browser, case_world, to=housing, why="They take it on.")
    assert "Lawful basis: choose one, because it goes to another agency." in text
    assert "They take it on." in text
    with acting_as(case_world.idva):
        assert sharing.owns(case_world.case.pk)
    text = hand_over(
        browser,
        case_world,
        to=housing,
        why="They take it on.",
        basis="recognised_interest",
        condition="safeguarding",
        told="told",
        consent="refused",
    )
    assert "Housing holds the case now." in text
    with acting_as(case_world.housing):
        assert sharing.owns(case_world.case.pk)
        assert PersonVersion.objects.count() == 3
        decision = Disclosure.objects.get()
        assert decision.purpose == "hand_over"
        assert decision.why == "They take it on."


def test_the_verb_too_refuses_a_handing_over_without_a_basis(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva), pytest.raises(ValidationError) as refused:
        sharing.hand_over(
            case_id=case_world.case.pk,
            to=case_world.place.teams["Housing"],
            why="They take it on.",
            by=case_world.idva,
        )
    assert "basis" in refused.value.message_dict


def test_within_an_agency_a_reason_is_enough(
    browser: Client, case_world: CaseWorld
) -> None:
    job = Actor.from_job("access.setup", case_world.place.partnership.pk)
    with acting_as(job):
        beside = partnerships.add_team(
            agency=case_world.place.teams["Specialist service"].agency,
            name="Elmbrook refuge",
            short_name="Refuge",
            valid=ALWAYS,
            by=job,
        )
    text = hand_over(browser, case_world, to=beside.pk, why="She moved in.")
    assert "Refuge holds the case now." in text
    with acting_as(case_world.idva):
        assert not sharing.owns(case_world.case.pk)
        assert not Disclosure.objects.exists()


def test_decisions_about_one_case_wait_for_each_other(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva), connection.cursor() as cursor:
        sharing.end(grants=[], why="Nothing.", by=case_world.idva)
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            " AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == 0
    case_world.share("Police")
    with acting_as(case_world.idva), connection.cursor() as cursor:
        grants = list(Grant.objects.filter(kind="shared"))
        sharing.end(grants=grants, why="Closed.", by=case_world.idva)
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            " AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == 1
