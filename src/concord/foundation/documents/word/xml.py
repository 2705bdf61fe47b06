"""The few pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(tag: str, *children: Any, **attributes: str) -> Any:
    """`w:shd` with attributes in the `w` namespace, then its children."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    made.extend(children)
    return made


def colour(value: str) -> str:
    """#0b5563 as Word writes it: 0B5563."""
    return value.lstrip("#").upper()


def border(side: str, hue: str, *, eighths: int = 4, space: int = 0) -> Any:
    """A line of `eighths` of a point."""
    return element(
        f"w:{side}", val="single", sz=str(eighths), space=str(space), color=colour(hue)
    )


def shading(fill: str) -> Any:
    return element("w:shd", val="clear", color="auto", fill=colour(fill))


def simple_field(instruction: str, shown: str) -> Any:
    """A field that Word keeps up to date; `shown` is what it says until then."""
    text = element("w:t")
    text.text = shown
    return element("w:fldSimple", element("w:r", text), instr=f" {instruction} ")
