"""Counting wrong tries holds when many people, or many strangers, come at once."""

from __future__ import annotations

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from concord.access.testing import build
from concord.partnership.models import Account

SIGN_IN = "/account/sign-in/"


def give(email: str, password: str = "wrong") -> int:  # noqa: S107
    return Client().post(SIGN_IN, {"login": email, "password": password}).status_code


@pytest.mark.django_db
def test_made_up_addresses_do_not_push_a_counter_out() -> None:
    # Django's own cache drops a third of more than 300 entries, if not told otherwise.
    for _ in range(5):
        give("victim@elmbrook.example")
    for number in range(400):
        cache.set(f"made-up-{number}", "y", 900)
    assert give("victim@elmbrook.example") == 429


@pytest.mark.django_db(transaction=True)
def test_a_slow_sign_in_does_not_hold_up_the_next_from_the_same_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = build("elmbrook", "Elmbrook", "E09999901")
    slow, quick = (place.hats[role].account.email for role in ("trainer", "auditor"))
    checking, go_on = threading.Event(), threading.Event()
    check = Account.check_password

    def slowly(self: Account, password: str) -> bool:
        if self.email == slow:
            checking.set()
            assert go_on.wait(20)
        return check(self, password)

    monkeypatch.setattr(Account, "check_password", slowly)
    answers: dict[str, int] = {}

    def sign_in(email: str) -> None:
        try:
            answers[email] = give(email, "correct horse battery")
        finally:
            connection.close()

    first = threading.Thread(target=sign_in, args=[slow])
    second = threading.Thread(target=sign_in, args=[quick])
    first.start()
    assert checking.wait(20)
    second.start()
    second.join(10)
    in_time = dict(answers)
    go_on.set()
    first.join()
    second.join()
    assert in_time == {quick: 302}
    assert answers[slow] == 302


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    build("elmbrook", "Elmbrook", "E09999901")
    answers: list[int] = []

    def guess() -> None:
        try:
            answers.append(give("trainer@elmbrook.example"))
        finally:
            connection.close()

    guesses = [threading.Thread(target=guess) for _ in range(8)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()
    assert answers.count(200) <= 5
    assert give("trainer@elmbrook.example", "correct horse battery") == 429
