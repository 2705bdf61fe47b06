"""Systems of other agencies keep the flags of their own team, and no other's."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Grant
from concord.access.testing import days_ago
from concord.cases.testing import CaseWorld
from concord.frontdoor.actions import partners
from concord.frontdoor.actions.referring import PARTNERS
from concord.marac.actions import flags
from concord.marac.models import Flag, FlagReference
from concord.marac.openapi import document
from concord.marac.testing import flagged, meet, on_issued_agenda

pytestmark = pytest.mark.django_db

HERE = "/api/v1/flags/"
GUIDE = Path(__file__).parents[4] / "docs" / "flags.md"


def key_for(case: CaseWorld, team: str, *, keeps_flags: bool = True) -> str:
    by = case.place.actor("administrator")
    with acting_as(by):
        return partners.register(
            name=f"System of {team}",
            team=case.place.teams[team],
            last_day=timezone.localdate() + dt.timedelta(days=30),
            keeps_flags=keeps_flags,
            by=by,
        )[1]


@pytest.fixture
def set_flags(marac: CaseWorld) -> dict[str, Flag]:
    return flagged(marac, on_issued_agenda(marac, meet(marac.place)))


def said(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def get(key: str) -> HttpResponse:
    heads = {"Authorization": f"Bearer {key}"}
    return Client().get(HERE, headers=heads)  # type: ignore[return-value]


def post(key: str, path: str, body: Any) -> HttpResponse:
    browser = Client(enforce_csrf_checks=True)
    return browser.post(  # type: ignore[return-value]
        f"{HERE}{path}",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def test_a_system_confirms_and_clears_the_flag_of_its_team(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    key, flag = key_for(marac, "Police"), set_flags["Police"]
    [listed] = said(get(key))["flags"]
    assert (listed["code"], listed["state"]) == (flag.code, "to confirm")
    answer = post(key, f"{flag.code}/confirm/", {"reference": " PX  1 "})
    assert said(answer) == {"code": flag.code, "state": "confirmed"}
    assert said(get(key))["flags"][0]["reference"] == "PX 1"
    answer = post(key, f"{flag.code}/clear/", {"why": "unknown"})
    assert said(answer) == {"code": flag.code, "state": "taken off"}
    assert said(get(key)) == {"flags": []}


def test_said_again_it_is_the_same_and_nothing_new_is_kept(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    key, flag = key_for(marac, "Police"), set_flags["Police"]
    for _ in range(3):
        answer = post(key, f"{flag.code}/confirm/", {"reference": "PX-1"})
        assert answer.status_code == 200
    with acting_as(marac.police):
        assert FlagReference.objects.count() == 1
    for _ in range(2):
        assert post(key, f"{flag.code}/clear/", {"why": "moved"}).status_code == 200
    answer = post(key, f"{flag.code}/confirm/", {"reference": "PX-1"})
    assert answer.status_code == 409


def test_what_a_person_and_what_a_system_said_are_one_flag(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    flag = set_flags["Police"]
    with acting_as(marac.police):
        flags.confirm(flag=flag, reference="PX-1", by=marac.police)
    key = key_for(marac, "Police")
    assert post(key, f"{flag.code}/confirm/", {"reference": "PX-2"}).status_code == 200
    with acting_as(marac.police):
        kept = FlagReference.objects.filter(flag=flag)
        assert [(one.n, one.written_by_id) for one in kept] == [
            (2, None),
            (1, marac.police.membership_id),
        ]


def test_another_team_s_flag_is_answered_like_one_that_never_was(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    key = key_for(marac, "Housing")
    for path, body in (
        ("confirm/", {"reference": "HX-1"}),
        ("clear/", {"why": "moved"}),
    ):
        theirs = post(key, f"{set_flags['Police'].code}/{path}", body)
        never = post(key, f"2222-2222/{path}", body)
        nonsense = post(key, f"%00'/{path}", body)
        assert theirs.status_code == 404
        assert theirs.content == never.content == nonsense.content


def test_another_team_s_reference_is_answered_like_an_unknown_one(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    with acting_as(marac.police):
        flags.confirm(flag=set_flags["Police"], reference="PX-1", by=marac.police)
    own = post(key_for(marac, "Police"), "find/", {"reference": "px-1"})
    assert [one["code"] for one in said(own)["flags"]] == [set_flags["Police"].code]
    key = key_for(marac, "Housing")
    for reference in ("PX-1", "PX-2", ""):
        answer = post(key, "find/", {"reference": reference})
        assert (answer.status_code, said(answer)) == (200, {"flags": []})


def test_a_key_that_only_sends_referrals_reads_no_flag(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    key, code = key_for(marac, "Police", keeps_flags=False), set_flags["Police"].code
    for answer in (
        get(key),
        post(key, "find/", {"reference": "PX-1"}),
        post(key, f"{code}/confirm/", {"reference": "PX-1"}),
        post(key, f"{code}/clear/", {"why": "moved"}),
    ):
        assert answer.status_code == 403
        assert code not in answer.content.decode()


def test_without_a_key_nothing_is_told(marac: CaseWorld) -> None:
    assert get("guess").status_code == 401
    assert post("guess", "find/", {"reference": "PX-1"}).status_code == 401


def test_health_says_what_shows_online_and_others_do_not(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    key, code = key_for(marac, "Health"), set_flags["Health"].code
    body = {"reference": "NX-1"}
    wrong = post(key, f"{code}/confirm/", body)
    assert wrong.status_code == 422
    assert said(wrong)["errors"][0]["field"] == "online_hidden"
    right = post(key, f"{code}/confirm/", body | {"online_hidden": "yes"})
    assert right.status_code == 200
    key, code = key_for(marac, "Police"), set_flags["Police"].code
    wrong = post(key, f"{code}/confirm/", body | {"online_hidden": "yes"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reference": ""}, 422),
        ({"reference": "x" * 61}, 422),
        ({"reference": 7}, 422),
        ({"reference": "PX-1", "name": "Somebody"}, 422),
        ([], 400),
        ("{", 400),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    marac: CaseWorld, set_flags: dict[str, Flag], body: Any, status: int
) -> None:
    key, code = key_for(marac, "Police"), set_flags["Police"].code
    assert post(key, f"{code}/confirm/", body).status_code == status
    with acting_as(marac.police):
        assert not FlagReference.objects.exists()


def test_before_the_end_a_system_says_why_and_after_it_need_not(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    key, code = key_for(marac, "Police"), set_flags["Police"].code
    for body in ({}, {"why": "ended"}, {"why": "nonsense"}):
        assert post(key, f"{code}/clear/", body).status_code == 422
    with days_ago(-400):
        listed = said(get(key))["flags"]
    assert [one["state"] for one in listed] == ["to take off"]


def test_what_is_over_is_cleared_without_a_reason(marac: CaseWorld) -> None:
    with days_ago(400):
        held = meet(marac.place)
    flag = flagged(marac, on_issued_agenda(marac, held))["Police"]
    key = key_for(marac, "Police")
    assert post(key, f"{flag.code}/clear/", {}).status_code == 200
    with acting_as(marac.police):
        assert Flag.objects.get(pk=flag.pk).cleared_why == Flag.Why.ENDED


def test_what_is_no_longer_shared_can_be_cleared_and_not_confirmed(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    with acting_as(marac.idva):
        opened = Grant.objects.filter(
            case_id=marac.case.pk, team=marac.place.teams["Housing"]
        )
        sharing.end(grants=list(opened), why="Not needed.", by=marac.idva)
    key, code = key_for(marac, "Housing"), set_flags["Housing"].code
    answer = post(key, f"{code}/confirm/", {"reference": "HX-1"})
    assert answer.status_code == 409
    assert post(key, f"{code}/clear/", {"why": "other"}).status_code == 200


def test_what_a_system_reads_stands_in_the_audit_with_the_cases(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    get(key_for(marac, "Police"))
    with acting_as(marac.place.actor("auditor")):
        [event] = Event.objects.filter(door="flags_api")
        assert event.case_ids == [marac.case.pk]
        assert event.verb == "list"


def test_nobody_else_asks_as_a_system(
    marac: CaseWorld, set_flags: dict[str, Flag]
) -> None:
    digest = partners.digest_of(key_for(marac, "Police"))
    elsewhere = Actor.from_job("frontdoor.letters", marac.place.partnership.pk)
    for actor in (marac.police, elsewhere):
        with acting_as(actor), pytest.raises(DatabaseError), transaction.atomic():
            _ask(digest)
    with acting_as(Actor.from_job(PARTNERS, marac.place.partnership.pk)):
        assert len(_ask(digest)) == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            _ask(partners.digest_of("guess"))


def _ask(digest: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.partner_flags(%s)", [digest])
        return list(cursor.fetchall())


# What is described -------------------------------------------------------------------


def test_the_description_is_handed_out_to_anybody(db: None) -> None:
    answer = Client().get(f"{HERE}openapi.json")
    assert said(answer) == document()
    assert not answer.cookies
    assert Client().post(f"{HERE}openapi.json").status_code == 405


def test_its_addresses_are_those_of_the_house() -> None:
    for path in document()["paths"]:
        assert resolve(path.replace("{code}", "2345-BCDF"))


def test_every_status_of_the_guide_is_described_and_the_other_way_round() -> None:
    told = set(re.findall(r"^\| (\d{3}) \|", GUIDE.read_text(), re.M))
    described = {
        status
        for path in document()["paths"].values()
        for operation in path.values()
        for status in operation["responses"]
    }
    assert told == described
