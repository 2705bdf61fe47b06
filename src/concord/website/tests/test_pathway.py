"""Who to go to when: picture and words say the same, with the place's own limits."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from concord.access.testing import Place
from concord.directory.testing import Directory
from concord.risk.public import Thresholds
from concord.website.pathway import narrow, steps, wide

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/23/"


def text() -> str:
    answer = Client().get(HERE)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_judgement_raises_and_dont_know_is_no_yes(elmbrook: Place) -> None:
    page = text()
    assert "14 or more ticks for Yes. “Don’t know” is not a Yes" in page
    assert "It never lowers it" in page
    assert "You do not need consent" in page
    assert "3 events in 12 months" in page


def test_local_services_come_from_the_directory(elmbrook_directory: Directory) -> None:
    elmbrook_directory.add(
        "Invented Children Team", needs="children", phone="07700 900003"
    )
    page = text()
    drawn = page.split("<svg", 1)[1].split("<h2", 1)[0]
    assert "Invented Children" in drawn
    assert "07700 900003" in drawn
    words = page.split("The same in words", 1)[1]
    assert "Invented Children Team" in words
    assert re.search(r"<caption><h3>Children and families</h3></caption>", page)


@pytest.mark.parametrize("draw", [narrow, wide])
def test_words_stay_inside_their_boxes(draw) -> None:
    made = steps(Thresholds(14, 3, 12), [])
    picture = draw(made)
    assert len(picture.boxes) == 2 * len(made) == 10
    for box in picture.boxes:
        assert box.lines
        for x, y, line, _ in box.lines:
            assert box.x < x
            assert box.y + 10 < y < box.y + box.height
            assert x + len(line) * picture.size * 0.56 < box.x + box.width + 2
