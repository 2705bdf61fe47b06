"""The actor and the history, in SQL. Read docs/adr/0003 and 0004 for the reasons."""

from __future__ import annotations

ACTOR = r"""
CREATE SCHEMA IF NOT EXISTS access;
REVOKE ALL ON SCHEMA access FROM PUBLIC;
GRANT USAGE ON SCHEMA access TO app_runtime;
GRANT USAGE ON SCHEMA public TO app_runtime;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- One key, which only the owner can read.
CREATE TABLE access.actor_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    key text NOT NULL
);
COMMENT ON TABLE access.actor_key IS
    'No row policy: only the owner has any right to it';
REVOKE ALL ON access.actor_key FROM PUBLIC, app_runtime;

-- The code that proves a message came from somebody who holds the key.
CREATE FUNCTION access.mac(message text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
AS $$
    SELECT encode(
        sha256(convert_to(k.key, 'UTF8')
               || sha256(convert_to(k.key, 'UTF8') || convert_to(message, 'UTF8'))),
        'hex')
    FROM access.actor_key k
$$;
REVOKE ALL ON FUNCTION access.mac(text) FROM PUBLIC, app_runtime;

-- What `concord.actor` has to end with in this very transaction of this backend.
CREATE FUNCTION access.seal(context text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
AS $$
    SELECT access.mac(context || '|' || pg_backend_pid() || '|'
                      || extract(epoch FROM transaction_timestamp())::text)
$$;
REVOKE ALL ON FUNCTION access.seal(text) FROM PUBLIC, app_runtime;

-- Enter as an actor until the transaction ends. Returns false for a claim that is
-- not signed, not fresh (two minutes), or of a hat or account that has ended.
CREATE FUNCTION access.enter(claim text, issued bigint, signature text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    context text;
    kind text := split_part(claim, ':', 1);
BEGIN
    PERFORM set_config('concord.actor', '', true);
    IF abs(extract(epoch FROM clock_timestamp()) - issued) > 120
       OR access.mac(claim || '|' || pg_backend_pid() || '|' || issued)
          IS DISTINCT FROM signature
    THEN
        RETURN false;
    END IF;
    IF kind = 'hat' THEN
        SELECT concat_ws(';', claim, m.id, m.account_id, m.team_id, m.partnership_id)
        INTO context
        FROM public.partnership_membership m
        JOIN public.partnership_account a ON a.id = m.account_id AND a.is_active
        WHERE m.id = split_part(claim, ':', 2)::bigint
          AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date;
    ELSIF kind = 'account' THEN
        SELECT concat(claim, ';;', a.id, ';;') INTO context
        FROM public.partnership_account a
        WHERE a.id = split_part(claim, ':', 2)::bigint AND a.is_active;
    ELSIF kind = 'job' THEN
        context := concat(claim, ';;;;', split_part(claim, ':', 3));
    END IF;
    IF context IS NULL THEN
        RETURN false;
    END IF;
    PERFORM set_config('concord.actor', context || '#' || access.seal(context), true);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION access.enter(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.enter(text, bigint, text) TO app_runtime;

-- {claim, hat, account, team, partnership}, or NULL if nobody or forged.
CREATE FUNCTION access.me() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, access, pg_temp
AS $$
DECLARE
    found text := nullif(current_setting('concord.actor', true), '');
    context text := split_part(found, '#', 1);
BEGIN
    IF found IS NULL
       OR access.seal(context) IS DISTINCT FROM split_part(found, '#', 2) THEN
        RETURN NULL;
    END IF;
    RETURN string_to_array(context, ';');
END
$$;
CREATE FUNCTION access.my_hat() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif((access.me())[2], '')::bigint $$;
CREATE FUNCTION access.my_account() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif((access.me())[3], '')::bigint $$;
CREATE FUNCTION access.my_team() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif((access.me())[4], '')::bigint $$;
CREATE FUNCTION access.my_partnership() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif((access.me())[5], '')::bigint $$;
CREATE FUNCTION access.i_am_a_job() RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT coalesce((access.me())[1] LIKE 'job:%', false) $$;
REVOKE ALL ON FUNCTION access.me(), access.my_hat(), access.my_account(),
    access.my_team(), access.my_partnership(), access.i_am_a_job() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.me(), access.my_hat(), access.my_account(),
    access.my_team(), access.my_partnership(), access.i_am_a_job() TO app_runtime;
"""

HISTORY = r"""
-- Writes one row of history for each changed row. Arguments: columns never kept.
CREATE FUNCTION access.remember() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    secret text[] := coalesce(TG_ARGV, '{}');
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - secret END;
    is_now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - secret END;
    whole jsonb := coalesce(is_now, was);
    me text[] := access.me();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF was = is_now THEN RETURN NULL; END IF;
        SELECT jsonb_object_agg(o.key, o.value),
               jsonb_object_agg(o.key, is_now -> o.key)
        INTO was, is_now
        FROM jsonb_each(was) o
        WHERE o.value IS DISTINCT FROM is_now -> o.key;
    END IF;
    INSERT INTO public.access_change
        (at, transaction, table_name, row_id, verb, membership_id, actor,
         partnership_id, why, before, after)
    VALUES
        (clock_timestamp(), txid_current(), TG_TABLE_NAME,
         coalesce(whole ->> 'id', ''), TG_OP, nullif(me[2], '')::bigint,
         coalesce(split_part(me[1], ':', 1) || ':' || split_part(me[1], ':', 2),
                  'owner:' || session_user),
         CASE WHEN TG_TABLE_NAME = 'partnership_partnership'
              THEN (whole ->> 'id')::bigint
              ELSE coalesce((whole ->> 'partnership_id')::bigint,
                            nullif(me[5], '')::bigint) END,
         coalesce(current_setting('concord.why', true), ''), was, is_now);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION access.remember() FROM PUBLIC;
"""
