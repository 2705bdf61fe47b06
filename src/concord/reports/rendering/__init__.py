"""A board paper's content as PDF, Word and HTML: the same words in three layouts."""

from __future__ import annotations

from .pdf import render_pdf

__all__ = ["render_pdf"]
