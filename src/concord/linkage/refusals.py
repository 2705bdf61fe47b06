"""What stops a linkage, in one line that never holds a value of a record."""

from __future__ import annotations


class CannotLink(Exception):
    """The text names the file, the line or the column, and the way out."""
