"""Whom a referral is kept from, at each moment; and who has read it before its case.

A lock that comes while a referral waits reaches it at once, and one that ends lets go
of it. In the audit the id of a referral without a case stands where that of the case
will: so it is known which one was read, and the case finds its own later.
"""

from __future__ import annotations

from concord.access.sql_looks import LOOKS_AT

KEPT_NOW = r"""
-- Whoever adds a row to an index works out what is in it.
GRANT EXECUTE ON FUNCTION access.plain_name(text, text) TO app_runtime;
CREATE INDEX frontdoor_named_by_name ON public.frontdoor_named
    (access.plain_name(given_name, family_name));

CREATE OR REPLACE FUNCTION access.keep_referral() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    called text := access.plain_name(NEW.given_name, NEW.family_name);
BEGIN
    INSERT INTO access.kept_referral (referral_id, account_id)
    -- Staff whom it names, or whose address at work it gives. Locks: see below.
    SELECT NEW.referral_id, a.id
    FROM public.partnership_account a
    WHERE (btrim(NEW.email) <> '' AND lower(a.email) = lower(btrim(NEW.email))
           OR called <> '' AND access.plain_name(a.name, '') = called)
      AND EXISTS (SELECT 1 FROM public.partnership_membership m
                  WHERE m.account_id = a.id AND m.partnership_id = NEW.partnership_id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- Referrals that name somebody whom this account is locked out of, unless the dates of
-- birth differ.
CREATE FUNCTION access.referrals_kept_from(the_account bigint) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT k.referral_id FROM access.kept_referral k WHERE k.account_id = the_account
    UNION
    SELECT n.referral_id
    FROM public.access_lock l
    JOIN public.people_personversion v
      ON v.person_id = ANY (access.persons_behind(ARRAY[l.person_id]))
    JOIN public.frontdoor_named n
      ON access.plain_name(n.given_name, n.family_name)
         = access.plain_name(v.given_name, v.family_name)
    WHERE l.account_id = the_account AND l.during @> statement_timestamp()
      AND access.plain_name(v.given_name, v.family_name) <> ''
      AND (v.born_on IS NULL OR n.born_on IS NULL OR v.born_on = n.born_on
           OR v.born_precision <> 'day' OR n.born_precision <> 'day')
$$;

CREATE OR REPLACE FUNCTION access.kept_referrals() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(k), '{}')
    FROM access.referrals_kept_from(access.my_account()) k
$$;

CREATE OR REPLACE FUNCTION access.not_kept_from_referral(the_ref text,
    accounts bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    it uuid := (SELECT r.id FROM public.frontdoor_referral r WHERE r.ref = the_ref);
BEGIN
    IF NOT access.i_am_a_job() THEN RETURN '{}'; END IF;
    RETURN ARRAY(
        SELECT a FROM unnest(accounts) a
        WHERE NOT EXISTS (
            SELECT 1 FROM access.referrals_kept_from(a) k WHERE k = it));
END
$$;
REVOKE ALL ON FUNCTION access.referrals_kept_from(bigint) FROM PUBLIC;
"""

WHICH_WAS_READ = r"""
-- For auditors: that it was a referral or a notice, not which: no more than they need.
CREATE OR REPLACE FUNCTION access.audited_refs(ids uuid[])
RETURNS TABLE (id uuid, ref text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_role() IS DISTINCT FROM 'auditor' THEN RETURN; END IF;
    RETURN QUERY
    SELECT c.id, c.ref::text FROM public.cases_case c
    WHERE c.id = ANY (ids) AND c.partnership_id = access.my_partnership()
      AND NOT c.id = ANY (access.locked_cases())
    UNION ALL
    SELECT r.id, 'a referral' FROM public.frontdoor_referral r
    WHERE r.id = ANY (ids) AND r.partnership_id = access.my_partnership()
    UNION ALL
    SELECT n.id, 'a notice to a school' FROM public.frontdoor_notice n
    WHERE n.id = ANY (ids) AND n.partnership_id = access.my_partnership();
END
$$;
"""

# A case was read while it was a referral, too.
OF_THE_CASE = "e.case_ids @> ARRAY[the_case]"
OF_ITS_REFERRALS = (
    "e.case_ids && (ARRAY[the_case] || ARRAY(SELECT r.id"
    " FROM public.frontdoor_referral r WHERE r.case_id = the_case))"
)
LOOKS = LOOKS_AT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).replace(
    OF_THE_CASE, OF_ITS_REFERRALS
)
