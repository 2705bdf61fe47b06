"""Which referral was read, and by whom, before it had a case.

In the audit the id of a referral without a case stands where that of the case will: so
it is known which one was read, and the case finds its own later.
"""

from __future__ import annotations

from concord.access.sql_looks import LOOKS_AT

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
