"""What the database holds about panels of more than one kind.

A panel lists work of its own kind; the national return and flags are of the MARAC.
"""

from __future__ import annotations

from concord.marac.walls import COORDINATES
from concord.marac.walls_of_actions import ITS_ITEM
from concord.marac.walls_of_flags import TO_BE_FLAGGED
from concord.marac.walls_of_returns import RETURNS

# By the team that coordinates the panel, of work of its kind that was sent to it.
PUT_ON_BY_ITS_PANEL = (
    "EXISTS (SELECT 1 FROM marac_meeting m JOIN marac_panel p ON p.id = m.panel_id"
    " JOIN frontdoor_workitem w ON w.id = {t}.work_id AND w.kind = p.kind"
    " WHERE m.id = {t}.meeting_id AND p.team_id = (SELECT access.my_team())"
    " AND w.case_id = {t}.case_id AND w.to_team_id = (SELECT access.my_team()))"
)
# By the team that coordinates the MARAC, of work that was sent to it.
ITS_WORK = (
    "EXISTS (SELECT 1 FROM frontdoor_workitem w WHERE w.id = {t}.work_id"
    " AND w.case_id = {t}.case_id AND w.kind = 'marac'"
    " AND w.to_team_id = (SELECT access.my_team()))"
)
SCREENED_BY_THE_MARAC = f"{ITS_WORK} AND {COORDINATES}"
NOTED_BY_ITS_PANEL = f"{ITS_ITEM} AND {COORDINATES}"

ITS_MEETING = "JOIN public.marac_meeting m ON m.id = i.meeting_id\n"
OF_THE_MARAC = (
    f"{ITS_MEETING}        JOIN public.marac_panel q ON q.id = m.panel_id"
    " AND q.kind = 'marac'\n"
)


def _of_marac_only(function: str) -> str:
    """The same function as it was put in before, asking besides for the MARAC."""
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
        ITS_MEETING, OF_THE_MARAC
    )


FACTS_OF_THE_MARAC = _of_marac_only(
    RETURNS.partition("CREATE FUNCTION access.marac_counts")[0]
)
FLAGGED_AFTER_THE_MARAC = _of_marac_only(TO_BE_FLAGGED.partition("REVOKE ALL")[0])
