"""What the database holds about research: who says it, and who reads it when.

The team that wrote it, and the team that coordinates the panel as soon as it is there.
Other teams only in the meeting, and what is for the chair only never. An emergency
opens none of it: it is said for a meeting, and each team keeps its own record besides.
"""

from __future__ import annotations

from concord.access.records import MINE, WRITER
from concord.marac.walls import COORDINATES

# The one place that decides from when on others read: see `access.meetings_heard`.
HEARD = (
    "EXISTS (SELECT 1 FROM marac_agendaitem i WHERE i.id = {t}.item_id"
    " AND i.state IN ('listed', 'heard')"
    " AND i.meeting_id = ANY ((SELECT access.meetings_heard())::bigint[]))"
)
RESEARCH_SEEN = f"{MINE} OR {COORDINATES} OR {HEARD}"
ENTRY_SEEN = f"{MINE} OR {COORDINATES} OR {{t}}.handling = 'share' AND {HEARD}"
# The policy of agendas lets a team find the item: it was opened to it, or it holds it.
ASKED = (
    "EXISTS (SELECT 1 FROM marac_agendaitem i"
    " JOIN marac_meeting m ON m.id = i.meeting_id"
    " WHERE i.id = {t}.item_id AND i.case_id = {t}.case_id"
    " AND i.state = 'listed' AND i.disclosure_id IS NOT NULL"
    " AND m.state = 'agenda_issued'"
    " AND (access.owns(i.case_id) OR EXISTS (SELECT 1 FROM marac_coreteam c"
    " WHERE c.panel_id = m.panel_id AND c.team_id = (SELECT access.my_team())"
    " AND c.valid @> (now() AT TIME ZONE 'Europe/London')::date)))"
)
OF_MY_ANSWER = (
    "EXISTS (SELECT 1 FROM marac_research r WHERE r.id = {t}.research_id"
    " AND r.says = 'known' AND r.written_by_id = (SELECT access.my_hat()))"
)
ONLY_MINE = WRITER

# An entry stays with its answer. Deferred, because a case that is disposed of goes
# table by table.
TOGETHER = """
ALTER TABLE marac_research ADD CONSTRAINT research_of_item_case_and_team
    UNIQUE (id, item_id, case_id, owner_team_id);
ALTER TABLE marac_researchentry ADD CONSTRAINT a_line_stays_with_its_answer
    FOREIGN KEY (research_id, item_id, case_id, owner_team_id)
    REFERENCES marac_research (id, item_id, case_id, owner_team_id)
    DEFERRABLE INITIALLY DEFERRED;
"""

HEARING = r"""
-- Meetings in which my team hears what the others know, from their beginning on: it
-- came, and agreed to confidentiality.
CREATE FUNCTION access.meetings_heard() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT m.id), '{}')
    FROM public.marac_meeting m
    JOIN public.marac_attendance a ON a.meeting_id = m.id
    WHERE m.partnership_id = access.my_partnership()
      AND m.started_at IS NOT NULL AND m.state IN ('agenda_issued', 'held')
      AND a.team_id = access.my_team() AND a.kind = 'attends'
      AND a.agreed_at IS NOT NULL
$$;

-- Which team was asked about which case of a meeting, and whether it has answered: for
-- the team that coordinates, less what is locked for who looks; and for reminders.
CREATE FUNCTION access.research_asked(the_meeting bigint)
RETURNS TABLE (item_id uuid, case_id uuid, team_id bigint, is_answered boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    locked uuid[] := access.locked_cases();
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    IF NOT (coalesce(access.my_principal() = 'marac.reminders', false)
            OR access.sees_people() AND EXISTS (
                SELECT 1 FROM public.marac_panel p
                WHERE p.partnership_id = access.my_partnership()
                  AND p.team_id = access.my_team()))
    THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT i.id, i.case_id, c.team_id, coalesce((
        SELECT r.says <> 'taken_back' FROM public.marac_research r
        WHERE r.item_id = i.id AND r.owner_team_id = c.team_id
        ORDER BY r.n DESC LIMIT 1), false)
    FROM public.marac_agendaitem i
    JOIN public.marac_meeting m ON m.id = i.meeting_id
    JOIN public.marac_coreteam c ON c.panel_id = m.panel_id
    WHERE m.id = the_meeting AND m.partnership_id = access.my_partnership()
      AND i.state IN ('listed', 'heard') AND i.disclosure_id IS NOT NULL
      AND c.valid @> today
      AND NOT i.case_id = ANY (locked)
      AND EXISTS (
          SELECT 1 FROM public.access_grant g
          WHERE g.case_id = i.case_id AND g.team_id = c.team_id
            AND g.during @> statement_timestamp()
            AND (g.part = 'all' OR g.part = 'identity' AND g.side = 'victim'));
END
$$;

-- What my own team has said last of the victim of this case, at another meeting.
CREATE FUNCTION access.research_before(the_item uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    locked uuid[] := access.locked_cases();
    the_case uuid;
    she uuid[];
BEGIN
    SELECT i.case_id INTO the_case FROM public.marac_agendaitem i
    WHERE i.id = the_item AND i.partnership_id = access.my_partnership()
      AND NOT i.case_id = ANY (locked)
      AND EXISTS (SELECT 1 FROM public.access_grant g
                  WHERE g.case_id = i.case_id AND g.team_id = access.my_team()
                    AND g.during @> statement_timestamp());
    IF NOT access.sees_people() OR the_case IS NULL THEN
        RETURN NULL;
    END IF;
    she := access.cluster_of(ARRAY(
        SELECT y.person_id FROM public.cases_party y
        WHERE y.case_id = the_case AND y.side = 'victim' AND y.left_on IS NULL));
    RETURN (
        SELECT r.id FROM public.marac_research r
        WHERE r.owner_team_id = access.my_team() AND r.item_id <> the_item
          AND r.says = 'known' AND NOT r.case_id = ANY (locked)
          AND EXISTS (SELECT 1 FROM public.cases_party y
                      WHERE y.case_id = r.case_id AND y.side = 'victim'
                        AND y.person_id = ANY (she))
          AND NOT EXISTS (SELECT 1 FROM public.marac_research later
                          WHERE later.item_id = r.item_id
                            AND later.owner_team_id = r.owner_team_id
                            AND later.n > r.n)
        ORDER BY r.checked_on DESC, r.written_at DESC LIMIT 1);
END
$$;
REVOKE ALL ON FUNCTION access.meetings_heard(), access.research_asked(bigint),
    access.research_before(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.meetings_heard(), access.research_asked(bigint),
    access.research_before(uuid) TO app_runtime;
"""
