"""Pages of contact: for whom they are there, and what they never show."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from concord.access.actions import emergencies, locks
from concord.access.actor import Actor, acting_as
from concord.access.doors import DOORS
from concord.access.models import Event, Part, Side
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld
from concord.cases.tests.reached import (
    ANYTHING,
    CONTACT_OF_VICTIM,
    IDENTITY_OF_VICTIM,
    NOTHING,
    NUMBER,
    RING,
    Kind,
    add,
    safe_point,
    say,
)
from concord.partnership.models import Membership
from concord.people import doors as people_doors
from concord.people import urls as people_urls
from concord.people.actions import places
from concord.people.models import (
    ConfidentialLocation,
    ContactAttempt,
    ContactPoint,
    SafeContactRule,
)

pytestmark = pytest.mark.django_db

OPENER = "practitioner:Specialist service"
WHERE = "Behind the mill"
POSTED = {"channel": "call", "purpose": "safety"}


def browser(world: CaseWorld, key: str = OPENER) -> Client:
    return wear(Client(), world.place.hats[key])


def page(world: CaseWorld, name: str, *args: object) -> str:
    return reverse(f"contact:{name}", args=[world.case.pk, *args])


def hide(world: CaseWorld, by: Actor) -> ConfidentialLocation:
    with acting_as(by):
        return places.add_location(
            case_id=world.case.pk,
            person=world.victim,
            kind="refuge",
            where=WHERE,
            by=by,
        )


def asked(client: Client, world: CaseWorld, point: ContactPoint) -> str:
    """Ask the gate by the page; the address that it leads to."""
    answer = client.post(page(world, "reach", point.pk), POSTED)
    assert answer.status_code == 302
    return str(answer["Location"])


def addresses(world: CaseWorld) -> dict[str, str]:
    """Every page of contact of the case, as its own team reaches it."""
    point = safe_point(world, ANYTHING)
    other = safe_point(world, RING, value="07700 900124")
    place = hide(world, world.idva)
    attempt = asked(browser(world), world, point)
    return {
        "points": page(world, "points"),
        "add": page(world, "add"),
        "point": page(world, "point", point.pk),
        "verify": page(world, "verify", point.pk),
        "wrong": page(world, "wrong", point.pk),
        "replace": page(world, "replace", other.pk),
        "rule": page(world, "rule", point.pk),
        "reach": page(world, "reach", point.pk),
        "attempt": attempt,
        "places": page(world, "places"),
        "add_place": page(world, "add_place"),
        "end_place": page(world, "end_place", place.pk),
    }


def statuses(client: Client, pages: dict[str, str]) -> dict[str, int]:
    return {
        name: client.post(at, POSTED).status_code
        if name == "reach"
        else client.get(at).status_code
        for name, at in pages.items()
    }


def let_in(found: dict[str, int]) -> set[str]:
    return {name for name, status in found.items() if status != 404}


def test_every_page_is_a_door_and_is_tried_here(case_world: CaseWorld) -> None:
    assert people_doors
    names = {str(path.name) for path in people_urls.urlpatterns}
    assert set(addresses(case_world)) == names
    assert {f"contact:{name}" for name in names} <= {name for name, _ in DOORS}


def test_the_team_of_the_case_gets_everywhere(case_world: CaseWorld) -> None:
    pages = addresses(case_world)
    assert let_in(statuses(browser(case_world), pages)) == set(pages)


def test_for_all_other_roles_and_teams_no_page_is_there(
    case_world: CaseWorld, northmere: Place
) -> None:
    pages = addresses(case_world)
    hats: list[Membership] = [
        hat for key, hat in case_world.place.hats.items() if key != OPENER
    ]
    hats.append(northmere.hats[OPENER])
    for hat in hats:
        found = statuses(wear(Client(), hat), pages)
        assert let_in(found) == set(), hat.role


def test_not_there_and_not_yours_are_the_same_page(case_world: CaseWorld) -> None:
    point = safe_point(case_world)
    case_world.share("Police")
    police = browser(case_world, "practitioner:Police")
    there = police.get(page(case_world, "point", point.pk))
    nowhere = police.get(page(case_world, "point", uuid.uuid4()))
    bodies = {
        re.sub(r'(value|nonce)="[^"]{20,}"', "", one.content.decode())
        for one in (there, nowhere)
    }
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert len(bodies) == 1


def test_a_point_is_found_in_its_own_case_only(case_world: CaseWorld) -> None:
    point = safe_point(case_world)
    elsewhere = reverse("contact:point", args=[uuid.uuid4(), point.pk])
    assert browser(case_world).get(elsewhere).status_code == 404


def test_a_team_that_is_told_who_they_are_is_not_told_how_to_reach_them(
    case_world: CaseWorld,
) -> None:
    pages = addresses(case_world)
    case_world.share("Police")
    police = browser(case_world, "practitioner:Police")
    found = let_in(statuses(police, pages))
    assert found == {"points", "add", "places", "add_place"}
    shown = police.get(pages["points"]).content.decode()
    assert "Marigold Thistlewood" in shown
    assert "ends 123" not in shown
    assert "No way to reach them is written down." in shown


def test_the_other_side_sees_nothing_of_the_victim(case_world: CaseWorld) -> None:
    pages = addresses(case_world)
    case_world.share("Police", *[(part, Side.ALLEGED) for part in Part])
    police = browser(case_world, "practitioner:Police")
    shown = police.get(pages["points"]).content.decode()
    assert "Barnard Crakehall" in shown
    for words in ("Marigold", "Thistlewood", "ends 123", "Victim"):
        assert words not in shown
    assert police.get(pages["point"]).status_code == 404
    opened = police.post(pages["places"], {"why": "Looking"}).content.decode()
    assert WHERE not in opened
    assert "Nothing is here that you may see" in opened


def test_another_team_with_contact_may_ring_and_forbid_and_no_more(
    case_world: CaseWorld,
) -> None:
    pages = addresses(case_world)
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    housing = browser(case_world, "practitioner:Housing")
    assert let_in(statuses(housing, pages)) == {
        "points", "add", "point", "rule", "reach", "places", "add_place",
    }  # fmt: skip
    shown = housing.get(pages["point"]).content.decode()
    assert "Another team keeps this" in shown
    assert "It is wrong" not in shown
    wider = {
        "channels": ["call", "message"], "may_leave_message": "yes",
        "may_write": "yes", "when": "any", "words": "x", "replacing": "1",
    }  # fmt: skip
    answer = housing.post(pages["rule"], wider)
    assert answer.status_code == 422
    assert "allow more than they do" in answer.content.decode()
    forbidden = {
        "may_leave_message": "no", "may_write": "no", "when": "these",
        "replacing": "1",
    }  # fmt: skip
    assert housing.post(pages["rule"], forbidden).status_code == 302
    assert "Do not use it." in browser(case_world).get(pages["point"]).content.decode()


def test_who_is_locked_out_finds_no_door(case_world: CaseWorld) -> None:
    pages = addresses(case_world)
    case_world.share("Housing", *[(part, side) for part in Part for side in Side])
    housing = browser(case_world, "practitioner:Housing")
    before = let_in(statuses(housing, pages))
    assert {"points", "point", "places"} <= before
    with acting_as(case_world.idva):
        locks.lock_out(
            account=case_world.place.hats["practitioner:Housing"].account,
            person_id=case_world.alleged.pk,
            why="His brother",
            by=case_world.idva,
        )
    assert let_in(statuses(housing, pages)) == set()


def test_an_emergency_shows_how_to_reach_them_and_no_place(
    case_world: CaseWorld,
) -> None:
    pages = addresses(case_world)
    add(case_world, Kind.ADDRESS, "1 Elm Road", postcode="ZZ1 1ZZ")
    health = case_world.health
    with acting_as(health):
        emergencies.open_case(ref=case_world.case.ref, why="Now", minutes=5, by=health)
    client = browser(case_world, "practitioner:Health")
    assert let_in(statuses(client, pages)) == {"points", "point", "reach", "places"}
    shown = client.get(pages["points"]).content.decode()
    assert "ends 123" in shown
    assert "Home address" not in shown
    assert WHERE not in client.post(pages["places"], {"why": "Now"}).content.decode()
    address = asked(client, case_world, _point(case_world))
    assert NUMBER in client.get(address).content.decode()


def _point(world: CaseWorld) -> ContactPoint:
    with acting_as(world.idva):
        return ContactPoint.objects.get(value=NUMBER)


AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def test_lists_and_titles_show_no_number_and_no_name(case_world: CaseWorld) -> None:
    pages = addresses(case_world)
    add(case_world, Kind.ADDRESS, "1 Elm Road", postcode="ZZ1 1ZZ")
    client = browser(case_world)
    shown = client.get(pages["points"]).content.decode()
    for words in (NUMBER, "900124", "1 Elm Road", "ZZ1", WHERE):
        assert words not in shown
    for name, at in pages.items():
        answer = client.post(at, POSTED) if name == "reach" else client.get(at)
        text = answer.content.decode()
        said = re.findall(r"<(?:title|h1)[^>]*>(.*?)</", text, re.DOTALL)
        said += re.findall(r'(?:href|action|src)="([^"]*)"', text)
        for words in said:
            words = AN_ID.sub("", words)  # figures of a random id say nothing
            assert not re.search("Marigold|Thistlewood|900|mill", words), (name, words)


def test_the_card_of_a_case_shows_sentences_and_no_number(
    case_world: CaseWorld, django_assert_max_num_queries
) -> None:
    safe_point(case_world)
    add(case_world, Kind.EMAIL, "marigold@post.example")
    request = RequestFactory().get("/")
    request.actor = case_world.idva
    card = Template("{% load contact %}{% contact_card case %}")
    with acting_as(case_world.idva), django_assert_max_num_queries(8):
        html = card.render(Context({"request": request, "case": case_world.case.pk}))
    assert "Ring only, weekdays 10:00 to 14:00" in html
    assert "Mobile, ends 123" in html
    for words in (NUMBER, "marigold@post", "Marigold"):
        assert words not in html


def test_more_contact_costs_no_more_queries(
    case_world: CaseWorld, django_assert_max_num_queries
) -> None:
    client = browser(case_world)
    for n in range(8):
        say(case_world, add(case_world, value=f"07700 90011{n}"), NOTHING)
    client.get(page(case_world, "points"))
    with django_assert_max_num_queries(24):
        client.get(page(case_world, "points"))


# Reaching


def test_a_number_is_shown_when_it_is_safe_and_only_then(
    case_world: CaseWorld,
) -> None:
    client, point = browser(case_world), safe_point(case_world, ANYTHING)
    address = asked(client, case_world, point)
    shown = client.get(address).content.decode()
    assert NUMBER in shown
    assert "Say you are from the library" in shown
    say(case_world, point, NOTHING, replacing=1)
    shown = client.get(address).content.decode()
    assert NUMBER not in shown
    assert "This is over." in shown


def test_what_is_not_safe_says_why_and_shows_no_number(case_world: CaseWorld) -> None:
    point = safe_point(case_world, ANYTHING)
    add(case_world, value=NUMBER, of=case_world.alleged)
    answer = browser(case_world).post(page(case_world, "reach", point.pk), POSTED)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Not safe now" in shown
    assert "can be reached by this too" in shown
    assert NUMBER not in shown
    with acting_as(case_world.idva):
        assert ContactAttempt.objects.get().outcome == "not_safe", "and it is kept"


def test_why_is_not_told_to_who_may_not_know(case_world: CaseWorld) -> None:
    point = safe_point(case_world, ANYTHING)
    add(case_world, value=NUMBER, of=case_world.alleged)
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    housing = browser(case_world, "practitioner:Housing")
    shown = housing.post(page(case_world, "reach", point.pk), POSTED).content.decode()
    assert "Not safe." in shown
    assert "alleged" not in shown


def test_a_way_that_the_rule_does_not_name_cannot_be_chosen(
    case_world: CaseWorld,
) -> None:
    point = safe_point(case_world)
    client = browser(case_world)
    answer = client.post(
        page(case_world, "reach", point.pk), POSTED | {"channel": "text"}
    )
    assert answer.status_code == 422
    assert NUMBER not in answer.content.decode().partition("What is known of it")[0]


def test_what_came_of_it_is_told_once_and_the_number_is_gone(
    case_world: CaseWorld,
) -> None:
    client, point = browser(case_world), safe_point(case_world, ANYTHING)
    address = asked(client, case_world, point)
    answer = client.post(address, {"outcome": "not_reached", "note": "Rang twice"})
    assert answer.status_code == 302
    assert "Rang twice" in client.get(answer["Location"]).content.decode()
    assert NUMBER not in client.get(address).content.decode()
    again = client.post(address, {"outcome": "reached"})
    assert again.status_code == 422
    assert "written down already" in again.content.decode()


def test_somebody_elses_attempt_is_nobodys_page(case_world: CaseWorld) -> None:
    address = asked(browser(case_world), case_world, safe_point(case_world, ANYTHING))
    case_world.share("Housing", IDENTITY_OF_VICTIM, CONTACT_OF_VICTIM)
    housing = browser(case_world, "practitioner:Housing")
    assert housing.get(address).status_code == 404
    assert housing.post(address, {"outcome": "reached"}).status_code == 404


# Forms


def test_what_was_typed_wrong_is_kept_and_named(case_world: CaseWorld) -> None:
    typed = {
        "person": str(case_world.victim.pk),
        "kind": "mobile",
        "value": "0770",
        "source": "She did",
    }
    answer = browser(case_world).post(page(case_world, "add"), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "too short or too long" in shown
    assert 'value="0770"' in shown
    assert 'value="She did"' in shown


def test_a_person_of_another_case_cannot_be_chosen(
    case_world: CaseWorld, northmere: Place
) -> None:
    typed = {
        "person": str(uuid.uuid4()),
        "kind": "mobile",
        "value": NUMBER,
        "source": "She did",
    }
    answer = browser(case_world).post(page(case_world, "add"), typed)
    assert answer.status_code == 422
    with acting_as(case_world.idva):
        assert not ContactPoint.objects.exists()


def test_the_form_of_a_rule_shows_the_rule_as_it_stands(case_world: CaseWorld) -> None:
    said = replace(
        RING,
        times=(
            *RING.times,
            {"day": 6, "from": "16:00", "to": "17:30"},
        ),
    )
    point = safe_point(case_world, said)
    client = browser(case_world)
    shown = client.get(page(case_world, "rule", point.pk)).content.decode()
    for value in ("10:00", "14:00", "16:00", "17:30", "Say you are from the library"):
        assert f'value="{value}"' in shown
    typed = {
        "channels": ["call"], "may_leave_message": "no", "may_write": "no",
        "when": "these", "words": "Say you are from the library", "replacing": "1",
        "days_1": ["1", "2", "3", "4", "5"], "from_1": "10:00", "to_1": "2pm",
        "days_2": ["6"], "from_2": "4pm", "to_2": "17:30",
    }  # fmt: skip
    assert client.post(page(case_world, "rule", point.pk), typed).status_code == 302
    with acting_as(case_world.idva):
        first, second = SafeContactRule.objects.order_by("n")
    assert first.times == second.times


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"from_1": "25:00"}, "is not a time of day"),
        ({"to_1": ""}, "Enter a time like 10:00 or 2pm"),
        ({"to_1": "09:00"}, "09:00 is not after 10:00"),
        ({"days_1": []}, "Tick the days"),
        ({"days_1": [], "from_1": "", "to_1": ""}, "on which days and at what hours"),
    ],
)
def test_a_time_that_is_none_is_named(
    case_world: CaseWorld, changed: dict[str, object], words: str
) -> None:
    point = add(case_world)
    typed = {
        "channels": ["call"], "may_leave_message": "no", "may_write": "no",
        "when": "these", "words": "x", "replacing": "0",
        "days_1": ["1"], "from_1": "10:00", "to_1": "14:00",
    }  # fmt: skip
    answer = browser(case_world).post(
        page(case_world, "rule", point.pk), typed | changed
    )
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("&quot;", '"')
    with acting_as(case_world.idva):
        assert not SafeContactRule.objects.exists()


def test_the_form_of_a_place_asks_nothing_that_does_not_fit(
    case_world: CaseWorld,
) -> None:
    home = add(case_world, Kind.ADDRESS, "1 Elm Road")
    shown = browser(case_world).get(page(case_world, "rule", home.pk)).content.decode()
    assert "Send a letter" in shown
    assert "May a message be left?" not in shown
    assert "Print it on papers" not in shown


# Places


def test_a_place_is_opened_for_a_reason_that_is_kept(case_world: CaseWorld) -> None:
    hide(case_world, case_world.idva)
    client, at = browser(case_world), page(case_world, "places")
    assert WHERE not in client.get(at).content.decode()
    assert client.post(at, {"why": " "}).status_code == 422
    answer = client.post(at, {"why": "Taking her there"})
    assert WHERE in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    with acting_as(case_world.place.actor("auditor")):
        [event] = Event.objects.filter(door="contact:places", why__gt="")
    assert event.why == "Taking her there"
    assert (event.case_ids, event.parts) == ([case_world.case.pk], ["location"])


def test_that_somebody_asked_in_vain_is_kept_too(case_world: CaseWorld) -> None:
    case_world.share("Police")
    police = browser(case_world, "practitioner:Police")
    police.post(page(case_world, "places"), {"why": "Curious"})
    with acting_as(case_world.place.actor("auditor")):
        event = Event.objects.get(row_id="location:none")
    assert (event.why, event.parts, event.case_ids) == (
        "Curious",
        ["location"],
        [case_world.case.pk],
    )


def test_the_question_is_the_same_where_there_is_nothing(case_world: CaseWorld) -> None:
    client, at = browser(case_world), page(case_world, "places")

    def asked_page() -> str:
        text = client.get(at).content.decode()
        return re.sub(r'(value|nonce)="[^"]{20,}"', "", text)

    before = asked_page()
    hide(case_world, case_world.idva)
    assert asked_page() == before


def test_nobody_ends_another_teams_place(case_world: CaseWorld) -> None:
    place = hide(case_world, case_world.idva)
    case_world.share("Housing", IDENTITY_OF_VICTIM, (Part.LOCATION, Side.VICTIM))
    at = page(case_world, "end_place", place.pk)
    assert browser(case_world, "practitioner:Housing").get(at).status_code == 404
