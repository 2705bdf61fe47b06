"""Numbers as they come in, checked: each refusal names the field and the way out."""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real
from typing import TypeAlias

Number: TypeAlias = float | Decimal  # as PEP 484 has it, int is a float


def whole(value: Number, field: str) -> int:
    """A count: 0 or more, and whole.

    Raises ValueError, naming the field.
    """
    number = finite(value, field)
    if number < 0:
        raise ValueError(
            f"{field}: {value} is negative. Enter 0 or a positive whole number."
        )
    if number != int(number):
        raise ValueError(
            f"{field}: {value} is not whole. Enter how many there were, not a share or "
            "an average."
        )
    return int(number)


def positive(value: Number, field: str) -> float:
    """More than nothing. Raises ValueError, naming the field."""
    number = finite(value, field)
    if number <= 0:
        raise ValueError(f"{field}: {value} is not above 0. Enter a number above 0.")
    return number


def finite(value: Number, field: str) -> float:
    """A number that can be worked with. Raises ValueError, naming the field."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise ValueError(f"{field}: {value!r} is not a number. Enter a number.")
    if not math.isfinite(value):
        raise ValueError(
            f"{field}: {value} is not a number to work with. Enter a number, or leave "
            "it out if it is missing."
        )
    return float(value)


def places_of(size: float) -> int:
    """How many decimals show a number of this size to two or three figures."""
    if size == 0:
        return 0
    return max(0, min(6, 1 - math.floor(math.log10(max(abs(size), 1e-9) / 2))))


def text_of(value: float, places: int | None = None) -> str:
    """A number for people: thousands apart; decimals as asked for or as its size needs.

    >>> text_of(1234.5), text_of(9.62), text_of(0.0123), text_of(7)
    ('1,234', '9.6', '0.012', '7')
    """
    if places is None:
        places = 0 if value == int(value) else places_of(value)
    shown = f"{value:,.{places}f}"
    return shown.removeprefix("-") if float(shown.replace(",", "")) == 0 else shown
