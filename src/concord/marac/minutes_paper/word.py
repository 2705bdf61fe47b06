"""A copy as a Word file, with the same words as the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.shared import Mm, Pt

from concord.foundation.documents import word
from concord.foundation.documents.printable import paragraphs, plain, plain_text
from concord.foundation.documents.tables import Table
from concord.marac.models import Minutes
from concord.marac.queries.minutes import CaseInMinutes, Paper

from . import wording
from .reader import Reader

# What Word itself writes for a watermark: a shape with text, behind the words.
MARK = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="Mark" type="#_x0000_t136" alt="" style="position:absolute;'
    "margin-left:0;margin-top:0;width:500pt;height:22pt;rotation:335;z-index:-251;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin"'
    ' fillcolor="#e3e7e9" stroked="f"><v:textpath style="font-family:Arial;'
    'font-size:1pt" string=%s/></v:shape></w:pict></w:r>'
)


def render_word(paper: Paper, minutes: Minutes, reader: Reader) -> bytes:
    """The copy, with its reader's mark on each page."""
    paper = replace(paper, header=plain(paper.header), cases=_plain(paper.cases))
    title = wording.title(minutes)
    document = word.new_document(
        title=title,
        author=paper.meeting.panel.name,
        keywords="",
        subject=paper.meeting.panel.name,
        dated=minutes.meeting.day,
    )
    _furnish(document, paper, title, reader)
    word.add_line(document, "Partnership", paper.meeting.panel.name)
    word.add_line(document, "Title", title)
    for label, value in wording.facts(paper, minutes):
        line = word.add_line(document, "Fact", f"{label}\t", (value, True))
        line.paragraph_format.tab_stops.add_tab_stop(Mm(32))
        line.paragraph_format.left_indent = Mm(32)
        line.paragraph_format.first_line_indent = Mm(-32)
    word.add_line(document, "Example note", wording.CONFIDENTIAL)
    for number, case in enumerate(paper.heard, 1):
        _case(document, number, case)
    if paper.earlier:
        document.add_heading("From meetings before", 1)
        for case in paper.earlier:
            document.add_heading(case.code, 2)
            _before(document, case)
    return word.freeze(document)


def _plain(cases: Sequence[CaseInMinutes]) -> list[CaseInMinutes]:
    """The same without what XML can't hold: it comes in with pasted text."""
    return [
        replace(case, content=plain(case.content), people=plain(case.people))
        for case in cases
    ]


def _furnish(document: WordDocument, paper: Paper, title: str, reader: Reader) -> None:
    section = document.sections[0]
    word.furnish(
        section,
        left=paper.meeting.panel.name,
        right=title,
        foot=plain_text(reader.line),
        opens=False,
    )
    section.footer.add_paragraph(wording.MARKING, style="Footer")
    mark: Any = parse_xml(MARK % quoteattr(plain_text(reader.mark)))
    section.header.paragraphs[0]._p.append(mark)


def _case(document: WordDocument, number: int, case: CaseInMinutes) -> None:
    document.add_heading(wording.case_heading(number, case), 1)
    for side, names in case.people:
        line = word.add_line(document, "Fact", f"{side}\t", (names, True))
        line.paragraph_format.tab_stops.add_tab_stop(Mm(56))
    if case.wishes:
        document.add_heading("What the victim wants", 2)
        for text in wording.wishes(case):
            word.add_prose(document, "Statement", text)
    _table(document, wording.risks(case))
    if said := wording.said(case):
        document.add_heading("What each team said", 2)
        for team, text in said:
            first, *more = paragraphs(text) or [""]
            word.add_line(document, "Normal", (f"{team}: ", True), first)
            for each in more:
                word.add_line(document, "Normal", each)
    for heading, texts in wording.passages(case):
        document.add_heading(heading, 2)
        for text in texts:
            word.add_prose(document, "Normal", text)
    if case.actions:
        _table(document, wording.actions(case))
    else:
        word.add_line(document, "Normal", wording.none_agreed(case))
    _before(document, case)


def _before(document: WordDocument, case: CaseInMinutes) -> None:
    for heading, texts in wording.before(case):
        line = word.add_line(document, "Normal", (heading, True))
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.space_before = Pt(9)
        for text in texts:
            word.add_line(document, "List Bullet", text)


def _table(document: WordDocument, table: Table | None) -> None:
    if table is None:
        return
    document.add_heading(table.caption, 2)
    word.add_table(document, table)
