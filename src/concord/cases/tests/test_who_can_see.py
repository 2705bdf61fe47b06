"""The page that says who can see a case, since when, until when, and why."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import emergencies, locks, partnerships, sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Grant, Part, Side
from concord.access.testing import ALWAYS, Place, wear
from concord.cases.forms.sharing import end_of
from concord.cases.queries.pieces import in_words
from concord.cases.testing import CaseWorld
from concord.partnership.models import Agency

pytestmark = pytest.mark.django_db

SPECIALIST = "practitioner:Specialist service"


def page(world: CaseWorld, role: str = SPECIALIST, query: str = "") -> str:
    """The page as words, for one of the hats; empty where it is not found."""
    address = reverse("cases:who_can_see", args=[world.case.pk]) + query
    answer = wear(Client(), world.place.hats[role]).get(address)
    return html.unescape(answer.content.decode()) if answer.status_code == 200 else ""


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace(" .", ".")


def add_teams(world: CaseWorld, number: int) -> list[str]:
    job = Actor.from_job("access.setup", world.place.partnership.pk)
    names = [f"Elmbrook agency {place}" for place in range(number)]
    with acting_as(job):
        for name in names:
            agency = partnerships.add_agency(
                name=name, kind=Agency.Kind.OTHER, valid=ALWAYS, by=job
            )
            world.place.teams[name] = partnerships.add_team(
                agency=agency, name=name, short_name=name, valid=ALWAYS, by=job
            )
    return names


def test_it_says_in_words_who_opened_it_and_how_many_see_it(
    case_world: CaseWorld,
) -> None:
    assert "Specialist service opened it. Nobody else sees it." in page(case_world)
    case_world.share("Police")
    assert "One more agency sees parts of it, by a recorded decision." in page(
        case_world
    )
    case_world.share("Housing")
    case_world.share("Health")
    said = "Three more agencies see parts of it, each by a recorded decision."
    assert said in page(case_world)


def test_each_decision_says_what_why_on_which_basis_and_from_when_to_when(
    case_world: CaseWorld,
) -> None:
    today = timezone.localdate()
    last = today + dt.timedelta(days=100)
    case_world.share(
        "Health",
        (Part.IDENTITY, Side.CHILD),
        (Part.RISK, Side.CHILD),
        until=end_of(last),
    )
    text = words_of(page(case_world))
    row = text.split("Own work; no decision needed")[1].split("A team always")[0]
    assert "Children: who they are, risk" in row
    assert "Keep the victim safe" in row
    assert "Recognised legitimate interest" in row
    assert "version 1" in row
    assert f"{today.day} {today:%b %Y}" in row
    assert f"{last.day} {last:%b %Y}" in row, "the last day, not the moment after it"
    assert "Told" in row
    assert "Consent refused" in row


def test_ended_decisions_are_shown_when_asked_for(case_world: CaseWorld) -> None:
    case_world.share("Police")
    with acting_as(case_world.idva):
        grants = list(Grant.objects.filter(kind="shared"))
        sharing.end(grants=grants, why="Their case is closed.", by=case_world.idva)
    assert "Their case is closed." not in page(case_world)
    assert "0; 1 has ended" in words_of(page(case_world))
    assert "Their case is closed." in page(case_world, query="?show=ended")
    assert "Nobody else sees it." in page(case_world)


def test_parts_that_no_decision_ever_opened_are_named(case_world: CaseWorld) -> None:
    def never() -> str:
        text = words_of(page(case_world))
        return text.split("Never shared from here")[1].split("Decisions in force")[0]

    assert "Where they are" in never()
    case_world.share("Police", (Part.LOCATION, Side.VICTIM))
    assert "Where they are" not in never()
    assert "Minutes" in never()


def test_a_team_that_is_let_in_reads_its_own_line_and_no_other(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police", (Part.IDENTITY, Side.VICTIM))
    case_world.share("Housing")
    text = words_of(page(case_world, "practitioner:Police"))
    assert "Why you can see this case" in text
    assert "Victim: who they are" in text
    assert "Housing" not in text
    assert "Never shared" not in text
    assert "agencies" not in text
    assert "Share with an agency" not in text


def test_a_team_that_handed_the_case_over_is_told_what_it_still_reads(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.idva):
        sharing.hand_over(
            case_id=case_world.case.pk,
            to=case_world.place.teams["Housing"],
            why="They take it on.",
            reason=case_world.reason(),
            by=case_world.idva,
        )
    assert "goes on reading what it wrote itself" in page(case_world)
    text = words_of(page(case_world, "practitioner:Housing"))
    assert "Specialist service opened it, and Housing holds it now." in text
    assert "What it wrote itself" in text


def test_whoever_has_it_open_in_an_emergency_is_on_the_page(
    case_world: CaseWorld,
) -> None:
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="In A&E now", minutes=60, by=case_world.health
        )
    text = words_of(page(case_world))
    assert "One person has it open in an emergency." in text
    assert "In A&E now" in text
    assert "One opening to review" in text
    own = words_of(page(case_world, "practitioner:Health"))
    assert "You opened it in an emergency." in own
    assert "Open in an emergency until" in own


def test_it_counts_the_people_and_warns_of_colleagues_kept_away(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    assert "2 agencies, 2 people" in page(case_world)
    assert "kept away" not in words_of(page(case_world)).split("More")[0]
    police = case_world.place.hats["practitioner:Police"]
    with acting_as(case_world.idva):
        locks.lock_out(
            account=police.account,
            person_id=case_world.alleged.pk,
            why="His brother",
            by=case_world.idva,
        )
    assert "2 agencies, 1 person" in page(case_world)
    assert "1 colleague in these teams is kept away" in words_of(page(case_world))
    assert page(case_world, "practitioner:Police") == ""


def test_nobody_but_the_team_that_holds_it_is_told_how_many_people(
    case_world: CaseWorld,
) -> None:
    case_world.share("Police")
    for key in case_world.place.hats:
        with acting_as(case_world.place.actor(key)), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM access.who_may_open(%s)", [case_world.case.pk]
            )
            told = cursor.fetchone()[0]
        assert (told > 0) == (key == SPECIALIST), key


def test_the_picture_has_a_name_and_gathers_many_teams(case_world: CaseWorld) -> None:
    for name in add_teams(case_world, 9):
        case_world.share(name)
    text = page(case_world)
    desk = text.split("cc-strands--desk")[1].split("</svg>")[0]
    assert 'role="img"' in desk
    assert 'aria-label="10 agencies can see this case"' in desk
    assert desk.count("<circle") == 6
    assert "5 more agencies" in desk
    assert "style=" not in desk, "attributes and classes only"
    assert words_of(text).count("Everybody: who they are") == 9, "the table has all"


def test_an_emergency_is_never_gathered_in_the_picture(case_world: CaseWorld) -> None:
    for name in add_teams(case_world, 9):
        case_world.share(name)
    with acting_as(case_world.health):
        emergencies.open_case(
            ref=case_world.case.ref, why="Now", minutes=5, by=case_world.health
        )
    desk = page(case_world).split("cc-strands--desk")[1].split("</svg>")[0]
    assert "open in an emergency" in desk
    assert "stroke-dasharray" in desk


def test_the_queries_do_not_grow_with_teams_and_grants(case_world: CaseWorld) -> None:
    names = add_teams(case_world, 12)
    address = reverse("cases:who_can_see", args=[case_world.case.pk])
    browser = wear(Client(), case_world.place.hats[SPECIALIST])
    case_world.share(names[0])
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(address)
    for name in names[1:]:
        case_world.share(name)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)


def test_a_print_for_the_file_is_kept_as_a_print(case_world: CaseWorld) -> None:
    case_world.share("Police")
    browser = wear(Client(), case_world.place.hats[SPECIALIST])
    address = reverse("cases:who_can_see_on_paper", args=[case_world.case.pk])
    text = words_of(html.unescape(browser.get(address).content.decode()))
    assert "Needed to plan her protection; no more than that is shared." in text
    assert "printed by Invented Practitioner" in text
    with acting_as(case_world.place.actor("auditor")):
        event = Event.objects.get(verb="print")
        assert event.door == "cases:who_can_see_on_paper"
        assert event.case_ids == [case_world.case.pk]
    police = wear(Client(), case_world.place.hats["practitioner:Police"])
    assert police.get(address).status_code == 404


def test_a_decision_is_read_whole_by_who_made_it_and_whom_it_lets_in(
    case_world: CaseWorld,
) -> None:
    decision = case_world.share("Police")
    case_world.share("Housing")
    address = reverse("cases:sharing_decision", args=[case_world.case.pk, decision.pk])

    def read(role: str) -> str:
        answer = wear(Client(), case_world.place.hats[role]).get(address)
        return words_of(html.unescape(answer.content.decode()))

    for role in (SPECIALIST, "practitioner:Police"):
        text = read(role)
        assert "UK GDPR Article 6(1)(ea)" in text, role
        assert "Data Protection Act 2018, Schedule 1, paragraph 18" in text
        assert "Needed to plan her protection" in text
        assert "Sought and refused" in text
    assert "End it" in read(SPECIALIST)
    assert "End it" not in read("practitioner:Police")
    assert "Not here, or not yours" in read("practitioner:Housing")


# Every page of sharing, and who has no business there

HOLDER_ONLY = (
    "cases:share",
    "cases:hand_over",
    "cases:who_can_see_on_paper",
)


def test_only_the_team_that_holds_a_case_decides_about_it(
    case_world: CaseWorld, northmere: Place
) -> None:
    decision = case_world.share("Police")
    case = case_world.case.pk
    addresses = [reverse(name, args=[case]) for name in HOLDER_ONLY]
    addresses.append(reverse("cases:end_sharing", args=[case, decision.pk]))
    for key, hat in [*case_world.place.hats.items(), *northmere.hats.items()]:
        browser = wear(Client(), hat)
        holds = hat.pk == case_world.place.hats[SPECIALIST].pk
        for address in addresses:
            status = browser.get(address).status_code
            assert status == (200 if holds else 404), (key, address)


def test_for_whoever_sees_nothing_of_it_no_page_is_there(
    case_world: CaseWorld, northmere: Place
) -> None:
    decision = case_world.share("Police")
    case = case_world.case.pk
    addresses = [
        reverse("cases:who_can_see", args=[case]),
        reverse("cases:keep_away", args=[case]),
        reverse("cases:sharing_decision", args=[case, decision.pk]),
    ]
    may = {SPECIALIST, "practitioner:Police"}
    for key, hat in case_world.place.hats.items():
        browser = wear(Client(), hat)
        for address in addresses:
            status = browser.get(address).status_code
            assert status == (200 if key in may else 404), (key, address)
    stranger = wear(Client(), northmere.hats[SPECIALIST])
    for address in addresses:
        assert stranger.get(address).status_code == 404, address


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([("identity", side) for side in Side], [("Everybody", "who they are")]),
        (
            [("identity", side) for side in Side] + [("risk", "victim")],
            [("Everybody", "who they are"), ("Victim", "risk")],
        ),
        (
            [("risk", "child"), ("risk", "victim"), ("identity", "child")],
            [("Victim and children", "risk"), ("Children", "who they are")],
        ),
        ([("action", "none")], [("The case as a whole", "actions")]),
    ],
)
def test_parts_and_sides_are_said_in_plain_words(
    pieces: list[tuple[str, str]], words: list[tuple[str, str]]
) -> None:
    assert in_words(pieces) == words
