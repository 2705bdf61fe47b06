"""Search terms in the audit: encrypted by month, opened by two auditors, in SQL.

Read docs/adr/0017 for the reasons. Migration 0007 puts it in place. The database holds
ciphers and wrapped keys, the program a key that unwraps them, neither both.
"""

from __future__ import annotations

TERMS = r"""
-- A key for each month, wrapped by CONCORD_AUDIT_KEY, which the database never sees.
CREATE TABLE access.terms_key (
    month date PRIMARY KEY CHECK (month = date_trunc('month', month)::date),
    wrapped bytea,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
COMMENT ON TABLE access.terms_key IS
    'No row policy: wrapped keys, which only functions of the owner give out';
CREATE TABLE access.terms (
    event_id bigint PRIMARY KEY,
    month date NOT NULL REFERENCES access.terms_key,
    cipher bytea NOT NULL
);
COMMENT ON TABLE access.terms IS
    'No row policy: encrypted search words, which two auditors open by functions';
REVOKE ALL ON access.terms_key, access.terms FROM PUBLIC, app_runtime;

-- The wrapped key of this month; `fresh` becomes it where there is none yet.
CREATE FUNCTION access.terms_key_now(fresh bytea, OUT month date, OUT wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    month := date_trunc('month', clock_timestamp() AT TIME ZONE 'Europe/London')::date;
    SELECT k.wrapped INTO wrapped FROM access.terms_key k
    WHERE k.month = terms_key_now.month;
    IF wrapped IS NULL AND fresh IS NOT NULL THEN
        INSERT INTO access.terms_key AS k (month, wrapped)
        VALUES (terms_key_now.month, fresh)
        ON CONFLICT ON CONSTRAINT terms_key_pkey DO NOTHING;
        SELECT k.wrapped INTO wrapped FROM access.terms_key k
        WHERE k.month = terms_key_now.month;
    END IF;
END
$$;

-- Somebody searched: the event, with the hash of the encrypted words, and the words.
CREATE FUNCTION access.note_search(
    door text, of_month date, cipher bytea, cases uuid[], persons uuid[],
    parts text[], n integer)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found bigint;
BEGIN
    IF octet_length(cipher) > 8192 THEN
        RAISE EXCEPTION 'Search words are too long';
    END IF;
    found := access.add_event('search', door, '', '', cases, persons, parts, '{}', n,
                              '', sha256(cipher), NULL);
    INSERT INTO access.terms (event_id, month, cipher)
    VALUES (found, of_month, note_search.cipher);
    RETURN found;
END
$$;

-- Whether I am an auditor here and nothing that lets people in: who gives out hats
-- could give themselves this one.
CREATE FUNCTION access.may_open_terms() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(access.my_role() = 'auditor', false) AND NOT EXISTS (
        SELECT 1 FROM public.partnership_membership m
        WHERE m.account_id = access.my_account() AND m.role = 'administrator'
          AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date)
$$;

-- Of these events, the searches with words that I may see: as the row policy has it.
CREATE FUNCTION access.searches_seen(ids bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(e.id ORDER BY e.id), '{}') FROM public.access_event e
    WHERE e.id = ANY (ids) AND e.verb = 'search' AND e.terms_mark IS NOT NULL
      AND e.partnership_id = access.my_partnership()
      AND NOT e.case_ids && access.locked_cases()
      AND NOT e.person_ids && access.locked_persons()
$$;

-- Ask to open the words of some searches, for a reason. NULL when that is not mine.
CREATE FUNCTION access.ask_for_terms(ids bigint[], why text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    wanted bigint[] := ARRAY(SELECT DISTINCT i FROM unnest(ids) i ORDER BY i);
    made uuid := gen_random_uuid();
BEGIN
    IF NOT access.may_open_terms() OR coalesce(btrim(why), '') = ''
       OR cardinality(wanted) NOT BETWEEN 1 AND 20
       OR access.searches_seen(wanted) <> wanted THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.access_terms_opening
        (id, partnership_id, event_ids, why, asked_by_id, asked_by_account_id, asked_at)
    VALUES (made, access.my_partnership(), wanted, left(btrim(why), 500),
            access.my_hat(), access.my_account(), clock_timestamp());
    RETURN made;
END
$$;

-- Another auditor, another account, within a day.
CREATE FUNCTION access.approve_terms(the_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.access_terms_opening o
    SET approved_by_id = access.my_hat(), approved_by_account_id = access.my_account(),
        approved_at = clock_timestamp()
    WHERE o.id = the_id AND access.may_open_terms()
      AND o.partnership_id = access.my_partnership()
      AND o.asked_by_account_id <> access.my_account()
      AND o.approved_at IS NULL
      AND o.asked_at > clock_timestamp() - interval '24 hours'
      AND access.searches_seen(o.event_ids) = o.event_ids;
    RETURN FOUND;
END
$$;

-- What was approved, for whoever asked: within a day of the approval, for one hour from
-- the first look. Each look is an event. A destroyed key comes as NULL.
CREATE FUNCTION access.open_terms(the_id uuid)
RETURNS TABLE (event_id bigint, month date, cipher bytea, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    it public.access_terms_opening;
    about record;
BEGIN
    SELECT o.* INTO it FROM public.access_terms_opening o
    WHERE o.id = the_id AND access.may_open_terms()
      AND o.partnership_id = access.my_partnership()
      AND o.asked_by_account_id = access.my_account()
      AND o.approved_by_account_id <> access.my_account()
      AND o.approved_at > clock_timestamp() - interval '25 hours'
      AND CASE WHEN o.good_until IS NULL
               THEN o.approved_at > clock_timestamp() - interval '24 hours'
               ELSE o.good_until > clock_timestamp() END
      AND access.searches_seen(o.event_ids) = o.event_ids
    FOR UPDATE;
    IF it.id IS NULL THEN
        RETURN;
    END IF;
    IF it.good_until IS NULL THEN
        UPDATE public.access_terms_opening o
        SET good_until = clock_timestamp() + interval '1 hour' WHERE o.id = the_id;
    END IF;
    SELECT array_agg(DISTINCT c) FILTER (WHERE c IS NOT NULL) AS cases,
           array_agg(DISTINCT p) FILTER (WHERE p IS NOT NULL) AS persons
    INTO about
    FROM public.access_event e
    LEFT JOIN LATERAL unnest(e.case_ids) c ON true
    LEFT JOIN LATERAL unnest(e.person_ids) p ON true
    WHERE e.id = ANY (it.event_ids);
    PERFORM access.add_event('open_terms', 'audit_terms_opening',
        'access_terms_opening', the_id::text, about.cases, about.persons, '{}', '{}',
        cardinality(it.event_ids), '', NULL, NULL);
    RETURN QUERY
    SELECT t.event_id, t.month, t.cipher, k.wrapped
    FROM access.terms t JOIN access.terms_key k ON k.month = t.month
    WHERE t.event_id = ANY (it.event_ids) ORDER BY t.event_id;
END
$$;

-- Destroy the key of a month that is over: nobody can read its search words any more,
-- and no seal breaks. False when there is none to destroy.
CREATE FUNCTION access.destroy_terms_key(of_month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF session_user = 'app_runtime'
       AND access.my_principal() IS DISTINCT FROM 'access.audit' THEN
        RAISE EXCEPTION 'Only the principal access.audit destroys keys'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE access.terms_key k
    SET wrapped = NULL, destroyed_at = clock_timestamp()
    WHERE k.month = of_month AND k.wrapped IS NOT NULL
      AND k.month < date_trunc('month', now() AT TIME ZONE 'Europe/London')::date;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM access.add_event('dispose', '', 'terms_key', to_char(of_month, 'YYYY-MM'),
        '{}', '{}', '{}', '{}', 1, '', NULL, NULL);
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION access.terms_key_now(bytea),
    access.note_search(text, date, bytea, uuid[], uuid[], text[], integer),
    access.may_open_terms(), access.searches_seen(bigint[]),
    access.ask_for_terms(bigint[], text), access.approve_terms(uuid),
    access.open_terms(uuid), access.destroy_terms_key(date) FROM PUBLIC, app_runtime;
GRANT EXECUTE ON FUNCTION access.terms_key_now(bytea),
    access.note_search(text, date, bytea, uuid[], uuid[], text[], integer),
    access.may_open_terms(), access.ask_for_terms(bigint[], text),
    access.approve_terms(uuid), access.open_terms(uuid),
    access.destroy_terms_key(date) TO app_runtime;
"""

# Auditors see who wants to open what, but of searches that they may see themselves.
OPENINGS_SEEN = (
    "(SELECT access.my_role()) = 'auditor'"
    " AND partnership_id = (SELECT access.my_partnership())"
    " AND cardinality(event_ids) = (SELECT count(*) FROM access_event e"
    " WHERE e.id = ANY (event_ids))"
)
