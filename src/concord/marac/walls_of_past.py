"""What the database holds about hearings that came from a spreadsheet.

The team that coordinates brings them in. Whether a row came before is told to the team
that brings it, also where somebody is kept from the case by now: else its coming anew
would tell that there is a lock, and it would be counted twice.
"""

from __future__ import annotations

from concord.access.records import MINE
from concord.marac.walls import COORDINATES

# Nobody has looked through the words of a spreadsheet for what a grant doesn't open.
BROUGHT_BY_US = MINE
BROUGHT_BY_THE_PANEL = COORDINATES

KNOWN = r"""
-- Which of these rows the own team has brought in. It answers whoever has the rows.
CREATE FUNCTION access.marac_brought(keys text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT p.key FROM public.marac_pasthearing p
    WHERE access.sees_people() AND p.owner_team_id = access.my_team()
      AND p.partnership_id = access.my_partnership() AND p.key = ANY (keys)
$$;
REVOKE ALL ON FUNCTION access.marac_brought(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.marac_brought(text[]) TO app_runtime;
"""

# `marac_facts` for hearings from a spreadsheet: what was not recorded is said to be so.
FACTS = r"""
CREATE FUNCTION access.marac_past_facts(first date, last date)
RETURNS TABLE (item_id uuid, case_id uuid, day date, measure text, value text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH heard AS (
        SELECT h.id, h.case_id, h.heard_on AS day, h.repeat::text AS repeat,
            h.agency::text AS agency, coalesce(h.children, 0)::int AS children
        FROM public.marac_pasthearing h
        WHERE h.partnership_id = access.my_partnership()
          AND h.heard_on BETWEEN first AND last
          -- What was heard in the room counts there.
          AND NOT EXISTS (
              SELECT 1 FROM public.marac_agendaitem i
              JOIN public.marac_meeting m ON m.id = i.meeting_id
              WHERE i.case_id = h.case_id AND i.state = 'heard'
                AND (m.starts_at AT TIME ZONE 'Europe/London')::date = h.heard_on)),
    people AS (
        SELECT h.id, h.case_id, p.side, p.person_id, v.sex::text AS sex,
            extract(year FROM age(h.day, v.born_on))::int AS years
        FROM heard h JOIN public.cases_party p ON p.case_id = h.case_id
         AND (p.left_on IS NULL OR p.left_on > h.day)
        LEFT JOIN LATERAL (
            SELECT x.sex, x.born_on FROM public.people_personversion x
            WHERE x.person_id = p.person_id ORDER BY x.n DESC LIMIT 1) v ON true),
    about AS (
        SELECT s.id, k.ethnicity::text AS ethnicity, k.disability::text AS disability,
            k.sexual_orientation::text AS orientation,
            k.gender_as_registered::text AS as_registered
        FROM people s
        LEFT JOIN LATERAL (
            SELECT x.* FROM public.people_characteristics x
            WHERE x.person_id = s.person_id AND x.case_id = s.case_id
              AND x.side = 'victim'
            ORDER BY x.written_at DESC LIMIT 1) k ON true
        WHERE s.side = 'victim'),
    harm AS (
        SELECT p.id, bool_or(p.years <= 17) AS young, bool_or(p.years IS NULL) AS open
        FROM people p WHERE p.side = 'alleged' GROUP BY p.id),
    small AS (
        SELECT h.id, greatest(h.children, count(p.person_id)::int) AS n
        FROM heard h LEFT JOIN people p ON p.id = h.id AND p.side = 'child'
        GROUP BY h.id, h.children),
    found AS (
        SELECT h.id, 'cases' AS measure, 'heard' AS value FROM heard h
        UNION ALL SELECT h.id, 'repeat', h.repeat FROM heard h
        UNION ALL SELECT h.id, 'agency', coalesce(nullif(h.agency, ''), 'none')
            FROM heard h
        UNION ALL SELECT s.id, 'children', 'child'
            FROM small s, generate_series(1, s.n)
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
REVOKE ALL ON FUNCTION access.marac_past_facts(date, date) FROM PUBLIC;
"""

# The functions of `walls_of_returns`, over what was heard here and before.
COUNTED = r"""
CREATE OR REPLACE FUNCTION access.marac_counts(first date, last date)
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
    FROM (SELECT * FROM access.marac_facts(first, last)
          UNION ALL SELECT * FROM access.marac_past_facts(first, last)) f
    GROUP BY 1, 2, 3;
END
$$;

CREATE OR REPLACE FUNCTION access.marac_behind(first date, last date)
RETURNS TABLE (item_id uuid, measure text, value text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT f.item_id, f.measure, f.value
    FROM (SELECT * FROM access.marac_facts(first, last)
          UNION ALL SELECT * FROM access.marac_past_facts(first, last)) f
    WHERE access.sees_people()
      AND EXISTS (SELECT 1 FROM public.marac_panel p
                  WHERE p.partnership_id = access.my_partnership()
                    AND p.team_id = access.my_team())
      AND NOT f.case_id = ANY (access.locked_cases())
$$;
"""
