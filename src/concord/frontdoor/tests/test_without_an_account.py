"""Professionals without an account: links by letter, the whole form, what they read."""

from __future__ import annotations

import html
import re
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.foundation.post import AtWork
from concord.foundation.post.actions import send
from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message
from concord.foundation.post.recipients import NotStaffError
from concord.frontdoor import jobs, letters
from concord.frontdoor.actions import deciding, referrers, referring, triage
from concord.frontdoor.forms.public import new_token
from concord.frontdoor.models import Referral
from concord.frontdoor.testing import SAID, at_door, said
from concord.frontdoor.tests.test_from_referral_to_work import REASON
from concord.frontdoor.tests.test_pages import WHOLE

pytestmark = pytest.mark.django_db

WREN = "wren.alderley@north.police.example"
ASK = "/local/elmbrook/refer/"
FORM = {name: value for name, value in WHOLE.items() if name != "key"} | {
    "referrer-contact": WREN
}


@pytest.fixture
def listed(front_door: Place) -> Place:
    """Elmbrook, which lists the police and one trust."""
    by = front_door.actor("strategic_lead")
    with acting_as(by):
        referrers.list_domains(domains=["*.police.example", "Trust.Example", ""], by=by)
    return front_door


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def ask(address: str = WREN) -> HttpResponse:
    typed = {"address": address, "token": new_token()}
    return browser().post(ASK, typed)  # type: ignore[return-value]


def work() -> None:
    """What the worker does with the links that were asked for."""
    for job in ProcrastinateJob.objects.filter(task_name="frontdoor.send_link"):
        jobs.send_link(**job.args)


def letter_of(kind: str) -> tuple[str, str, str]:
    """Address, path of the link and whole text of the newest letter of a kind."""
    sent = Message.objects.filter(letter=f"frontdoor.{kind}").latest("created_at")
    subject, body = rendered(registered(sent.letter), sent.context)
    found = re.search(r"http\S+", body)
    assert found
    return sent.address, urlsplit(found[0]).path, f"{subject}\n{body}"


def link(address: str = WREN) -> str:
    """The path of a fresh link to the form."""
    ask(address)
    work()
    return letter_of("refer_link")[1]


def refer(path: str, **other: object) -> HttpResponse:
    typed = {**FORM, "key": "a" * 32, **other}
    return browser().post(path, typed)  # type: ignore[return-value]


def received(place: Place) -> list[Referral]:
    with acting_as(at_door(place)):
        return list(Referral.objects.order_by("received_at"))


def decide(place: Place, referral: Referral, outcome: str = "advice") -> None:
    by = at_door(place)
    with acting_as(by):
        if outcome != "advice" and referral.case_id is None:
            triage.open_case(referral=referral, found={}, by=by)
            referral.refresh_from_db()
        goes_on = outcome != "advice"
        deciding.decide(
            referral=referral,
            outcome=outcome,
            why="Looked into.",
            to=place.teams["Health"] if goes_on else None,
            reason=REASON if goes_on else None,
            by=by,
        )


# Asking for a link -------------------------------------------------------------------


def test_a_link_goes_to_an_address_of_a_listed_organisation(listed: Place) -> None:
    ask()
    work()
    address, path, words = letter_of("refer_link")
    assert address == WREN
    assert path.startswith(ASK)
    assert "wren" not in words.lower()
    assert "Petronella" not in words
    assert browser().get(path).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "wren@police.example",
        "wren@notpolice.example",
        "wren@north.police.example.org",
        "wren@sub.trust.example",
        "wren@home.example",
    ],
)
def test_to_no_other_address_does_anything_go(listed: Place, address: str) -> None:
    ask(address)
    work()
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["wren@trust.example", "WREN@TRUST.EXAMPLE"])
def test_a_domain_is_a_domain_however_it_is_written(
    listed: Place, address: str
) -> None:
    ask(address)
    work()
    assert letter_of("refer_link")[0] == address


def test_the_page_says_and_does_the_same_for_every_address(listed: Place) -> None:
    """The job looks; the page can't tell, so neither its words nor its time do."""
    said_and_asked = []
    for address in (WREN, "wren@home.example"):
        with CaptureQueriesContext(connection) as queries:
            page = text(ask(address))
        said_and_asked.append((page, len(queries)))
    assert said_and_asked[0] == said_and_asked[1]
    assert ProcrastinateJob.objects.filter(task_name="frontdoor.send_link").count() == 2
    job = ProcrastinateJob.objects.filter(task_name="frontdoor.send_link").first()
    assert job is not None
    assert "home.example" not in str(job.args)
    assert "police" not in str(job.args)


def test_an_address_gets_three_links_an_hour(listed: Place) -> None:
    for _ in range(5):
        ask()
    work()
    assert Message.objects.count() == 3


def test_many_from_one_place_wait(listed: Place) -> None:
    for _ in range(20):
        ask("wren@home.example")
    page = ask("wren@home.example")
    assert page.status_code == 429
    assert "wren@home.example" in text(page)


@pytest.mark.parametrize("address", ["", "wren", "wren@trust.example, b@x.example"])
def test_what_is_no_address_is_asked_for_again(listed: Place, address: str) -> None:
    assert ask(address).status_code == 422
    work()
    assert not Message.objects.exists()


def test_a_made_up_mark_sends_nothing(listed: Place) -> None:
    answer = browser().post(ASK, {"address": WREN, "token": "made-up"})
    assert answer.status_code == 422
    assert not ProcrastinateJob.objects.filter(task_name="frontdoor.send_link").exists()


def test_another_partnership_does_not_list_what_this_one_lists(
    listed: Place, northmere: Place
) -> None:
    by = Actor.from_job("frontdoor.public", northmere.partnership.pk)
    with acting_as(by):
        referrers.ask_for_link(address=WREN, by=by)
    work()
    assert not Message.objects.exists()


# Which organisations -----------------------------------------------------------------


def test_whoever_manages_the_partnership_lists_domains(front_door: Place) -> None:
    lead = wear(Client(), front_door.hats["strategic_lead"])
    lead.post(
        "/referrals/settings/addresses/", {"domains": "trust.example\n*.police.example"}
    )
    page = text(lead.get("/referrals/settings/addresses/"))
    assert "*.police.example\ntrust.example" in page
    ask("wren@trust.example")
    work()
    assert Message.objects.count() == 1
    other = wear(Client(), front_door.hats["practitioner:Police"])
    assert other.get("/referrals/settings/addresses/").status_code == 404


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("gmail.com", "anybody"),
        ("*.gmail.com", "anybody"),
        ("*.uk", "write a domain"),
        ("*.example", "write a domain"),
        ("*.org.uk", "too wide"),
        ("police", "write a domain"),
        ("a b.example", "write a domain"),
        ("*", "write a domain"),
        ("wren@trust.example", "write a domain"),
    ],
)
def test_a_domain_that_proves_nothing_is_not_listed(
    front_door: Place, domain: str, words: str
) -> None:
    by = front_door.actor("strategic_lead")
    with acting_as(by), pytest.raises(ValidationError, match=words):
        referrers.list_domains(domains=[domain], by=by)


def test_setting_up_the_door_anew_keeps_the_list(listed: Place) -> None:
    from concord.frontdoor.testing import stand

    assert stand(listed).referrer_domains == ["*.police.example", "trust.example"]


def test_nobody_else_lists_domains(front_door: Place) -> None:
    by = at_door(front_door)
    with acting_as(by), pytest.raises(NotPermitted):
        referrers.list_domains(domains=["trust.example"], by=by)


# The form behind the link ------------------------------------------------------------


def test_the_whole_form_reaches_the_door_with_a_verified_address(
    listed: Place,
) -> None:
    page = refer(link(), **{"referrer-contact": "020 7946 0018"})
    [got] = received(listed)
    assert got.ref in text(page)
    assert (got.source, got.from_team_id) == ("professional", None)
    assert got.referrer_verified == WREN
    assert got.referrer_contact == "020 7946 0018"
    assert (got.danger_now, got.danger_why) == ("yes", "He has a key")
    with acting_as(at_door(listed)):
        assert got.named.get(side="victim").family_name == "Wychwood"
    door = wear(Client(), listed.hats["practitioner:Specialist service"])
    shown = text(door.get(f"/referrals/{got.pk}/"))
    assert "Verified address" in shown
    assert WREN in shown


def test_the_same_form_sent_twice_is_one_referral_and_one_letter(
    listed: Place,
) -> None:
    path = link()
    assert text(refer(path)) == text(refer(path))
    assert len(received(listed)) == 1
    assert Message.objects.filter(letter="frontdoor.status_link").count() == 1


def test_danger_now_is_told_to_the_team_at_the_door_once(listed: Place) -> None:
    path = link()
    refer(path)
    refer(path)
    assert (
        ProcrastinateJob.objects.filter(task_name="frontdoor.tell_of_danger").count()
        == 1
    )


def test_another_form_by_a_used_link_is_not_lost_in_silence(listed: Place) -> None:
    path = link()
    refer(path)
    answer = refer(path, key="b" * 32, **{"victim-given_name": "Ottilie"})
    assert answer.status_code == 422
    assert "This link was used for another referral" in text(answer)
    assert 'value="Ottilie"' in text(answer)
    assert len(received(listed)) == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(listed: Place) -> None:
    answer = refer(link(), **{"victim-phone": "0770", "about-what_happened": ""})
    page = text(answer)
    assert answer.status_code == 422
    assert "Say what happened, or what worries you" in page
    assert 'value="0770"' in page
    assert not received(listed)


def test_the_checks_for_professionals_apply(listed: Place) -> None:
    answer = refer(link(), **{"wishes-told": "not_told"})
    assert "Say why they were not told" in text(answer)
    assert not received(listed)


def test_another_child_can_be_added(listed: Place) -> None:
    page = text(refer(link(), more="child"))
    assert 'name="child-0-school"' in page
    assert 'value="Fenwickson"' in page
    assert "error-summary" not in page


@pytest.mark.parametrize("answer", ["asking", "asked", "form", "error", "sent"])
def test_nothing_is_left_in_the_browser(listed: Place, answer: str) -> None:
    path = link()
    got = {
        "asking": lambda: browser().get(ASK),
        "asked": ask,
        "form": lambda: browser().get(path),
        "error": lambda: refer(path, **{"about-what_happened": ""}),
        "sent": lambda: refer(path),
    }[answer]()
    assert not got.cookies
    assert got["Cache-Control"] == "no-store"
    assert got["Referrer-Policy"] == "no-referrer"
    scripts = re.findall(r'<script src="([^"]*)"', text(got))
    assert scripts == ["/static/ui/js/leave.js"], "only the one that leaves the page"
    assert text(got).count("<script") == 1
    assert "later" not in re.findall(r'name="(\w+)"', text(got)), "no drafts"


@pytest.mark.parametrize("path", [f"{ASK}made-up/", "/local/nowhere/refer/x/"])
def test_a_made_up_link_opens_nothing(listed: Place, path: str) -> None:
    assert browser().get(path).status_code == 404
    assert refer(path).status_code == 404
    assert not received(listed)


def test_a_link_of_one_partnership_opens_nothing_in_another(
    listed: Place, northmere: Place
) -> None:
    from concord.frontdoor.testing import stand

    stand(northmere)
    path = link().replace("elmbrook", "northmere")
    assert browser().get(path).status_code == 404
    assert refer(path).status_code == 404


def test_nobody_says_by_themselves_that_an_address_was_verified(
    listed: Place,
) -> None:
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    columns = referring._columns(said(source="self")) | {
        "ref": "R-2222-3333",
        "referrer_verified": WREN,
    }
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_referral(%s::jsonb, '[]'::jsonb)",
            [referring._json(columns)],
        )
    [got] = received(listed)
    assert got.referrer_verified == ""
    door = at_door(listed)
    with acting_as(door), pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.update(referrer_verified=WREN)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT access.ask_to_refer('x@trust.example')",
        "SELECT access.make_refer_link(gen_random_uuid(), 'x')",
        "SELECT * FROM access.refer_link('x')",
        "SELECT * FROM access.refer_by_link('x', 'y', '{}', '[]')",
        "SELECT * FROM access.referral_status('x')",
        "SELECT * FROM access.renew_status_link('x', 'y')",
        "SELECT access.forget_referrer_links()",
        "SELECT * FROM access.replace_status_link(gen_random_uuid(), 'x')",
        "SELECT * FROM access.referrer_link",
    ],
)
def test_the_database_keeps_links_from_everybody_else(listed: Place, sql: str) -> None:
    with (
        acting_as(at_door(listed)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


# What a referrer is told -------------------------------------------------------------

TELLS = (
    "Petronella",
    "Wychwood",
    "Fenwickson",
    "MARAC",
    "stalking",
    "Stalking",
    "Wren",
)


def test_the_status_page_says_how_far_it_is_and_nothing_of_anybody(
    listed: Place,
) -> None:
    refer(link())
    address, path, words = letter_of("status_link")
    assert address == WREN
    [got] = received(listed)
    page = text(browser().get(path))
    assert got.ref in page
    assert "Received" in page
    by = at_door(listed)
    with acting_as(by):
        triage.take_on(referral=got, by=by)
        triage.ask(referral=got, what="School: which class?", by=by)
    later = text(browser().get(path))
    assert "Being looked at" in later
    for shown in (page, later, words):
        assert not [word for word in TELLS if word in shown]
        assert "School" not in shown


def test_an_answer_is_told_by_a_letter_that_does_not_say_it(listed: Place) -> None:
    refer(link())
    old = letter_of("status_link")[1]
    [got] = received(listed)
    decide(listed, got)
    address, path, words = letter_of("answered")
    assert address == WREN
    assert got.ref in words
    assert "dealt with" not in words
    assert "It is dealt with in another way" in text(browser().get(path))
    gone = browser().get(old)
    assert gone.status_code == 404
    assert "This link is not in use" in text(gone)


def test_the_ways_on_can_not_be_told_apart(listed: Place) -> None:
    """MARAC, support or early help: one sentence, and the same page but for times."""
    pages = set()
    for outcome in ("marac", "support", "early_help"):
        refer(link())
        [got] = [one for one in received(listed) if one.is_open]
        decide(listed, got, outcome)
        page = text(browser().get(letter_of("answered")[1]))
        pages.add(re.sub(r"<time.*?</time>", "", page.replace(got.ref, "")))
    [page] = pages
    assert "We are acting on it" in page


def test_looking_again_tells_nothing_new_and_sends_nothing(listed: Place) -> None:
    refer(link())
    [got] = received(listed)
    decide(listed, got)
    path = letter_of("answered")[1]
    before = Message.objects.count()
    by = at_door(listed)
    with acting_as(by):
        deciding.look_again(referral=got, why="Her sister called.", by=by)
    page = text(browser().get(path))
    assert "Being looked at" in page
    assert "sister" not in page
    assert Message.objects.count() == before


def test_a_new_link_goes_to_the_same_address_and_ends_the_old_one(
    listed: Place,
) -> None:
    refer(link())
    old = letter_of("status_link")[1]
    page = text(browser().post(old))
    assert WREN not in page
    address, fresh, _ = letter_of("status_link")
    assert address == WREN
    assert fresh != old
    assert browser().get(old).status_code == 404
    assert browser().get(fresh).status_code == 200
    assert text(browser().post(old)) == page, "an old link asks for one as well"
    assert letter_of("status_link")[1] != fresh


def test_a_made_up_link_is_answered_like_an_old_one(listed: Place) -> None:
    refer(link())
    old = letter_of("status_link")[1]
    sent = text(browser().post(old))
    count = Message.objects.count()
    made_up = "/local/elmbrook/referral/made-up/"
    assert text(browser().get(made_up)) == text(browser().get(old))
    assert text(browser().post(made_up)) == sent
    assert Message.objects.count() == count


def test_three_new_links_a_day(listed: Place) -> None:
    refer(link())
    path = letter_of("status_link")[1]
    for _ in range(6):
        browser().post(path)
    assert Message.objects.filter(letter="frontdoor.status_link").count() == 4


def test_whoever_has_an_account_gets_no_letter_and_reads_it_at_their_own(
    listed: Place,
) -> None:
    by = listed.actor("practitioner:Police")
    with acting_as(by):
        made = referring.refer(said=SAID, by=by)
    decide(listed, made)
    assert not Message.objects.exists()
    police = wear(Client(), listed.hats["practitioner:Police"])
    assert made.ref in text(police.get("/referrals/made/"))
    assert "in another way" in text(police.get(f"/referrals/{made.pk}/"))


def test_a_public_referrer_is_told_that_it_was_received_and_no_more(
    listed: Place,
) -> None:
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    with acting_as(by):
        for source in ("self", "family_friend"):
            what = said(source=source, told="", referrer=SAID.referrer)
            referring.take(said=what, by=by)
    for got in received(listed):
        decide(listed, got)
        assert got.referrer_verified == ""
    assert not Message.objects.exists()


# Letters go nowhere else -------------------------------------------------------------


def test_no_other_letter_goes_to_a_referrer(listed: Place) -> None:
    link()
    row = Message(key="test:1", digest="x", letter="cases.transfer_waits", address=WREN)
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    with (
        acting_as(by),
        pytest.raises(IntegrityError, match="staff only"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_nobody_who_has_not_asked_is_written_to(listed: Place) -> None:
    by = Actor.from_job("frontdoor.public", listed.partnership.pk)
    with acting_as(by):
        referrers.ask_for_link(address="wren@trust.example", by=by)
        for address in ("wren@trust.example", "petronella@home.example"):
            with pytest.raises(NotStaffError) as refused:
                send(
                    letter=letters.REFER_LINK,
                    to=[AtWork(address)],
                    key="test:2",
                    context={"link": settings.CONCORD_BASE_URL},
                )
            assert address not in str(refused.value)
            row = Message(
                key="test:3",
                digest=uuid.uuid4().hex,
                letter=letters.REFER_LINK.name,
                address=address,
            )
            with (
                pytest.raises(IntegrityError, match="staff only"),
                transaction.atomic(),
            ):
                row.save(force_insert=True)


# Time --------------------------------------------------------------------------------


def age(owner_url: str, kind: str, hours: int) -> None:
    """Make links older, as the owner: nobody else may."""
    with psycopg.connect(owner_url, dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute(
            "UPDATE access.referrer_link SET made_at = made_at"
            " - make_interval(hours => %s), ended_at = ended_at"
            " - make_interval(hours => %s) WHERE kind = %s",
            [hours, hours, kind],
        )


@pytest.mark.django_db(transaction=True)
def test_links_end(listed: Place, owner_url: str) -> None:
    """Two hours to open, four more to send; 28 days after the answer to read."""
    path = link()
    age(owner_url, "refer", 3)
    assert "This link is over" in text(browser().get(path))
    assert refer(path).status_code == 200, "what was begun in time is taken"
    late = link()
    age(owner_url, "refer", 7)
    answer = refer(late)
    assert answer.status_code == 422
    assert "This link is over" in text(answer)
    assert 'value="Petronella"' in text(answer), "nothing that was typed is lost"
    [got] = received(listed)
    decide(listed, got)
    status = letter_of("answered")[1]
    age(owner_url, "status", 27 * 24)
    assert browser().get(status).status_code == 200
    age(owner_url, "status", 2 * 24)
    assert browser().get(status).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_addresses_are_forgotten(listed: Place, owner_url: str) -> None:
    refer(link())
    ask("wren@home.example")
    age(owner_url, "asked", 25)
    age(owner_url, "refer", 31 * 24)
    jobs.forget_links(timestamp=0)
    with psycopg.connect(owner_url, dbname=connection.settings_dict["NAME"]) as owner:
        rows = owner.execute("SELECT kind FROM access.referrer_link").fetchall()
    assert rows == [("status",)]
