"""Sealing the audit, in SQL: blocks of finished transactions, chained by hashes.

Read docs/adr/0017 for the reasons. Migration 0007 puts it in place. What is hashed is
written down once more, in Python, in `concord.access.audit.leaves`.
"""

from __future__ import annotations

# An era ends when the cluster is replaced: transaction ids start anew after a restore.
ERAS = r"""
ALTER TABLE access.era ADD COLUMN sealed_to bigint NOT NULL DEFAULT 0;

-- As in migration 0006, but for the era. A transaction below `sealed_to` can't be of
-- this era: all of those were over when the block was sealed. So the cluster has been
-- replaced, nobody has said so yet, and the event belongs to the next era.
CREATE OR REPLACE FUNCTION access.add_event(
    verb text, door text, tab text, row_id text, cases uuid[], persons uuid[],
    parts text[], columns text[], n integer, why text, mark bytea, account bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    me text[] := access.me();
    mine bigint := pg_current_xact_id()::text::bigint;
    found bigint;
BEGIN
    -- The INSERT takes this lock anyway; taken first, the era is read after it, and
    -- whoever begins an era waits for everybody who has read the old one.
    LOCK TABLE public.access_event IN ROW EXCLUSIVE MODE;
    INSERT INTO public.access_event
        (era, xid, at, actor, membership_id, account_id, team_id, partnership_id,
         verb, door, table_name, row_id, case_ids, person_ids, parts, columns, n,
         terms_mark, why)
    SELECT CASE WHEN mine >= e.sealed_to THEN e.number ELSE e.number + 1 END,
           mine, clock_timestamp(),
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
"""

# What is hashed. Changing it needs a new `form` and keeps the old one for old blocks.
LEAVES = r"""
-- A text with its length in bytes in front; "-" for NULL. So no two rows are the same.
CREATE FUNCTION access.measured(said text) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT coalesce(octet_length(convert_to(said, 'UTF8')) || ':' || said, '-') $$;

-- A list: its bounds as PostgreSQL writes them ("[1:2]", nothing for none), its items.
CREATE FUNCTION access.measured_list(items text[]) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN items IS NULL THEN '-'
        ELSE access.measured(coalesce(array_dims(items), ''))
             || coalesce((
                    SELECT string_agg(access.measured(i.item), '' ORDER BY i.place)
                    FROM unnest(items) WITH ORDINALITY AS i(item, place)), '')
        END
$$;

-- A moment in UTC, to the microsecond.
CREATE FUNCTION access.moment(at timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

-- Every column of an event, in this order and no other.
CREATE FUNCTION access.event_text(e public.access_event) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT 'concord.event.1 '
        || access.measured(e.id::text) || access.measured(e.era::text)
        || access.measured(e.xid::text) || access.measured(access.moment(e.at))
        || access.measured(e.actor::text) || access.measured(e.membership_id::text)
        || access.measured(e.account_id::text) || access.measured(e.team_id::text)
        || access.measured(e.partnership_id::text) || access.measured(e.verb::text)
        || access.measured(e.door::text) || access.measured(e.table_name::text)
        || access.measured(e.row_id::text)
        || access.measured_list(e.case_ids::text[])
        || access.measured_list(e.person_ids::text[])
        || access.measured_list(e.parts::text[])
        || access.measured_list(e.columns::text[])
        || access.measured(e.n::text)
        || access.measured(encode(e.terms_mark, 'hex')) || access.measured(e.why::text)
$$;

-- What a seal says of its block, besides the leaves.
CREATE FUNCTION access.seal_text(s public.access_seal) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT 'concord.seal.' || s.form || ' '
        || access.measured(s.n::text) || access.measured(s.era::text)
        || access.measured(s.from_xid::text) || access.measured(s.to_xid::text)
        || access.measured(s.first_id::text) || access.measured(s.last_id::text)
        || access.measured(s.rows::text) || access.measured(access.moment(s.sealed_at))
$$;
REVOKE ALL ON FUNCTION access.measured(text), access.measured_list(text[]),
    access.moment(timestamptz), access.event_text(public.access_event),
    access.seal_text(public.access_seal) FROM PUBLIC;
"""

SEALING = r"""
-- One chain: two sealers at once wait for each other.
CREATE FUNCTION access.seal_lock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Sealing needs a transaction that is READ COMMITTED';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('access.seal'));
END
$$;

-- Seals one block of an era: at most `most` rows below `upper`, unless one transaction
-- alone has more. Returns how many rows, 0 when there is nothing to seal.
CREATE FUNCTION access.seal_block(of_era integer, upper bigint, most integer)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    s public.access_seal;
    first bigint;
    last bigint;
    found integer;
BEGIN
    SELECT coalesce(max(k.n), 0) + 1 INTO s.n FROM public.access_seal k;
    SELECT k.root INTO s.prev_root FROM public.access_seal k WHERE k.n = s.n - 1;
    s.prev_root := coalesce(s.prev_root, decode(repeat('00', 32), 'hex'));
    SELECT coalesce(max(k.to_xid), 0) INTO s.from_xid
    FROM public.access_seal k WHERE k.era = of_era;
    SELECT min(b.xid), max(b.xid), count(*) INTO first, last, found
    FROM (SELECT e.xid FROM public.access_event e
          WHERE e.era = of_era AND e.xid >= s.from_xid AND e.xid < upper
          ORDER BY e.xid, e.id LIMIT most) b;
    IF found = 0 THEN
        RETURN 0;
    END IF;
    -- The last transaction of a full block may have more rows: it goes into the next.
    s.to_xid := CASE WHEN found < most THEN upper
                     WHEN last > first THEN last
                     ELSE last + 1 END;
    s.era := of_era;
    s.form := 1;
    s.sealed_at := clock_timestamp();
    SELECT min(e.id), max(e.id), count(*),
           string_agg(int8send(e.id)
                      || sha256(convert_to(access.event_text(e), 'UTF8')),
                      ''::bytea ORDER BY e.xid, e.id)
    INTO s.first_id, s.last_id, s.rows, s.leaves
    FROM public.access_event e
    WHERE e.era = of_era AND e.xid >= s.from_xid AND e.xid < s.to_xid;
    s.root := sha256(
        s.prev_root || convert_to(access.seal_text(s), 'UTF8') || s.leaves);
    INSERT INTO public.access_seal SELECT s.*;
    UPDATE access.era SET sealed_to = s.to_xid WHERE number = of_era;
    RETURN s.rows;
END
$$;

-- The next era. Waits for writers under way, who have read the old number.
CREATE FUNCTION access.next_era() RETURNS integer
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
    RETURN begun;
END
$$;

-- Seals up to 20 blocks: what is left of eras that are over, then of this one what is
-- below `below`. The caller holds the lock.
CREATE FUNCTION access.seal_up_to(
    below bigint, most integer, OUT blocks integer, OUT sealed bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    present integer;
    of_era integer;
    upper bigint;
    found integer;
BEGIN
    blocks := 0;
    sealed := 0;
    SELECT number INTO present FROM access.era;
    FOR of_era IN 1 .. present LOOP
        SELECT CASE WHEN of_era = present THEN below ELSE max(e.xid) + 1 END
        INTO upper FROM public.access_event e WHERE e.era = of_era;
        LOOP
            EXIT WHEN upper IS NULL OR blocks >= 20;
            found := access.seal_block(of_era, upper, most);
            EXIT WHEN found = 0;
            blocks := blocks + 1;
            sealed := sealed + found;
        END LOOP;
    END LOOP;
END
$$;

-- What the sealing job calls: seals all that is finished. Call it again while `blocks`
-- is not 0. `begun` is the era that had to be begun, mostly NULL, and `last_n` then
-- the last seal that there was.
CREATE FUNCTION access.seal_events(
    most integer DEFAULT 10000,
    OUT blocks integer, OUT sealed bigint, OUT begun integer, OUT last_n bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    below bigint;
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'access.audit' THEN
        RAISE EXCEPTION 'Only the principal access.audit seals'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM access.seal_lock();
    -- Only now: a bound from before waiting could be older than the last seal's.
    below := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    IF EXISTS (SELECT 1 FROM access.era e
               WHERE below < e.sealed_to
                  OR EXISTS (SELECT 1 FROM public.access_event v
                             WHERE v.era = e.number + 1)) THEN
        SELECT coalesce(max(n), 0) INTO last_n FROM public.access_seal;
        begun := access.next_era();
    END IF;
    SELECT u.blocks, u.sealed INTO blocks, sealed
    FROM access.seal_up_to(below, least(greatest(most, 1), 50000)) u;
END
$$;

-- After a restore, before anybody works: what is left of the old era is sealed, and a
-- new one begins. For the owner of the tables only. Returns the new era, and the number
-- of the last seal that the restored database holds.
CREATE FUNCTION access.begin_era(OUT begun integer, OUT last_n bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    done integer;
BEGIN
    PERFORM access.seal_lock();
    SELECT coalesce(max(n), 0) INTO last_n FROM public.access_seal;
    begun := access.next_era();
    LOOP
        SELECT u.blocks INTO done FROM access.seal_up_to(0, 10000) u;
        EXIT WHEN done = 0;
    END LOOP;
END
$$;

-- That the heads up to `up_to` have left the database.
CREATE FUNCTION access.note_anchored(up_to bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'access.audit' THEN
        RAISE EXCEPTION 'Only the principal access.audit sends heads out'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.access_seal SET anchored_at = clock_timestamp()
    WHERE anchored_at IS NULL AND n <= up_to;
END
$$;

-- When the log was last checked, and whether all was well: for whoever is shown a log.
CREATE FUNCTION access.last_checked(OUT at timestamptz, OUT good boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT v.at, v.good FROM public.access_verification v ORDER BY v.id DESC LIMIT 1
$$;

REVOKE ALL ON FUNCTION access.seal_lock(), access.seal_block(integer, bigint, integer),
    access.next_era(), access.seal_up_to(bigint, integer), access.seal_events(integer),
    access.begin_era(), access.note_anchored(bigint), access.last_checked()
    FROM PUBLIC, app_runtime;
GRANT EXECUTE ON FUNCTION access.seal_events(integer), access.note_anchored(bigint),
    access.last_checked() TO app_runtime;
"""

# As in migration 0006, and besides: a refusal keeps what was asked for in `row_id`.
EVENTS_SEEN = (
    "(SELECT access.my_principal()) = 'access.audit'"
    " OR ((SELECT access.my_role()) = 'auditor'"
    "  AND (partnership_id = (SELECT access.my_partnership())"
    "   OR (partnership_id IS NULL AND account_id IN (SELECT m.account_id"
    "       FROM partnership_membership m"
    "       WHERE m.partnership_id = (SELECT access.my_partnership()))))"
    "  AND NOT case_ids && (SELECT access.locked_cases())"
    "  AND NOT person_ids && (SELECT access.locked_persons())"
    "  AND NOT left(row_id, 36) = ANY ((SELECT access.locked_cases())::text[]"
    "      || (SELECT access.locked_persons())::text[]))"
)

# Seals hold no personal data; auditors compare them with what left the database.
SEALS_SEEN = (
    "(SELECT access.my_principal()) = 'access.audit'"
    " OR (SELECT access.my_role()) = 'auditor'"
)
BY_THE_AUDIT = "(SELECT access.my_principal()) = 'access.audit'"
