"""How long the front door keeps what never came to a case, in SQL.

What has a case goes with it, by `access.dispose`. The rest would be there for ever: so
a job empties drafts that nobody has gone on with, and disposes of referrals and notices
that ended long ago. It goes by the years that closed cases are kept, and by time alone:
a restored backup loses the same again in its first night.
"""

from __future__ import annotations

KEEPING = r"""
CREATE FUNCTION access.forget_drafts() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    n bigint;
BEGIN
    UPDATE public.frontdoor_draft SET state = 'dropped', typed = '{}'
        WHERE state = 'open' AND saved_at < now() - interval '30 days';
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;

-- The last moment of what is kept no longer; NULL where nobody has said how long.
CREATE FUNCTION access.kept_since() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT now() - make_interval(years => access.kept_years())
$$;

-- Referrals of one's partnership that were decided long ago and never got a case.
CREATE FUNCTION access.dispose_referrals() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    the_id uuid;
    tab text;
    gone integer;
    total integer;
    n bigint := 0;
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'frontdoor.keeping' THEN
        RAISE EXCEPTION 'Only the job that keeps house disposes of referrals'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR the_id IN
        SELECT r.id FROM public.frontdoor_referral r
        WHERE r.partnership_id = access.my_partnership() AND r.case_id IS NULL
          AND r.state = 'decided' AND r.since < access.kept_since()
        FOR UPDATE SKIP LOCKED
    LOOP
        total := 1;
        FOR tab IN
            SELECT c.table_name FROM information_schema.columns c
            WHERE c.table_schema = 'public' AND c.column_name = 'referral_id'
              AND c.data_type = 'uuid'
        LOOP
            EXECUTE format('DELETE FROM public.%I WHERE referral_id = $1', tab)
                USING the_id;
            GET DIAGNOSTICS gone = ROW_COUNT;
            total := total + gone;
        END LOOP;
        DELETE FROM public.frontdoor_referral r WHERE r.id = the_id;
        PERFORM access.add_event('dispose', '', 'frontdoor_referral', the_id::text,
            ARRAY[the_id], '{}', '{}', '{}', total, '', NULL, NULL);
        n := n + 1;
    END LOOP;
    RETURN n;
END
$$;

-- Notices to schools that were relayed, or sent back, long ago.
CREATE FUNCTION access.dispose_notices() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    the_id uuid;
    relays integer;
    n bigint := 0;
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'frontdoor.keeping' THEN
        RAISE EXCEPTION 'Only the job that keeps house disposes of notices'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR the_id IN
        SELECT o.id FROM public.frontdoor_notice o
        WHERE o.partnership_id = access.my_partnership() AND o.case_id IS NULL
          AND o.state <> 'waiting' AND o.state_at < access.kept_since()
        FOR UPDATE SKIP LOCKED
    LOOP
        DELETE FROM public.frontdoor_relay y WHERE y.notice_id = the_id;
        GET DIAGNOSTICS relays = ROW_COUNT;
        DELETE FROM access.notice_name a WHERE a.notice_id = the_id;
        DELETE FROM public.frontdoor_notice o WHERE o.id = the_id;
        PERFORM access.add_event('dispose', '', 'frontdoor_notice', the_id::text,
            ARRAY[the_id], '{}', '{}', '{}', relays + 1, '', NULL, NULL);
        n := n + 1;
    END LOOP;
    RETURN n;
END
$$;
REVOKE ALL ON FUNCTION access.forget_drafts(), access.kept_since(),
    access.dispose_referrals(), access.dispose_notices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.forget_drafts(), access.dispose_referrals(),
    access.dispose_notices() TO app_runtime;
"""
