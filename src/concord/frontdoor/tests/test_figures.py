"""Figures of the front door: what they count, and that they are the same for all."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from concord.access.actions import hats, locks
from concord.access.actions.sharing import Reason
from concord.access.actor import Actor, acting_as
from concord.access.models import Consent, Purpose, Side, Told
from concord.access.permit import NotPermitted
from concord.access.testing import ALWAYS, Place, wear
from concord.cases.testing import known
from concord.foundation.periods import Quarter
from concord.frontdoor.actions import deciding, referring, triage
from concord.frontdoor.models import Referral, WorkItem
from concord.frontdoor.queries.figures import Figures, Measure, figures
from concord.frontdoor.said import Somebody
from concord.frontdoor.testing import at_door, said
from concord.partnership.roles import Role
from concord.people.actions import about, persons
from concord.people.actions.about import About
from concord.people.models import Person

pytestmark = pytest.mark.django_db
REASON = Reason(
    purpose=Purpose.SAFEGUARD_VICTIM,
    basis="recognised_interest",
    condition="safeguarding",
    why="They have to plan her safety.",
    told=Told.TOLD,
    consent=Consent.REFUSED,
)


def refer(place: Place, who: str = "practitioner:Police", **other: Any) -> Referral:
    by = place.actor(who)
    with acting_as(by):
        return referring.refer(said=said(**other), by=by)


def counted(place: Place, who: str = "commissioner", **period: Any) -> Figures:
    by = place.actor(who)
    with acting_as(by):
        now = Quarter.containing(timezone.localdate())
        return figures(period.get("quarter", now), by)


def lines(found: Figures, code: str) -> dict[str, int]:
    [measure] = [one for one in (*found.measures, *found.about) if one.code == code]
    return {line.label: line.n for line in measure.lines}


def of(found: Figures, code: str) -> Measure:
    return next(o for o in (*found.measures, *found.about) if o.code == code)


def decide(place: Place, referral: Referral, outcome: str, **other: Any) -> None:
    by = at_door(place)
    with acting_as(by):
        if "to" in other:
            triage.open_case(referral=referral, found={}, by=by)
        deciding.decide(
            referral=referral, outcome=outcome, why="It fits.", by=by, **other
        )


def test_received_gone_on_and_begun_are_three_counts(front_door: Place) -> None:
    made = [refer(front_door) for _ in range(4)]
    police = front_door.teams["Police"]
    for one in made[:2]:
        decide(front_door, one, "marac", to=police, reason=REASON)
    decide(front_door, made[2], "not_appropriate", feedback="wrong_area")
    by = front_door.actor("practitioner:Police")
    with acting_as(by):
        deciding.take_work(work=WorkItem.objects.first(), by=by)
    found = counted(front_door)
    assert [line.n for line in found.funnel] == [4, 2, 1, 0]
    assert lines(found, "outcome") == {
        "MARAC": 2, "Not appropriate": 1, "Still open": 1,
    }  # fmt: skip
    assert lines(found, "feedback") == {"They live in another area": 1}


def test_shares_of_why_not_appropriate_are_of_those_not_appropriate(
    client: Client, front_door: Place
) -> None:
    for why in ("wrong_area", "wrong_area", "too_little", "unsafe"):
        decide(front_door, refer(front_door), "not_appropriate", feedback=why)
    refer(front_door)
    found = of(counted(front_door), "feedback")
    assert {line.label: line.share for line in found.lines} == {
        "They live in another area": "50 %",
        "Too little was said to act on": "25 %",
        "Made in a way that was not safe": "25 %",
    }
    wear(client, front_door.hats["commissioner"])
    file = client.get("/referrals/figures/?export=csv").content.decode("utf-8-sig")
    assert "Why not appropriate,They live in another area,2,4" in file


def test_what_a_team_began_before_it_was_decided_anew_does_not_count(
    front_door: Place,
) -> None:
    one, by = refer(front_door), front_door.actor("practitioner:Police")
    decide(front_door, one, "marac", to=front_door.teams["Police"], reason=REASON)
    with acting_as(by):
        deciding.take_work(work=WorkItem.objects.get(), by=by)
    assert [line.n for line in counted(front_door).funnel] == [1, 1, 1, 0]
    by = at_door(front_door)
    with acting_as(by):
        deciding.look_again(referral=one, why="She rang", by=by)
        deciding.decide(
            referral=one, outcome="refuge", why="She has to leave.",
            to=front_door.teams["Housing"], reason=REASON, by=by,
        )  # fmt: skip
    assert [line.n for line in counted(front_door).funnel] == [1, 1, 0, 0]


def test_a_referral_that_is_looked_at_again_is_open_and_counts_once(
    front_door: Place,
) -> None:
    one = refer(front_door)
    decide(front_door, one, "advice")
    by = at_door(front_door)
    with acting_as(by):
        deciding.look_again(referral=one, why="She rang", by=by)
        deciding.decide(referral=one, outcome="advice", why="As before", by=by)
    assert lines(counted(front_door), "outcome") == {
        "Advice given, no further action": 1
    }
    with acting_as(by):
        deciding.look_again(referral=one, why="Again", by=by)
    assert lines(counted(front_door), "outcome") == {"Still open": 1}


def test_kinds_of_abuse_overlap_and_their_shares_do_not_make_a_hundred(
    front_door: Place,
) -> None:
    refer(front_door, abuse=("physical", "controlling"))
    refer(front_door, abuse=("physical", "economic"))
    refer(front_door, abuse=())
    found = of(counted(front_door), "abuse")
    assert found.overlaps
    assert {line.label: line.share for line in found.lines} == {
        "Physical": "67 %", "Controlling or coercive": "33 %", "Economic": "33 %",
        "Not recorded": "33 %",
    }  # fmt: skip


def test_what_nobody_recorded_is_shown_and_makes_up_the_whole(
    front_door: Place,
) -> None:
    sixteen = timezone.localdate().replace(day=1) - dt.timedelta(days=365 * 17)
    one = refer(
        front_door, people=(Somebody(Side.VICTIM, known("Mary", "Other", sixteen)),)
    )
    refer(front_door, people=(Somebody(Side.VICTIM, known("", "")),))
    by = at_door(front_door)
    with acting_as(by):
        case = triage.open_case(referral=one, found={}, by=by)
        her = Person.objects.get(pk=one.named.get(side=Side.VICTIM).person_id)
        about.describe(
            person=her,
            case_id=case.pk,
            about=About(
                ethnicity="arab", pregnancy="yes", gender_as_registered="prefers_not"
            ),
            by=by,
        )
    found = counted(front_door)
    assert lines(found, "age") == {"16 and 17": 1, "Not recorded": 1}
    assert lines(found, "ethnicity") == {"Arab": 1, "Not recorded": 1}
    assert lines(found, "pregnancy") == {"Yes": 1, "Not recorded": 1}
    assert lines(found, "as_registered") == {"Prefers not to say": 1, "Not recorded": 1}
    for measure in found.about:
        assert measure.total == found.received


def test_a_quarter_holds_what_was_received_in_it(front_door: Place) -> None:
    refer(front_door)
    before = Quarter.containing(timezone.localdate()).first_day - dt.timedelta(days=1)
    earlier = counted(front_door, quarter=Quarter.containing(before))
    assert earlier.received == 0


def test_time_is_counted_while_the_door_is_open(front_door: Place) -> None:
    one = refer(front_door)
    by = at_door(front_door)
    with acting_as(by):
        triage.take_on(referral=one, by=by)
    refer(front_door)
    look, decision, contact = counted(front_door).took
    assert (look.n, look.of, look.within) == (1, 2, 1)
    assert (decision.n, contact.n) == (0, 0)
    assert decision.words == "not known yet"


# Who, and the same for everybody


def test_whoever_works_with_people_in_any_role_gets_no_figures(
    front_door: Place,
) -> None:
    """Beside their own lists they would tell what is kept from them."""
    job = Actor.from_job("access.setup", front_door.partnership.pk)
    lead = front_door.hats["practitioner:Housing"]
    with acting_as(job):
        both = hats.give(
            account=lead.account,
            team=front_door.teams["Housing"],
            role=Role.DATA_OFFICER,
            valid=ALWAYS,
            by=job,
        )
    by = Actor.from_hat(both)
    with acting_as(by), pytest.raises(NotPermitted):
        figures(Quarter.containing(timezone.localdate()), by)


def test_a_lock_changes_no_figure(front_door: Place) -> None:
    refer(front_door)
    before = counted(front_door).lines
    by = at_door(front_door)
    with acting_as(by):
        her = persons.record(known=known("Petronella", "Wychwood"), by=by)
        locks.lock_out(
            account=front_door.hats["commissioner"].account,
            person_id=her.pk,
            why="Her brother",
            by=by,
        )
    assert counted(front_door).lines == before


@pytest.mark.parametrize(
    "who",
    [
        "board_member",
        "trainer",
        "auditor",
        "administrator",
        "practitioner:Police",
        "practitioner:Specialist service",
        "marac_coordinator",
    ],
)
def test_other_hats_get_no_figures_nor_from_the_database(
    client: Client, front_door: Place, who: str
) -> None:
    with pytest.raises(NotPermitted):
        counted(front_door, who)
    by = front_door.actor(who)
    with (
        acting_as(by),
        pytest.raises(ProgrammingError, match="not for this hat"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT * FROM access.front_door_counts('-infinity', 'infinity')"
        )
    wear(client, front_door.hats[who])
    assert client.get("/referrals/figures/").status_code == 404


def test_another_partnership_is_not_counted(
    front_door: Place, northmere: Place
) -> None:
    refer(front_door)
    by = northmere.actor("commissioner")
    with acting_as(by):
        now = Quarter.containing(timezone.localdate())
        assert figures(now, by).received == 0


def test_the_page_and_its_file_name_nobody(client: Client, front_door: Place) -> None:
    refer(front_door)
    wear(client, front_door.hats["commissioner"])
    page = client.get("/referrals/figures/")
    body = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "1 referral received" in body
    assert "From the door to help" in body
    assert "Wychwood" not in body
    file = client.get("/referrals/figures/?export=csv").content.decode("utf-8-sig")
    assert file.splitlines()[0] == "Measure,Value,Referrals,Of"
    assert "How they came,A professional,1,1" in file
    nothing = client.get("/referrals/figures/?quarter=nonsense")
    assert nothing.status_code == 200
