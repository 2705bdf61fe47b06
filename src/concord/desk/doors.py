"""The doors of the desk: where something of a person or case can show."""

from __future__ import annotations

from concord.access.doors import Kind, door, no_door

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
door("audit_terms_read", Kind.AUDIT)

no_door("audit_checks", "Numbers and hashes of the log.")
no_door("audit_terms_ask", "Numbers of searches are typed, and none is shown.")
no_door("audit_terms_approve", "Lets somebody else read, and shows nothing.")
no_door("access.audit.", "Seals, checks and counts the log; it names nobody.")
no_door("access.audit_head", "The number and the hash of a seal.")
no_door("access.audit_not_whole", "Says that something is wrong, and a link.")
no_door("access.unusual", "Says how many lines wait, and a link.")
