"""How the MARAC works in figures, counted by the database itself.

As with the national return: how many, never which. Whoever may see the figures sees the
same; the team that coordinates sees people besides, so its figures leave out the cases
from which whoever asks is kept.
"""

from __future__ import annotations

from concord.marac.walls import COORDINATES, HERE, MANAGES

# The team itself; the strategic lead for one whose lead has no account.
ANSWERED_BY_THE_TEAM = (
    f"{HERE} AND ((SELECT access.my_role()) = 'strategic_lead'"
    " OR (SELECT access.my_role()) = 'agency_lead'"
    " AND team_id = (SELECT access.my_team()))"
)
STAFFED = f"{MANAGES} OR {HERE} AND {COORDINATES}"

GOVERNANCE = r"""
-- Whose figures these are: "all" and "board" count everything (what goes to a board is
-- protected where it is shown); "own" leaves out cases from which one is kept.
CREATE FUNCTION access.governs_marac() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT CASE
        WHEN access.counts_referrals() THEN 'all'
        WHEN access.my_role() = 'board_member' AND NOT EXISTS (
            SELECT 1 FROM public.partnership_membership m
            WHERE m.account_id = access.my_account()
              AND m.partnership_id = access.my_partnership()
              AND m.role IN ('practitioner', 'marac_coordinator')
              AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date) THEN 'board'
        WHEN access.sees_people() AND EXISTS (
            SELECT 1 FROM public.marac_panel p
            WHERE p.partnership_id = access.my_partnership()
              AND p.team_id = access.my_team()) THEN 'own'
        END
$$;

-- Which cases are left out of the figures of whoever asks. Refuses everybody else.
CREATE FUNCTION access.marac_left_out() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    whose text := access.governs_marac();
BEGIN
    IF whose IS NULL THEN
        RAISE EXCEPTION 'These figures are not for this hat'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN whose = 'own' THEN access.locked_cases() ELSE '{}'::uuid[] END;
END
$$;

-- By quarter: what the return counts of cases that were heard, two kinds of abuse,
-- and referrals to MARAC. By quarter and team: what came of actions that were due.
CREATE FUNCTION access.marac_governance(first date, last date)
RETURNS TABLE (quarter date, measure text, team_id bigint, value text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    left_out uuid[] := access.marac_left_out();
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    RETURN QUERY
    WITH facts AS (
        SELECT f.* FROM access.marac_facts(first, last) f
        WHERE NOT f.case_id = ANY (left_out)),
    past AS (
        SELECT f.* FROM access.marac_past_facts(first, last) f
        WHERE NOT f.case_id = ANY (left_out)),
    heard AS (
        SELECT f.item_id, f.case_id, f.day, d.referral_id, r.abuse
        FROM facts f JOIN public.marac_agendaitem i ON i.id = f.item_id
        JOIN public.frontdoor_workitem w ON w.id = i.work_id
        JOIN public.frontdoor_decision d ON d.id = w.decision_id
        JOIN public.frontdoor_referral r ON r.id = d.referral_id
        WHERE f.measure = 'cases'),
    ties AS (
        SELECT h.item_id, t.kind FROM heard h
        CROSS JOIN LATERAL (
            SELECT k.kind::text AS kind FROM public.people_relationship k
            WHERE k.case_id = h.case_id
              AND EXISTS (SELECT 1 FROM public.cases_party v
                          WHERE v.case_id = h.case_id AND v.side = 'victim'
                            AND v.person_id IN (k.a_id, k.b_id))
              AND EXISTS (SELECT 1 FROM public.cases_party a
                          WHERE a.case_id = h.case_id AND a.side = 'alleged'
                            AND a.person_id IN (k.a_id, k.b_id))
            UNION
            SELECT n.relation::text FROM public.frontdoor_named n
            WHERE n.referral_id = h.referral_id AND n.side = 'alleged'
              AND n.relation <> '') t),
    found AS (
        SELECT f.day, f.measure, NULL::bigint AS team_id, f.value FROM facts f
        UNION ALL SELECT f.day, f.measure, NULL, f.value FROM past f
        -- An old spreadsheet says neither.
        UNION ALL SELECT f.day, m.name, NULL, 'not_recorded' FROM past f,
            (VALUES ('coercive'), ('familial')) AS m (name) WHERE f.measure = 'cases'
        UNION ALL SELECT h.day, 'coercive', NULL, CASE
            WHEN 'controlling' = ANY (h.abuse) THEN 'yes'
            WHEN cardinality(h.abuse) = 0 THEN 'not_recorded' ELSE 'no' END FROM heard h
        UNION ALL SELECT h.day, 'familial', NULL, CASE
            WHEN bool_or(t.kind IN ('parent', 'child', 'sibling', 'other_family'))
                THEN 'yes'
            WHEN count(t.kind) = 0 THEN 'not_recorded' ELSE 'no' END
            FROM heard h LEFT JOIN ties t ON t.item_id = h.item_id
            GROUP BY h.item_id, h.day
        UNION ALL SELECT w.day, 'referred', NULL, 'referral' FROM (
            SELECT DISTINCT ON (d.referral_id) d.referral_id,
                (x.written_at AT TIME ZONE 'Europe/London')::date AS day
            FROM public.frontdoor_workitem x
            JOIN public.frontdoor_decision d ON d.id = x.decision_id
            WHERE x.partnership_id = access.my_partnership() AND x.kind = 'marac'
              AND x.state <> 'sent_back' AND NOT x.case_id = ANY (left_out)
            ORDER BY d.referral_id, x.written_at) w
            WHERE w.day BETWEEN first AND last
        UNION ALL SELECT a.due_on, 'action', a.team_id, CASE
            WHEN a.state IN ('not_possible', 'not_done') THEN a.state::text
            WHEN a.state = 'done' AND s.day <= a.due_on THEN 'on_time'
            WHEN a.state = 'done' THEN 'late'
            WHEN a.due_on < today THEN 'overdue' ELSE 'to_do' END
            FROM public.marac_maracaction a
            JOIN public.marac_agendaitem i ON i.id = a.item_id
            JOIN public.marac_meeting m ON m.id = i.meeting_id
            JOIN public.marac_panel p ON p.id = m.panel_id AND p.kind = 'marac'
            LEFT JOIN LATERAL (
                SELECT (u.written_at AT TIME ZONE 'Europe/London')::date AS day
                FROM public.marac_maracactionupdate u WHERE u.action_id = a.id
                ORDER BY u.n DESC LIMIT 1) s ON true
            WHERE a.partnership_id = access.my_partnership()
              AND a.set_aside_at IS NULL AND a.due_on BETWEEN first AND last
              AND NOT a.case_id = ANY (left_out))
    SELECT date_trunc('quarter', f.day)::date, f.measure, f.team_id, f.value, count(*)
    FROM found f GROUP BY 1, 2, 3, 4;
END
$$;

-- Cases that were heard, by meeting.
CREATE FUNCTION access.marac_heard_by_meeting(first date, last date)
RETURNS TABLE (meeting_id bigint, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    left_out uuid[] := access.marac_left_out();
BEGIN
    RETURN QUERY
    SELECT i.meeting_id, count(*)
    FROM access.marac_facts(first, last) f
    JOIN public.marac_agendaitem i ON i.id = f.item_id
    WHERE f.measure = 'cases' AND NOT f.case_id = ANY (left_out) GROUP BY 1;
END
$$;

-- Of each team that was a core team on the day of a meeting and could find out who a
-- case is about: the day of the answer that stood when the meeting began, or none.
CREATE FUNCTION access.marac_research_days(first date, last date)
RETURNS TABLE (meeting_id bigint, team_id bigint, answered_on date, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    left_out uuid[] := access.marac_left_out();
BEGIN
    RETURN QUERY
    SELECT m.id, c.team_id, s.day, count(*)
    FROM access.marac_facts(first, last) f
    JOIN public.marac_agendaitem i ON i.id = f.item_id
    JOIN public.marac_meeting m ON m.id = i.meeting_id
    JOIN public.marac_coreteam c ON c.panel_id = m.panel_id AND c.valid @> f.day
    LEFT JOIN LATERAL (
        SELECT CASE WHEN r.says <> 'taken_back'
            THEN (r.written_at AT TIME ZONE 'Europe/London')::date END AS day
        FROM public.marac_research r
        WHERE r.item_id = i.id AND r.owner_team_id = c.team_id
          AND r.written_at < coalesce(m.started_at, m.starts_at)
        ORDER BY r.n DESC LIMIT 1) s ON true
    WHERE f.measure = 'cases' AND NOT f.case_id = ANY (left_out)
      AND i.disclosure_id IS NOT NULL
      AND EXISTS (
          SELECT 1 FROM public.access_grant g
          WHERE g.case_id = i.case_id AND g.team_id = c.team_id
            AND g.during @> coalesce(m.started_at, m.starts_at)
            AND (g.part = 'all' OR g.part = 'identity' AND g.side = 'victim'))
    GROUP BY 1, 2, 3;
END
$$;

-- When the first minutes of a meeting were issued. They tell of no case.
CREATE FUNCTION access.marac_minutes_days(first date, last date)
RETURNS TABLE (meeting_id bigint, issued_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.marac_left_out();
    RETURN QUERY
    SELECT m.id, (min(x.issued_at) AT TIME ZONE 'Europe/London')::date
    FROM public.marac_meeting m JOIN public.marac_minutes x ON x.meeting_id = m.id
    WHERE m.partnership_id = access.my_partnership() AND x.issued_at IS NOT NULL
      AND (m.starts_at AT TIME ZONE 'Europe/London')::date BETWEEN first AND last
    GROUP BY 1;
END
$$;
REVOKE ALL ON FUNCTION access.governs_marac(), access.marac_left_out(),
    access.marac_governance(date, date), access.marac_heard_by_meeting(date, date),
    access.marac_research_days(date, date), access.marac_minutes_days(date, date)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.governs_marac(),
    access.marac_governance(date, date), access.marac_heard_by_meeting(date, date),
    access.marac_research_days(date, date), access.marac_minutes_days(date, date)
    TO app_runtime;
"""
