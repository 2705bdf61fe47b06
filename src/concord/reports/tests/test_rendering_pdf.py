"""The PDF: accessible, complete, the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader

from concord.reports.content import BoardPaper, Decision
from concord.reports.rendering import render_pdf
from concord.reports.tests.invented import ordinary_paper
from concord.reports.tests.straining import straining_paper


@pytest.fixture(scope="module")
def ordinary() -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(ordinary_paper())))


@pytest.fixture(scope="module")
def straining() -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(straining_paper())))


@pytest.fixture(scope="module")
def straining_pages(straining: PdfReader) -> list[str]:
    """Reading fifty pages takes seconds, so it is done once."""
    return [page.extract_text() for page in straining.pages]


def _words(pages: Iterable[str]) -> str:
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def _printed(paper: BoardPaper) -> str:
    reader = PdfReader(io.BytesIO(render_pdf(paper)))
    return _words(page.extract_text() for page in reader.pages)


def _without_breaks(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_it_is_tagged_titled_and_in_british_english(ordinary: PdfReader) -> None:
    root = ordinary.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert ordinary.metadata.title == (
        "Domestic abuse strategy: highlight report, Quarter 3, 2022 to 2023 "
        "(October to December 2022)"
    )


def test_it_claims_pdf_ua_1(ordinary: PdfReader) -> None:
    packet = ordinary.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet


def _tags(element: object) -> list[tuple[str, object]]:
    found = []
    stack = [element]
    while stack:
        node = stack.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((node["/S"], node))
            if "/K" in node:
                stack.append(node["/K"])
    return found


def test_headings_do_not_skip_a_level_and_tables_have_header_cells(
    ordinary: PdfReader,
) -> None:
    tags = _tags(ordinary.trailer["/Root"]["/StructTreeRoot"]["/K"])
    names = [name for name, _node in tags]
    levels = [int(name[2]) for name in names if name in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert names.count("/Table") == 10
    assert names.count("/TH") >= 10 * 3
    assert names.count("/Caption") >= 11


def test_the_chart_tells_every_number_in_its_alternative(ordinary: PdfReader) -> None:
    tags = _tags(ordinary.trailer["/Root"]["/StructTreeRoot"]["/K"])
    told = [node["/Alt"] for name, node in tags if name == "/Figure" and "/Alt" in node]
    assert any(
        "1 Everyone’s business, 5 actions: 1 complete, 2 on track, 2 at risk." in alt
        for alt in told
    )


def test_bookmarks_lead_to_the_sections(ordinary: PdfReader) -> None:
    titles = [entry.title for entry in ordinary.outline if not isinstance(entry, list)]
    assert titles[:3] == ["Summary", "Decisions sought", "Exceptions"]
    assert titles[-1] == "Annex: the whole plan"


def _missing(wanted: Iterable[str], printed: str) -> list[str]:
    there = _without_breaks(printed)
    return [each for each in wanted if _without_breaks(each) not in there]


def test_every_action_and_every_statement_is_printed() -> None:
    paper = ordinary_paper()
    wanted = [action.title for action in paper.actions]
    wanted += [action.latest for action in paper.actions]
    wanted += [each.text for each in paper.statements]
    wanted += [agency.agency for agency in paper.silent]
    wanted += [each.asked_to for each in paper.decisions]
    assert _missing(wanted, _printed(paper)) == []


def test_a_straining_paper_loses_nothing(straining_pages: list[str]) -> None:
    paper = straining_paper()
    wanted = [action.ref for action in paper.actions]
    wanted += [agency.agency for agency in paper.silent]
    wanted += [priority.title for priority in paper.annex]
    assert _missing(wanted, _words(straining_pages)) == []


def test_the_same_content_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib\n"
        "from concord.reports.rendering import render_pdf\n"
        "from concord.reports.tests.invented import ordinary_paper\n"
        "print(hashlib.sha256(render_pdf(ordinary_paper())).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(runs) == 1


def test_the_only_date_in_the_file_is_the_day_of_issue(ordinary: PdfReader) -> None:
    assert str(ordinary.metadata.creation_date)[:10] == "2023-01-17"


HOSTILE = (
    '#let x = 1 *bold* _it_ @care <label> $x$ `raw` = heading \\ #panic("no") '
    "// {{ 7*7 }} {% raise %} <script>alert(1)</script> & \" ' “quoted”"
)


def test_markup_typed_into_a_field_is_printed_as_typed() -> None:
    paper = replace(
        ordinary_paper(),
        summary=(HOSTILE,),
        partnership=HOSTILE,
        decisions=(Decision("D1", HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )
    printed = _printed(paper)
    assert printed.count("#let x = 1 *bold* _it_ @care <label> $x$ `raw`") >= 5
    assert "{{ 7*7 }} {% raise %} <script>alert(1)</script>" in printed


def test_characters_that_cannot_be_printed_never_stop_a_paper() -> None:
    odd = "Vertical\x0btab, null \x00, smile 😀, \ud800, \u202eturned, سلام كلام."
    paper = replace(ordinary_paper(), summary=(odd,))
    printed = _printed(paper)
    assert "Vertical tab, null , smile [grinning face], , turned" in printed
    assert "[8 characters not shown here]" in printed


def test_ratings_are_told_by_letter_and_word(straining_pages: list[str]) -> None:
    printed = _words(straining_pages)
    for words in ("C Complete", "G On track", "A At risk", "R Off track", "X Closed"):
        assert words in printed
    for letter_and_count in ("C 4", "U 5"):
        assert letter_and_count in printed


def test_a_draft_says_so_on_every_page(straining_pages: list[str]) -> None:
    first, *others = straining_pages
    assert "Draft. Not issued" in first
    assert all("Draft, not issued" in page for page in others)


def test_an_ordinary_paper_has_six_to_eight_pages(ordinary: PdfReader) -> None:
    assert 6 <= len(ordinary.pages) <= 8


def test_no_text_is_smaller_than_eight_and_a_half_points(ordinary: PdfReader) -> None:
    sizes: set[float] = set()

    def note(text: str, _cm: object, matrix: list[float], _font: object, size: float):
        if text.strip():
            sizes.add(round(abs(size * matrix[3]), 1))

    for page in ordinary.pages:
        page.extract_text(visitor_text=note)
    assert min(sizes) >= 8.5
