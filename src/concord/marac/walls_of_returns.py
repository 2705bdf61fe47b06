"""The national return, counted by the database itself.

What comes out is the same for everybody who may see it, as at the front door: exact
figures are for those who see no people. Which cases are behind a cell is for the team
that coordinates, of those that it sees.
"""

from __future__ import annotations

RETURNS = r"""
-- Of every case that was heard, once: each thing that the return counts. For the two
-- functions below only.
CREATE FUNCTION access.marac_facts(first date, last date)
RETURNS TABLE (item_id uuid, case_id uuid, day date, measure text, value text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH heard AS (
        SELECT i.id, i.case_id, i.work_id,
            (m.starts_at AT TIME ZONE 'Europe/London')::date AS day
        FROM public.marac_agendaitem i
        JOIN public.marac_meeting m ON m.id = i.meeting_id
        WHERE i.partnership_id = access.my_partnership() AND i.state = 'heard'
          AND (m.starts_at AT TIME ZONE 'Europe/London')::date BETWEEN first AND last),
    people AS (
        SELECT h.id, h.day, p.side, p.person_id, v.sex::text AS sex,
            extract(year FROM age(h.day, v.born_on))::int AS years
        FROM heard h JOIN public.cases_party p ON p.case_id = h.case_id
         AND (p.left_on IS NULL OR p.left_on > h.day)
        LEFT JOIN LATERAL (
            SELECT x.sex, x.born_on FROM public.people_personversion x
            WHERE x.person_id = p.person_id ORDER BY x.n DESC LIMIT 1) v ON true),
    about AS (
        SELECT h.id, k.ethnicity::text AS ethnicity, k.disability::text AS disability,
            k.sexual_orientation::text AS orientation,
            k.gender_as_registered::text AS as_registered
        FROM heard h JOIN people s ON s.id = h.id AND s.side = 'victim'
        LEFT JOIN LATERAL (
            SELECT x.* FROM public.people_characteristics x
            WHERE x.person_id = s.person_id AND x.case_id = h.case_id
              AND x.side = 'victim'
            ORDER BY x.written_at DESC LIMIT 1) k ON true),
    harm AS (
        SELECT p.id, bool_or(p.years <= 17) AS young, bool_or(p.years IS NULL) AS open
        FROM people p WHERE p.side = 'alleged' GROUP BY p.id),
    found AS (
        SELECT h.id, 'cases' AS measure, 'heard' AS value FROM heard h
        UNION ALL SELECT h.id, 'repeat', coalesce((
            SELECT CASE WHEN coalesce(f.override, f.result) THEN 'yes' ELSE 'no' END
            FROM public.marac_repeatfinding f WHERE f.item_id = h.id
            ORDER BY f.n DESC LIMIT 1), 'not_recorded') FROM heard h
        UNION ALL SELECT h.id, 'agency', coalesce(a.kind::text, 'none') FROM heard h
            JOIN public.frontdoor_workitem w ON w.id = h.work_id
            JOIN public.frontdoor_decision d ON d.id = w.decision_id
            JOIN public.frontdoor_referral r ON r.id = d.referral_id
            LEFT JOIN public.partnership_team t ON t.id = r.from_team_id
            LEFT JOIN public.partnership_agency a ON a.id = t.agency_id
        UNION ALL SELECT p.id, 'children', 'child' FROM people p WHERE p.side = 'child'
        UNION ALL SELECT b.id, 'ethnicity', coalesce(b.ethnicity, 'not_recorded')
            FROM about b
        UNION ALL SELECT b.id, 'disability', coalesce(b.disability, 'not_recorded')
            FROM about b
        UNION ALL SELECT b.id, 'lgbt', CASE
            WHEN b.orientation IN ('gay_lesbian', 'bisexual', 'other')
              OR b.as_registered = 'no' THEN 'yes'
            WHEN b.orientation = 'straight' OR b.as_registered = 'yes' THEN 'no'
            ELSE 'not_recorded' END FROM about b
        UNION ALL SELECT p.id, 'sex', CASE WHEN p.sex IN ('female', 'male') THEN p.sex
            ELSE 'not_recorded' END FROM people p WHERE p.side = 'victim'
        UNION ALL SELECT p.id, 'age', CASE WHEN p.years IS NULL THEN 'not_recorded'
            WHEN p.years BETWEEN 16 AND 17 THEN 'yes' ELSE 'no' END
            FROM people p WHERE p.side = 'victim'
        UNION ALL SELECT x.id, 'young_harm', CASE WHEN x.young THEN 'yes'
            WHEN x.open THEN 'not_recorded' ELSE 'no' END FROM harm x)
    SELECT h.id, h.case_id, h.day, f.measure, f.value
    FROM found f JOIN heard h ON h.id = f.id
$$;

CREATE FUNCTION access.marac_counts(first date, last date)
RETURNS TABLE (quarter date, measure text, value text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT access.counts_referrals() THEN
        RAISE EXCEPTION 'These figures are not for this hat'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT date_trunc('quarter', f.day)::date, f.measure, f.value, count(*)
    FROM access.marac_facts(first, last) f GROUP BY 1, 2, 3;
END
$$;

-- Which items are behind the cells: of the team that coordinates, without those from
-- which this account is kept. A number beside them would tell that there are such.
CREATE FUNCTION access.marac_behind(first date, last date)
RETURNS TABLE (item_id uuid, measure text, value text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT f.item_id, f.measure, f.value FROM access.marac_facts(first, last) f
    WHERE access.sees_people()
      AND EXISTS (SELECT 1 FROM public.marac_panel p
                  WHERE p.partnership_id = access.my_partnership()
                    AND p.team_id = access.my_team())
      AND NOT f.case_id = ANY (access.locked_cases())
$$;
REVOKE ALL ON FUNCTION access.marac_facts(date, date), access.marac_counts(date, date),
    access.marac_behind(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.marac_counts(date, date),
    access.marac_behind(date, date) TO app_runtime;
"""
