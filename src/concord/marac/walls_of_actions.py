"""What the database holds about actions: whose they are, who takes part, what is due.

One migration of this room puts it in place. Each function runs with
the owner's rights and checks by itself who asks.
"""

from __future__ import annotations

from concord.access.records import ANY_GRANT, EMERGENCY, GRANTED, MINE
from concord.marac.walls import COORDINATES

# Cases on an issued agenda at which somebody of my team has agreed to confidentiality,
# or that my team coordinates: until the meeting is over, its team hears what is said.
ROOMS = r"""
CREATE FUNCTION access.my_rooms() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(i.id), '{}')
    FROM public.marac_agendaitem i
    JOIN public.marac_meeting m ON m.id = i.meeting_id
    JOIN public.marac_panel p ON p.id = m.panel_id
    WHERE access.sees_people() AND m.partnership_id = access.my_partnership()
      AND m.state = 'agenda_issued' AND i.state IN ('listed', 'heard')
      AND NOT i.case_id = ANY (access.locked_cases())
      AND (p.team_id = access.my_team()
           OR EXISTS (SELECT 1 FROM public.marac_attendance a
                      WHERE a.meeting_id = m.id AND a.team_id = access.my_team()
                        AND a.agreed_at IS NOT NULL))
      AND EXISTS (SELECT 1 FROM public.access_grant g
                  WHERE g.case_id = i.case_id AND g.team_id = access.my_team()
                    AND g.during @> statement_timestamp()
                    AND (g.part = 'all' OR g.part = 'identity' AND g.side = 'victim'))
$$;
CREATE FUNCTION access.my_room_cases() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(i.case_id), '{}') FROM public.marac_agendaitem i
    WHERE i.id = ANY (access.my_rooms())
$$;

-- Teams that an action of this case may be given to: those that it was opened to and
-- that sit at the panel, the team that coordinates, and the one that holds the case.
-- Whoever does not see the case learns none.
CREATE FUNCTION access.who_takes_part(the_item uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT g.team_id), '{}')
    FROM public.marac_agendaitem i
    JOIN public.marac_meeting m ON m.id = i.meeting_id
    JOIN public.marac_panel p ON p.id = m.panel_id
    JOIN public.access_grant g ON g.case_id = i.case_id
     AND g.during @> statement_timestamp()
    WHERE i.id = the_item AND access.sees_people()
      AND i.partnership_id = access.my_partnership()
      AND NOT i.case_id = ANY (access.locked_cases())
      AND EXISTS (SELECT 1 FROM public.access_grant mine
                  WHERE mine.case_id = i.case_id AND mine.team_id = access.my_team()
                    AND mine.during @> statement_timestamp())
      AND (g.kind = 'own' OR g.team_id = p.team_id
           OR EXISTS (SELECT 1 FROM public.marac_coreteam c
                      WHERE c.panel_id = p.id AND c.team_id = g.team_id
                        AND c.valid @> (now() AT TIME ZONE 'Europe/London')::date))
$$;
REVOKE ALL ON FUNCTION access.my_rooms(), access.my_room_cases(),
    access.who_takes_part(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.my_rooms(), access.my_room_cases(),
    access.who_takes_part(uuid) TO app_runtime;
"""

# The last word counts: counted by the database, so that two who speak at once are kept.
COUNTED = r"""
CREATE FUNCTION access.marac_action_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM 1 FROM public.marac_maracaction a WHERE a.id = NEW.action_id
        AND a.case_id = NEW.case_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no such action in this case'
            USING ERRCODE = 'check_violation';
    END IF;
    NEW.n := 1 + coalesce((SELECT max(u.n) FROM public.marac_maracactionupdate u
                           WHERE u.action_id = NEW.action_id), 0);
    RETURN NEW;
END
$$;
CREATE FUNCTION access.marac_action_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.marac_maracaction SET state = NEW.state WHERE id = NEW.action_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER counts BEFORE INSERT ON marac_maracactionupdate
    FOR EACH ROW EXECUTE FUNCTION access.marac_action_moves();
CREATE TRIGGER moves AFTER INSERT ON marac_maracactionupdate
    FOR EACH ROW EXECUTE FUNCTION access.marac_action_moved();
REVOKE ALL ON FUNCTION access.marac_action_moves(), access.marac_action_moved()
    FROM PUBLIC;
"""

# For reminders: ids, days and owners of open actions, and nothing else.
DUE = r"""
CREATE FUNCTION access.marac_actions_due(by_day date)
RETURNS TABLE (action_id uuid, case_id uuid, team_id bigint, account_id bigint,
               due_on date)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT a.id, a.case_id, a.team_id, h.account_id, a.due_on
    FROM public.marac_maracaction a
    LEFT JOIN public.partnership_membership h ON h.id = a.hat_id
    WHERE access.my_principal() = 'marac.reminders'
      AND a.partnership_id = access.my_partnership()
      AND a.state = 'open' AND a.set_aside_at IS NULL AND a.due_on <= by_day
    ORDER BY a.due_on, a.id
$$;
REVOKE ALL ON FUNCTION access.marac_actions_due(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.marac_actions_due(date) TO app_runtime;
"""

MY_TEAM = "(SELECT access.my_team())"
IN_MY_ROOMS = "{case} = ANY ((SELECT access.my_room_cases())::uuid[])"
# Its own team, the team that coordinates, the holder of the case, whoever sits in the
# room that hears it now. Who a case is about opens none of it.
ACTION_SEEN = (
    f"access.owns({{case}}) OR ({MINE} OR {{t}}.team_id = {MY_TEAM} OR {COORDINATES})"
    f" AND {ANY_GRANT} OR {IN_MY_ROOMS} OR {GRANTED} OR {EMERGENCY}"
)
ITS_ITEM = (
    "EXISTS (SELECT 1 FROM marac_agendaitem i WHERE i.id = {t}.item_id"
    " AND i.case_id = {t}.case_id)"
)
ACTION_ADDED = (
    f"{ITS_ITEM} AND {{t}}.team_id = ANY (access.who_takes_part({{t}}.item_id))"
    f" AND {{t}}.state = 'open' AND (access.owns({{case}}) OR {COORDINATES}"
    " OR {t}.item_id = ANY ((SELECT access.my_rooms())::uuid[]))"
)
SET_ASIDE_BY = f"({MINE} OR access.owns({{case}}) OR {COORDINATES}) AND {ANY_GRANT}"
ITS_ACTION = "EXISTS (SELECT 1 FROM marac_maracaction a WHERE a.id = {t}.action_id)"
OF_MY_TEAM = (
    "EXISTS (SELECT 1 FROM marac_maracaction a WHERE a.id = {t}.action_id"
    " AND a.team_id = (SELECT access.my_team()))"
)
SAID_OF_ITS_OWN = (
    f"{ITS_ACTION} AND ({OF_MY_TEAM} OR access.owns({{case}}) OR {COORDINATES})"
)
