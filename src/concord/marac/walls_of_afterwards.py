"""What the database holds about the time after a meeting: who need not see any more.

Only the team that coordinates asks and ends; of a case that it is kept from it learns
nothing, and ends nothing.
"""

from __future__ import annotations

from concord.marac.walls import COORDINATES
from concord.marac.walls_of_actions import ITS_ITEM

KEPT_SEEN = f"{COORDINATES} OR access.owns({{case}})"
KEPT_ADDED = f"{ITS_ITEM} AND {COORDINATES}"

NOT_NEEDED = r"""
-- Teams to which the decision of an agenda still shows who a case is about, although
-- they have not said that they know anybody in it, do nothing for it, and have flagged
-- no record. A null meeting: all that were held. The decision of a case that goes on
-- to another meeting is still in use.
CREATE FUNCTION access.marac_not_needed(the_meeting bigint)
RETURNS TABLE (meeting_id bigint, item_id uuid, disclosure_id uuid, team_id bigint,
               has_answered boolean, kept text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT DISTINCT m.id, i.id, i.disclosure_id, g.team_id,
        coalesce(said.says = 'not_known', false), coalesce(k.why, '')
    FROM public.marac_meeting m
    JOIN public.marac_panel p ON p.id = m.panel_id AND p.team_id = access.my_team()
    JOIN public.marac_agendaitem i ON i.meeting_id = m.id AND i.state = 'heard'
    JOIN public.access_grant g ON g.disclosure_id = i.disclosure_id
     AND g.team_id <> p.team_id AND g.during @> statement_timestamp()
    LEFT JOIN LATERAL (
        SELECT r.says FROM public.marac_research r
        WHERE r.item_id = i.id AND r.owner_team_id = g.team_id
        ORDER BY r.n DESC LIMIT 1) said ON true
    LEFT JOIN public.marac_keptopen k ON k.item_id = i.id AND k.team_id = g.team_id
    WHERE access.sees_people() AND m.partnership_id = access.my_partnership()
      AND m.state = 'held' AND (the_meeting IS NULL OR m.id = the_meeting)
      AND NOT i.case_id = ANY (access.locked_cases())
      AND coalesce(said.says <> 'known', true)
      AND NOT EXISTS (SELECT 1 FROM public.marac_maracaction a
                      WHERE a.case_id = i.case_id AND a.team_id = g.team_id
                        AND a.set_aside_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM public.marac_flag f
                      WHERE f.case_id = i.case_id AND f.team_id = g.team_id
                        AND f.confirmed_at IS NOT NULL AND f.cleared_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM public.marac_agendaitem other
                      JOIN public.marac_meeting n ON n.id = other.meeting_id
                      WHERE other.disclosure_id = i.disclosure_id
                        AND other.state = 'listed'
                        AND n.state IN ('planned', 'agenda_issued'))
$$;

-- Ends what nobody needs any more, and takes off the flags that were asked for and not
-- confirmed. How many teams of cases there were.
CREATE FUNCTION access.marac_let_go(the_meeting bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    one record;
    now_is timestamptz := clock_timestamp();
    ended integer := 0;
BEGIN
    FOR one IN SELECT * FROM access.marac_not_needed(the_meeting) n WHERE n.kept = ''
    LOOP
        UPDATE public.access_grant SET during = tstzrange(lower(during), now_is),
            ended_by_id = access.my_hat(),
            ended_why = 'After the MARAC: it knew nobody, and has nothing to do'
        WHERE disclosure_id = one.disclosure_id AND team_id = one.team_id
          AND during @> now_is;
        UPDATE public.marac_flag SET cleared_at = now_is,
            cleared_why = CASE WHEN one.has_answered THEN 'unknown' ELSE 'other' END
        WHERE item_id = one.item_id AND team_id = one.team_id
          AND cleared_at IS NULL AND confirmed_at IS NULL;
        ended := ended + 1;
    END LOOP;
    RETURN ended;
END
$$;
REVOKE ALL ON FUNCTION access.marac_not_needed(bigint), access.marac_let_go(bigint)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.marac_not_needed(bigint), access.marac_let_go(bigint)
    TO app_runtime;
"""
