"""The doors of people: whatever shows, prints or names somebody in a case."""

from __future__ import annotations

from concord.access.doors import Kind, door

door("contact:points", Kind.LIST, Kind.OPEN)
door("contact:add", Kind.OPEN)
door("contact:point", Kind.OPEN)
door("contact:verify", Kind.OPEN)
door("contact:wrong", Kind.OPEN)
door("contact:replace", Kind.OPEN)
door("contact:rule", Kind.OPEN)
door("contact:reach", Kind.OPEN)
door("contact:attempt", Kind.OPEN)
door("contact:places", Kind.OPEN)
door("contact:add_place", Kind.OPEN)
door("contact:end_place", Kind.OPEN)
# Seams of `concord.people.reaching` for rooms that print and for calendars.
door("people.printable", Kind.PRINT)
door("people.calendar_title", Kind.CALENDAR)
