"""What the database holds about minutes: who words them, whose copy holds what.

Each function runs with the owner's rights and checks by itself who asks.
"""

from __future__ import annotations

from concord.access.records import ANY_GRANT
from concord.marac.walls import COORDINATES, HERE
from concord.marac.walls_of_actions import ITS_ITEM

WORDED_BY_THE_PANEL = f"{ITS_ITEM} AND {COORDINATES}"
KEPT_BY_THE_PANEL = f"{HERE} AND {COORDINATES}"
# A copy is personal: its own hat, and the team that coordinates, know that it is there.
COPY_SEEN = f"{HERE} AND (hat_id = (SELECT access.my_hat()) OR {COORDINATES})"
# A grant that ends, or a lock that comes, takes the case out of a copy. An emergency
# opens no minutes.
IN_MY_COPY = (
    "{t}.team_id = (SELECT access.my_team())"
    " AND EXISTS (SELECT 1 FROM marac_minutesissue s"
    " WHERE s.minutes_id = {t}.minutes_id"
    " AND s.hat_id = (SELECT access.my_hat()))"
)
ISSUED_SEEN = f"{ANY_GRANT} AND ({COORDINATES} OR {IN_MY_COPY})"
GOES_THERE = (
    "EXISTS (SELECT 1 FROM marac_minutes m,"
    " LATERAL access.minutes_go_to(m.meeting_id, ARRAY[{t}.item_id]) g"
    " WHERE m.id = {t}.minutes_id AND m.issued_at IS NULL"
    " AND g.case_id = {t}.case_id AND g.team_id = {t}.team_id"
    " AND (g.is_whole OR NOT {t}.is_whole))"
)
ISSUED_ADDED = f"{COORDINATES} AND {GOES_THERE}"

GO_TO = r"""
-- Which teams get something of these cases in the minutes of a meeting, and whether
-- the whole: teams to which the case is open, that were there and agreed to
-- confidentiality, or that coordinate. Core teams that were not there get what they
-- have to do. Answers the team that coordinates, and nobody who is locked out.
CREATE FUNCTION access.minutes_go_to(the_meeting bigint, the_items uuid[])
RETURNS TABLE (item_id uuid, case_id uuid, team_id bigint, is_whole boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT i.id, i.case_id, t.team_id,
           t.team_id = p.team_id OR i.meeting_id = m.id AND t.was_there
    FROM public.marac_meeting m
    JOIN public.marac_panel p ON p.id = m.panel_id
    JOIN public.marac_agendaitem i ON i.id = ANY (the_items) AND i.state = 'heard'
    CROSS JOIN LATERAL (
        SELECT g.team_id,
               EXISTS (SELECT 1 FROM public.marac_attendance a
                       WHERE a.meeting_id = m.id AND a.team_id = g.team_id
                         AND a.kind = 'attends' AND a.agreed_at IS NOT NULL)
                   AS was_there,
               EXISTS (SELECT 1 FROM public.marac_coreteam c
                       WHERE c.panel_id = p.id AND c.team_id = g.team_id
                         AND c.valid @> (m.starts_at AT TIME ZONE 'Europe/London')::date
                      ) AS is_core
        FROM (SELECT DISTINCT x.team_id FROM public.access_grant x
              WHERE x.case_id = i.case_id AND x.during @> statement_timestamp()
                AND (x.part = 'all' OR x.part = 'identity' AND x.side = 'victim')) g
    ) t
    WHERE m.id = the_meeting AND m.partnership_id = access.my_partnership()
      AND i.partnership_id = m.partnership_id
      AND access.sees_people() AND p.team_id = access.my_team()
      AND NOT i.case_id = ANY (access.locked_cases())
      AND EXISTS (SELECT 1 FROM public.access_grant mine
                  WHERE mine.case_id = i.case_id AND mine.team_id = p.team_id
                    AND mine.during @> statement_timestamp())
      AND (t.team_id = p.team_id OR t.was_there OR t.is_core)
$$;
REVOKE ALL ON FUNCTION access.minutes_go_to(bigint, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.minutes_go_to(bigint, uuid[]) TO app_runtime;
"""

STAY = r"""
-- What was approved stays as it was; from then on it can only be issued, once.
CREATE FUNCTION access.minutes_stay() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.issued_at IS NOT NULL OR OLD.approved_at IS NOT NULL
       AND (to_jsonb(NEW) - 'issued_at') <> (to_jsonb(OLD) - 'issued_at') THEN
        RAISE EXCEPTION 'Minutes that were approved stay as they were'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_minutes_stay';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stay BEFORE UPDATE ON marac_minutes
    FOR EACH ROW EXECUTE FUNCTION access.minutes_stay();

-- The team that coordinates gives copies; a hat says, once, that it has opened its own.
CREATE FUNCTION access.copy_is_personal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.opened_at IS NULL
       AND EXISTS (SELECT 1 FROM public.marac_minutes m
                   JOIN public.marac_meeting t ON t.id = m.meeting_id
                   JOIN public.marac_panel p ON p.id = t.panel_id
                   WHERE m.id = NEW.minutes_id AND p.team_id = access.my_team()
                     AND m.partnership_id = NEW.partnership_id
                     AND m.issued_at IS NOT NULL)
       AND EXISTS (SELECT 1 FROM public.partnership_membership h
                   WHERE h.id = NEW.hat_id
                     AND h.partnership_id = NEW.partnership_id) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.hat_id = access.my_hat() AND OLD.opened_at IS NULL
       AND (to_jsonb(NEW) - 'opened_at') = (to_jsonb(OLD) - 'opened_at') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A copy of minutes is given once, and opened by its own reader'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_copy_is_personal';
END
$$;
CREATE TRIGGER is_personal BEFORE INSERT OR UPDATE ON marac_minutesissue
    FOR EACH ROW EXECUTE FUNCTION access.copy_is_personal();
REVOKE ALL ON FUNCTION access.minutes_stay(), access.copy_is_personal() FROM PUBLIC;
"""

TELLING = r"""
-- Who has a copy of these minutes, and of which cases it says something: for the job
-- that writes to them, which passes over whoever must not know of any.
CREATE FUNCTION access.minutes_readers(the_minutes bigint)
RETURNS TABLE (hat_id bigint, account_id bigint, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT h.id, h.account_id, c.case_id
    FROM public.marac_minutesissue s
    JOIN public.partnership_membership h ON h.id = s.hat_id
    JOIN public.marac_issuedcase c
      ON c.minutes_id = s.minutes_id AND c.team_id = h.team_id
    WHERE access.my_principal() = 'marac.reminders' AND s.minutes_id = the_minutes
      AND s.partnership_id = access.my_partnership()
      AND EXISTS (SELECT 1 FROM public.access_grant g
                  WHERE g.case_id = c.case_id AND g.team_id = c.team_id
                    AND g.during @> statement_timestamp())
$$;
REVOKE ALL ON FUNCTION access.minutes_readers(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.minutes_readers(bigint) TO app_runtime;
"""
