"""Word files with real styles, made from the same data as the other formats."""

from __future__ import annotations

from .files import freeze
from .furniture import furnish, turn_sideways
from .passages import add_caption, add_line, add_picture, add_prose
from .styles import new_document
from .tables import add_table

__all__ = [
    "add_caption",
    "add_line",
    "add_picture",
    "add_prose",
    "add_table",
    "freeze",
    "furnish",
    "new_document",
    "turn_sideways",
]
