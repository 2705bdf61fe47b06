"""Break-glass on its pages: who it is is asked again, all is told, nothing leaves."""

from __future__ import annotations

import html
import re
import statistics
import time
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from concord.access import letters, reading
from concord.access.actions import emergencies, locks
from concord.access.actor import Actor, acting_as
from concord.access.models import Emergency, Event, Part, Side, written
from concord.access.telling import PRINCIPAL, tell
from concord.access.testing import Place, asked_just_now, wear
from concord.cases.actions import cases
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld, known
from concord.cases.views import cases as views
from concord.foundation.post.letters import rendered
from concord.foundation.post.models import Message
from concord.people.actions import persons
from concord.people.models import ConfidentialLocation, ContactPoint

pytestmark = pytest.mark.django_db

HEALTH = "practitioner:Health"
SPECIALIST = "practitioner:Specialist service"
ADDRESS = "/cases/emergency/"


@pytest.fixture
def health(case_world: CaseWorld) -> Client:
    """Somebody in the hospital, who has just shown who they are."""
    return wear(Client(), case_world.place.hats[HEALTH])


def ask(browser: Client, ref: str, **other: object) -> str:
    form = {"ref": ref, "why": "In A&E now", "minutes": 60} | other
    return html.unescape(browser.post(ADDRESS, form, follow=True).content.decode())


def opened(world: CaseWorld) -> Emergency:
    """The case, opened by the hospital."""
    with acting_as(world.health):
        emergencies.open_case(
            ref=world.case.ref, why="In A&E now", minutes=60, by=world.health
        )
        return Emergency.objects.get()


def lock_out(world: CaseWorld, role: str) -> None:
    with acting_as(world.idva):
        locks.lock_out(
            account=world.place.hats[role].account,
            person_id=world.alleged.pk,
            why="His brother",
            by=world.idva,
        )


def test_who_it_is_is_asked_again_first(case_world: CaseWorld, health: Client) -> None:
    session = health.session
    session.update(asked_just_now(case_world.health.account_id or 0, ago=3600))
    session.save()
    assert health.get(ADDRESS).url.startswith("/account/check-again/")
    typed = {"ref": case_world.case.ref, "why": "x", "minutes": 30}
    asked = health.post(ADDRESS, typed)
    assert asked.status_code == 401
    assert f'name="ref" value="{case_world.case.ref}"' in asked.content.decode()
    with acting_as(case_world.health):
        assert not Emergency.objects.exists()


def test_it_opens_the_case_under_a_banner_that_closes_it(
    case_world: CaseWorld, health: Client
) -> None:
    text = ask(health, case_world.case.ref.lower().replace("-", " "))
    assert f"Case {case_world.case.ref}" in text
    assert "Open in an emergency until" in text
    assert "Marigold Thistlewood" in text
    assert "Open now" in health.get(ADDRESS).content.decode()
    closing = reverse("cases:close_emergency", args=[case_world.case.pk])
    assert health.get(closing).status_code == 405
    text = health.post(closing, follow=True).content.decode()
    assert "Closed. The opening waits for its review." in text
    address = reverse("cases:case", args=[case_world.case.pk])
    assert health.get(address).status_code == 404
    assert health.post(closing).status_code == 404, "there is nothing to close"


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    case_world: CaseWorld, health: Client
) -> None:
    text = ask(health, case_world.case.ref, why="")
    assert "Enter why it can't wait" in text
    assert f'value="{case_world.case.ref}"' in text
    assert "For how long" in ask(health, case_world.case.ref, minutes=600)
    with acting_as(case_world.health):
        assert not Emergency.objects.exists()


def test_a_case_of_the_own_team_is_open_already(case_world: CaseWorld) -> None:
    browser = wear(Client(), case_world.place.hats[SPECIALIST])
    text = ask(browser, case_world.case.ref)
    assert f"Case {case_world.case.ref}" in text
    assert "Open in an emergency until" not in text
    with acting_as(case_world.idva):
        assert not Emergency.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("role", ["strategic_lead", "auditor", "administrator"])
def test_a_hat_that_sees_no_people_has_no_such_page(
    case_world: CaseWorld, role: str
) -> None:
    browser = wear(Client(), case_world.place.hats[role])
    assert browser.get(ADDRESS).status_code == 404


# A reference that nobody has, one that is kept from me, one of another partnership


def references(world: CaseWorld, northmere: Place) -> dict[str, str]:
    theirs = northmere.actor(SPECIALIST)
    with acting_as(theirs):
        foreign = cases.open_case(
            victim=persons.record(known=known("Linnet", "Ashby"), by=theirs),
            alleged=[persons.record(known=known("", ""), by=theirs)],
            by=theirs,
        )
    return {"none": "ZZZZ-9999", "locked": world.case.ref, "foreign": foreign.ref}


def test_all_that_can_t_be_opened_is_answered_in_the_same_words(
    case_world: CaseWorld, northmere: Place, health: Client
) -> None:
    lock_out(case_world, HEALTH)
    answers = set()
    for ref in references(case_world, northmere).values():
        answer = health.post(ADDRESS, {"ref": ref, "why": "Now", "minutes": 60})
        text = html.unescape(answer.content.decode()).replace(ref, "the reference")
        text = re.sub(r'(value|nonce)="[^"]{20,}"|message-\d+', "", text)
        answers.add((answer.status_code, text))
    assert len(answers) == 1
    status, text = answers.pop()
    assert status == 200
    assert emergencies.NONE_HERE in text


def test_all_that_can_t_be_opened_is_answered_in_the_same_time(
    case_world: CaseWorld, northmere: Place
) -> None:
    lock_out(case_world, HEALTH)
    refs = references(case_world, northmere)
    took: dict[str, list[float]] = {kind: [] for kind in refs}
    with acting_as(case_world.health), connection.cursor() as cursor:
        for _ in range(150):
            for kind, ref in refs.items():
                before = time.perf_counter()
                cursor.execute("SELECT access.break_glass(%s, 'Now', 60)", [ref])
                took[kind].append(time.perf_counter() - before)
                assert cursor.fetchone() == (None,)
    middle = {kind: statistics.median(times) for kind, times in took.items()}
    assert max(middle.values()) < 1.4 * min(middle.values()), middle


def test_every_try_is_kept_and_never_more_than_a_reference(
    case_world: CaseWorld, northmere: Place, health: Client
) -> None:
    lock_out(case_world, HEALTH)
    refs = references(case_world, northmere)
    for ref in [*refs.values(), "Marigold Thistlewood", "Marigold"]:
        ask(health, ref)
    with acting_as(case_world.place.actor("auditor")):
        kept = Event.objects.filter(verb="refusal", door="cases:emergency")
        rows = [event.row_id for event in kept.order_by("id")]
    assert rows == [*refs.values(), "not a reference", "not a reference"]


# Nothing leaves, nothing is written, no place is shown


def test_no_place_is_shown(case_world: CaseWorld) -> None:
    with acting_as(case_world.idva):
        about = {
            **written(case_world.idva),
            "person": case_world.victim,
            "case_id": case_world.case.pk,
            "side": Side.VICTIM,
        }
        ContactPoint.objects.create(
            **about, part=Part.LOCATION, kind="address", value="1 Elm Row", source="She"
        )
        ContactPoint.objects.create(
            **about, part=Part.CONTACT, kind="trusted", value="Her aunt", source="She"
        )
        ConfidentialLocation.objects.create(**about, kind="refuge", where="A refuge")
    opened(case_world)
    with acting_as(case_world.health):
        assert [point.value for point in ContactPoint.objects.all()] == ["Her aunt"]
        assert not ConfidentialLocation.objects.exists()


def take_out(actor: Actor, verb: str) -> None:
    """What any door does that lets something leave."""
    with acting_as(actor):
        assert list(Party.objects.all())
        reading.as_verb(verb)


@pytest.mark.parametrize("verb", ["export", "print"])
def test_what_is_open_in_an_emergency_can_not_be_taken_out(
    case_world: CaseWorld, verb: str
) -> None:
    opened(case_world)
    with pytest.raises(reading.NotTakenOut):
        take_out(case_world.health, verb)
    with acting_as(case_world.place.actor("auditor")):
        assert not Event.objects.filter(verb=verb).exists()
    take_out(case_world.idva, verb)
    with acting_as(case_world.place.actor("auditor")):
        assert Event.objects.filter(verb=verb).count() == 1


def test_not_even_what_is_shared_with_the_team_while_it_is_open(
    case_world: CaseWorld,
) -> None:
    case_world.share("Health")
    opened(case_world)
    with pytest.raises(reading.NotTakenOut):
        take_out(case_world.health, "export")
    with acting_as(case_world.health):
        emergencies.close(case_id=case_world.case.pk, by=case_world.health)
    take_out(case_world.health, "export")


def test_the_door_of_the_printed_paper_is_shut_and_the_try_is_kept(
    case_world: CaseWorld, health: Client
) -> None:
    opened(case_world)
    address = reverse("cases:who_can_see_on_paper", args=[case_world.case.pk])
    assert health.get(address).status_code == 404
    with acting_as(case_world.place.actor("auditor")):
        refused = Event.objects.get(verb="refusal")
        assert refused.door == "cases:who_can_see_on_paper"


def test_a_door_that_forgets_to_ask_is_shut_all_the_same(
    case_world: CaseWorld, health: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(case_world)
    show = views.case_page

    def as_a_file(case: Case, actor: Actor) -> object:
        reading.as_verb("export")
        return show(case, actor)

    monkeypatch.setattr(views, "case_page", as_a_file)
    answer = health.get(reverse("cases:case", args=[case_world.case.pk]))
    assert answer.status_code == 404
    assert "Thistlewood" not in answer.content.decode()
    with acting_as(case_world.place.actor("auditor")):
        assert Event.objects.filter(verb="refusal", door="cases:case").exists()


def test_pages_that_write_are_not_there(case_world: CaseWorld, health: Client) -> None:
    opened(case_world)
    for name in ("share", "hand_over", "keep_away"):
        address = reverse(f"cases:{name}", args=[case_world.case.pk])
        assert health.get(address).status_code == 404, name


# Who is told


def told_of(world: CaseWorld) -> tuple[set[str], set[str]]:
    """Addresses of the letters about the opening, and which letters they are."""
    job = ProcrastinateJob.objects.get(task_name="access.tell_of_emergency")
    assert set(job.args) == {"partnership_id", "emergency_id"}, "ids, and no case"
    tell(job.args["partnership_id"], uuid.UUID(job.args["emergency_id"]))
    sent = Message.objects.filter(key__startswith="access.emergency:")
    return (
        {message.address for message in sent},
        {message.letter for message in sent},
    )


def test_the_team_that_holds_the_case_and_the_auditors_are_told_at_once(
    case_world: CaseWorld,
) -> None:
    opened(case_world)
    hats = case_world.place.hats
    expected = {hats[SPECIALIST].account.email, hats["auditor"].account.email}
    assert told_of(case_world) == (expected, {"access.emergency_to_review"})


def test_a_team_that_only_sees_parts_of_it_is_not_told(case_world: CaseWorld) -> None:
    case_world.share("Police")
    opened(case_world)
    addresses, _ = told_of(case_world)
    police = case_world.place.hats["practitioner:Police"]
    assert police.account.email not in addresses


@pytest.mark.parametrize("role", [SPECIALIST, "auditor"])
def test_whoever_is_kept_from_the_case_is_not_told(
    case_world: CaseWorld, role: str
) -> None:
    lock_out(case_world, role)
    opened(case_world)
    addresses, _ = told_of(case_world)
    assert case_world.place.hats[role].account.email not in addresses
    assert len(addresses) == 1


def test_if_nobody_is_left_the_administrators_are_told_that_somebody_is_needed(
    case_world: CaseWorld,
) -> None:
    lock_out(case_world, "auditor")
    lock_out(case_world, SPECIALIST)
    opened(case_world)
    administrator = case_world.place.hats["administrator"]
    assert told_of(case_world) == (
        {administrator.account.email},
        {"access.nobody_to_review"},
    )


def test_no_letter_holds_more_than_a_link(case_world: CaseWorld) -> None:
    emergency = opened(case_world)
    told_of(case_world)
    message = Message.objects.first()
    assert message is not None
    link = f"{settings.CONCORD_BASE_URL}/emergencies/{emergency.pk}/"
    for letter in (letters.EMERGENCY_TO_REVIEW, letters.NOBODY_TO_REVIEW):
        subject, body = rendered(letter, {"link": link})
        for word in (case_world.case.ref, "A&E", "Health", str(case_world.case.pk)):
            assert word not in subject + body
        assert link in body


def test_nobody_else_can_ask_who_would_be_told(case_world: CaseWorld) -> None:
    emergency = opened(case_world)
    here = case_world.place.partnership.pk
    asking = [
        *(case_world.place.actor(key) for key in case_world.place.hats),
        Actor.from_job("access.audit", here),
        Actor.from_job("examples", here),
    ]
    ask = "SELECT count(*) FROM access.to_be_told(%s)"
    for actor in asking:
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute(ask, [emergency.pk])
            assert cursor.fetchone() == (0,), actor
    with acting_as(Actor.from_job(PRINCIPAL, here)), connection.cursor() as cursor:
        cursor.execute(ask, [emergency.pk])
        assert cursor.fetchone() != (0,)
        assert not Emergency.objects.exists(), "the job itself reads no opening"
        assert not Case.objects.exists()


def test_the_job_of_another_partnership_learns_nothing(
    case_world: CaseWorld, northmere: Place
) -> None:
    emergency = opened(case_world)
    assert tell(northmere.partnership.pk, emergency.pk) == 0
