"""A board paper's content as PDF, Word and HTML: the same words in three layouts."""

from __future__ import annotations

from .pdf import render_pdf
from .web import render_html, render_html_file
from .word import render_docx

__all__ = ["render_docx", "render_html", "render_html_file", "render_pdf"]
