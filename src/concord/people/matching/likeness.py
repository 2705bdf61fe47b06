"""How alike two words are: by letters, and by sound."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

NEAR: Final = 0.88  # Jaro-Winkler, as Splink's own comparison of names has it

# From the longest to the shortest: what sounds the same in English spelling.
_SOUNDS: Final = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^x", "s"),
        (r"mb$", "m"),
        (r"sch|sh|tio|sio", "X"),
        (r"tch|ch", "X"),
        (r"ph|gh(?=t)", "f"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"ck|q|c(?![eiy])", "k"),
        (r"c", "s"),
        (r"g(?=[eiy])|dg", "j"),
        (r"z", "s"),
        (r"v", "f"),
        (r"wh", "w"),
        (r"(?<=.)[aeiouyhw]", ""),
    )
]


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A word by its consonants: "catherine" and "kathryn" are the same."""
    found = word
    for pattern, said in _SOUNDS:
        found = pattern.sub(said, found)
    found = re.sub(r"^[aeiouyhw]+", "A", found.replace(" ", ""))
    return re.sub(r"(.)\1+", r"\1", found)


@lru_cache(maxsize=50_000)
def jaro_winkler(one: str, other: str) -> float:
    """From 0 to 1, more for words that begin alike. Equal words are 1."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    jaro = _jaro(one, other)
    start = 0
    for a, b in zip(one[:4], other[:4], strict=False):
        if a != b:
            break
        start += 1
    return jaro + start * 0.1 * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    reach = max(0, max(len(one), len(other)) // 2 - 1)
    taken = [False] * len(other)
    mine = []
    for at, letter in enumerate(one):
        for to in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[to] and other[to] == letter:
                taken[to] = True
                mine.append(letter)
                break
    if not mine:
        return 0.0
    theirs = [letter for letter, was in zip(other, taken, strict=True) if was]
    moved = sum(a != b for a, b in zip(mine, theirs, strict=True)) / 2
    n = len(mine)
    return (n / len(one) + n / len(other) + (n - moved) / n) / 3


def one_slip(one: str, other: str) -> bool:
    """Whether one figure is wrong, or two that stand side by side are swapped."""
    if len(one) != len(other):
        return False
    wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] == other[wrong[1]]
        and one[wrong[1]] == other[wrong[0]]
    )
