"""Numbers as they come in, checked: each refusal names the field and the way out."""

from __future__ import annotations

import math


def whole(value: float, field: str) -> int:
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


def positive(value: float, field: str) -> float:
    """More than nothing. Raises ValueError, naming the field."""
    number = finite(value, field)
    if number <= 0:
        raise ValueError(f"{field}: {value} is not above 0. Enter a number above 0.")
    return number


def finite(value: float, field: str) -> float:
    """A number that can be worked with. Raises ValueError, naming the field."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{field}: {value!r} is not a number. Enter a number.")
    if not math.isfinite(value):
        raise ValueError(
            f"{field}: {value} is not a number to work with. Enter a number, or leave "
            "it out if it is missing."
        )
    return value


def text_of(value: float, places: int | None = None) -> str:
    """A number for people: thousands apart, and three figures unless places are given.

    >>> text_of(12.3456), text_of(1234.5), text_of(0.01234), text_of(7)
    ('12.3', '1,234', '0.0123', '7')
    """
    if places is None:
        size = abs(value)
        places = (
            0 if size >= 100 or value == int(value)
            else 1 if size >= 10
            else 2 if size >= 1
            else min(6, 2 - math.floor(math.log10(size)))
        )  # fmt: skip
    shown = f"{value:,.{places}f}"
    return shown.replace("-0", "0", 1) if float(shown.replace(",", "")) == 0 else shown
