"""One page about one case of a MARAC: to bring to the meeting, or to a visit.

It holds what its reader may read in the room, cut to fit on a page, and never what was
said for the chair alone. The reader's name and the moment stand on it.
"""

from __future__ import annotations

from .content import Sheet, sheet_of
from .pdf import render_sheet

__all__ = ["Sheet", "render_sheet", "sheet_of"]
