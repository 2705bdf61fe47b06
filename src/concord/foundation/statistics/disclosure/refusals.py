"""Why figures can't be protected, or a table can't be read."""

from __future__ import annotations


class WrongTable(ValueError):
    """A table that can't be right. The text names the cell and the way out."""


class CannotProtect(Exception):
    """No way of hiding protects these figures. The text says which, and what to do."""


class NotProved(AssertionError):
    """The audit did not prove each hidden cell: nothing may leave."""
