"""Roman and lettered numbers of lists."""

from __future__ import annotations


def roman(number: int) -> str:
    """1 is "i", 9 is "ix"; plain figures above 3999."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in (
        *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
        *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
    ):
        while number >= value:
            text, number = text + sign, number - value
    return text


def letter(number: int) -> str:
    """1 is "a", 27 is "aa", as lists count."""
    return chr(96 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1)
