"""What the database holds where two cases meet: transfers and counter-allegations.

The fourth migration of this room puts it in place, on top of `walls.py`.
"""

from __future__ import annotations

# A lock follows a case into another partnership, and back: whoever is kept from the
# case here is kept from the case that was made of its packet there.
LOCKS_FOLLOW = r"""
-- These cases, those of the same families, and what they were transferred into or from.
CREATE FUNCTION access.cases_linked(cases uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH RECURSIVE linked(id) AS (
        SELECT unnest(cases)
        UNION
        SELECT other.id FROM linked l
        JOIN public.cases_case mine ON mine.id = l.id
        CROSS JOIN LATERAL (
            SELECT f.id FROM public.cases_case f
            WHERE f.family_group = mine.family_group
            UNION ALL
            SELECT t.to_case_id FROM public.cases_transfer t
            WHERE t.case_id = mine.id AND t.to_case_id IS NOT NULL
            UNION ALL
            SELECT t.case_id FROM public.cases_transfer t WHERE t.to_case_id = mine.id
        ) other
    )
    SELECT coalesce(array_agg(id), '{}') FROM linked
$$;

CREATE OR REPLACE FUNCTION access.persons_behind(persons uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    same uuid[] := access.cluster_of(persons);
BEGIN
    RETURN access.cluster_of(same || ARRAY(
        SELECT other.person_id FROM public.cases_party other
        WHERE other.case_id = ANY (access.cases_linked(ARRAY(
            SELECT mine.case_id FROM public.cases_party mine
            WHERE mine.person_id = ANY (same))))));
END
$$;

CREATE OR REPLACE FUNCTION access.cases_behind(persons uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN access.cases_linked(ARRAY(
        SELECT y.case_id FROM public.cases_party y
        WHERE y.person_id = ANY (access.persons_behind(persons))));
END
$$;
REVOKE ALL ON FUNCTION access.cases_linked(uuid[]) FROM PUBLIC;
"""

# A packet tells who everybody is: whoever is let in to notes alone must not read it.
TRANSFER_SEEN = "{t}.owner_team_id = (SELECT access.my_team()) OR access.owns({case})"

# Who gets a transfer: the team it was sent to, less whoever is locked out of the case.
RECEIVED = (
    "(SELECT access.sees_people()) AND to_team_id = (SELECT access.my_team())"
    " AND to_partnership_id = (SELECT access.my_partnership())"
    " AND NOT (case_id = ANY ((SELECT access.locked_cases())::uuid[]))"
)
TRANSFERS_IN = f"""
DROP POLICY receive ON cases_transfer;
DROP POLICY take ON cases_transfer;
CREATE POLICY receive ON cases_transfer FOR SELECT TO app_runtime USING ({RECEIVED});
CREATE POLICY take ON cases_transfer FOR UPDATE TO app_runtime
    USING ({RECEIVED})
    WITH CHECK ({RECEIVED} AND (to_case_id IS NULL OR access.owns(to_case_id)));
GRANT UPDATE (to_case_id, received_at, received_by_id, heard_on) ON cases_transfer
    TO app_runtime;

-- It is received once, into one case. Only disposing of that case takes it off again.
CREATE FUNCTION access.transfer_is_received_once() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF current_user = 'app_runtime' AND OLD.received_at IS NOT NULL AND (
        NEW.received_at IS DISTINCT FROM OLD.received_at
        OR NEW.received_by_id IS DISTINCT FROM OLD.received_by_id
        OR NEW.to_case_id IS DISTINCT FROM OLD.to_case_id) THEN
        RAISE EXCEPTION 'This transfer was received already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'received_once';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER received_once BEFORE UPDATE ON cases_transfer
    FOR EACH ROW EXECUTE FUNCTION access.transfer_is_received_once();
REVOKE ALL ON FUNCTION access.transfer_is_received_once() FROM PUBLIC;
"""  # noqa: S608 (constants of this module only)

# A counter-allegation is read alike from either case: by whoever may see both, and has
# the notes of one of them, or wrote it.
NOTES_OF = (
    "EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = {{t}}.{column}"
    " AND g.team_id = (SELECT access.my_team())"
    " AND g.during @> statement_timestamp()"
    " AND (g.part = {{t}}.part AND g.side = {{t}}.side OR g.part = 'all'))"
    " OR {{t}}.{column} = ANY ((SELECT access.my_emergencies())::uuid[])"
)
COUNTER_SEEN = " OR ".join(
    (
        "{t}.owner_team_id = (SELECT access.my_team())",
        NOTES_OF.format(column="case_id"),
        NOTES_OF.format(column="other_case_id"),
    )
)
BOTH_CASES = (
    "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {t}.case_id)"
    " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {t}.other_case_id)"
)

# What was written down by mistake keeps nobody apart.
STAND_APART = r"""
CREATE OR REPLACE FUNCTION access.stand_apart(one uuid[], other uuid[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_party p
        JOIN public.cases_party q ON q.case_id = p.case_id AND q.side <> p.side
        WHERE p.person_id = ANY (one) AND q.person_id = ANY (other))
    OR EXISTS (
        SELECT 1 FROM public.people_relationship r
        WHERE (r.a_id = ANY (one) AND r.b_id = ANY (other)
               OR r.b_id = ANY (one) AND r.a_id = ANY (other))
          AND NOT coalesce(isempty(r.valid), false))
$$;
"""
