"""Who has looked at a case, for the team that holds it; cases for auditors, in SQL.

Read docs/adr/0017 for the reasons. Migration 0007 puts it in place; the tables of
sharing and cases come later, and are looked for when the functions are called.
"""

from __future__ import annotations

LOOKS_AT = r"""
-- Every opening and change of a case since then, for the team that holds it now. What
-- allowed it: the case was their own, a decision, or an emergency and its reason.
CREATE FUNCTION access.looks_at(the_case uuid, since timestamptz)
RETURNS TABLE (at timestamptz, actor text, account text, team text, role text,
               verb text, parts text[], door text, n integer, allowed text,
               purpose text, decided_at timestamptz, why text, to_review boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT coalesce(access.owns(the_case), false) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT e.at, e.actor::text, a.name::text, t.short_name::text, m.role::text,
           e.verb::text, e.parts::text[], e.door::text, e.n::integer,
           CASE WHEN x.why IS NOT NULL THEN 'emergency' ELSE coalesce(g.kind, '') END,
           coalesce(d.purpose::text, ''), d.written_at, coalesce(x.why, ''),
           coalesce(x.waits, false)
    FROM public.access_event e
    LEFT JOIN public.partnership_account a ON a.id = e.account_id
    LEFT JOIN public.partnership_team t ON t.id = e.team_id
    LEFT JOIN public.partnership_membership m ON m.id = e.membership_id
    LEFT JOIN LATERAL (
        SELECT o.kind::text, o.disclosure_id FROM public.access_grant o
        WHERE o.case_id = the_case AND o.team_id = e.team_id AND o.during @> e.at
        ORDER BY o.kind LIMIT 1) g ON true
    LEFT JOIN public.access_disclosure d ON d.id = g.disclosure_id
    LEFT JOIN LATERAL (
        SELECT y.why, y.reviewed_at IS NULL AS waits FROM public.access_emergency y
        WHERE g.kind IS DISTINCT FROM 'own' AND y.case_id = the_case
          AND y.membership_id = e.membership_id
          AND y.during @> e.at
        ORDER BY lower(y.during) DESC LIMIT 1) x ON true
    WHERE e.case_ids @> ARRAY[the_case] AND e.at >= since
      AND e.verb IN ('read', 'list', 'search', 'export', 'print', 'insert', 'update',
                     'delete', 'break_glass', 'dispose')
    ORDER BY e.at DESC;
END
$$;
REVOKE ALL ON FUNCTION access.looks_at(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.looks_at(uuid, timestamptz) TO app_runtime;
"""

FOR_AUDITORS = r"""
-- Cases by reference, for auditors, who see no case: the id of one, or the references
-- of several. A case that is locked for me does not exist.
CREATE FUNCTION access.audited_case(the_ref text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN (SELECT c.id FROM public.cases_case c
            WHERE c.ref = upper(btrim(the_ref)) AND access.my_role() = 'auditor'
              AND c.partnership_id = access.my_partnership()
              AND NOT c.id = ANY (access.locked_cases()));
END
$$;
CREATE FUNCTION access.audited_refs(ids uuid[]) RETURNS TABLE (id uuid, ref text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT c.id, c.ref::text FROM public.cases_case c
    WHERE c.id = ANY (ids) AND access.my_role() = 'auditor'
      AND c.partnership_id = access.my_partnership()
      AND NOT c.id = ANY (access.locked_cases());
END
$$;
REVOKE ALL ON FUNCTION access.audited_case(text), access.audited_refs(uuid[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.audited_case(text), access.audited_refs(uuid[])
    TO app_runtime;
"""
