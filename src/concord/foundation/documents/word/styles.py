"""A new document with the house's paragraph and table styles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from .xml import border, colour, element, shading

INK = "#13262f"
SOFT = "#44545c"
TEAL = "#0b5563"
WASH = "#e6f0f1"
SAND = "#fff4d6"
HAIR = "#c9cfd2"
BRICK = "#8f1d14"

# On every machine of a council; a missing typeface would change every line.
TYPEFACE = "Arial"
TABLE_STYLE = "Paper table"


@dataclass(frozen=True)
class Look:
    """Sizes and distances in points; `tint` fills, `edges` draws a box or a side."""

    size: float
    hue: str = INK
    bold: bool = False
    before: float = 0
    after: float = 0
    keep_with_next: bool = False
    tint: str | None = None
    edges: tuple[tuple[str, str, int], ...] = ()
    indent: float = 0


_BOX = ("top", "left", "bottom", "right")

LOOKS: dict[str, Look] = {
    "Title": Look(23, bold=True, before=2, after=3),
    "Subtitle": Look(12, SOFT, after=8),
    "Heading 1": Look(16, TEAL, bold=True, before=20, after=6, keep_with_next=True),
    "Heading 2": Look(11.5, bold=True, before=12, after=4, keep_with_next=True),
    "Caption": Look(9, SOFT, before=8, after=4, keep_with_next=True),
    "List Bullet": Look(10, after=3),
    "Header": Look(8.5, SOFT),
    "Footer": Look(8.5, SOFT),
    "Partnership": Look(
        10, TEAL, bold=True, after=2, edges=(("top", TEAL, 24),), keep_with_next=True
    ),
    "Fact": Look(9.5, after=1),
    "Picture": Look(10, after=4),
    "Cell": Look(9),
    "Cell number": Look(9),
    "Cell head": Look(8.5, bold=True, keep_with_next=True),
    "Cell head number": Look(8.5, bold=True, keep_with_next=True),
    "Quiet": Look(9, SOFT, before=3, after=3),
    "Asked": Look(10, after=0, tint=WASH),
    "Asked heading": Look(
        10, TEAL, bold=True, before=12, tint=WASH, keep_with_next=True
    ),
    "Statement": Look(10, after=4, edges=(("left", TEAL, 18),), indent=8),
    "Boxed": Look(
        10, edges=tuple((side, INK, 10) for side in _BOX), indent=8
    ),
    "Example note": Look(9, before=6, after=4, tint=SAND),
    "Draft note": Look(
        9.5, BRICK, bold=True, before=6, after=4,
        edges=tuple((side, BRICK, 8) for side in _BOX), indent=6,
    ),
    "Signature": Look(9.5, before=26),
}  # fmt: skip


def new_document(
    *, title: str, author: str, keywords: str, subject: str, dated: date
) -> WordDocument:
    """An empty A4 document in British English with every style of `LOOKS`."""
    document = Document()
    _base(document)
    for name, look in LOOKS.items():
        _style(document, name, look)
    for name in ("Cell number", "Cell head number"):
        numbers = cast(ParagraphStyle, document.styles[name])
        numbers.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _table_style(document)
    _page(document)
    moment = datetime.combine(dated, time())
    properties = document.core_properties
    properties.title, properties.author, properties.subject = title, author, subject
    properties.keywords, properties.language = keywords, "en-GB"
    properties.last_modified_by, properties.revision = author, 1
    properties.comments = ""
    properties.created = properties.modified = moment
    return document


def _base(document: WordDocument) -> None:
    normal = cast(ParagraphStyle, document.styles["Normal"])
    _typeface(normal)
    normal.font.size = Pt(10)
    normal.font.color.rgb = RGBColor.from_string(colour(INK))
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.12
    normal.paragraph_format.widow_control = True
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _typeface(style: Any) -> None:
    style.font.name = TYPEFACE
    fonts = style.element.rPr.find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), TYPEFACE)


def _style(document: WordDocument, name: str, look: Look) -> None:
    style = _paragraph_style(document, name)
    _typeface(style)
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour(look.hue))
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        style.element.rPr.remove(spacing)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.keep_with_next = look.keep_with_next
    if look.indent:
        shape.left_indent = shape.right_indent = Pt(look.indent)
    _decorate(style.element.get_or_add_pPr(), look)


def _paragraph_style(document: WordDocument, name: str) -> ParagraphStyle:
    styles = document.styles
    if name in [style.name for style in styles]:
        return cast(ParagraphStyle, styles[name])
    style = cast(ParagraphStyle, styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = styles["Normal"]
    style.quick_style = True
    return style


def _decorate(properties: Any, look: Look) -> None:
    for tag in ("w:pBdr", "w:shd", "w:contextualSpacing", "w:tabs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    after = [
        qn(f"w:{tag}")
        for tag in ("tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")
    ]
    place = next(
        (i for i, e in enumerate(properties) if e.tag in after), len(properties)
    )
    if look.tint:
        properties.insert(place, shading(look.tint))
    if look.edges:
        space = 4 if look.edges[0][0] == "top" and len(look.edges) == 1 else 6
        lines = [border(s, hue, eighths=w, space=space) for s, hue, w in look.edges]
        properties.insert(place, element("w:pBdr", *lines))


def _table_style(document: WordDocument) -> None:
    """One heavy rule on top, hair lines below, the head row in bold."""
    style = document.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    borders = element(
        "w:tblBorders",
        border("top", INK, eighths=10),
        border("bottom", HAIR),
        border("insideH", HAIR),
    )
    margins = element(
        "w:tblCellMar",
        element("w:top", w="50", type="dxa"),
        element("w:left", w="60", type="dxa"),
        element("w:bottom", w="50", type="dxa"),
        element("w:right", w="60", type="dxa"),
    )
    head = element("w:tblStylePr", element("w:rPr", element("w:b")), type="firstRow")
    style.element.append(element("w:tblPr", borders, margins))
    style.element.append(head)


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(21)
    section.header_distance, section.footer_distance = Mm(12), Mm(11)
