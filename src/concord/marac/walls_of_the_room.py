"""What the database holds about the room: who hears, who is never told of whom.

Each function runs with the owner's rights and checks by itself who asks.
"""

from __future__ import annotations

from concord.access.records import ANY_GRANT, EMERGENCY, GRANTED, MINE
from concord.marac.walls import COORDINATES
from concord.marac.walls_of_actions import ITS_ITEM

# A correction marks what it replaces: also for readers who may not see the correction,
# because it is for the chair alone.
REPLACED = r"""
CREATE FUNCTION access.room_entry_replaces() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.marac_roomentry SET replaced_at = NEW.written_at
    WHERE id = NEW.replaces_id AND item_id = NEW.item_id AND replaced_at IS NULL
      -- Each team corrects its own; the one that coordinates any.
      AND (owner_team_id = access.my_team()
           OR EXISTS (SELECT 1 FROM public.marac_panel p
                      WHERE p.partnership_id = NEW.partnership_id
                        AND p.team_id = access.my_team()));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An entry is replaced once, by its own team or the coordinator'
            USING ERRCODE = 'unique_violation',
                  CONSTRAINT = 'an_entry_is_replaced_once';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER replaces AFTER INSERT ON marac_roomentry
    FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL)
    EXECUTE FUNCTION access.room_entry_replaces();
REVOKE ALL ON FUNCTION access.room_entry_replaces() FROM PUBLIC;
"""

# When a meeting is over, what was not heard is put off: also what the coordinator who
# ended it must not know of. Its work waits for an agenda again.
NOTHING_IS_LEFT = r"""
CREATE FUNCTION access.marac_meeting_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.marac_agendaitem SET state = 'put_off', why = 'no_time'
    WHERE meeting_id = NEW.id AND state = 'listed';
    RETURN NULL;
END
$$;
CREATE TRIGGER leaves_nothing AFTER UPDATE OF state ON marac_meeting
    FOR EACH ROW WHEN (NEW.state IN ('held', 'called_off') AND OLD.state <> NEW.state)
    EXECUTE FUNCTION access.marac_meeting_over();
REVOKE ALL ON FUNCTION access.marac_meeting_over() FROM PUBLIC;
"""

# For the coordinator alone: who has said that they come, and must not hear a case. Of
# cases that the coordinator is kept from it says nothing, as of all other cases.
KEPT_AWAY = r"""
CREATE FUNCTION access.kept_from_meeting(the_meeting bigint)
RETURNS TABLE (item_id uuid, hat_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT DISTINCT i.id, a.hat_id
    FROM public.marac_meeting m
    JOIN public.marac_panel p ON p.id = m.panel_id
    JOIN public.marac_attendance a ON a.meeting_id = m.id AND a.kind <> 'apologies'
    JOIN public.partnership_membership h ON h.id = a.hat_id
    JOIN public.access_lock l ON l.account_id = h.account_id
     AND l.during @> statement_timestamp()
    JOIN public.marac_agendaitem i ON i.meeting_id = m.id
     AND i.state IN ('listed', 'heard')
    WHERE m.id = the_meeting AND m.partnership_id = access.my_partnership()
      AND access.sees_people() AND p.team_id = access.my_team()
      AND EXISTS (SELECT 1 FROM public.access_grant g
                  WHERE g.case_id = i.case_id AND g.team_id = access.my_team()
                    AND g.during @> statement_timestamp())
      AND NOT i.case_id = ANY (access.locked_cases())
      AND i.case_id = ANY (access.cases_behind(ARRAY[l.person_id]))
$$;
REVOKE ALL ON FUNCTION access.kept_from_meeting(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_from_meeting(bigint) TO app_runtime;
"""

IN_MY_ROOM = "{t}.item_id = ANY ((SELECT access.my_rooms())::uuid[])"
# Whoever sits in the room while it hears; afterwards the minutes tell, and the team
# that coordinates drafts them. A team keeps its own words.
ENTRY_SEEN = (
    f"{ITS_ITEM} AND ({COORDINATES} OR {MINE} OR {IN_MY_ROOM})"
    f" AND (NOT {{t}}.chair_only OR {MINE} OR {COORDINATES})"
)
ENTRY_ADDED = (
    f"{ITS_ITEM} AND {IN_MY_ROOM} AND {{t}}.replaced_at IS NULL"
    f" AND ({{t}}.team_id = (SELECT access.my_team()) OR {COORDINATES})"
)
HEARD_BY_THE_PANEL = f"{ITS_ITEM} AND {COORDINATES} AND {IN_MY_ROOM}"
CLOSED_BY_THE_PANEL = f"{COORDINATES} AND {ANY_GRANT}"
SUPPORTS = (
    "EXISTS (SELECT 1 FROM frontdoor_workitem w WHERE w.case_id = {case}"
    " AND w.kind = 'support' AND w.to_team_id = (SELECT access.my_team()))"
)
FEEDBACK_SEEN = (
    f"access.owns({{case}}) OR ({MINE} OR {COORDINATES}) AND {ANY_GRANT}"
    f" OR {GRANTED} OR {EMERGENCY}"
)
FEEDBACK_ADDED = f"{ITS_ITEM} AND (access.owns({{case}}) OR {SUPPORTS})"
