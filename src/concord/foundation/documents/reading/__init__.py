"""Reads a published file into ordered blocks: headings, paragraphs, lists, tables.

``read(path)`` knows .docx, .pdf, .xlsx, .csv, .html, .md and .txt, and nothing of what
the file is about. It needs neither a database nor settings.
"""

from __future__ import annotations

from concord.foundation.documents.reading.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Row,
    Source,
    Table,
)
from concord.foundation.documents.reading.limits import (
    Limits,
    Progress,
    UnreadableFile,
)
from concord.foundation.documents.reading.opening import read

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Heading",
    "Limits",
    "Line",
    "ListItem",
    "Paragraph",
    "Progress",
    "Row",
    "Source",
    "Table",
    "UnreadableFile",
    "read",
]
