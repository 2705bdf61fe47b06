"""The doors of the MARAC room: agendas, and cases that wait for one."""

from __future__ import annotations

from concord.access.doors import Kind, door, no_door

door("marac:index", Kind.LIST, Kind.COUNT)
door("marac:meeting", Kind.LIST, Kind.COUNT)
door("marac:print", Kind.PRINT)
door("marac:put_on", Kind.LIST)
door("marac:issue", Kind.COUNT)
door("marac:item", Kind.OPEN)
door("marac:move", Kind.OPEN)
door("marac:repeat", Kind.OPEN)
# The same figures for everybody who may see them, counted by the database.
door("marac:national", Kind.COUNT, Kind.EXPORT)
door("marac:behind", Kind.LIST)
door("marac:flags", Kind.LIST, Kind.COUNT, Kind.EXPORT)
door("marac:find_flag", Kind.SEARCH)
door("marac:unflag", Kind.LIST, Kind.PRINT)
door("marac:flag", Kind.OPEN)
door("marac:clear_flag", Kind.OPEN)
door("marac:restart_flag", Kind.OPEN)
door("marac:meeting_flags", Kind.LIST, Kind.COUNT)
# A system has no account that could be locked out: it is told of its team's own flags.
for name in ("flags_api", "find_flags_api", "confirm_flag_api", "clear_flag_api"):
    door(name, Kind.API)
no_door("flags_openapi", "Describes fields.")
door("marac.remind_of_flags", Kind.JOB)
door("marac.flags_wait", Kind.MAIL)
no_door("marac:settings", "Tells which teams sit at the panel, and its limits.")
for name in ("new_meeting", "series", "call_off"):
    no_door(f"marac:{name}", "Dates and rooms of meetings.")
for name in ("attendance", "agree"):
    no_door(f"marac:{name}", "Tells which staff come to a meeting.")
