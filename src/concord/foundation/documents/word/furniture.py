"""Header and footer with page numbers, and pages on their side."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.section import Section
from docx.shared import Mm

from .xml import simple_field


def furnish(section: Section, *, left: str, right: str, foot: str, opens: bool) -> None:
    """Header and footer "Page x of y"; no header where the section `opens`."""
    section.different_first_page_header_footer = opens
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    width = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    _line(section.header, left, right, width)
    _numbered(_line(section.footer, foot, "Page ", width))
    if opens:
        _numbered(_line(section.first_page_footer, foot, "Page ", width))


def _line(part: Any, left: str, right: str, width: int) -> Any:
    paragraph = part.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(left)
    paragraph.add_run(f"\t{right}")
    return paragraph


def _numbered(paragraph: Any) -> None:
    paragraph._p.append(simple_field("PAGE", "1"))
    paragraph.add_run(" of ")
    paragraph._p.append(simple_field("NUMPAGES", "1"))


def turn_sideways(document: WordDocument) -> Section:
    """A new landscape section, for a wide table."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(22), Mm(18)
    return section
