"""Paragraph styles of a .docx: heading levels, list numbers, bold and size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn


@dataclass(slots=True)
class Style:
    name: str = ""
    level: int | None = None
    number: tuple[str, int] | None = None
    bold: bool = False
    size: int = 0


class Styles:
    """Paragraph styles with what they inherit from the style they are based on."""

    def __init__(self, document: Any) -> None:
        self._elements = {
            e.get(qn("w:styleId")): e
            for e in document.styles.element.findall(qn("w:style"))
        }
        self._known: dict[str, Style] = {}

    def of(self, properties: Any) -> Style:
        link = properties.find(qn("w:pStyle")) if properties is not None else None
        return self._style(link.get(qn("w:val"), "") if link is not None else "", 0)

    def _style(self, name: str, depth: int) -> Style:
        if name in self._known:
            return self._known[name]
        element = self._elements.get(name)
        if element is None or depth > 20:
            return Style()
        base = element.find(qn("w:basedOn"))
        parent = (
            self._style(base.get(qn("w:val"), ""), depth + 1)
            if (base is not None)
            else Style()
        )
        style = _style_of(element, parent)
        self._known[name] = style
        return style


def _style_of(element: Any, parent: Style) -> Style:
    label = element.find(qn("w:name"))
    name = (label.get(qn("w:val"), "") if label is not None else "").lower()
    level = _named_level(name)
    properties = element.find(qn("w:pPr"))
    outline = outline_level(properties)
    number = number_of(properties)
    looks = element.find(qn("w:rPr"))
    bold = looks is not None and looks.find(qn("w:b")) is not None
    size = looks.find(qn("w:sz")) if looks is not None else None
    if level is None:
        level = outline if outline is not None else parent.level
    return Style(
        name,
        level,
        number or parent.number,
        bold or parent.bold,
        int(size.get(qn("w:val"), "0")) if size is not None else parent.size,
    )


def _named_level(name: str) -> int | None:
    if name == "title":
        return 1
    match = re.fullmatch(r"(?:heading|überschrift|titre) ?([1-9])", name)
    return min(int(match[1]), 6) if match else None


def named_depth(name: str) -> int:
    """ "List Bullet 2" is one level in."""
    match = re.fullmatch(r"list (?:bullet|number|continue|paragraph) ?([2-5])", name)
    return int(match[1]) - 1 if match else 0


def outline_level(properties: Any) -> int | None:
    mark = properties.find(qn("w:outlineLvl")) if properties is not None else None
    if mark is None or not mark.get(qn("w:val"), "9").isdigit():
        return None
    level = int(mark.get(qn("w:val"), "9")) + 1
    return level if level <= 6 else None


def number_of(properties: Any) -> tuple[str, int] | None:
    if properties is None or properties.find(qn("w:numPr")) is None:
        return None
    mark = properties.find(qn("w:numPr"))
    number, level = mark.find(qn("w:numId")), mark.find(qn("w:ilvl"))
    if number is None:
        return None
    depth = level.get(qn("w:val"), "0") if level is not None else "0"
    return number.get(qn("w:val"), "0"), int(depth) if depth.isdigit() else 0
