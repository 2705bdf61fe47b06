"""Building blocks for documents: typesetting, charts, tables, Word files.

Nothing here knows what a document is about. `reading` takes files in, the other
modules make files: `charts` (one drawing for web, PDF and Word), `tables` (neutral
tables that each format lays out), `typesetting` (accessible PDF), `word` (docx).
"""

from __future__ import annotations
