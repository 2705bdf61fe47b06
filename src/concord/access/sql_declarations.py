"""Declarations, whom to tell of an emergency, who may open a case, in SQL.

Read docs/adr/0015 and 0016 for the reasons. Migration 0010 puts it in place.
"""

from __future__ import annotations

BREAK_GLASS = r"""
-- As in 0008, but what I am locked out of is worked out before the case is looked for:
-- a reference that nobody has takes as long as one that is kept from me.
CREATE OR REPLACE FUNCTION access.break_glass(the_ref text, why text, minutes integer)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    kept_from_me uuid[] := access.locked_cases();
    found uuid;
BEGIN
    IF NOT access.sees_people() OR coalesce(btrim(why), '') = ''
       OR minutes NOT BETWEEN 1 AND 180 THEN
        RETURN NULL;
    END IF;
    SELECT c.id INTO found FROM public.cases_case c
    WHERE c.ref = upper(the_ref) AND c.partnership_id = access.my_partnership()
      AND NOT c.id = ANY (kept_from_me);
    -- What my team holds is not opened: it is open.
    IF found IS NULL OR access.owns(found) THEN
        RETURN found;
    END IF;
    INSERT INTO public.access_emergency
        (id, partnership_id, case_id, membership_id, team_id, why, during, outcome,
         review)
    VALUES (gen_random_uuid(), access.my_partnership(), found, access.my_hat(),
            access.my_team(), btrim(why),
            tstzrange(clock_timestamp(),
                      clock_timestamp() + make_interval(mins => minutes)), '', '');
    PERFORM access.add_event('break_glass', '', 'access_emergency', '', ARRAY[found],
        '{}', '{}', '{}', 1, why, NULL, NULL);
    RETURN found;
END
$$;
"""

TELLING = r"""
-- Who has to hear of an opening: whoever works with people in the team that holds the
-- case, and auditors. Never the one who opened it, nor anybody who is kept from the
-- case. Answers one job, which learns no case by it.
CREATE FUNCTION access.to_be_told(the_emergency uuid)
RETURNS TABLE (account_id bigint, kind text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    it public.access_emergency;
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'access.emergencies' THEN RETURN; END IF;
    SELECT e.* INTO it FROM public.access_emergency e
    WHERE e.id = the_emergency AND e.partnership_id = access.my_partnership();
    IF it.id IS NULL THEN RETURN; END IF;
    RETURN QUERY
    WITH asked AS (
        SELECT m.account_id AS who,
               CASE WHEN m.role = 'administrator' THEN 'administrator'
                    ELSE 'reviewer' END AS as_what
        FROM public.partnership_membership m
        JOIN public.partnership_account a ON a.id = m.account_id AND a.is_active
        WHERE m.partnership_id = it.partnership_id AND m.valid @> today
          AND m.account_id <> (SELECT o.account_id FROM public.partnership_membership o
                               WHERE o.id = it.membership_id)
          AND (m.role IN ('auditor', 'administrator')
               OR m.role IN ('practitioner', 'marac_coordinator')
                  AND access.people_hat(m.id)
                  AND m.team_id = (SELECT g.team_id FROM public.access_grant g
                                   WHERE g.case_id = it.case_id AND g.kind = 'own'
                                     AND g.during @> statement_timestamp()))
    ), allowed AS (
        SELECT unnest(access.may_be_told(it.case_id,
                      ARRAY(SELECT DISTINCT asked.who FROM asked))) AS who
    )
    SELECT DISTINCT asked.who, asked.as_what
    FROM asked JOIN allowed ON allowed.who = asked.who;
END
$$;
REVOKE ALL ON FUNCTION access.to_be_told(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.to_be_told(uuid) TO app_runtime;
"""

WHO = r"""
-- How many people a case is open to, by team, and how many of their colleagues are kept
-- away; the row without a team counts everybody once. For the team that holds the case:
-- whoever is kept away can't ask, because they don't hold it.
CREATE FUNCTION access.who_may_open(the_case uuid)
RETURNS TABLE (team_id bigint, people integer, kept_away integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    IF NOT access.owns(the_case) THEN RETURN; END IF;
    RETURN QUERY
    WITH hats AS (
        SELECT DISTINCT m.team_id AS team, m.account_id AS who
        FROM public.partnership_membership m
        JOIN public.partnership_account a ON a.id = m.account_id AND a.is_active
        WHERE m.role IN ('practitioner', 'marac_coordinator') AND m.valid @> today
          AND m.team_id IN (SELECT g.team_id FROM public.access_grant g
                            WHERE g.case_id = the_case
                              AND g.during @> statement_timestamp())
          AND access.people_hat(m.id)
    ), away AS (
        SELECT DISTINCT l.account_id AS who FROM public.access_lock l
        WHERE l.account_id IN (SELECT hats.who FROM hats)
          AND l.during @> statement_timestamp()
          AND the_case = ANY (access.cases_behind(ARRAY[l.person_id]))
    )
    SELECT h.team, count(DISTINCT h.who) FILTER (WHERE w.who IS NULL)::integer,
           count(DISTINCT w.who)::integer
    FROM hats h LEFT JOIN away w ON w.who = h.who
    GROUP BY GROUPING SETS ((h.team), ());
END
$$;

-- How many decisions cite each agreement. All are counted, the same for everybody: a
-- figure that was filtered would show somebody what is kept from them.
CREATE FUNCTION access.citations()
RETURNS TABLE (agreement_id bigint, decisions integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT coalesce(access.sees_people()
        OR access.my_role() IN ('strategic_lead', 'administrator', 'auditor'), false)
    THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT d.agreement_id, count(*)::integer FROM public.access_disclosure d
    WHERE d.partnership_id = access.my_partnership() AND d.agreement_id IS NOT NULL
    GROUP BY d.agreement_id;
END
$$;
REVOKE ALL ON FUNCTION access.who_may_open(uuid), access.citations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.who_may_open(uuid), access.citations()
    TO app_runtime;
"""

SUSPICIONS = r"""
-- As in 0008, but only the team that keeps the record is asked, and auditors: a team
-- that was let in to a case has no say about the colleagues of others.
CREATE OR REPLACE FUNCTION access.suspicions()
RETURNS TABLE (id uuid, account_id bigint, person_id uuid, signs text[],
               at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, s.account_id, s.person_id, s.signs::text[], s.at
    FROM public.access_suspicion s
    WHERE s.partnership_id = access.my_partnership() AND s.decided_at IS NULL
      AND s.account_id <> access.my_account()
      AND NOT s.person_id = ANY (access.locked_persons())
      AND (access.my_role() = 'auditor'
           OR access.sees_people() AND EXISTS (
               SELECT 1 FROM public.people_person p
               WHERE p.id = s.person_id AND p.owner_team_id = access.my_team()))
    ORDER BY s.at;
END
$$;
"""

# A declaration is written by anybody for themselves and read by auditors, but not by
# an auditor who has written it. Nobody is told what came of it.
DECLARATIONS = r"""
ALTER TABLE access_declaration ENABLE ROW LEVEL SECURITY;
CREATE POLICY add ON access_declaration FOR INSERT TO app_runtime WITH CHECK (
    partnership_id = (SELECT access.my_partnership())
    AND account_id = (SELECT access.my_account())
    AND membership_id = (SELECT access.my_hat())
    AND answered_by_id IS NULL AND answered_at IS NULL AND answer = '');
CREATE POLICY read ON access_declaration FOR SELECT TO app_runtime USING (
    (SELECT access.my_role()) = 'auditor'
    AND partnership_id = (SELECT access.my_partnership())
    AND account_id <> (SELECT access.my_account()));
CREATE POLICY answer ON access_declaration FOR UPDATE TO app_runtime USING (
    (SELECT access.my_role()) = 'auditor'
    AND partnership_id = (SELECT access.my_partnership())
    AND account_id <> (SELECT access.my_account()) AND answered_by_id IS NULL)
    WITH CHECK (answered_by_id = (SELECT access.my_hat()) AND answer <> '');
REVOKE ALL ON access_declaration FROM PUBLIC, app_runtime;
GRANT SELECT, INSERT, UPDATE (answered_by_id, answered_at, answer)
    ON access_declaration TO app_runtime;
CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON access_declaration
    FOR EACH ROW EXECUTE FUNCTION access.note_write();
"""
