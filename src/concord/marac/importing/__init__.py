"""Reading a MARAC coordinator's old spreadsheet: no database, nothing is written."""

from __future__ import annotations
