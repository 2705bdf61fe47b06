"""Systems of other agencies: a key sends, and can do nothing else."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import threading
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from concord.access.actions.partnerships import end_team
from concord.access.actor import Actor, acting_as
from concord.access.models import Change, Event
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.frontdoor.actions import deciding, partners, referring, triage
from concord.frontdoor.models import Named, PartnerSystem, Referral
from concord.frontdoor.testing import at_door, said, stand

pytestmark = pytest.mark.django_db

HERE = "/api/v1/referrals/"
GATE = "concord.frontdoor.for_systems"
BODY: dict[str, Any] = {
    "referrer": {
        "name": "Wren Alderley",
        "organisation": "Elmbrook Hospital",
        "contact": "020 7946 0018",
    },
    "victim": {
        "given_name": "Petronella",
        "family_name": "Wychwood",
        "other_names": ["Nella"],
        "born": "1988-05",
        "phone": "07700 900141",
        "postcode": "ZZ1 1ZZ",
        "address": "4 Lantern Row",
        "may_call": "yes",
        "needs_interpreter": True,
    },
    "alleged": [{"given_name": "Osgood", "relation": "ex_partner"}],
    "children": [{"given_name": "Tansy", "born": "2020", "school": "Lantern Primary"}],
    "danger_now": "no",
    "strands": ["domestic_abuse", "stalking"],
    "abuse": ["physical"],
    "what_happened": "He waited outside her work.",
    "event_on": "2026-11-02",
    "told": "told",
    "consent": "given",
}
PERSONAL = re.compile("Petronella|Wychwood|Osgood|Tansy|900141|Lantern|outside her")


def manager(place: Place) -> Actor:
    return place.actor("administrator")


def register(
    place: Place, name: str = "Hospital", team: str = "Health", days: int = 30
) -> tuple[PartnerSystem, str]:
    by = manager(place)
    with acting_as(by):
        return partners.register(
            name=name,
            team=place.teams[team],
            last_day=timezone.localdate() + dt.timedelta(days=days),
            by=by,
        )


def send(key: str, body: Any = None, own: str = "CASE-1", **heads: str) -> HttpResponse:
    browser = Client(enforce_csrf_checks=True)
    given = {"Authorization": f"Bearer {key}", "Idempotency-Key": own} | heads
    return browser.post(  # type: ignore[return-value]
        HERE,
        BODY if body is None else body,
        content_type="application/json",
        headers={name: value for name, value in given.items() if value},
    )


def ask(key: str, ref: str) -> HttpResponse:
    return Client().get(  # type: ignore[return-value]
        f"{HERE}{ref}/", headers={"Authorization": f"Bearer {key}"}
    )


def faults(answer: HttpResponse) -> dict[str, str]:
    errors = json.loads(answer.content)["errors"]
    return {one["field"]: one["message"] for one in errors}


def received(place: Place) -> list[Referral]:
    with acting_as(at_door(place)):
        return list(Referral.objects.order_by("received_at"))


@pytest.fixture
def key(front_door: Place) -> str:
    return register(front_door)[1]


# What arrives ------------------------------------------------------------------------


def test_a_referral_of_a_system_reaches_the_front_door_as_it_was_sent(
    front_door: Place, key: str
) -> None:
    answer = send(key)
    [got] = received(front_door)
    assert answer.status_code == 201
    assert json.loads(answer.content) == {"reference": got.ref, "status": "received"}
    assert answer["Location"] == f"{HERE}{got.ref}/"
    assert not answer.cookies
    assert (got.source, got.written_by_id) == ("partner_system", None)
    assert got.from_team_id == front_door.teams["Health"].pk
    assert got.owner_team_id == front_door.teams["Specialist service"].pk
    assert got.strands == ["domestic_abuse", "stalking"]
    assert got.referrer_organisation == "Elmbrook Hospital"
    assert str(got.event_on) == "2026-11-02"
    with acting_as(at_door(front_door)):
        victim, alleged, child = got.named.order_by("n")
        assert (victim.given_name, victim.other_names) == ("Petronella", ["Nella"])
        assert (str(victim.born_on), victim.born_precision) == ("1988-05-01", "month")
        assert (victim.phone, victim.needs_interpreter) == ("07700 900141", True)
        assert (alleged.side, alleged.relation) == ("alleged", "ex_partner")
        assert (child.side, child.school) == ("child", "Lantern Primary")


def test_as_little_as_a_professional_has_to_say_is_enough(
    front_door: Place, key: str
) -> None:
    least = {
        name: BODY[name]
        for name in (
            "referrer",
            "danger_now",
            "strands",
            "what_happened",
            "told",
            "consent",
        )
    }
    assert send(key, least | {"victim": {}}).status_code == 201
    assert faults(send(key, least, own="2"))["victim"].startswith("Say whom")


# Sent twice --------------------------------------------------------------------------


def test_the_same_again_gives_the_same_reference(front_door: Place, key: str) -> None:
    first, again = send(key), send(key)
    other_order = send(key, json.dumps(dict(reversed(BODY.items())), indent=3))
    assert (first.status_code, again.status_code) == (201, 200)
    assert other_order.status_code == 200
    assert first.content == again.content == other_order.content
    assert len(received(front_door)) == 1


def test_a_key_of_its_own_may_stand_in_the_body(front_door: Place, key: str) -> None:
    inside = BODY | {"key": "CASE-1"}
    assert send(key, inside, own="").status_code == 201
    assert send(key).status_code == 200
    assert send(key, inside, own="CASE-2").status_code == 422
    assert send(key, own="").status_code == 422
    for bad in ("two words", "x" * 61, "é"):
        assert send(key, BODY | {"key": bad}, own="").status_code == 422
    assert send(key, BODY | {"key": 7}, own="").status_code == 422


def test_another_body_under_the_same_key_is_refused_and_not_kept(
    front_door: Place, key: str
) -> None:
    send(key)
    answer = send(key, BODY | {"what_happened": "Something else."})
    assert answer.status_code == 409
    assert "Give a new referral a new key" in faults(answer)["Idempotency-Key"]
    assert len(received(front_door)) == 1


def test_two_systems_may_use_the_same_key_of_their_own(front_door: Place) -> None:
    one, other = register(front_door)[1], register(front_door, "GP", "Police")[1]
    assert send(one).status_code == send(other).status_code == 201
    refs = [got.ref for got in received(front_door)]
    assert len(set(refs)) == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_at_the_same_moment_is_stored_once(front_door: Place) -> None:
    key = register(front_door)[1]
    start, answers = threading.Barrier(4), []

    def one() -> None:
        try:
            start.wait()
            answers.append(send(key))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert len({one.content for one in answers}) == 1
    assert len(received(front_door)) == 1


# What is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"what_happened": ""}, "what_happened", "Say what happened"),
        ({"what_happened": None}, "what_happened", "Say what happened"),
        ({"strands": []}, "strands", "Choose what it is about"),
        ({"strands": ["bullying"]}, "strands", ""),
        ({"strands": "stalking"}, "strands", "Give a list"),
        ({"strands": [["x"]]}, "strands", "Give a list"),
        ({"danger_now": True}, "danger_now", "Give a text"),
        ({"told": "not_told"}, "told_why_not", "never stops"),
        ({"shoe_size": "7"}, "shoe_size", "no field of a referral"),
        ({"state": "decided"}, "state", "no field"),
        ({"from_team": 1}, "from_team", "no field"),
        ({"victim": {"record": "x"}}, "victim.record", "no field"),
        ({"victim": []}, "victim", "Give an object"),
        ({"victim": {"phone": "0770"}}, "victim.phone", ""),
        ({"victim": {"address": "1 Lane", "postcode": "No"}}, "victim.postcode", ""),
        ({"victim": {"needs_interpreter": "yes"}}, "victim.needs_interpreter", "true"),
        ({"victim": {"born": "soon"}}, "victim.born", "1988-05-21"),
        ({"victim": {"born": "1988-02-31"}}, "victim.born", ""),
        ({"victim": {"given_name": "a\u0000b"}}, "body", "JSON"),
        ({"children": {}}, "children", "Give a list"),
        ({"children": [{}] * 21}, "children", "at most 20"),
        ({"children": [{"school": "x"}, {}]}, "children[1].given_name", "Enter what"),
        ({"alleged": [{"given_name": "x" * 81}]}, "alleged[0].given_name", ""),
        ({"event_on": "2199-01-01"}, "event_on", ""),
        ({"referrer": {}}, "referrer.contact", ""),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    front_door: Place, key: str, change: dict[str, Any], field: str, words: str
) -> None:
    answer = send(key, BODY | change)
    assert answer.status_code == (400 if field == "body" else 422)
    assert field in faults(answer)
    assert words in faults(answer)[field]
    assert not received(front_door)


def test_an_answer_says_nothing_again_of_what_was_sent(
    front_door: Place, key: str
) -> None:
    """Answers are kept in logs that nobody here knows of."""
    wrong = {
        "given_name": "Petronella" * 9,
        "address": "4 Lantern Row",
        "postcode": "Lantern",
        "phone": "900141",
        "born": "Wychwood",
        "may_call": "Osgood",
        "email": "Petronella",
    }
    answer = send(key, BODY | {"victim": wrong, "abuse": ["Tansy"]})
    assert answer.status_code == 422
    assert len(faults(answer)) == 7
    assert not PERSONAL.search(answer.content.decode())
    assert not PERSONAL.search(send(key, own="2").content.decode())


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b'{"told": "told", "told": "not_told"}', 400),
        (b'{"told": NaN}', 400),
        (b'{"what_happened": "\\ud800"}', 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 100_000, 400),
        (b'{"n": ' + b"9" * 10_000 + b"}", 400),
        (b'{"what_happened": "' + b"x" * 250_000 + b'"}', 413),
        (b"{" + b" " * 3_000_000 + b"}", 413),
        (b'{"what_happened": "\\u0000"}', 400),
    ],
)
def test_what_is_no_good_json_is_refused(
    front_door: Place, key: str, raw: bytes, status: int
) -> None:
    browser = Client()
    answer = browser.post(
        HERE,
        raw,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "1"},
    )
    assert answer.status_code == status
    assert faults(answer)


def test_only_json_is_taken(front_door: Place, key: str) -> None:
    heads = {"Authorization": f"Bearer {key}", "Idempotency-Key": "1"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/json"):
        answer = Client().post(HERE, "{}", content_type=kind, headers=heads)
        assert answer.status_code == 415
    answer = Client().post(HERE, {"a": "b"}, headers=heads)
    assert answer.status_code == 415


def test_other_methods_are_refused(front_door: Place, key: str) -> None:
    heads = {"Authorization": f"Bearer {key}"}
    answer = Client().get(HERE, headers=heads)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    for method in ("put", "patch", "delete"):
        assert getattr(Client(), method)(HERE, headers=heads).status_code == 405
    assert Client().post(f"{HERE}R-2222-2222/", headers=heads).status_code == 405


def test_without_a_team_at_the_door_it_says_so_and_keeps_nothing(
    elmbrook: Place,
) -> None:
    key = register(elmbrook)[1]
    answer = send(key)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
    stand(elmbrook)
    assert send(key).status_code == 201


# Keys --------------------------------------------------------------------------------


def test_every_wrong_key_is_answered_alike(front_door: Place, key: str) -> None:
    by = manager(front_door)
    ended, its_key = register(front_door, "Ended")
    with acting_as(by):
        partners.end(system=ended, by=by)
    wrong = [send(one) for one in ("", "x", its_key, key[:-1], key.upper(), "é")]
    wrong += [ask("x", "R-2222-2222"), send(key, Authorization=f"Basic {key}")]
    assert {one.status_code for one in wrong} == {401}
    assert len({one.content for one in wrong}) == 1
    assert wrong[0]["WWW-Authenticate"].startswith("Bearer")
    assert not received(front_door)


def test_a_key_ends_on_its_last_day(front_door: Place) -> None:
    system, key = register(front_door, days=1)
    with connection.cursor() as cursor:
        assert partners.known_by(key)
        # The database asks its own clock: the day is moved in place of it.
        with acting_as(manager(front_door)):
            cursor.execute(
                "UPDATE frontdoor_partnersystem SET last_day = %s WHERE id = %s",
                [timezone.localdate() - dt.timedelta(days=1), system.pk],
            )
    assert partners.known_by(key) is None
    assert send(key).status_code == 401


def test_a_key_of_a_team_that_has_ended_is_not_taken(
    front_door: Place, key: str
) -> None:
    by = manager(front_door)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with acting_as(by):
        end_team(team=front_door.teams["Health"], last_day=yesterday, by=by)
    assert send(key).status_code == 401


def test_a_key_writes_into_its_own_partnership_only(
    front_door: Place, northmere: Place
) -> None:
    stand(northmere)
    key = register(front_door)[1]
    elsewhere = Actor.from_job(partners.PARTNERS, northmere.partnership.pk)
    what = said(source="partner_system", key="1")
    with acting_as(elsewhere), pytest.raises(DatabaseError), transaction.atomic():
        partners.take_from(said=what, key=key, body_digest="x", by=elsewhere)
    with acting_as(elsewhere), pytest.raises(DatabaseError), transaction.atomic():
        partners.how_far(ref="R-2222-2222", key=key, by=elsewhere)
    assert not received(northmere)
    assert send(key).status_code == 201
    assert not received(northmere)


def test_a_key_reads_nothing(front_door: Place, key: str) -> None:
    send(key)
    with acting_as(Actor.from_job(partners.PARTNERS, front_door.partnership.pk)):
        assert not Referral.objects.exists()
        assert not Named.objects.exists()
        assert not PartnerSystem.objects.exists()
        for sql in (
            "SELECT * FROM access.partner_receipt",
            "SELECT access.my_partner_system('x')",
        ):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_a_key_opens_no_page(front_door: Place, key: str) -> None:
    heads = {"Authorization": f"Bearer {key}"}
    for path in ("/", "/referrals/", "/referrals/systems/", "/cases/"):
        answer = Client().get(path, headers=heads)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/sign-in/")


def test_who_has_no_key_of_a_system_can_not_write_as_one(front_door: Place) -> None:
    by = front_door.actor("practitioner:Police")
    what = said(source="partner_system", key="1")
    with acting_as(by), pytest.raises(NotPermitted):
        partners.take_from(said=what, key="x", body_digest="x", by=by)
    with acting_as(by), pytest.raises(NotPermitted):
        partners.how_far(ref="R-2222-2222", key="x", by=by)
    job = Actor.from_job(partners.PARTNERS, front_door.partnership.pk)
    with acting_as(job), pytest.raises(DatabaseError), transaction.atomic():
        partners.take_from(said=what, key="made up", body_digest="x", by=job)


def test_too_many_at_a_time_are_told_to_wait(front_door: Place, key: str) -> None:
    with patch.dict(f"{GATE}.PER_SYSTEM", {"send": "2/m/key"}):
        send(key, own="1")
        send(key, own="2")
        answer = send(key, own="3")
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        other = register(front_door, "Another")[1]
        assert send(other, own="4").status_code == 201
    with patch.dict(
        "concord.frontdoor.for_systems.PER_STRANGER", {"unknown": "2/m/ip"}
    ):
        assert [send("guess").status_code for _ in range(3)] == [401, 401, 429]
        assert send(key, own="5").status_code == 201, "strangers stop nobody else"


# How far it is -----------------------------------------------------------------------


def test_a_system_reads_how_far_its_referral_is_and_fixed_words_at_the_end(
    front_door: Place, key: str
) -> None:
    ref = json.loads(send(key).content)["reference"]
    assert json.loads(ask(key, ref).content) == {"reference": ref, "status": "received"}
    door = at_door(front_door)
    with acting_as(door):
        got = Referral.objects.get(ref=ref)
        triage.take_on(referral=got, by=door)
    assert json.loads(ask(key, ref).content)["status"] == "being looked at"
    with acting_as(door):
        deciding.decide(
            referral=got, outcome="advice", why="He lives with Osgood.", by=door
        )
    answer = json.loads(ask(key, ref).content)
    assert set(answer) == {"reference", "status", "reply"}
    assert answer["status"] == "answered"
    assert answer["reply"] in [one.label for one in Referral.Reply]


def test_nobody_else_s_referral_is_there_for_it(
    front_door: Place, northmere: Place, key: str
) -> None:
    stand(northmere)
    ref = json.loads(send(key).content)["reference"]
    by = front_door.actor("practitioner:Police")
    with acting_as(by):
        typed = referring.refer(said=said(), by=by).ref
    others = [register(front_door, "Another")[1], register(northmere)[1]]
    answers = [ask(one, ref) for one in others]
    answers += [ask(key, typed), ask(key, "R-2222-2222"), ask(key, "nothing")]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


# The audit ---------------------------------------------------------------------------


def test_what_a_system_does_is_in_the_audit_without_a_word_of_it(
    front_door: Place,
) -> None:
    system, key = register(front_door)
    ref = json.loads(send(key).content)["reference"]
    send(key, {"victim": {"given_name": "Petronella"}}, own="2")
    ask(key, ref)
    send("made-up")
    with acting_as(front_door.actor("auditor")):
        mine = Event.objects.filter(actor="job:frontdoor.partners")
        told = [
            (e.verb, e.table_name or e.door, e.row_id, e.why)
            for e in mine.order_by("id")
            if e.verb != "update"
        ]
        [inserted] = [t for t in told if t[1] == "frontdoor_referral"]
        assert inserted[0] == "insert"
        assert ("refusal", "referrals_api", f"system {system.pk}", "422") in told
        assert ("read", "referral_api", f"system {system.pk}", "200") in told
        assert not PERSONAL.search(str(told))


def test_strangers_do_not_fill_the_audit(front_door: Place) -> None:
    with (
        patch.dict(f"{GATE}.PER_STRANGER", {"unknown": "2/m/ip"}),
        patch(f"{GATE}.note") as noted,
    ):
        for _ in range(5):
            send("guess")
        Client().get(HERE)
    assert noted.call_count == 2


def test_when_a_key_was_used_last_is_kept_and_is_no_change_of_history(
    front_door: Place,
) -> None:
    system, key = register(front_door)
    send(key)
    with acting_as(manager(front_door)):
        assert PartnerSystem.objects.get(pk=system.pk).last_used_at is not None
        changes = Change.objects.filter(table_name="frontdoor_partnersystem")
        assert [one.verb for one in changes] == ["INSERT"]
        assert "digest" not in changes[0].after


@pytest.mark.django_db(transaction=True)
def test_when_a_referral_is_disposed_of_no_hash_of_it_stays(
    front_door: Place, owner_url: str
) -> None:
    key = register(front_door)[1]
    send(key)
    name = connection.settings_dict["NAME"]
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
        many = "SELECT count(*) FROM access.partner_receipt"
        assert owner.execute(many).fetchone() == (1,)
        owner.execute("DELETE FROM frontdoor_named")
        owner.execute("DELETE FROM frontdoor_referral")
        assert owner.execute(many).fetchone() == (0,)
    assert send(key).status_code == 201


# The pages of whoever manages the partnership ----------------------------------------


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def typed(place: Place, **other: str) -> dict[str, str]:
    day = timezone.localdate() + dt.timedelta(days=90)
    return {
        "name": "Case system of the hospital",
        "team": str(place.teams["Health"].pk),
        "last_day_day": str(day.day),
        "last_day_month": str(day.month),
        "last_day_year": str(day.year),
    } | other


def at(place: Place, who: str = "administrator") -> Client:
    return wear(Client(), place.hats[who])


def test_a_key_is_shown_once_and_kept_nowhere(front_door: Place) -> None:
    browser = at(front_door)
    page = text(browser.post("/referrals/systems/add/", typed(front_door)))
    [key] = re.findall(r">(concord_[\w-]{40,})</textarea>", page)
    assert send(key).status_code == 201
    listed = text(browser.get("/referrals/systems/"))
    assert "Case system of the hospital" in listed
    assert key not in listed
    with acting_as(manager(front_door)), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM frontdoor_partnersystem t")
        assert key not in str(cursor.fetchall())


def test_an_ended_system_sends_no_more(front_door: Place) -> None:
    system, key = register(front_door)
    page = text(
        at(front_door).post(f"/referrals/systems/{system.pk}/end/", follow=True)
    )
    assert "Its key works no more" in page
    assert "Ended" in page
    assert send(key).status_code == 401
    assert register(front_door)[1] != key, "its name is free again"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter name of the system"),
        ({"team": ""}, "Team for which it sends"),
        ({"last_day_year": "2020"}, "must be"),
        ({"last_day_year": "2199"}, "must be"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    front_door: Place, wrong: dict[str, str], words: str
) -> None:
    answer = at(front_door).post("/referrals/systems/add/", typed(front_door, **wrong))
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_name_is_used_once_at_a_time(front_door: Place) -> None:
    register(front_door)
    with pytest.raises(ValidationError, match="There is a system of this name"):
        register(front_door, "hospital")


def test_a_system_speaks_for_a_team_of_its_own_partnership(
    front_door: Place, northmere: Place
) -> None:
    by = manager(front_door)
    day = timezone.localdate() + dt.timedelta(days=9)
    with acting_as(by), pytest.raises(ValidationError, match="of this partnership"):
        partners.register(
            name="Far", team=northmere.teams["Health"], last_day=day, by=by
        )


@pytest.mark.parametrize("who", ["practitioner:Police", "auditor", "agency_lead"])
def test_others_find_no_systems(front_door: Place, who: str) -> None:
    system, _ = register(front_door)
    browser = at(front_door, who)
    assert browser.get("/referrals/systems/").status_code == 404
    assert browser.post("/referrals/systems/add/", {}).status_code in (302, 404)
    assert browser.post(f"/referrals/systems/{system.pk}/end/").status_code == 404
    with acting_as(front_door.actor(who)):
        assert not PartnerSystem.objects.exists()


def test_another_partnership_s_system_is_not_there(
    front_door: Place, northmere: Place
) -> None:
    system, key = register(front_door)
    stranger = at(northmere)
    assert stranger.post(f"/referrals/systems/{system.pk}/end/").status_code == 404
    assert "Hospital" not in text(stranger.get("/referrals/systems/"))
    assert send(key).status_code == 201
