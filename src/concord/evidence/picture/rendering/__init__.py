"""The finished picture as drawings, web page, Word file and PDF."""

from __future__ import annotations
