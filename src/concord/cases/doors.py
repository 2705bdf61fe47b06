"""The doors of cases: every page, letter and job through which something can leave."""

from __future__ import annotations

from concord.access.doors import Kind, door

door("cases:index", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("cases:find", Kind.SEARCH)
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
door("cases:sheet", Kind.PRINT)
door("cases:persons", Kind.LIST, Kind.COUNT)
door("cases:alike", Kind.LIST)
door("cases:transfers", Kind.LIST, Kind.COUNT)
for name in (
    "person",
    "about",
    "add_number",
    "end_number",
    "correct_person",
    "not_same",
    "merge_with",
    "merged",
    "transfer",
    "receive",
    "close",
    "leave",
    "relate",
    "relation_over",
    "household",
    "move_in",
    "move_out",
    "add_process",
    "end_process",
    "send",
):
    door(f"cases:{name}", Kind.OPEN)
# A record that an address names is shown on the page that opens a case; and records
# like those who are entered are offered there.
for name in ("open", "family", "add_person"):
    door(f"cases:{name}", Kind.OPEN, Kind.SEARCH)
door("cases:likely", Kind.SEARCH)
# Looks for the other case by its reference.
door("cases:counter", Kind.OPEN, Kind.SEARCH)
# Offers records of a like name, or those in the case that is named.
door("cases:same_person", Kind.OPEN, Kind.SEARCH)
door("cases:merge", Kind.OPEN, Kind.SEARCH)
door("cases.tell_receivers", Kind.JOB)
door("cases.transfer_waits", Kind.MAIL)
door("cases.nobody_can_take_it", Kind.MAIL)
