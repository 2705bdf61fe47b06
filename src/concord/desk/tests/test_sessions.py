"""Where am I signed in; ending one, the others, or somebody's; what ends by itself."""

from __future__ import annotations

import datetime as dt
import time
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Kept
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.models import Event, Session
from concord.access.queries.sessions import sessions_of
from concord.access.reminding import forget_sessions
from concord.access.second_step import code_now
from concord.access.sessions import browser_words, digest
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.partnership.models import Membership
from concord.partnership.roles import Role

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SIGN_IN = "/account/sign-in/"
NOW = "django.utils.timezone.now"
CODE = "/account/second-step/authenticate/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def trainer(elmbrook: Place) -> Membership:
    return elmbrook.hats["trainer"]


def browser(hat: Membership, wear: Wear, agent: str = FIREFOX) -> Client:
    """A browser of the person that has opened a page already."""
    made = wear(hat)
    made.defaults["HTTP_USER_AGENT"] = agent
    session = made.session
    session["touched"] = int(time.time()) - 70
    session.save()
    made.get("/rooms/")
    return made


def is_in(client: Client) -> bool:
    return client.get("/rooms/").status_code == 200


def listed(client: Client) -> list[tuple[Session, bool]]:
    return client.get(reverse("my_sessions")).context["sessions"]


def words(client: Client) -> list[str]:
    return sorted(one.browser for one, _ in listed(client))


def ended(place: Place) -> list[str]:
    with acting_as(place.actor("auditor")):
        found = Event.objects.filter(verb="session_ended").order_by("id")
        return [event.why for event in found]


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("curl/8.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, said: str) -> None:
    assert browser_words(agent) == said


def test_one_s_own_sessions_are_listed_and_this_one_is_marked(
    trainer: Membership, elmbrook: Place, wear: Wear
) -> None:
    laptop, phone = browser(trainer, wear), browser(trainer, wear, IPHONE)
    browser(elmbrook.hats["auditor"], wear)
    assert words(laptop) == ["Firefox on Linux", "Safari on iPhone"]
    assert [one.browser for one, here in listed(phone) if here] == ["Safari on iPhone"]
    page = phone.get(reverse("my_sessions")).content.decode()
    assert page.count("End it<") == 1, "this one is signed out of instead"


def test_no_address_of_the_network_and_no_key_is_kept(
    trainer: Membership, wear: Wear
) -> None:
    laptop = browser(trainer, wear)
    laptop.get("/rooms/", REMOTE_ADDR="203.0.113.77")
    key = laptop.session.session_key
    with connection.cursor() as cursor, acting_as_owner_of(trainer):
        cursor.execute("SELECT to_jsonb(s)::text FROM access_session s")
        [(row,)] = cursor.fetchall()
    assert digest(key) in row
    for secret in (key, "203.0.113.77", "Gecko", "140.0"):
        assert secret not in row


def acting_as_owner_of(hat: Membership):
    return acting_as(Actor.from_account(hat.account_id))


def test_minutes_are_kept_and_no_seconds(trainer: Membership, wear: Wear) -> None:
    laptop = browser(trainer, wear)
    [(one, _)] = listed(laptop)
    for moment in (one.started_at, one.touched_at):
        assert (moment.second, moment.microsecond) == (0, 0)


def test_one_of_them_is_ended_and_is_really_over(
    trainer: Membership, elmbrook: Place, wear: Wear
) -> None:
    laptop, phone = browser(trainer, wear), browser(trainer, wear, IPHONE)
    [other] = [one for one, here in listed(laptop) if not here]
    laptop.post(reverse("end_session", args=[other.pk]))
    assert words(laptop) == ["Firefox on Linux"]
    assert is_in(laptop)
    assert not is_in(phone)
    assert ended(elmbrook) == ["ended by its owner"]
    again = laptop.post(reverse("end_session", args=[other.pk]), follow=True)
    assert "over already" in again.content.decode()


def test_all_others_are_ended(trainer: Membership, elmbrook: Place, wear: Wear) -> None:
    laptop = browser(trainer, wear)
    others = [browser(trainer, wear), browser(trainer, wear, IPHONE)]
    colleague = browser(elmbrook.hats["auditor"], wear)
    said = laptop.post(reverse("end_other_sessions"), follow=True).content.decode()
    assert "2 sessions ended." in said
    assert [is_in(one) for one in (laptop, colleague, *others)] == [
        True,
        True,
        False,
        False,
    ]


def test_somebody_else_s_session_is_not_there(
    trainer: Membership, elmbrook: Place, wear: Wear
) -> None:
    laptop = browser(trainer, wear)
    [(one, _)] = listed(laptop)
    stranger = browser(elmbrook.hats["administrator"], wear)
    path = reverse("end_session", args=[one.pk])
    assert stranger.post(path).status_code == 404
    assert is_in(laptop)


def test_a_request_under_way_does_not_bring_an_ended_session_back(
    trainer: Membership, wear: Wear
) -> None:
    laptop = browser(trainer, wear)
    under_way = SessionStore(laptop.session.session_key)
    under_way["touched"] = 1
    browser(trainer, wear).post(reverse("end_other_sessions"))
    with pytest.raises(UpdateError):
        under_way.save()
    assert not Kept.objects.filter(pk=under_way.session_key).exists()
    assert not is_in(laptop)


def test_a_session_that_nobody_touched_for_the_idle_time_is_not_listed(
    trainer: Membership, wear: Wear
) -> None:
    browser(trainer, wear)
    later = timezone.now() + dt.timedelta(minutes=19)
    with acting_as_owner_of(trainer), patch(NOW, return_value=later):
        assert len(sessions_of(trainer.account_id)) == 1
    later += dt.timedelta(minutes=5)
    with acting_as_owner_of(trainer), patch(NOW, return_value=later):
        assert sessions_of(trainer.account_id) == []


# An administrator --------------------------------------------------------------------


def test_an_administrator_signs_somebody_out_everywhere(
    trainer: Membership, elmbrook: Place, wear: Wear
) -> None:
    stolen = [browser(trainer, wear), browser(trainer, wear, IPHONE)]
    administrator = wear(elmbrook.hats["administrator"])
    path = reverse("end_their_sessions", args=[trainer.pk])
    said = administrator.post(path, follow=True).content.decode()
    assert "2 sessions ended." in said
    assert not any(is_in(one) for one in stolen)
    with acting_as(elmbrook.actor("auditor")):
        event = Event.objects.filter(verb="session_ended").first()
    assert event.why == "ended by an administrator"
    assert event.membership_id == elmbrook.hats["administrator"].pk
    assert event.row_id == str(trainer.account_id), "whose it was"


def test_an_administrator_of_another_partnership_does_not(
    trainer: Membership, northmere: Place, wear: Wear
) -> None:
    laptop = browser(trainer, wear)
    path = reverse("end_their_sessions", args=[trainer.pk])
    assert wear(northmere.hats["administrator"]).post(path).status_code == 404
    assert is_in(laptop)


def test_sessions_of_somebody_who_left_are_no_longer_theirs_to_end(
    trainer: Membership, elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    job = Actor.from_job("access.setup", northmere.partnership.pk)
    with acting_as(job):
        there = hats.give(
            account=trainer.account,
            team=northmere.teams["Police"],
            role=Role.TRAINER,
            by=job,
        )
    by = elmbrook.actor("administrator")
    with acting_as(by):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        hats.end(hat=trainer, last_day=yesterday, why="Left", by=by)
    laptop = browser(there, wear)
    path = reverse("end_their_sessions", args=[trainer.pk])
    assert wear(elmbrook.hats["administrator"]).post(path).status_code == 404
    assert is_in(laptop)


# What ends them by itself -------------------------------------------------------------


@pytest.fixture
def secret(trainer: Membership) -> str:
    made = generate_totp_secret()
    TOTP.activate(trainer.account, made)
    return made


def half_way(email: str) -> Client:
    """A browser in which the password was given, and no code yet."""
    made = Client()
    answer = made.post(SIGN_IN, {"login": email, "password": PASSWORD})
    assert answer.url == CODE
    return made


def test_a_new_password_ends_every_other_session_and_half_a_sign_in(
    trainer: Membership, elmbrook: Place, wear: Wear, secret: str
) -> None:
    laptop, phone = browser(trainer, wear), browser(trainer, wear, IPHONE)
    waiting = half_way(trainer.account.email)
    typed = {
        "oldpassword": PASSWORD,
        "password1": "three odd things",
        "password2": "three odd things",
    }
    laptop.post(reverse("account_change_password"), typed)
    assert is_in(laptop), "the one in which it was changed goes on"
    assert not is_in(phone)
    assert waiting.post(CODE, {"code": code_now(secret)}).url == SIGN_IN
    assert not is_in(waiting)
    assert ended(elmbrook) == ["new password", "new password"]
    assert words(laptop) == ["Firefox on Linux"], "under its new key it is the same"


def test_another_phone_ends_every_other_session(
    trainer: Membership, wear: Wear, secret: str
) -> None:
    laptop, phone = browser(trainer, wear), browser(trainer, wear, IPHONE)
    path = reverse("mfa_deactivate_totp")
    new = laptop.get(path).context["form"].secret
    laptop.post(path, {"code": code_now(new)})
    assert is_in(laptop)
    assert not is_in(phone)


def test_signing_in_over_somebody_else_is_noted_as_the_new_person(
    trainer: Membership, elmbrook: Place, wear: Wear
) -> None:
    shared = browser(trainer, wear)
    auditor = elmbrook.hats["auditor"]
    shared.force_login(auditor.account)
    session = shared.session
    session["hat"], session["second_step"] = auditor.pk, auditor.account_id
    session.save()
    assert len(listed(shared)) == 1
    with acting_as_owner_of(trainer):
        mine = Session.objects.filter(account=trainer.account)
        assert not set(mine.values_list("key_hash", flat=True)) & {
            digest(shared.session.session_key)
        }


# The table ---------------------------------------------------------------------------


def test_nobody_reads_or_writes_where_others_are_signed_in(
    trainer: Membership, elmbrook: Place, wear: Wear
) -> None:
    browser(trainer, wear)
    with acting_as(elmbrook.actor("administrator")):
        assert not Session.objects.filter(account=trainer.account).exists()
        for sql in (
            "UPDATE access_session SET browser = 'x'",
            "DELETE FROM access_session",
            "INSERT INTO access_session (id, key_hash, account_id, browser, started_at,"
            " touched_at) SELECT gen_random_uuid(), 'x', id, 'x', now(), now()"
            " FROM partnership_account LIMIT 1",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_what_has_run_out_is_forgotten_at_night(
    trainer: Membership, wear: Wear
) -> None:
    laptop = browser(trainer, wear)
    Kept.objects.filter(pk=laptop.session.session_key).update(
        expire_date=timezone.now() - timezone.timedelta(hours=1)
    )
    going_on = browser(trainer, wear)
    forget_sessions(0)
    assert set(Kept.objects.values_list("pk", flat=True)) == {
        going_on.session.session_key
    }


def test_a_session_is_noted_once_and_then_once_a_minute(
    trainer: Membership, wear: Wear
) -> None:
    def notes() -> int:
        with CaptureQueriesContext(connection) as asked:
            laptop.get("/rooms/")
        return sum("note_session" in one["sql"] for one in asked.captured_queries)

    laptop = browser(trainer, wear)
    assert notes() == 0
    session = laptop.session
    session["touched"] = int(time.time()) - 70
    session.save()
    assert notes() == 1
