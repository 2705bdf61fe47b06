"""What the database holds about agendas: who puts on, and who sees before issuing."""

from __future__ import annotations

from concord.access.records import MINE

HERE = "partnership_id = (SELECT access.my_partnership())"
# Being a core team opens agendas: nobody seats a team but who manages the partnership.
MANAGES = f"{HERE} AND (SELECT access.my_role()) IN ('administrator', 'strategic_lead')"
COORDINATES = (
    "EXISTS (SELECT 1 FROM marac_panel p WHERE p.partnership_id ="
    " (SELECT access.my_partnership()) AND p.team_id = (SELECT access.my_team()))"
)
PLANNED_BY_THE_PANEL = f"{HERE} AND {COORDINATES}"
SAID_BY_THE_TEAM = f"{HERE} AND (team_id = (SELECT access.my_team()) OR {COORDINATES})"
# By the team that coordinates the panel, of work that the front door sent to it.
PUT_ON_BY_THE_PANEL = (
    "EXISTS (SELECT 1 FROM marac_meeting m JOIN marac_panel p ON p.id = m.panel_id"
    " WHERE m.id = {t}.meeting_id AND p.team_id = (SELECT access.my_team()))"
    " AND EXISTS (SELECT 1 FROM frontdoor_workitem w WHERE w.id = {t}.work_id"
    " AND w.case_id = {t}.case_id AND w.kind = 'marac'"
    " AND w.to_team_id = (SELECT access.my_team()))"
)
IN_THE_CORE = (
    "EXISTS (SELECT 1 FROM marac_meeting m JOIN marac_coreteam c"
    " ON c.panel_id = m.panel_id WHERE m.id = {t}.meeting_id"
    " AND c.team_id = (SELECT access.my_team())"
    " AND c.valid @> (now() AT TIME ZONE 'Europe/London')::date)"
)
# Besides what opens the case to a team: an agenda tells that a case goes to MARAC.
# Nobody but who puts it on and who holds it learns so before there is a decision.
ON_AN_ISSUED_AGENDA = (
    f"{MINE} OR access.owns({{case}})"
    f" OR {{t}}.disclosure_id IS NOT NULL AND {IN_THE_CORE}"
)
