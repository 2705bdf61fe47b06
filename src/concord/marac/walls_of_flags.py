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

# A system of a team keeps that team's flags: no other row, no name, no case.
SYSTEMS = r"""
-- For which team the system with this key keeps flags, and whether that team is asked
-- what shows online. No row where it keeps none.
CREATE FUNCTION access.partner_keeps_flags(the_digest text)
RETURNS TABLE (team_id bigint, is_health boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    system bigint := access.my_partner_system(the_digest);
BEGIN
    UPDATE public.frontdoor_partnersystem s SET last_used_at = now()
        WHERE s.id = system;
    RETURN QUERY
    SELECT s.team_id, a.kind = 'health' FROM public.frontdoor_partnersystem s
    JOIN public.partnership_team t ON t.id = s.team_id
    JOIN public.partnership_agency a ON a.id = t.agency_id
    WHERE s.id = system AND s.keeps_flags;
END
$$;

CREATE FUNCTION access.partner_flags(the_digest text)
RETURNS TABLE (code text, reference text, online_hidden text, set_on date, until date,
               case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT f.code::text, coalesce(r.reference, '')::text,
        coalesce(r.online_hidden, '')::text, f.set_on, f.until, f.case_id
    FROM public.frontdoor_partnersystem s
    JOIN public.marac_flag f
      ON f.team_id = s.team_id AND f.partnership_id = s.partnership_id
    LEFT JOIN LATERAL (
        SELECT x.reference, x.online_hidden FROM public.marac_flagreference x
        WHERE x.flag_id = f.id ORDER BY x.n DESC LIMIT 1) r ON true
    WHERE s.id = access.my_partner_system(the_digest) AND s.keeps_flags
      AND f.cleared_at IS NULL
    ORDER BY f.until, f.code
$$;

-- 'kept', 'again' (nothing was new), 'off' (it was taken off), 'unseen' (the case is
-- not shared with the team any more); NULL where the team has no such flag.
CREATE FUNCTION access.partner_confirms_flag(
    the_digest text, the_code text, the_reference text, the_online text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    flag record;
    last record;
BEGIN
    SELECT f.* INTO flag FROM public.marac_flag f
    JOIN access.partner_keeps_flags(the_digest) k ON k.team_id = f.team_id
    WHERE f.code = the_code AND f.partnership_id = access.my_partnership()
    FOR UPDATE OF f;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF flag.cleared_at IS NOT NULL THEN RETURN 'off'; END IF;
    SELECT x.n, x.reference, x.online_hidden INTO last
        FROM public.marac_flagreference x WHERE x.flag_id = flag.id
        ORDER BY x.n DESC LIMIT 1;
    IF last.reference = the_reference AND last.online_hidden = the_online THEN
        RETURN 'again';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.access_grant g
                   WHERE g.case_id = flag.case_id AND g.team_id = flag.team_id
                     AND g.during @> statement_timestamp()) THEN
        RETURN 'unseen';
    END IF;
    INSERT INTO public.marac_flagreference
        (id, partnership_id, owner_team_id, written_by_id, written_at, flag_id, case_id,
         person_id, part, side, n, reference, online_hidden)
    VALUES (gen_random_uuid(), flag.partnership_id, flag.team_id, NULL, now(), flag.id,
            flag.case_id, NULL, 'identity', 'victim', coalesce(last.n, 0) + 1,
            the_reference, the_online);
    RETURN 'kept';
END
$$;

-- 'kept', 'again', 'why' (the twelve months are not over: say why); NULL as above.
CREATE FUNCTION access.partner_clears_flag(the_digest text, the_code text, why text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    flag record;
    is_over boolean;
BEGIN
    SELECT f.* INTO flag FROM public.marac_flag f
    JOIN access.partner_keeps_flags(the_digest) k ON k.team_id = f.team_id
    WHERE f.code = the_code AND f.partnership_id = access.my_partnership()
    FOR UPDATE OF f;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF flag.cleared_at IS NOT NULL THEN RETURN 'again'; END IF;
    is_over := flag.until <= (now() AT TIME ZONE 'Europe/London')::date;
    IF NOT is_over AND coalesce(why, '') = '' THEN RETURN 'why'; END IF;
    UPDATE public.marac_flag SET cleared_at = now(),
        cleared_why = CASE WHEN is_over THEN 'ended' ELSE why END
        WHERE id = flag.id;
    RETURN 'kept';
END
$$;
REVOKE ALL ON FUNCTION access.partner_keeps_flags(text), access.partner_flags(text),
    access.partner_confirms_flag(text, text, text, text),
    access.partner_clears_flag(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.partner_keeps_flags(text), access.partner_flags(text),
    access.partner_confirms_flag(text, text, text, text),
    access.partner_clears_flag(text, text, text) TO app_runtime;
"""
