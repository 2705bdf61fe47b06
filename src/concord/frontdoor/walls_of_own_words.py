"""What somebody has referred stays before them, whatever becomes known.

A referral that vanished for the one who made it, because it names somebody from whom
they are kept, would tell just that. They see their own words, and the three sentences
that every referrer gets; a colleague goes on with it.
"""

from __future__ import annotations

from concord.access.records import MINE
from concord.frontdoor import walls

OWN_WORDS = r"""
CREATE POLICY read_own ON frontdoor_referral FOR SELECT TO app_runtime
USING (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND written_by_id = (SELECT access.my_hat())
    AND from_team_id = (SELECT access.my_team()));
CREATE POLICY read_own ON frontdoor_named FOR SELECT TO app_runtime
USING (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND written_by_id = (SELECT access.my_hat())
    AND owner_team_id = (SELECT access.my_team()));
CREATE POLICY read_own ON frontdoor_attachment FOR SELECT TO app_runtime
USING (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND written_by_id = (SELECT access.my_hat())
    AND owner_team_id = (SELECT access.my_team()));

-- Whether one must leave a referral to colleagues. Asked of one's own words, too.
CREATE FUNCTION access.must_leave(the_referral uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT the_referral = ANY (access.kept_referrals())
        OR EXISTS (SELECT 1 FROM public.frontdoor_referral r
                   WHERE r.id = the_referral
                     AND r.case_id = ANY (access.locked_cases()))
$$;
REVOKE ALL ON FUNCTION access.must_leave(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.must_leave(uuid) TO app_runtime;

"""
NOT_KEPT_FROM_ITS = (
    "NOT ({t}.referral_id = ANY ((SELECT access.kept_referrals())::uuid[]))"
)
ITS_REFERRAL = f"{walls.ITS_REFERRAL} AND {NOT_KEPT_FROM_ITS}"
REFERRAL_AT_MY_DOOR = f"{walls.REFERRAL_AT_MY_DOOR} AND {NOT_KEPT_FROM_ITS}"
NAMED_SEEN = f"({MINE} OR {REFERRAL_AT_MY_DOOR}) AND {ITS_REFERRAL}"
AT_THE_DOOR = f"{walls.AT_THE_DOOR} AND {walls.NOT_KEPT}"
