"""An era says by an event that it began, and heads leave together, in SQL.

Migration 0010 puts it in place. Read docs/adr/0017.
"""

from __future__ import annotations

ERAS_MARKED = r"""
-- As in migration 0007, and besides an event with a random mark. The line about it in
-- the ledger names the mark: a rehearsal of a restore, into another database, writes
-- such a line too, and it must excuse nothing here.
CREATE OR REPLACE FUNCTION access.next_era() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
SET lock_timeout = '5s'
AS $$
DECLARE
    begun integer;
BEGIN
    LOCK TABLE public.access_event IN SHARE MODE;
    UPDATE access.era SET number = number + 1, sealed_to = 0
    RETURNING number INTO begun;
    PERFORM access.add_event('era', '', 'access.era', gen_random_uuid()::text, '{}',
        '{}', '{}', '{}', begun, '', NULL, NULL);
    RETURN begun;
END
$$;

-- As in migration 0007, but all that leave together have the same moment.
CREATE OR REPLACE FUNCTION access.note_anchored(up_to bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'access.audit' THEN
        RAISE EXCEPTION 'Only the principal access.audit sends heads out'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.access_seal SET anchored_at = now()
    WHERE anchored_at IS NULL AND n <= up_to;
END
$$;
"""

# As in migration 0007, and what concerns every partnership: that a backup was restored,
# and that search words were forgotten.
EVENTS_SEEN = (
    "(SELECT access.my_principal()) = 'access.audit'"
    " OR ((SELECT access.my_role()) = 'auditor'"
    "  AND (partnership_id = (SELECT access.my_partnership())"
    "   OR (partnership_id IS NULL AND (account_id IN (SELECT m.account_id"
    "       FROM partnership_membership m"
    "       WHERE m.partnership_id = (SELECT access.my_partnership()))"
    "     OR table_name IN ('access.era', 'terms_key'))))"
    "  AND NOT case_ids && (SELECT access.locked_cases())"
    "  AND NOT person_ids && (SELECT access.locked_persons())"
    "  AND NOT left(row_id, 36) = ANY ((SELECT access.locked_cases())::text[]"
    "      || (SELECT access.locked_persons())::text[]))"
)
