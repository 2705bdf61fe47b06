"""The UI kit: layout, forms, tables and tags. It knows nothing of any subject."""

from __future__ import annotations
