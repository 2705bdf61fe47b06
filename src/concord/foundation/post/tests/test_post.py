from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from concord.foundation.post import Staff, guard, jobs, letters, queries
from concord.foundation.post.actions import send
from concord.foundation.post.guard import PersonalDataError
from concord.foundation.post.letters import Letter, LetterError, letter
from concord.foundation.post.models import Message
from concord.foundation.post.recipients import NotStaffError

TO = "avery.invented@council.example"
BLAKE = "blake@police.example"
SITE = "http://testserver"
CONTEXT = {"count": 3, "due": "14 October 2022", "link": f"{SITE}/work/"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staff(db: None) -> None:
    """Two members of staff: nobody else can be written to."""
    for address in (TO, BLAKE):
        get_user_model().objects.create(email=address, name="Invented")


@pytest.fixture
def reminder(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Letter:
    (tmp_path / "reminder.txt").write_text(
        "You have {{ count }} updates to give by {{ due }}:\n{{ link }}\n"
    )
    (tmp_path / "careless.txt").write_text("{{ name }}")
    (first,) = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path]}]
    settings.CONCORD_BASE_URL = SITE
    monkeypatch.setattr(letters, "_REGISTER", {})
    return letter(
        "test.reminder",
        subject="Your updates are due on {{ due }}",
        template="reminder.txt",
        variables={"count", "due", "link"},
    )


def sent(of: Letter, *, to: list[str] | None = None, **changes: Any) -> None:
    staff = [Staff(address) for address in to or [TO]]
    send(letter=of, to=staff, key="test:1:2022Q3", context=CONTEXT | changes)


def run_jobs() -> None:
    """What the worker does with the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(task_name="post.deliver"):
        jobs.deliver(**job.args)


class Failing(EmailBackend):
    """A mail server that fails as told, in opening or in taking."""

    on_open: OSError | None = None
    on_send: OSError | None = None

    def open(self) -> None:
        if self.on_open:
            raise self.on_open

    def send_messages(self, messages: Any) -> int:
        if self.on_send:
            raise self.on_send
        return int(super().send_messages(messages))


@pytest.fixture
def server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[Failing]]:
    monkeypatch.setattr("concord.foundation.post.delivery.get_connection", Failing)
    yield Failing
    Failing.on_open = Failing.on_send = None


def test_a_letter_leaves_with_its_subject_text_and_a_constant_id(
    reminder: Letter,
) -> None:
    sent(reminder)
    assert mail.outbox == [], "only the worker sends"
    run_jobs()
    (email,) = mail.outbox
    message = Message.objects.get()
    assert email.to == [TO]
    assert email.subject == "Your updates are due on 14 October 2022"
    assert "You have 3 updates to give by 14 October 2022" in email.body
    assert f"{SITE}/work/" in email.body
    assert email.extra_headers["Message-ID"] == f"<{message.pk}@testserver>"
    assert message.state == "sent"
    assert message.sent_at is not None


def test_the_job_holds_an_id_and_nothing_else(reminder: Letter) -> None:
    sent(reminder)
    job = ProcrastinateJob.objects.get(task_name="post.deliver")
    assert job.args == {"message_id": str(Message.objects.get().pk)}


def test_nothing_is_queued_when_the_caller_rolls_back(reminder: Letter) -> None:
    with transaction.atomic():
        sent(reminder)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_every_address_gets_its_own_e_mail_once(reminder: Letter) -> None:
    sent(reminder, to=[TO, BLAKE, TO.upper()])
    run_jobs()
    assert sorted(email.to[0] for email in mail.outbox) == [TO, BLAKE]


def test_the_same_key_to_the_same_address_is_sent_once(reminder: Letter) -> None:
    sent(reminder)
    sent(reminder, to=[TO.upper()])
    run_jobs()
    run_jobs()
    sent(reminder)
    run_jobs()
    assert len(mail.outbox) == 1


def test_variables_are_gone_once_it_is_sent(reminder: Letter) -> None:
    sent(reminder)
    assert Message.objects.get().context == CONTEXT
    run_jobs()
    assert Message.objects.get().context == {}


def test_a_server_that_cannot_be_reached_is_tried_again(
    reminder: Letter, server: type[Failing]
) -> None:
    server.on_open = smtplib.SMTPAuthenticationError(535, TO.encode())
    sent(reminder)
    with pytest.raises(jobs.TryLaterError):
        run_jobs()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 1)
    assert message.problem == "SMTPAuthenticationError 535"
    server.on_open = None
    run_jobs()
    assert len(mail.outbox) == 1
    assert Message.objects.get().state == "sent"


def test_it_is_given_up_after_the_last_attempt(
    reminder: Letter, server: type[Failing]
) -> None:
    server.on_open = ConnectionRefusedError()
    sent(reminder)
    for _ in range(jobs.MOST_ATTEMPTS - 1):
        with pytest.raises(jobs.TryLaterError):
            run_jobs()
    run_jobs()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("failed", jobs.MOST_ATTEMPTS)


def test_the_worker_tries_as_often_as_the_message_allows() -> None:
    assert jobs.RETRY.max_attempts == jobs.MOST_ATTEMPTS


def test_an_address_that_the_server_refuses_is_not_tried_again(
    reminder: Letter, server: type[Failing]
) -> None:
    server.on_send = smtplib.SMTPRecipientsRefused({TO: (550, b"no such person")})
    sent(reminder)
    run_jobs()
    message = Message.objects.get()
    assert message.state == "failed"
    assert message.problem == "SMTPRecipientsRefused 550"


def test_a_server_that_is_busy_is_tried_again(
    reminder: Letter, server: type[Failing]
) -> None:
    server.on_send = smtplib.SMTPDataError(451, b"busy")
    sent(reminder)
    with pytest.raises(jobs.TryLaterError):
        run_jobs()
    assert Message.objects.get().state == "queued"


def test_a_connection_that_breaks_on_the_way_is_never_sent_twice(
    reminder: Letter, server: type[Failing]
) -> None:
    server.on_send = TimeoutError()
    sent(reminder)
    run_jobs()
    server.on_send = None
    run_jobs()
    assert Message.objects.get().state == "unclear"
    assert mail.outbox == []


def test_a_worker_killed_while_sending_does_not_lead_to_a_second_e_mail(
    reminder: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    sent(reminder)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "hand_over", killed)
        with pytest.raises(KeyboardInterrupt):
            run_jobs()
    assert Message.objects.get().state == "sending"
    run_jobs()
    assert Message.objects.get().state == "unclear"
    assert mail.outbox == []


def test_a_letter_that_no_longer_exists_fails_and_says_so(
    reminder: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(reminder)
    monkeypatch.setattr(letters, "_REGISTER", {})
    run_jobs()
    message = Message.objects.get()
    assert (message.state, message.problem) == ("failed", "LetterError")


def test_on_trial_nothing_is_sent_and_no_variable_is_kept(
    reminder: Letter, settings: Settings
) -> None:
    settings.CONCORD_TRIAL = True
    sent(reminder)
    run_jobs()
    message = Message.objects.get()
    assert (message.state, message.context) == ("not_sent_trial", {})
    assert not ProcrastinateJob.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("value", "looks_like"),
    [
        ("by avery@council.example", "an e-mail address"),
        ("999 000 0018", "an NHS number"),
        ("9990000018", "an NHS number"),
        ("ring 07700 900123", "a telephone number"),
        ("+44 7700 900123", "a telephone number"),
        ("at 1 Invented Road, ZZ1 1ZZ", "a postcode"),
        ("https://elsewhere.example/", "a link to another site"),
        (f"{SITE}.elsewhere.example/", "a link to another site"),
    ],
)
def test_what_looks_like_personal_data_is_refused_without_repeating_it(
    reminder: Letter, value: str, looks_like: str
) -> None:
    with pytest.raises(PersonalDataError, match=f'"due".*{looks_like}') as refused:
        sent(reminder, due=value)
    assert value not in str(refused.value)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["Quarter 3, 2022 to 2023", "14 October 2022", "40 actions, 4,000 updates",
     "9990000019", f"{SITE}/papers/6f6ae0f4-3f8b-4b58-9d4c-0c9b6a1c7a52/",
     f"{SITE}/invitation/WyI5OTkwMDAwMDE4Il0:1oQ-9990000018@x.y/", "NICE PH50 2.1"],
)  # fmt: skip
def test_what_letters_really_say_is_let_through(reminder: Letter, value: str) -> None:
    sent(reminder, due=value)
    assert Message.objects.get().context["due"] == value


def test_another_guard_can_be_named(
    reminder: Letter, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stricter(letter: Letter, context: object) -> None:
        raise PersonalDataError("nothing is let through")

    monkeypatch.setattr(guard, "stricter", stricter, raising=False)
    settings.POST_GUARD = "concord.foundation.post.guard.stricter"
    with pytest.raises(PersonalDataError, match="nothing is let through"):
        sent(reminder)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({**CONTEXT, "name": "Avery"}, "not known: name"),
        ({"count": 3}, "missing: due, link"),
        ({**CONTEXT, "count": 2.5}, '"count" .* is a float'),
    ],
)
def test_other_variables_than_the_letter_names_are_refused(
    reminder: Letter, context: dict[str, Any], message: str
) -> None:
    with pytest.raises(LetterError, match=message):
        send(letter=reminder, to=[Staff(TO)], key="test:1", context=context)


def test_a_template_that_uses_more_than_the_letter_names_is_refused(
    reminder: Letter,
) -> None:
    careless = letter(
        "test.careless", subject="x", template="careless.txt", variables=()
    )
    with pytest.raises(LetterError, match='"name", which the letter does not name'):
        send(letter=careless, to=[Staff(TO)], key="test:1", context={})


def test_a_letter_that_nobody_registered_is_refused(reminder: Letter) -> None:
    smuggled = Letter("test.other", "x", "reminder.txt", frozenset(CONTEXT))
    with pytest.raises(LetterError, match="not registered"):
        sent(smuggled)


def test_two_letters_cannot_have_one_name(reminder: Letter) -> None:
    with pytest.raises(LetterError, match="rename one"):
        letter("test.reminder", subject="y", template="y.txt", variables=())


@pytest.mark.parametrize("to", [["nobody"], [TO, "a@b\nBcc: c@d.example"], [""]])
def test_a_wrong_address_is_named_by_its_place_only(
    reminder: Letter, to: list[str]
) -> None:
    with pytest.raises(ValueError, match=f"^Address {len(to)} of the letter is not"):
        sent(reminder, to=to)


@pytest.mark.parametrize("to", [["someone@home.example"], [TO, "x@home.example"]])
def test_nobody_but_staff_is_written_to(reminder: Letter, to: list[str]) -> None:
    with pytest.raises(NotStaffError, match=f"^Address {len(to)} ") as refused:
        sent(reminder, to=to)
    assert to[-1] not in str(refused.value)
    assert not Message.objects.exists()


@pytest.mark.parametrize("to", [[TO], TO])
def test_a_bare_address_is_refused(reminder: Letter, to: Any) -> None:
    with pytest.raises(TypeError, match=r"Staff\(address\)"):
        send(letter=reminder, to=to, key="test:1", context=CONTEXT)


def test_the_database_too_refuses_an_address_that_is_not_staffs(
    reminder: Letter,
) -> None:
    row = Message(key="test:2", digest="x", letter=reminder.name)
    row.address = "someone@home.example"
    with pytest.raises(IntegrityError, match="staff only"), transaction.atomic():
        row.save(force_insert=True)
    sent(reminder)
    with pytest.raises(IntegrityError, match="staff only"), transaction.atomic():
        Message.objects.update(address="someone@home.example")


def test_a_key_cannot_hold_an_address(reminder: Letter) -> None:
    with pytest.raises(ValueError, match="no names or addresses"):
        send(letter=reminder, to=[Staff(TO)], key=f"x:{TO}", context=CONTEXT)


def test_addresses_are_forgotten_after_thirty_days_and_still_not_sent_again(
    reminder: Letter,
) -> None:
    sent(reminder)
    run_jobs()
    before = timezone.now() - timedelta(days=31)
    Message.objects.update(created_at=before, sent_at=before)
    jobs.forget(0)
    message = Message.objects.get()
    assert message.address == ""
    assert message.forgotten_at is not None
    sent(reminder)
    run_jobs()
    assert Message.objects.count() == 1
    assert len(mail.outbox) == 1


def test_young_addresses_stay_and_old_rows_go(reminder: Letter) -> None:
    sent(reminder)
    jobs.forget(0)
    assert Message.objects.get().address == TO
    Message.objects.update(created_at=timezone.now() - timedelta(days=401))
    jobs.forget(0)
    assert not Message.objects.exists()


def test_a_forgotten_message_cannot_keep_its_address(reminder: Letter) -> None:
    sent(reminder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(forgotten_at=timezone.now())


def test_an_operator_sees_what_became_of_it_but_not_who_or_what(
    reminder: Letter,
) -> None:
    sent(reminder)
    (seen,) = queries.recent()
    assert seen.address == "a…@council.example"
    assert seen.state == "Waiting to be sent"
    assert TO not in repr(seen)
    assert CONTEXT["due"] not in repr(seen)
    assert queries.recent(state="sent") == []
    assert queries.masked("") == "(deleted)"
