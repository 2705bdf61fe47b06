"""Public pages are for somebody frightened: reading age 9, a fact has its source.

Flesch-Kincaid flatters lists, so that readers try the pages too; but what it finds too
hard, is.
"""

from __future__ import annotations

import re

import pytest
import syllables

from concord.website.markup import checked, sentences
from concord.website.texts import NUMBERS, Page, english, pages

WORD = re.compile(r"[A-Za-z’']+|\d+")
GRADE = 3.5  # school years in America: the fourth begins at nine
LONGEST = 20  # words
# Words of the trade, which nobody says of themselves.
NOT_OURS = (
    r"\bvictims?\b",
    "perpetrator",
    "disclosure",
    "service user",
    r"don’t worry",
    r"24/7",
    "!",
)
NAMES = ("Victim Support",)


def grade(said: list[str]) -> float:
    """The grade of Flesch and Kincaid for a list of sentences."""
    words = [word for one in said for word in WORD.findall(one)]
    beats = sum(
        1 if word.isdigit() else syllables.estimate(word.replace("’", "'").lower())
        for word in words
    )
    return 0.39 * len(words) / len(said) + 11.8 * beats / len(words) - 15.59


def said_by(page: Page) -> list[str]:
    lead = re.split(r"(?<=[.?!:])\s+", page.lead)
    return [page.title, *lead, *sentences(page.body)]


@pytest.mark.parametrize("page", pages().values(), ids=pages())
def test_a_page_can_be_read_at_nine(page: Page) -> None:
    said = said_by(page)
    assert grade(said) <= GRADE
    assert [one for one in said if len(WORD.findall(one)) > LONGEST] == []


def test_the_words_around_the_pages_can_be_read_at_nine() -> None:
    said = [
        one for text in english().values() for one in re.split(r"(?<=[.?])\s", text)
    ]
    assert grade(said) <= GRADE


def test_the_measure_finds_hard_words() -> None:
    assert grade(["Independent advocates coordinate multi-agency interventions."]) > 10


@pytest.mark.parametrize("words", NOT_OURS)
def test_words_of_the_trade_are_not_used(words: str) -> None:
    everything = [one for page in pages().values() for one in said_by(page)]
    everything += english().values()
    found = []
    for one in everything:
        for name in NAMES:
            one = one.replace(name, "")
        if re.search(words, one, re.IGNORECASE):
            found.append(one)
    assert found == []


@pytest.mark.parametrize("page", pages().values(), ids=pages())
def test_a_page_has_a_source_and_its_links_lead_somewhere(page: Page) -> None:
    assert page.source
    checked(page.body, pages={*pages(), *NUMBERS, "contact"})


def test_numbers_of_pages_are_used_once() -> None:
    numbers = [one.number for one in pages().values()] + list(NUMBERS.values())
    assert len(numbers) == len(set(numbers))
