"""A reader's copy of the minutes as a file, with their name on every page."""

from __future__ import annotations

from .pdf import render_pdf
from .reader import Reader
from .word import render_word

__all__ = ["Reader", "render_pdf", "render_word"]
