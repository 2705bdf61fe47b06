"""The doors of the desk: where something of a person or case can show."""

from __future__ import annotations

from concord.access.doors import Kind, door

door("home", Kind.LIST, Kind.COUNT)  # tasks
door("what_i_can_see", Kind.LIST, Kind.COUNT)
door("declare", Kind.SEARCH)
door("agreements", Kind.COUNT)
door("agreement", Kind.COUNT)
door("emergencies", Kind.LIST, Kind.COUNT, Kind.AUDIT)
door("review_emergency", Kind.OPEN, Kind.AUDIT)
door("locks", Kind.LIST, Kind.AUDIT)
door("end_lock", Kind.OPEN, Kind.AUDIT)
door("suspicions", Kind.LIST, Kind.AUDIT)
door("suspicion", Kind.OPEN, Kind.AUDIT)
door("declarations", Kind.LIST, Kind.AUDIT)
door("declaration", Kind.OPEN, Kind.AUDIT)
door("audit", Kind.AUDIT, Kind.EXPORT)
door("audit_case", Kind.AUDIT)
door("audit_event", Kind.AUDIT)
door("audit_reads", Kind.AUDIT, Kind.EXPORT)
door("audit_unusual", Kind.AUDIT, Kind.EXPORT)
door("audit_unusual_line", Kind.AUDIT)
door("audit_terms", Kind.AUDIT, Kind.EXPORT)
door("audit_terms_opening", Kind.AUDIT)
