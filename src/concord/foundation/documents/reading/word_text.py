"""The words of one paragraph of a .docx, and how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_DROPPED = frozenset(
    qn(name)
    for name in (
        *("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText"),
        *("w:drawing", "w:pict", "w:object", "w:footnoteReference", "w:fldChar"),
        *("w:commentReference", "w:endnoteReference", "w:ruby"),
    )
)
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one look. ``size`` in half-points, 0 where not set."""

    text: str
    bold: bool
    size: int


def pieces(paragraph: Any) -> Iterator[Piece]:
    """The runs that a reader sees: insertions kept, deletions and fields' code not."""
    for child in paragraph:
        tag = child.tag
        if tag in _DROPPED or not isinstance(tag, str):
            continue
        if tag.startswith(_ALTERNATIVES):
            continue
        if tag == qn("w:r"):
            text = "".join(_run_text(child))
            if text:
                yield Piece(text, _is_bold(child), _size(child))
        else:
            yield from pieces(child)


def _run_text(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:ptab")):
            yield "\t"
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag == qn("w:sym"):
            yield "✓" if child.get(qn("w:char"), "")[-2:].upper() == "FC" else "•"


def boxes(paragraph: Any) -> list[Any]:
    """Paragraphs inside text boxes anchored here; each box once, not its fallback."""
    found = []
    for content in paragraph.iter(qn("w:txbxContent")):
        if any(a.tag == f"{_ALTERNATIVES}Fallback" for a in content.iterancestors()):
            continue
        found.append(content)
    return found


def _is_bold(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false")


def _size(run: Any) -> int:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    value = mark.get(qn("w:val"), "0") if mark is not None else "0"
    return int(value) if value.isdigit() else 0
