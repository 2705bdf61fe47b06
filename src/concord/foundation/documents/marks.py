"""A mark: a letter in a coloured square, then a word. Colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Mark:
    """Colours are `#rrggbb`; `edge` outlines a pale fill."""

    key: str
    letter: str
    word: str
    fill: str
    ink: str
    edge: str | None = None
    edge_style: Literal["solid", "dashed"] = "solid"
