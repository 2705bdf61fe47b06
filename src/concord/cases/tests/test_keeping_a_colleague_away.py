"""Keeping a colleague away from a case: on its page, at once, and unnoticed."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from concord.access.actions import emergencies, locks, sharing
from concord.access.actions.sharing import Opening
from concord.access.actor import acting_as
from concord.access.models import Agreement, Event, Part, Side
from concord.access.queries.agreements import register_of
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld

pytestmark = pytest.mark.django_db

SPECIALIST, POLICE = "practitioner:Specialist service", "practitioner:Police"


def address(world: CaseWorld) -> str:
    return reverse("cases:keep_away", args=[world.case.pk])


def post(browser: Client, world: CaseWorld, **form: object) -> str:
    answer = browser.post(address(world), form, follow=True)
    return html.unescape(answer.content.decode())


def keep_away(browser: Client, world: CaseWorld, role: str, **other: object) -> str:
    account = world.place.hats[role].account
    form = {
        "find": account.name,
        "account": account.pk,
        "person": str(world.alleged.pk),
        "why": "His brother",
        "step": "keep_away",
    }
    return post(browser, world, **(form | other))


@pytest.fixture
def browser(case_world: CaseWorld) -> Client:
    return wear(Client(), case_world.place.hats[SPECIALIST])


def test_a_colleague_is_found_by_name_and_by_post_only(
    browser: Client, case_world: CaseWorld
) -> None:
    by_get = browser.get(address(case_world) + "?find=trainer").content.decode()
    assert "Invented Trainer" not in by_get
    text = post(browser, case_world, find="trainer", step="find", why="Her sister")
    assert "Invented Trainer: Trainer, Council" in text
    assert "Her sister" in text, "nothing typed is lost"
    assert "There is a problem" not in text
    assert "Nobody who works here has such a name." in post(
        browser, case_world, find="Zebedee", step="find"
    )


def test_nobody_of_another_partnership_is_found(
    browser: Client, case_world: CaseWorld, northmere: Place
) -> None:
    text = post(browser, case_world, find="Invented Trainer", step="find")
    assert text.count("Invented Trainer:") == 1
    theirs = northmere.hats["trainer"].account
    text = keep_away(browser, case_world, "trainer", account=theirs.pk)
    assert "There is a problem" in text
    with acting_as(case_world.place.actor("auditor")):
        assert not Event.objects.filter(verb="lock").exists()


def test_a_lock_needs_a_colleague_a_person_and_how_they_are_linked(
    browser: Client, case_world: CaseWorld
) -> None:
    text = keep_away(browser, case_world, POLICE, why="", account="", person="")
    assert "Find the colleague by name, then choose them." in text
    assert "Whom they are linked to: choose one" in text
    assert "Enter how they are linked" in text


def test_from_then_on_nothing_of_the_case_is_there_for_them(
    browser: Client, case_world: CaseWorld
) -> None:
    decision = case_world.share("Police")
    police = wear(Client(), case_world.place.hats[POLICE])
    case = case_world.case.pk
    doors = [
        reverse("cases:case", args=[case]),
        reverse("cases:who_can_see", args=[case]),
        reverse("cases:sharing_decision", args=[case, decision.pk]),
        reverse("cases:keep_away", args=[case]),
    ]
    for door in doors:
        assert police.get(door).status_code == 200, door
    text = keep_away(browser, case_world, POLICE)
    assert "Kept away from now on." in text
    for door in doors:
        assert police.get(door).status_code == 404, door
    for page in ("/cases/", "/me/cases/", "/emergencies/", "/"):
        text = police.get(page).content.decode()
        assert case_world.case.ref not in text, page
    assert "0 cases shared with it" in police.get("/me/cases/").content.decode()
    form = {"ref": case_world.case.ref, "why": "Now", "minutes": 60}
    text = html.unescape(police.post("/cases/emergency/", form).content.decode())
    assert emergencies.NONE_HERE in text


def test_a_locked_colleague_of_the_team_that_holds_it_loses_every_door(
    case_world: CaseWorld, browser: Client
) -> None:
    decision = case_world.share("Police")
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
    text = browser.get("/").content.decode()
    assert "An emergency opening to review" in text
    opening = text.split('href="/emergencies/')[1].split('"')[0]
    text = keep_away(browser, case_world, SPECIALIST)
    assert "You don't see this case any more" in text
    case = case_world.case.pk
    doors = [
        *(
            reverse(f"cases:{name}", args=[case])
            for name in (
                "case",
                "who_can_see",
                "who_can_see_on_paper",
                "share",
                "hand_over",
                "keep_away",
            )
        ),
        reverse("cases:sharing_decision", args=[case, decision.pk]),
        reverse("cases:end_sharing", args=[case, decision.pk]),
        f"/emergencies/{opening}",
    ]
    for door in doors:
        assert browser.get(door).status_code == 404, door
    assert "An emergency opening to review" not in browser.get("/").content.decode()
    assert "No case was opened" in browser.get("/emergencies/").content.decode()
    seen = browser.get("/me/cases/").content.decode()
    assert "0 cases of your own team, 0 cases shared with it" in seen


def test_a_figure_does_not_show_that_something_is_kept_back(
    case_world: CaseWorld, agreement: Agreement
) -> None:
    case_world.share("Police")
    with acting_as(case_world.idva):
        sharing.share(
            case_id=case_world.case.pk,
            reason=case_world.reason(agreement=agreement),
            openings=[
                Opening(
                    case_world.place.teams["Police"],
                    frozenset({(Part.RISK, Side.VICTIM)}),
                )
            ],
            by=case_world.idva,
        )

    def cited(role: str) -> int:
        actor = case_world.place.actor(role)
        with acting_as(actor):
            return register_of(actor)[0].decisions

    assert cited(POLICE) == 1
    with acting_as(case_world.idva):
        for role in (POLICE, "auditor"):
            locks.lock_out(
                account=case_world.place.hats[role].account,
                person_id=case_world.alleged.pk,
                why="His brother",
                by=case_world.idva,
            )
    for role in (POLICE, "auditor", SPECIALIST, "strategic_lead"):
        assert cited(role) == 1, role


def test_a_team_that_is_let_in_can_say_it_too_but_not_in_an_emergency(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    police = wear(Client(), case_world.place.hats[POLICE])
    assert "Kept away from now on." in keep_away(police, case_world, "trainer")
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
    health = wear(Client(), case_world.place.hats["practitioner:Health"])
    assert health.get(address(case_world)).status_code == 404
