"""Who to go to when: picture and words say the same, with the place's own limits."""

from __future__ import annotations

import html
import io
import os
import re
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from concord.access.testing import Place
from concord.directory.testing import Directory
from concord.risk.public import Thresholds
from concord.website.pathway import narrow, steps, wide

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/23/"
PICTURES = os.environ.get("PICTURES_IN", "")


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


def test_who_helps_children_and_adults_with_care_needs_is_named_once(
    elmbrook_directory: Directory,
) -> None:
    elmbrook_directory.add("Invented Care Team", needs="children adult_care")
    page = text()
    drawn = page.split("c-path", 1)[1].split("<h2", 1)[0]
    assert drawn.count("Invented Care Team") == 2, "once in each of the two pictures"
    words = page.split("The same in words", 1)[1].split("By need", 1)[0]
    assert words.count("Invented Care Team") == 1


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


def handbook() -> tuple[PdfReader, str]:
    answer = Client().get(f"{HERE}1/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert 'filename="sheet-23.pdf"' in answer["Content-Disposition"]
    if PICTURES:
        Path(PICTURES, "handbook.pdf").write_bytes(answer.content)
    reader = PdfReader(io.BytesIO(answer.content))
    said = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(said.split())


def test_the_handbook_has_limits_offers_eligibility_and_exclusions(
    elmbrook_directory: Directory,
) -> None:
    elmbrook_directory.add(
        "Invented Children Team",
        needs="children",
        phone="07700 900003",
        how_to_refer="By the invented form",
        by_and_for=["deaf"],
    )
    reader, said = handbook()
    assert "14 or more ticks for Yes" in said
    assert "It never lowers it" in said
    assert "Invented Refuge" in said
    assert "Women and girls, from 16" in said
    assert "Take men. Call the Invented Line" in said
    assert "To refer By the invented form" in said
    assert "Offers Invented Refuge helps, as invented for tests." in said
    assert "By and for: Deaf people" in said
    assert "Not checked lately: call first" in said
    assert "Invented Street" not in said.split("Invented Refuge", 1)[1][:200]
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_handbook_stands_without_a_directory(elmbrook: Place) -> None:
    reader, said = handbook()
    assert "Is someone in danger now?" in said
    assert "Services by need" not in said
    assert len(reader.pages) <= 2


def test_the_page_says_for_whom_not_and_leads_to_the_paper(
    elmbrook_directory: Directory,
) -> None:
    page = text()
    assert "Take men. Call the Invented Line" in page
    assert f'href="{HERE}1/"' in page


def test_questions_to_the_database_do_not_grow_with_the_services(
    elmbrook_directory: Directory, django_assert_max_num_queries
) -> None:
    counts = []
    for number in range(2):
        with django_assert_max_num_queries(100) as asked:
            text()
        counts.append(len(asked))
        for more in range(6):
            elmbrook_directory.add(f"Invented {number} {more}", needs="children")
    assert counts[0] == counts[1]
