"""The card and the poster: they read back, fit, and a quiet one tells nothing."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.directory.actions.keeping import verify
from concord.directory.testing import Directory
from concord.website.papers import PAPERS
from concord.website.texts import pages

pytestmark = pytest.mark.django_db
HERE = f"/local/elmbrook/{pages()['card'].number}/"
TELLING = ("abuse", "women", "helpline", "scared", "violence", "danger", "help")
PICTURES = os.environ.get("PICTURES_IN", "")


def read(kind: int) -> tuple[PdfReader, str, str]:
    answer = Client().get(f"{HERE}{kind}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    if PICTURES:
        Path(PICTURES, f"paper-{kind}.pdf").write_bytes(answer.content)
    reader = PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return reader, text, str(answer["Content-Disposition"])


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_is_one_sheet_with_the_number_and_a_dull_name(
    elmbrook: Place, kind: int
) -> None:
    reader, text, name = read(kind)
    assert len(reader.pages) == 1
    assert "0808 2000 247" in text
    assert f'"sheet-{kind}.pdf"' in name
    assert not any(word in str(reader.metadata).lower() for word in TELLING)
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_quiet_card_tells_a_stranger_nothing(elmbrook: Place) -> None:
    _, text, _ = read(2)
    assert not any(word in text.lower() for word in TELLING)
    assert "999 / 55" in text


def test_the_quiet_poster_names_no_abuse(elmbrook: Place) -> None:
    _, text, _ = read(4)
    assert "abuse" not in text.lower()
    assert "Scared" not in text


def test_five_cards_are_on_a_sheet(elmbrook: Place) -> None:
    assert read(1)[1].count("You are not alone.") == 5


def test_only_a_local_number_that_was_checked_gets_on_paper(
    elmbrook_directory: Directory,
) -> None:
    assert "07700 900001" not in read(1)[1]
    with acting_as(elmbrook_directory.editor):
        verify(
            service=elmbrook_directory.services["Invented Advice"],
            by_whom="the service",
            by=elmbrook_directory.editor,
        )
    assert "07700 900001" in read(1)[1]


def test_there_is_no_other_paper(elmbrook: Place) -> None:
    assert Client().get(f"{HERE}9/").status_code == 404
