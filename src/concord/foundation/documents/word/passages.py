"""Paragraphs, captions, marks and pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx.document import Document as WordDocument
from docx.shared import Pt, RGBColor

from ..marks import Mark
from ..printable import paragraphs
from .xml import border, colour, shading, simple_field


def add_line(document: WordDocument, style: str, *parts: tuple[str, bool] | str) -> Any:
    """A paragraph of parts; a part is text, or (text, whether bold)."""
    paragraph = document.add_paragraph(style=style)
    for part in parts:
        text, bold = (part, False) if isinstance(part, str) else part
        run = paragraph.add_run(text)
        if bold:
            run.bold = True
    return paragraph


def add_prose(document: WordDocument, style: str, text: str) -> None:
    """Every paragraph that a person typed, parted by blank lines."""
    for each in paragraphs(text):
        document.add_paragraph(each, style=style)


def add_caption(document: WordDocument, kind: str, number: int, text: str) -> None:
    """Table 3. Words, numbered by a field so that Word can list and renumber."""
    paragraph = document.add_paragraph(style="Caption")
    paragraph.add_run(f"{kind} ").bold = True
    paragraph._p.append(simple_field(f"SEQ {kind} \\* ARABIC", str(number)))
    paragraph.add_run(". ").bold = True
    paragraph.add_run(text)


def add_picture(
    document: WordDocument, png: bytes, *, width: float, alternative: str, name: str
) -> None:
    """A picture `width` points wide with its alternative text."""
    run = document.add_paragraph(style="Picture").add_run()
    shape = run.add_picture(io.BytesIO(png), width=Pt(width))
    # Without these, some readers keep an eighth of an inch free on each side.
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    described = shape._inline.docPr
    described.set("descr", alternative)
    described.set("title", name)


def add_mark(paragraph: Any, mark: Mark) -> None:
    """The letter in its coloured square, then the word."""
    run = paragraph.add_run(f"\u00a0{mark.letter}\u00a0")
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(colour(mark.ink))
    properties = run._r.get_or_add_rPr()
    # Schema order inside run properties: border, then shading, after the size.
    properties.extend(_square(mark))
    paragraph.add_run(f" {mark.word}")


def _square(mark: Mark) -> Iterable[Any]:
    yield border("bdr", mark.edge or mark.fill)
    yield shading(mark.fill)
