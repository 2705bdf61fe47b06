"""What somebody has referred stays before them, whatever becomes known.

A referral that vanished for the one who made it, because it names somebody from whom
they are kept, would tell just that. They see their own words, and the three sentences
that every referrer gets. Not at the door itself: there a colleague goes on with it.
"""

from __future__ import annotations

OWN_WORDS = r"""
CREATE POLICY read_own ON frontdoor_referral FOR SELECT TO app_runtime
USING (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND written_by_id = (SELECT access.my_hat())
    AND from_team_id = (SELECT access.my_team())
    AND to_team_id <> (SELECT access.my_team()));
CREATE POLICY read_own ON frontdoor_named FOR SELECT TO app_runtime
USING (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND written_by_id = (SELECT access.my_hat())
    AND EXISTS (SELECT 1 FROM frontdoor_referral r
                WHERE r.id = frontdoor_named.referral_id
                  AND r.written_by_id = (SELECT access.my_hat())
                  AND r.to_team_id <> (SELECT access.my_team())));
"""
