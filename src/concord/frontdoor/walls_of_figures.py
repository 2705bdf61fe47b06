"""Figures of the front door, counted by the database itself.

They are the same for everybody who may see them, also for somebody who is kept from a
referral: a count that differs from a colleague's would tell that there is one. What
comes out is how many, and how long; never a row, an id or a word that was written.
"""

from __future__ import annotations

FIGURES = r"""
-- Exact figures are for those who see no people, in whichever hat: beside a list of
-- one's own they would describe what is missing from it.
CREATE FUNCTION access.counts_referrals() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(
        access.my_role() IN ('strategic_lead', 'commissioner', 'data_officer')
        AND NOT EXISTS (
            SELECT 1 FROM public.partnership_membership m
            WHERE m.account_id = access.my_account()
              AND m.partnership_id = access.my_partnership()
              AND m.role IN ('practitioner', 'marac_coordinator')
              AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date), false)
$$;

CREATE FUNCTION access.front_door_counts(after timestamptz, before timestamptz)
RETURNS TABLE (measure text, value text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT access.counts_referrals() THEN
        RAISE EXCEPTION 'These figures are not for this hat'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH came AS (
        SELECT r.* FROM public.frontdoor_referral r
        WHERE r.partnership_id = access.my_partnership()
          AND r.received_at >= after AND r.received_at < before),
    decided AS (
        SELECT DISTINCT ON (d.referral_id) d.referral_id, d.id AS decision_id,
            d.outcome::text AS outcome, d.feedback::text AS feedback, d.to_team_id,
            c.state AS now
        FROM public.frontdoor_decision d JOIN came c ON c.id = d.referral_id
        ORDER BY d.referral_id, d.n DESC),
    ended AS (SELECT * FROM decided WHERE now = 'decided'),
    looked AS (
        SELECT DISTINCT ON (s.referral_id) s.referral_id, s.result::text AS result
        FROM public.frontdoor_step s JOIN came c ON c.id = s.referral_id
        WHERE s.kind = 'checked' AND s.code = 'repeat'
        ORDER BY s.referral_id, s.n DESC),
    she AS (
        SELECT c.id, c.received_at, n.sex::text AS sex, n.born_on,
            n.needs_interpreter, n.person_id, c.case_id
        FROM came c LEFT JOIN public.frontdoor_named n
          ON n.referral_id = c.id AND n.side = 'victim'),
    about AS (
        SELECT s.*, k.ethnicity::text AS ethnicity, k.religion::text AS religion,
            k.sexual_orientation::text AS orientation,
            k.disability::text AS disability, k.pregnancy::text AS pregnancy,
            k.gender_as_registered::text AS as_registered,
            extract(year FROM age(s.received_at AT TIME ZONE 'Europe/London',
                                  s.born_on))::int AS years
        FROM she s LEFT JOIN LATERAL (
            SELECT x.* FROM public.people_characteristics x
            WHERE x.person_id = s.person_id AND x.case_id = s.case_id
              AND x.side = 'victim'
            ORDER BY x.written_at DESC LIMIT 1) k ON true),
    begun AS (
        -- Work of the decision that counts: what an earlier one made is another story.
        SELECT DISTINCT e.referral_id FROM ended e
        JOIN public.frontdoor_workitem w ON w.decision_id = e.decision_id
        WHERE w.state IN ('taken', 'done') AND e.to_team_id IS NOT NULL),
    spoken AS (
        SELECT DISTINCT s.referral_id FROM public.frontdoor_step s
        JOIN came c ON c.id = s.referral_id WHERE s.kind = 'contacted')
    SELECT 'funnel', 'received', count(*) FROM came
    UNION ALL SELECT 'funnel', 'went_on', count(*) FROM ended
        WHERE to_team_id IS NOT NULL
    UNION ALL SELECT 'funnel', 'begun', count(*) FROM begun
    UNION ALL SELECT 'funnel', 'spoken', count(*) FROM spoken
    UNION ALL SELECT 'source', c.source::text, count(*) FROM came c GROUP BY 2
    UNION ALL SELECT 'strand', one::text, count(*) FROM came c, unnest(c.strands) one
        GROUP BY 2
    UNION ALL SELECT 'abuse', one::text, count(*) FROM came c, unnest(c.abuse) one
        GROUP BY 2
    UNION ALL SELECT 'abuse', 'not_recorded', count(*) FROM came c
        WHERE cardinality(c.abuse) = 0 HAVING count(*) > 0
    UNION ALL SELECT 'danger', c.danger_now::text, count(*) FROM came c GROUP BY 2
    UNION ALL SELECT 'outcome', coalesce(e.outcome, 'open'), count(*)
        FROM came c LEFT JOIN ended e ON e.referral_id = c.id GROUP BY 2
    UNION ALL SELECT 'feedback', e.feedback, count(*) FROM ended e
        WHERE e.feedback <> '' GROUP BY 2
    UNION ALL SELECT 'repeat', coalesce(l.result, 'not_recorded'), count(*)
        FROM came c LEFT JOIN looked l ON l.referral_id = c.id GROUP BY 2
    UNION ALL SELECT 'age', CASE WHEN a.years IS NULL OR a.years < 0
                THEN 'not_recorded'
            WHEN a.years < 16 THEN 'under_16' WHEN a.years < 18 THEN '16_17'
            WHEN a.years < 25 THEN '18_24' WHEN a.years < 35 THEN '25_34'
            WHEN a.years < 45 THEN '35_44' WHEN a.years < 55 THEN '45_54'
            WHEN a.years < 65 THEN '55_64' ELSE '65_over' END, count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'sex', CASE WHEN a.sex IN ('female', 'male')
            THEN a.sex ELSE 'not_recorded' END, count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'ethnicity', coalesce(a.ethnicity, 'not_recorded'), count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'orientation', coalesce(a.orientation, 'not_recorded'), count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'disability', coalesce(a.disability, 'not_recorded'), count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'pregnancy', coalesce(a.pregnancy, 'not_recorded'), count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'as_registered', coalesce(a.as_registered, 'not_recorded'),
            count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'religion', coalesce(a.religion, 'not_recorded'), count(*)
        FROM about a GROUP BY 2
    UNION ALL SELECT 'interpreter', CASE WHEN a.needs_interpreter THEN 'yes'
            ELSE 'not_recorded' END, count(*)
        FROM about a GROUP BY 2;
END
$$;

-- How long things took: moments without a reference, in no order that tells which.
CREATE FUNCTION access.front_door_moments(after timestamptz, before timestamptz)
RETURNS TABLE (received timestamptz, looked timestamptz, decided timestamptz,
               contacted timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT access.counts_referrals() THEN
        RAISE EXCEPTION 'These figures are not for this hat'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT r.received_at,
        (SELECT min(s.at) FROM public.frontdoor_step s WHERE s.referral_id = r.id),
        (SELECT min(d.at) FROM public.frontdoor_decision d WHERE d.referral_id = r.id),
        (SELECT min(s.at) FROM public.frontdoor_step s
         WHERE s.referral_id = r.id AND s.kind = 'contacted')
    FROM public.frontdoor_referral r
    WHERE r.partnership_id = access.my_partnership()
      AND r.received_at >= after AND r.received_at < before
    ORDER BY r.received_at;
END
$$;
REVOKE ALL ON FUNCTION access.counts_referrals(),
    access.front_door_counts(timestamptz, timestamptz),
    access.front_door_moments(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.counts_referrals(),
    access.front_door_counts(timestamptz, timestamptz),
    access.front_door_moments(timestamptz, timestamptz) TO app_runtime;
"""

# As above, and the job that counts for indicators: it sees no people, and what it
# writes is counts. Every function that gives exact figures asks this one.
ALSO_THE_JOB_THAT_COUNTS = r"""
CREATE OR REPLACE FUNCTION access.counts_referrals() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(access.my_principal() = 'evidence.measures', false)
        OR coalesce(
        access.my_role() IN ('strategic_lead', 'commissioner', 'data_officer')
        AND NOT EXISTS (
            SELECT 1 FROM public.partnership_membership m
            WHERE m.account_id = access.my_account()
              AND m.partnership_id = access.my_partnership()
              AND m.role IN ('practitioner', 'marac_coordinator')
              AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date), false)
$$;
"""
