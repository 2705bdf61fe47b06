"""What is hidden and what is not there can't be told apart: by words, size or time.

A page of a hidden case and of none are asked for in turns. On the first half of the
answers the best threshold of time and of size is found, whichever way round; on the
second half it is judged how often it guesses right. Guessing blindly is right half of
the time. What the house waits before it answers is counted, not slept.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from concord.access import even_time
from concord.config import settings as configured
from tests.attack.conftest import Visit
from tests.attack.world import World

FEW, MANY = 400, 2_000
# A blind guess over 1,000 answers is right at most 55 % of the time in 999 of 1,000
# runs; over 200 answers at most 61 %.
RIGHT = {FEW: 0.61, MANY: 0.55}
STEP = configured.CONCORD_NOT_THERE_STEP
ROUNDS = 3  # all have to tell, for something to be told


@dataclass(frozen=True, slots=True)
class Seen:
    """What an attacker can measure of one answer, and what they would like to know."""

    hidden: bool
    seconds: float
    length: float
    headers: float


class Waited:
    """Stands in for sleeping, and knows how long it would have been."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Waited:
    """As on a real server: the step of answers, which tests elsewhere do without."""
    settings.CONCORD_NOT_THERE_STEP = STEP
    counter = Waited()
    monkeypatch.setattr(even_time, "pause", counter)
    return counter


def measured(
    look: Callable[[uuid.UUID], object], target: uuid.UUID, n: int, waited: Waited
) -> list:
    chance = random.Random(8)  # noqa: S311  (an order that can be repeated)
    turns = [True, False] * (n // 2)
    chance.shuffle(turns)
    found = []
    for hidden in turns:
        address = target if hidden else uuid.uuid4()
        waited.seconds = 0.0
        began = time.perf_counter()
        answer = look(address)
        seconds = time.perf_counter() - began + waited.seconds
        assert waited.seconds > 0
        assert answer.status == 404  # type: ignore[attr-defined]
        said = len(answer.content)  # type: ignore[attr-defined]
        headers = len(repr(answer.headers))  # type: ignore[attr-defined]
        found.append(Seen(hidden, seconds, said, headers))
    return found


def best_guess(seen: list[Seen], feature: str) -> tuple[float, bool]:
    """The threshold, and the side of it that is called hidden, that are right most."""
    values = sorted({getattr(one, feature) for one in seen})
    step = max(1, len(values) // 200)
    tries = [(value, above) for value in values[::step] for above in (True, False)]
    return max(tries, key=lambda guess: how_often(seen, feature, *guess))


def how_often(
    seen: list[Seen], feature: str, threshold: float, is_above: bool
) -> float:
    right = sum(
        ((getattr(one, feature) > threshold) == is_above) == one.hidden for one in seen
    )
    return right / len(seen)


def check(
    look: Callable[[uuid.UUID], object], target: uuid.UUID, n: int, waited: Waited
) -> None:
    for _ in range(20):
        look(uuid.uuid4())  # warm
        look(target)
    # A difference that is there is there each time; a busy machine is not.
    told = []
    for _ in range(ROUNDS):
        found = telling(look, target, n, waited)
        if not found:
            return
        told.append(found)
    raise AssertionError(told)


def telling(
    look: Callable[[uuid.UUID], object], target: uuid.UUID, n: int, waited: Waited
) -> list[str]:
    """What tells hidden from not there, in words; nothing if nothing does."""
    seen = measured(look, target, n, waited)
    first, second = seen[: n // 2], seen[n // 2 :]
    found = []
    for feature in ("seconds", "length", "headers"):
        threshold, is_above = best_guess(first, feature)
        right = how_often(second, feature, threshold, is_above)
        if right > RIGHT[n]:
            found.append(f"{feature} tells: right in {right:.1%}")
    return found


ADDRESSES = ("/cases/{}/", "/cases/{}/who-can-see/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", ["locked out", "another team"])
def test_hidden_and_not_there_can_not_be_told_apart(
    world: World, visit: Visit, waited: Waited, who: str, address: str
) -> None:
    visitor = visit(who)
    check(lambda pk: visitor.get(address.format(pk)), world.here.case.pk, FEW, waited)


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", ["locked out", "another team", "another partnership"])
def test_nor_over_two_thousand_answers(
    world: World, visit: Visit, waited: Waited, who: str, address: str
) -> None:
    visitor = visit(who)
    check(lambda pk: visitor.get(address.format(pk)), world.here.case.pk, MANY, waited)


def test_a_difference_of_the_database_drowns_in_the_steps(settings: Any) -> None:
    """Half a millisecond, of which without steps every answer would tell."""
    settings.CONCORD_NOT_THERE_STEP = STEP
    own = [0.008 + 0.0005 * (n % 2) for n in range(20_000)]
    seen = [
        Seen(bool(n % 2), seconds + even_time.still_to_wait(seconds), 100.0, 10.0)
        for n, seconds in enumerate(own)
    ]
    threshold, is_above = best_guess(seen[:10_000], "seconds")
    assert how_often(seen[10_000:], "seconds", threshold, is_above) < 0.53


def test_an_answer_waits_for_a_whole_step_and_never_longer_than_two(
    settings: Any,
) -> None:
    settings.CONCORD_NOT_THERE_STEP = 0.05
    for own in (0.0, 0.008, 0.049, 0.05, 0.12):
        for _ in range(200):
            waits = even_time.still_to_wait(own)
            steps = (own + waits) / 0.05
            assert 0 <= waits <= 0.1
            assert steps == pytest.approx(round(steps))


def test_whoever_asks_for_what_is_not_there_really_waits(
    world: World, visit: Visit, settings: Any
) -> None:
    settings.CONCORD_NOT_THERE_STEP = STEP
    visitor = visit("another team")
    began = time.perf_counter()
    assert visitor.get(f"/cases/{world.here.case.pk}/").status == 404
    assert time.perf_counter() - began >= STEP


def test_a_difference_would_be_found() -> None:
    chance = random.Random(3)  # noqa: S311
    seen = [
        Seen(bool(n % 2), chance.gauss(10 + n % 2, 1.5), 100.0, 10.0)
        for n in range(2_000)
    ]
    threshold, is_above = best_guess(seen[:1000], "seconds")
    assert how_often(seen[1000:], "seconds", threshold, is_above) > 0.6
