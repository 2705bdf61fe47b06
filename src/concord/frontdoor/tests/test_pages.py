from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping

import lxml.html
import pytest
from django.http import HttpResponse
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.access.testing import Place, wear
from concord.cases.testing import known
from concord.frontdoor.actions import drafts, referring, triage
from concord.frontdoor.actions.deciding import SHARED, decide
from concord.frontdoor.models import Decision, Draft, Named, Referral, WorkItem
from concord.frontdoor.testing import SAID, at_door, said
from concord.frontdoor.tests.test_from_referral_to_work import REASON
from concord.people.actions import persons

pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
DOOR = "practitioner:Specialist service"
HEALTH = "practitioner:Health"

WHOLE = {
    "key": "a-form",
    "danger-danger_now": "yes",
    "danger-danger_why": "He has a key",
    "victim-given_name": "Petronella",
    "victim-family_name": "Wychwood",
    "victim-born_day": "21",
    "victim-born_month": "5",
    "victim-born_year": "1988",
    "victim-phone": "07700 900141",
    "victim-may_call": "yes",
    "alleged-rows": "1",
    "alleged-0-given_name": "Osgood",
    "alleged-0-family_name": "Fenwickson",
    "alleged-0-relation": "ex_partner",
    "child-rows": "0",
    "about-strands": ["domestic_abuse", "stalking"],
    "about-abuse": ["physical"],
    "about-what_happened": "He waited outside her work.",
    "wishes-told": "told",
    "wishes-consent": "refused",
    "referrer-name": "Wren Alderley",
    "referrer-organisation": "Elmbrook Police",
    "referrer-contact": "020 7946 0018",
}


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def send(browser: Client, path: str, typed: Mapping[str, object]) -> HttpResponse:
    return browser.post(path, typed, follow=True)  # type: ignore[return-value]


@pytest.fixture
def referral(front_door: Place) -> Referral:
    by = front_door.actor(POLICE)
    with acting_as(by):
        return referring.refer(said=SAID, by=by)


def at(place: Place, who: str) -> Client:
    return wear(Client(), place.hats[who])


# Referring ---------------------------------------------------------------------------


def test_a_professional_refers_and_reads_how_far_it_is(front_door: Place) -> None:
    page = text(send(at(front_door, POLICE), "/referrals/new/", WHOLE))
    assert "is at the front door. Keep the reference." in page
    assert "Petronella Wychwood" in page
    assert "Checks" not in page
    with acting_as(at_door(front_door)):
        got = Referral.objects.get()
        assert (got.danger_now, got.danger_why) == ("yes", "He has a key")
        assert got.strands == ["domestic_abuse", "stalking"]
        assert got.named.get(side="victim").born_on is not None


def test_the_same_form_sent_twice_is_one_referral(front_door: Place) -> None:
    browser = at(front_door, POLICE)
    send(browser, "/referrals/new/", WHOLE)
    send(browser, "/referrals/new/", WHOLE)
    with acting_as(at_door(front_door)):
        assert Referral.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    front_door: Place,
) -> None:
    wrong = WHOLE | {"victim-phone": "0770", "about-what_happened": ""}
    answer = send(at(front_door, POLICE), "/referrals/new/", wrong)
    page = text(answer)
    assert answer.status_code == 422
    assert "Say what happened, or what worries you" in page
    assert 'value="0770"' in page
    assert 'value="Fenwickson"' in page
    with acting_as(at_door(front_door)):
        assert not Referral.objects.exists()


def test_another_child_can_be_added_without_scripts(front_door: Place) -> None:
    answer = send(at(front_door, POLICE), "/referrals/new/", WHOLE | {"more": "child"})
    page = text(answer)
    assert 'name="child-0-school"' in page
    assert 'value="Fenwickson"' in page
    assert "error-summary" not in page


def test_what_is_begun_is_kept_for_its_writer_alone(front_door: Place) -> None:
    browser = at(front_door, POLICE)
    half = {"victim-given_name": "Petronella", "later": "1", "child-rows": "2"}
    page = text(send(browser, "/referrals/new/", half))
    assert "Kept, for you alone" in page
    assert 'value="Petronella"' in page
    assert 'name="child-1-school"' in page
    with acting_as(front_door.actor(POLICE)):
        draft = Draft.objects.get()
    assert at(front_door, DOOR).get(f"/referrals/new/{draft.pk}/").status_code == 404
    send(browser, f"/referrals/new/{draft.pk}/", WHOLE)
    with acting_as(front_door.actor(POLICE)):
        draft.refresh_from_db()
        assert (draft.state, draft.typed) == ("sent", {})


def test_what_is_begun_can_be_thrown_away(front_door: Place) -> None:
    browser = at(front_door, POLICE)
    send(browser, "/referrals/new/", {"victim-given_name": "Zeb", "later": "1"})
    with acting_as(front_door.actor(POLICE)):
        draft = Draft.objects.get()
    page = text(send(browser, f"/referrals/new/{draft.pk}/throw-away/", {}))
    assert "gone" in page
    with acting_as(front_door.actor(POLICE)):
        assert Draft.objects.get().typed == {}


def test_an_enquiry_takes_a_sentence(front_door: Place) -> None:
    typed = {
        "strands": ["domestic_abuse"],
        "danger_now": "no",
        "what_happened": "Wants to know about injunctions.",
    }
    page = text(send(at(front_door, DOOR), "/referrals/enquiry/", typed))
    assert "is at the front door" in page
    with acting_as(at_door(front_door)):
        assert Referral.objects.get().source == "one_stop_shop"


def test_an_enquiry_says_nothing_of_danger_before_somebody_asked(
    front_door: Place,
) -> None:
    page = text(at(front_door, DOOR).get("/referrals/enquiry/"))
    [chosen] = re.findall(r'<input[^>]*name="danger_now"[^>]*\schecked[^>]*>', page)
    assert 'value="dont_know"' in chosen


def test_an_enquiry_about_fgm_can_be_finished_and_sent_twice_it_is_one(
    front_door: Place,
) -> None:
    typed = {
        "strands": ["fgm"],
        "danger_now": "no",
        "what_happened": "Afraid of a journey in summer.",
        "key": "once",
    }
    door = at(front_door, DOOR)
    answer = send(door, "/referrals/enquiry/", typed)
    assert answer.status_code == 422
    assert "Say whether it was, or why the duty does not apply." in text(answer)
    for _ in range(2):
        said = typed | {"mandatory_report": "made"}
        assert "is at the front door" in text(send(door, "/referrals/enquiry/", said))
    with acting_as(at_door(front_door)):
        assert Referral.objects.get().mandatory_report == "made"


# The board ---------------------------------------------------------------------------


def test_the_board_names_no_person(front_door: Place, referral: Referral) -> None:
    page = text(at(front_door, DOOR).get("/referrals/"))
    assert referral.ref in page
    assert "Sergeant, Elmbrook Police" in page
    assert "1 child" in page
    assert "Domestic abuse, Stalking" in page
    for word in ("Petronella", "Wychwood", "Osgood", "07700", "Lantern Row"):
        assert word not in page
    assert SAID.what_happened[:20] not in page, "its first words may be a name"


def test_danger_stands_first(front_door: Place, referral: Referral) -> None:
    by = front_door.actor(POLICE)
    with acting_as(by):
        urgent = referring.refer(said=said(danger_now="yes"), by=by)
    page = text(at(front_door, DOOR).get("/referrals/"))
    assert page.index(urgent.ref) < page.index(referral.ref)
    assert "says somebody may be in danger now" in page


@pytest.mark.parametrize(
    ("query", "is_seen"),
    [("?from=professional", True), ("?from=self", False), ("?with=mine", False)],
)
def test_the_board_is_narrowed(
    front_door: Place, referral: Referral, query: str, is_seen: bool
) -> None:
    page = text(at(front_door, DOOR).get(f"/referrals/{query}"))
    assert (referral.ref in page) == is_seen


def test_the_board_as_a_table(front_door: Place, referral: Referral) -> None:
    page = text(at(front_door, DOOR).get("/referrals/?show=table"))
    assert referral.ref in page
    assert "<table" in page


def test_others_see_what_their_team_has_made(
    front_door: Place, referral: Referral
) -> None:
    assert referral.ref in text(at(front_door, POLICE).get("/referrals/"))
    assert referral.ref not in text(at(front_door, HEALTH).get("/referrals/"))


# From referral to work ---------------------------------------------------------------


def test_from_the_board_to_the_other_team(
    front_door: Place, referral: Referral
) -> None:
    door = at(front_door, DOOR)
    here = f"/referrals/{referral.pk}/"
    assert "It is yours." in text(send(door, f"{here}take/", {}))
    checked = {"code": "orders", "result": "yes", "text": "Non-molestation order"}
    assert "Non-molestation order" in text(send(door, f"{here}check/", checked))
    asked = text(send(door, f"{here}write/ask/", {"text": "School: which class?"}))
    assert "waits for an answer" in asked
    send(door, f"{here}write/answer/", {"text": "Year 2"})
    send(door, f"{here}write/contact/", {"text": "Rang; she is safe today"})
    send(door, f"{here}ready/", {})
    assert "The case is open" in text(send(door, f"{here}case/", {}))
    decided = {
        "outcome": "support",
        "to": str(front_door.teams["Health"].pk),
        "because": "She wants support.",
        "purpose": "safeguard_victim",
        "basis": "recognised_interest",
        "condition": "safeguarding",
        "why": "No less will do.",
        "told": "told",
        "consent": "refused",
    }
    page = text(send(door, f"{here}decide/", decided))
    assert "Decided. The referrer reads that it is dealt with, and no more." in page
    assert "Specialist support" in page
    health = at(front_door, HEALTH)
    with acting_as(front_door.actor(HEALTH)):
        work = WorkItem.objects.get()
    assert "Specialist support" in text(health.get("/referrals/work/"))
    its = f"/referrals/work/{work.pk}/"
    assert "She wants support." in text(health.get(its))
    assert "Taken" in text(send(health, its, {"verb": "take"}))
    assert send(health, its, {"verb": "back", "text": ""}).status_code == 422
    assert "Done" in text(send(health, its, {"verb": "done"}))
    police = text(at(front_door, POLICE).get(here))
    assert "We are acting on it" in police
    for word in ("Specialist support", "She wants support", "Non-molestation"):
        assert word not in police


def test_whoever_is_like_somebody_on_record_is_shown_with_why_and_chosen(
    front_door: Place, referral: Referral
) -> None:
    by = at_door(front_door)
    with acting_as(by):
        before = persons.record(
            known=known("Petronela", "Wychwood", dt.date(1988, 5, 21)), by=by
        )
    there = f"/referrals/{referral.pk}/case/"
    page = text(at(front_door, DOOR).get(there))
    assert "This one: Petronela Wychwood" in page
    assert "None of these" in page
    send(at(front_door, DOOR), there, {"named-1-record": str(before.pk)})
    with acting_as(by):
        victim = Named.objects.get(referral=referral, side="victim")
        assert victim.person_id == before.pk


def test_a_record_that_was_not_offered_can_not_be_chosen(
    front_door: Place, referral: Referral
) -> None:
    police = front_door.actor(POLICE)
    with acting_as(police):
        theirs = persons.record(known=known("Petronella", "Wychwood"), by=police)
    there = f"/referrals/{referral.pk}/case/"
    assert "This one:" not in text(at(front_door, DOOR).get(there))
    send(at(front_door, DOOR), there, {"named-1-record": str(theirs.pk)})
    with acting_as(at_door(front_door)):
        victim = Named.objects.get(referral=referral, side="victim")
        assert victim.person_id not in (None, theirs.pk)


def test_a_decision_without_basis_comes_back_with_everything(
    front_door: Place, referral: Referral
) -> None:
    by = at_door(front_door)
    with acting_as(by):
        triage.open_case(referral=referral, found={}, by=by)
    typed = {
        "outcome": "marac",
        "to": str(front_door.teams["Council"].pk),
        "because": "Very high risk.",
    }
    answer = send(at(front_door, DOOR), f"/referrals/{referral.pk}/decide/", typed)
    assert answer.status_code == 422
    assert "Very high risk." in text(answer)
    with acting_as(by):
        assert not Decision.objects.exists()


def test_what_the_referrer_said_of_telling_and_consent_stands_there(
    front_door: Place, referral: Referral
) -> None:
    page = at(front_door, DOOR).get(f"/referrals/{referral.pk}/decide/")
    form = lxml.html.fromstring(page.content).forms[-1].form_values()
    said = dict(form)
    assert (said["told"], said["consent"]) == (referral.told, referral.consent)
    assert said["told"]


def test_not_appropriate_is_decided_without_a_case(
    front_door: Place, referral: Referral
) -> None:
    typed = {
        "outcome": "not_appropriate",
        "feedback": "wrong_area",
        "because": "They live in Northmere.",
    }
    page = text(send(at(front_door, DOOR), f"/referrals/{referral.pk}/decide/", typed))
    assert "They live in another area" in page
    again = {"text": "They have moved here."}
    path = f"/referrals/{referral.pk}/write/again/"
    assert "is open again" in text(send(at(front_door, DOOR), path, again))


@pytest.mark.parametrize("outcome", sorted(SHARED))
def test_every_team_finds_its_work_and_the_reason_only_where_it_is_shared(
    front_door: Place, referral: Referral, outcome: str
) -> None:
    by = at_door(front_door)
    with acting_as(by):
        triage.open_case(referral=referral, found={}, by=by)
        decide(
            referral=referral,
            outcome=outcome,
            why="She told us where she hides.",
            to=front_door.teams["Health"],
            reason=REASON,
            by=by,
        )
    health = at(front_door, HEALTH)
    with acting_as(front_door.actor(HEALTH)):
        work = WorkItem.objects.get()
    answer = health.get(f"/referrals/work/{work.pk}/")
    assert answer.status_code == 200
    is_shared = (Part.NOTE, Side.NONE) in SHARED[outcome]
    assert ("where she hides" in text(answer)) == is_shared
    assert str(work.pk) in text(health.get("/referrals/work/"))
    assert health.get("/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["take/", "ready/", "check/", "case/", "decide/", "write/note/", "write/ask/"],
)
def test_only_the_team_at_the_door_finds_these(
    front_door: Place, referral: Referral, path: str
) -> None:
    there = f"/referrals/{referral.pk}/{path}"
    for who in (POLICE, HEALTH):
        assert at(front_door, who).post(there).status_code == 404


def test_the_referral_stands_beside_its_case(
    front_door: Place, referral: Referral
) -> None:
    by = at_door(front_door)
    with acting_as(by):
        case = triage.open_case(referral=referral, found={}, by=by)
    beside = f"/cases/{case.pk}/referrals/"
    assert beside in text(at(front_door, DOOR).get(f"/cases/{case.pk}/"))
    assert referral.ref in text(at(front_door, DOOR).get(beside))
    assert at(front_door, HEALTH).get(beside).status_code == 404


def test_strategic_hats_find_nothing(front_door: Place, referral: Referral) -> None:
    lead = at(front_door, "strategic_lead")
    for path in ("", f"{referral.pk}/", "new/", "work/", "made/", "decided/"):
        assert lead.get(f"/referrals/{path}").status_code == 404


# Who stands there --------------------------------------------------------------------


def test_the_lead_says_who_stands_at_the_door(elmbrook: Place) -> None:
    typed = {
        "team": str(elmbrook.teams["Council"].pk),
        "look_within": "2",
        "check_within": "16",
        "decide_within": "2",
        "ask_again_after": "8",
        "opens": "08:30",
        "closes": "18:00",
    }
    lead = at(elmbrook, "strategic_lead")
    page = text(send(lead, "/referrals/settings/", typed))
    assert "Council stands at it" in page
    assert 'href="/referrals/settings/"' in text(lead.get("/partnership/"))
    wrong = text(send(lead, "/referrals/settings/", typed | {"closes": "07:00"}))
    assert "Closes: enter a time after it opens." in wrong


def test_others_don_t(elmbrook: Place) -> None:
    assert at(elmbrook, POLICE).get("/referrals/settings/").status_code == 404


# A form that keeps itself


def test_a_form_that_has_kept_itself_makes_one_draft_and_ends_it_when_sent(
    client: Client, front_door: Place
) -> None:
    wear(client, front_door.hats["practitioner:Police"])
    htmx = {"HX-Request": "true"}
    typed = dict(WHOLE)
    first = client.post("/referrals/new/", typed | {"later": "1"}, headers=htmx)
    assert first.status_code == 200
    [draft] = re.findall(r'name="draft" value="([^"]+)"', first.content.decode())
    again = client.post(
        "/referrals/new/", typed | {"later": "1", "draft": draft}, headers=htmx
    )
    assert f'value="{draft}"' in again.content.decode()
    sent = client.post("/referrals/new/", typed | {"draft": draft})
    assert sent.status_code == 302
    with acting_as(front_door.actor("practitioner:Police")):
        [kept] = Draft.objects.all()
        assert (kept.state, kept.typed) == (Draft.State.SENT, {})


def test_a_draft_that_was_sent_is_sent_again_as_the_same_referral(
    client: Client, front_door: Place
) -> None:
    wear(client, front_door.hats["practitioner:Police"])
    kept = client.post("/referrals/new/", dict(WHOLE) | {"later": "1"})
    first = client.post(kept["Location"], dict(WHOLE))
    second = client.post(kept["Location"], dict(WHOLE))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_a_draft_of_somebody_else_is_not_taken_over(
    client: Client, front_door: Place
) -> None:
    other = front_door.actor("practitioner:Housing")
    with acting_as(other):
        theirs = drafts.keep(typed={"victim-given_name": ["Theirs"]}, by=other)
    wear(client, front_door.hats["practitioner:Police"])
    client.post("/referrals/new/", dict(WHOLE) | {"draft": str(theirs.pk)})
    with acting_as(other):
        assert Draft.objects.get().typed == {"victim-given_name": ["Theirs"]}


def test_more_drafts_than_fit_are_refused_in_words_with_everything_kept(
    client: Client, front_door: Place
) -> None:
    by = front_door.actor("practitioner:Police")
    with acting_as(by):
        for _ in range(drafts.MOST):
            drafts.keep(typed={"victim-given_name": ["One"]}, by=by)
    wear(client, front_door.hats["practitioner:Police"])
    page = client.post("/referrals/new/", dict(WHOLE) | {"later": "1"})
    assert page.status_code == 422
    assert f"You keep {drafts.MOST} referrals" in page.content.decode()
    assert "Petronella" in page.content.decode()
