"""Tables that filter, search, sort, page, group, stack on a phone and export.

Own code rather than django-tables2: that brings neither filters (django-filter),
nor export (tablib), nor groups of rows, nor rows for a phone, and its templates would
all be replaced. What is left is the small part that is written here.
"""

from __future__ import annotations

from concord.foundation.ui.tables.column import Column
from concord.foundation.ui.tables.table import Table, TableOfPeople

__all__ = ["Column", "Table", "TableOfPeople"]
