"""What the database holds about repeats: the team that coordinates says what counts."""

from __future__ import annotations

# The inner table's own policy decides about the item.
FOUND_BY_THE_PANEL = (
    "EXISTS (SELECT 1 FROM marac_agendaitem i JOIN marac_meeting m"
    " ON m.id = i.meeting_id JOIN marac_panel p ON p.id = m.panel_id"
    " WHERE i.id = {t}.item_id AND i.case_id = {t}.case_id"
    " AND p.team_id = (SELECT access.my_team()))"
)
