"""What the database holds about flags: whose they are, and who sets them."""

from __future__ import annotations

from concord.access.records import MINE
from concord.marac.walls import COORDINATES

# No grant and no emergency opens a flag: it says what another team has in its records.
FLAG_SEEN = f"{{t}}.team_id = (SELECT access.my_team()) OR {COORDINATES}"
FLAG_ADDED = (
    "EXISTS (SELECT 1 FROM marac_agendaitem i WHERE i.id = {t}.item_id"
    " AND i.case_id = {t}.case_id AND i.work_id = {t}.work_id)"
    " AND {t}.team_id = ANY (access.to_be_flagged({t}.item_id))"
    " AND {t}.confirmed_at IS NULL AND {t}.cleared_at IS NULL"
)
REFERENCE_SEEN = MINE
# The inner table's own policy decides about the flag.
REFERENCE_ADDED = (
    "EXISTS (SELECT 1 FROM marac_flag f WHERE f.id = {t}.flag_id"
    " AND f.case_id = {t}.case_id AND f.team_id = (SELECT access.my_team())"
    " AND f.cleared_at IS NULL)"
)

TO_BE_FLAGGED = r"""
-- Which of today's core teams may see who this case is about, so that they can flag
-- their own record. Answers the team that coordinates, and nobody who is locked out.
CREATE FUNCTION access.to_be_flagged(the_item uuid) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT c.team_id), '{}')
    FROM public.marac_agendaitem i
    JOIN public.marac_meeting m ON m.id = i.meeting_id
    JOIN public.marac_panel p ON p.id = m.panel_id
    JOIN public.marac_coreteam c ON c.panel_id = p.id
     AND c.valid @> (now() AT TIME ZONE 'Europe/London')::date
    WHERE i.id = the_item AND i.disclosure_id IS NOT NULL
      AND access.sees_people() AND p.team_id = access.my_team()
      AND i.partnership_id = access.my_partnership()
      AND NOT i.case_id = ANY (access.locked_cases())
      AND EXISTS (SELECT 1 FROM public.access_grant g
                  WHERE g.case_id = i.case_id AND g.team_id = c.team_id
                    AND g.during @> statement_timestamp())
$$;
REVOKE ALL ON FUNCTION access.to_be_flagged(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.to_be_flagged(uuid) TO app_runtime;
"""

CONFIRMED_AND_ENDED = r"""
-- A team confirms by saying its reference, and nobody in another way.
CREATE FUNCTION access.flag_is_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.marac_flag SET confirmed_at = now()
        WHERE id = NEW.flag_id AND confirmed_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER is_confirmed AFTER INSERT ON marac_flagreference
    FOR EACH ROW EXECUTE FUNCTION access.flag_is_confirmed();

CREATE FUNCTION access.flag_ends_once() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.cleared_at IS NOT NULL THEN
        RAISE EXCEPTION 'A flag that was taken off stays as it was'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_flag_ends_once';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ends_once BEFORE UPDATE ON marac_flag
    FOR EACH ROW EXECUTE FUNCTION access.flag_ends_once();
REVOKE ALL ON FUNCTION access.flag_is_confirmed(), access.flag_ends_once() FROM PUBLIC;
"""

REMINDING = r"""
-- Which teams have flags to confirm or to take off, and of which cases: for the job
-- that reminds, which passes over whoever must not know of a case.
CREATE FUNCTION access.flags_that_wait() RETURNS TABLE (team_id bigint, case_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'marac.flags' THEN
        RAISE EXCEPTION 'Only the job that reminds asks this'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT f.team_id, f.case_id FROM public.marac_flag f
    WHERE f.partnership_id = access.my_partnership() AND f.cleared_at IS NULL
      AND (f.confirmed_at IS NULL
           AND f.set_on <= (now() AT TIME ZONE 'Europe/London')::date
           OR f.until <= (now() AT TIME ZONE 'Europe/London')::date);
END
$$;
REVOKE ALL ON FUNCTION access.flags_that_wait() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.flags_that_wait() TO app_runtime;
"""
