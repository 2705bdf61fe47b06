"""The doors of cases."""

from __future__ import annotations

from concord.access.doors import Kind, door

door("cases:index", Kind.LIST, Kind.COUNT)
door("cases:case", Kind.OPEN)
