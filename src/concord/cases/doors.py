"""The doors of cases."""

from __future__ import annotations

from concord.access.doors import Kind, door

door("cases:index", Kind.LIST, Kind.COUNT)
door("cases:case", Kind.OPEN)
# Sharing, emergencies, locks.
door("cases:who_can_see", Kind.OPEN, Kind.LIST, Kind.COUNT)
door("cases:who_can_see_on_paper", Kind.PRINT)
door("cases:sharing_decision", Kind.OPEN)
door("cases:share", Kind.OPEN)
door("cases:end_sharing", Kind.OPEN)
door("cases:hand_over", Kind.OPEN)
door("cases:keep_away", Kind.OPEN)
door("cases:emergency", Kind.OPEN, Kind.LIST)
door("cases:close_emergency", Kind.OPEN)
