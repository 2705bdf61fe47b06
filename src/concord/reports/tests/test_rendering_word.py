"""The Word file: real structure, whole content, the same bytes each time."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from concord.reports.content import Decision
from concord.reports.rendering import render_docx
from concord.reports.tests.invented import ordinary_paper
from concord.reports.tests.straining import straining_paper
from concord.reports.tests.test_rendering_pdf import HOSTILE


@pytest.fixture(scope="module")
def ordinary():
    return Document(io.BytesIO(render_docx(ordinary_paper())))


def _all_text(document) -> str:
    return " ".join(
        "".join(paragraph.itertext())
        for paragraph in document.element.body.iter(qn("w:p"))
    )


def test_headings_come_in_order_and_skip_no_level(ordinary) -> None:
    headings = [
        (int(p.style.name[-1]), p.text)
        for p in ordinary.paragraphs
        if p.style.name.startswith("Heading")
    ]
    assert [text for level, text in headings if level == 1] == [
        "Summary",
        "Decisions sought",
        "Exceptions",
        "What went well",
        "Progress since the last board",
        "Figures to read with care",
        "How ratings are given",
        "Agency statements",
        "What is due next",
        "Annex: the whole plan",
    ]
    assert headings[0][0] == 1


def test_every_table_repeats_its_head_and_keeps_rows_whole(ordinary) -> None:
    assert len(ordinary.tables) == 11
    for table in ordinary.tables:
        head, *rows = table._tbl.tr_lst
        assert head.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert table.style.name == "Paper table"
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_captions_are_numbered_by_fields(ordinary) -> None:
    captions = [p for p in ordinary.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 12
    for caption in captions:
        assert "SEQ" in caption._p.find(qn("w:fldSimple")).get(qn("w:instr"))


def test_the_picture_tells_its_numbers(ordinary) -> None:
    (picture,) = ordinary.inline_shapes
    told = picture._inline.docPr.get("descr")
    assert "1 Everyone’s business, 5 actions: 1 complete, 2 on track" in told


def test_footer_counts_pages_and_header_names_the_issue(ordinary) -> None:
    for section in ordinary.sections:
        assert "Official. No personal data." in section.footer.paragraphs[0].text
        fields = section.footer._element.iter(qn("w:fldSimple"))
        assert [f.get(qn("w:instr")).strip() for f in fields] == ["PAGE", "NUMPAGES"]
        assert "HR 2022/23 Q3, issue 1" in section.header.paragraphs[0].text
    assert ordinary.sections[0].different_first_page_header_footer


def test_title_language_and_dates_come_from_the_content(ordinary) -> None:
    properties = ordinary.core_properties
    assert properties.title.startswith("Domestic abuse strategy: highlight report")
    assert properties.language == "en-GB"
    assert str(properties.created.date()) == "2023-01-17"
    language = ordinary.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert {each.get(qn("w:val")) for each in language} == {"en-GB"}


def test_every_action_is_in_it(ordinary) -> None:
    text = _all_text(ordinary)
    for action in ordinary_paper().actions:
        assert action.title in text


def test_ratings_are_told_by_letter_and_word(ordinary) -> None:
    text = _all_text(ordinary).replace("\u00a0", "")
    for words in ("C Complete", "A At risk", "R Off track", "N Not started"):
        assert words in text


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_docx(ordinary_paper()) == render_docx(ordinary_paper())


def test_no_entry_of_the_file_carries_the_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(ordinary_paper()))) as package:
        assert {each.date_time for each in package.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }


def test_typed_markup_is_text_and_control_characters_do_no_harm() -> None:
    paper = replace(
        ordinary_paper(),
        summary=(f"{HOSTILE}\x00\x0b\ud800",),
        partnership=HOSTILE,
        decisions=(Decision("D1", HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )
    document = Document(io.BytesIO(render_docx(paper)))
    assert _all_text(document).count(HOSTILE) >= 5


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("make", [ordinary_paper, straining_paper])
def test_an_office_program_opens_it(make, tmp_path: Path) -> None:
    paper = make()
    written = tmp_path / "paper.docx"
    written.write_bytes(render_docx(paper))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(written),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    reader = PdfReader(tmp_path / "paper.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in text
    assert paper.annex[-1].actions[-1].ref in text
