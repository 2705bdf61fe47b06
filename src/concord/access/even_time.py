"""What is hidden and what is not there are answered after the same time.

The database looks at a hidden row before it keeps it back, and finds none where none
is. The difference is a fraction of a millisecond, but whoever asks often enough and
compares would find it. So an answer "not there" waits: for a random part of a step,
and then until the next whole step since it was asked. What is left to be measured is
how often a difference, much smaller than a step, moves an answer into the next one.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_chance = random.SystemRandom()
pause = time.sleep


class EvenTime:
    """Stands outside the request's transaction: nothing is held while it waits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        # An address of no page says nothing about a row.
        is_about_a_row = request.resolver_match is not None
        if response.status_code == HTTPStatus.NOT_FOUND and is_about_a_row:
            pause(still_to_wait(time.perf_counter() - began))
        return response


def still_to_wait(seconds: float) -> float:
    """How long an answer that took `seconds` waits, in seconds; none if no step is."""
    step: float = settings.CONCORD_NOT_THERE_STEP
    if not step:
        return 0.0
    whole_steps = math.ceil((seconds + _chance.uniform(0, step)) / step)
    return whole_steps * step - seconds
