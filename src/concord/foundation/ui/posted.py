"""What a browser sent outside of a form, read without trust."""

from __future__ import annotations

MOST_DIGITS = 18  # as many as the id of a row can have


def whole_number(said: str) -> int:
    """The number that `said` writes in plain digits, else 0, which is no row's id.

    `str.isdigit` alone would let "²" pass, and thousands of digits.
    """
    plain = said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS
    return int(said) if plain else 0
