"""The actor with a role, hats that see people, and the audit, in SQL.

Read docs/adr/0015 to 0017 for the reasons. Migration 0006 puts it in place.
"""

from __future__ import annotations

ROLES = r"""
-- Whether two people vouch for this hat, and somebody did so this quarter.
CREATE FUNCTION access.people_hat(hat bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH since AS (
        SELECT p.by_account_id, p.kind, p.at
        FROM public.access_approval p
        JOIN public.partnership_membership m ON m.id = p.membership_id
        WHERE p.membership_id = hat
          AND p.by_account_id <> m.account_id
          AND p.id > coalesce((SELECT max(w.id) FROM public.access_approval w
                               WHERE w.membership_id = hat
                                 AND w.kind = 'withdrawn'), 0)
    )
    SELECT count(DISTINCT by_account_id) FILTER (WHERE kind = 'approved') >= 2
           AND coalesce(max(at) > now() - interval '100 days', false)
    FROM since
$$;
REVOKE ALL ON FUNCTION access.people_hat(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.people_hat(bigint) TO app_runtime;

-- As in the first migration, and now also the role, and whether it sees people.
CREATE OR REPLACE FUNCTION access.enter(claim text, issued bigint, signature text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    context text;
    kind text := split_part(claim, ':', 1);
BEGIN
    PERFORM set_config('concord.actor', '', true),
            set_config('concord.locked', '', true);
    IF abs(extract(epoch FROM clock_timestamp()) - issued) > 120
       OR access.mac(claim || '|' || pg_backend_pid() || '|' || issued)
          IS DISTINCT FROM signature
    THEN
        RETURN false;
    END IF;
    IF kind = 'hat' THEN
        SELECT concat_ws(';', claim, m.id, m.account_id, m.team_id, m.partnership_id,
                         m.role,
                         CASE WHEN m.role IN ('practitioner', 'marac_coordinator')
                                   AND access.people_hat(m.id)
                              THEN 'people' ELSE '' END)
        INTO context
        FROM public.partnership_membership m
        JOIN public.partnership_account a ON a.id = m.account_id AND a.is_active
        WHERE m.id = split_part(claim, ':', 2)::bigint
          AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date;
    ELSIF kind = 'account' THEN
        SELECT concat(claim, ';;', a.id, ';;;;') INTO context
        FROM public.partnership_account a
        WHERE a.id = split_part(claim, ':', 2)::bigint AND a.is_active;
    ELSIF kind = 'job' THEN
        context := concat(claim, ';;;;', split_part(claim, ':', 3), ';;');
    END IF;
    IF context IS NULL THEN
        RETURN false;
    END IF;
    PERFORM set_config('concord.actor', context || '#' || access.seal(context), true);
    -- What is locked for this account is worked out now, whatever is asked for later:
    -- else what is hidden would take longer than what is not there.
    IF right(context, 7) = ';people' THEN
        PERFORM access.locked_cases();
    END IF;
    RETURN true;
END
$$;

CREATE FUNCTION access.my_role() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT nullif((access.me())[6], '') $$;
CREATE FUNCTION access.sees_people() RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT coalesce((access.me())[7] = 'people', false) $$;
CREATE FUNCTION access.my_principal() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT CASE WHEN (access.me())[1] LIKE 'job:%'
                      THEN split_part((access.me())[1], ':', 2) END $$;
REVOKE ALL ON FUNCTION access.my_role(), access.sees_people(), access.my_principal()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.my_role(), access.sees_people(),
    access.my_principal() TO app_runtime;

-- Cases and persons from which my account is locked out. Migrations of the rooms
-- that know cases and persons replace both.
CREATE FUNCTION access.locked_cases() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$ SELECT '{}'::uuid[] $$;
CREATE FUNCTION access.locked_persons() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$ SELECT '{}'::uuid[] $$;
REVOKE ALL ON FUNCTION access.locked_cases(), access.locked_persons() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.locked_cases(), access.locked_persons()
    TO app_runtime;
"""

# Who may vouch: somebody else, in a role that answers for people, in own name.
MAY_APPROVE = (
    "partnership_id = (SELECT access.my_partnership()) AND ("
    " (by_membership_id = (SELECT access.my_hat())"
    "  AND by_account_id = (SELECT access.my_account())"
    "  AND (SELECT access.my_role())"
    "      IN ('administrator', 'strategic_lead', 'agency_lead')"
    "  AND NOT EXISTS (SELECT 1 FROM partnership_membership m"
    "      WHERE m.id = membership_id AND m.account_id = by_account_id))"
    " OR (SELECT access.my_principal()) IN ('invitations', 'examples'))"
)

# What an auditor reads: their partnership, less what they are locked out of.
EVENTS_SEEN = (
    "(SELECT access.my_principal()) = 'access.audit'"
    " OR ((SELECT access.my_role()) = 'auditor'"
    "  AND (partnership_id = (SELECT access.my_partnership())"
    "   OR (partnership_id IS NULL AND account_id IN (SELECT m.account_id"
    "       FROM partnership_membership m"
    "       WHERE m.partnership_id = (SELECT access.my_partnership()))))"
    "  AND NOT case_ids && (SELECT access.locked_cases())"
    "  AND NOT person_ids && (SELECT access.locked_persons()))"
)

EVENTS = r"""
-- An era is one life of this cluster: transaction ids start anew after a restore.
CREATE TABLE access.era (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number integer NOT NULL DEFAULT 1
);
INSERT INTO access.era DEFAULT VALUES;
COMMENT ON TABLE access.era IS 'No row policy: one number, which only the owner reads';
REVOKE ALL ON access.era FROM PUBLIC, app_runtime;

-- The one place where a row of the audit is written.
CREATE FUNCTION access.add_event(
    verb text, door text, tab text, row_id text, cases uuid[], persons uuid[],
    parts text[], columns text[], n integer, why text, mark bytea, account bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    me text[] := access.me();
    found bigint;
BEGIN
    INSERT INTO public.access_event
        (era, xid, at, actor, membership_id, account_id, team_id, partnership_id,
         verb, door, table_name, row_id, case_ids, person_ids, parts, columns, n,
         terms_mark, why)
    SELECT e.number, pg_current_xact_id()::text::bigint, clock_timestamp(),
           coalesce(split_part(me[1], ':', 1) || ':' || split_part(me[1], ':', 2),
                    CASE WHEN session_user = 'app_runtime' THEN 'nobody'
                         ELSE 'owner:' || session_user END),
           nullif(me[2], '')::bigint,
           coalesce(nullif(me[3], '')::bigint, account),
           nullif(me[4], '')::bigint, nullif(me[5], '')::bigint,
           verb, left(coalesce(door, ''), 80), coalesce(tab, ''),
           left(coalesce(row_id, ''), 40), coalesce(cases, '{}'),
           coalesce(persons, '{}'), coalesce(parts, '{}'), coalesce(columns, '{}'),
           coalesce(n, 0), mark, left(coalesce(why, ''), 500)
    FROM access.era e
    RETURNING id INTO found;
    RETURN found;
END
$$;
REVOKE ALL ON FUNCTION access.add_event(text, text, text, text, uuid[], uuid[],
    text[], text[], integer, text, bytea, bigint) FROM PUBLIC, app_runtime;

-- What the program may say of itself. Writes, locks and openings say it by trigger.
CREATE FUNCTION access.note(
    verb text, door text, cases uuid[], persons uuid[], parts text[], n integer,
    row_id text, why text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF verb NOT IN ('read', 'list', 'search', 'export', 'print', 'refusal',
                    'audit_read') THEN
        RAISE EXCEPTION 'access.note does not take %', verb;
    END IF;
    RETURN access.add_event(verb, door, '', row_id, cases, persons, parts, '{}', n,
                            why, NULL, NULL);
END
$$;
-- Sign-ins happen before an actor exists: which account, and what happened.
CREATE FUNCTION access.note_sign_in(verb text, account bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF verb NOT IN ('sign_in', 'sign_in_failed', 'sign_out', 'session_ended') THEN
        RAISE EXCEPTION 'access.note_sign_in does not take %', verb;
    END IF;
    RETURN access.add_event(verb, '', '', '', '{}', '{}', '{}', '{}', 0, '', NULL,
                            account);
END
$$;
REVOKE ALL ON FUNCTION
    access.note(text, text, uuid[], uuid[], text[], integer, text, text),
    access.note_sign_in(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    access.note(text, text, uuid[], uuid[], text[], integer, text, text),
    access.note_sign_in(text, bigint) TO app_runtime;

-- Every write of a protected row: which row, case, person, part and columns; no value,
-- and no reason: that stands in the row, under the row's own policy.
CREATE FUNCTION access.note_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    is_now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(is_now, was);
    changed text[];
    the_case uuid := nullif(CASE WHEN TG_TABLE_NAME = 'cases_case'
        THEN whole ->> 'id' ELSE whole ->> 'case_id' END, '')::uuid;
    the_person uuid := nullif(CASE WHEN TG_TABLE_NAME = 'people_person'
        THEN whole ->> 'id' ELSE whole ->> 'person_id' END, '')::uuid;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(o.key ORDER BY o.key) INTO changed
        FROM jsonb_each(was) o WHERE o.value IS DISTINCT FROM is_now -> o.key;
        IF changed IS NULL THEN RETURN NULL; END IF;
    END IF;
    PERFORM access.add_event(
        lower(TG_OP), '', TG_TABLE_NAME::text, coalesce(whole ->> 'id', ''),
        CASE WHEN the_case IS NULL THEN '{}' ELSE ARRAY[the_case] END,
        CASE WHEN the_person IS NULL THEN '{}' ELSE ARRAY[the_person] END,
        CASE WHEN whole ->> 'part' IS NULL THEN '{}' ELSE ARRAY[whole ->> 'part'] END,
        changed, 1, '', NULL, NULL);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION access.note_write() FROM PUBLIC;
"""

# Changes of roles are of interest to whoever reads the audit, too.
ROLE_CHANGES = """
CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON partnership_membership
    FOR EACH ROW EXECUTE FUNCTION access.note_write();
CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON access_approval
    FOR EACH ROW EXECUTE FUNCTION access.note_write();
"""
