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
door("marac:send_on", Kind.OPEN)
door("marac:repeat", Kind.OPEN)
# The same figures for everybody who may see them, counted by the database.
door("marac:national", Kind.COUNT, Kind.EXPORT)
door("marac:behind", Kind.LIST)
door("marac:past_hearings", Kind.LIST, Kind.COUNT)
door("marac:past", Kind.OPEN)
door("marac:actions", Kind.LIST, Kind.COUNT)
door("marac:meeting_actions", Kind.LIST, Kind.COUNT)
for name in ("action", "set_aside", "add_action"):
    door(f"marac:{name}", Kind.OPEN)
for name in ("room", "wall", "changes"):
    door(f"marac:{name}", Kind.OPEN, Kind.LIST)
for name in ("say", "act", "call", "conclude", "correct", "tell_victim"):
    door(f"marac:{name}", Kind.OPEN)
for name in ("enter", "before", "start", "end"):
    door(f"marac:{name}", Kind.LIST)
door("marac.remind_everybody", Kind.JOB)
door("marac.remind_partnership", Kind.JOB)
door("marac.actions_wait", Kind.MAIL)
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
door("marac:afterwards", Kind.LIST, Kind.COUNT)
door("marac:let_go", Kind.COUNT)
door("marac:keep_open", Kind.OPEN)
door("marac.remind_of_flags", Kind.JOB)
door("marac.flags_wait", Kind.MAIL)
no_door("marac:settings", "Tells which teams sit at the panel, and its limits.")
no_door("marac:panel_settings", "The same of a panel below the threshold.")
for name in ("new_meeting", "series", "call_off"):
    no_door(f"marac:{name}", "Dates and rooms of meetings.")
for name in ("attendance", "agree"):
    no_door(f"marac:{name}", "Tells which staff come to a meeting.")
# Research: what teams were asked, and what they say.
door("marac:research", Kind.LIST, Kind.COUNT)
door("marac:not_known", Kind.LIST, Kind.COUNT)
door("marac:pack", Kind.EXPORT)
door("marac:read_pack", Kind.LIST, Kind.COUNT)
door("marac:answers", Kind.LIST, Kind.COUNT)
for name in ("answer", "take_back", "said"):
    door(f"marac:{name}", Kind.OPEN)
door("marac:undo_research", Kind.COUNT)
door("marac:remind", Kind.COUNT)
door("marac.research_waits", Kind.MAIL)
for name in ("remind_team", "remind_of_research"):
    door(f"marac.{name}", Kind.JOB)
door("marac:screen", Kind.OPEN)
# Minutes: the draft for the team that coordinates, and each reader's own copy.
for name in ("minutes", "approve_minutes"):
    door(f"marac:{name}", Kind.LIST, Kind.COUNT)
for name in ("issue_minutes", "correct_minutes"):
    door(f"marac:{name}", Kind.LIST)
door("marac:wording", Kind.OPEN)
door("marac:minutes_copy", Kind.LIST, Kind.COUNT)
for name in ("minutes_pdf", "minutes_word", "case_sheet"):
    door(f"marac:{name}", Kind.EXPORT, Kind.PRINT)
door("marac.tell_of_minutes", Kind.JOB)
door("marac.minutes_wait", Kind.MAIL)
# Figures: the same for everybody who sees no people; less what is locked for the rest.
door("marac:governance", Kind.COUNT, Kind.EXPORT)
for name in ("posts", "absence", "usual_actions", "retire_usual_action"):
    no_door(f"marac:{name}", "Tells of teams, posts and words, never of a case.")
