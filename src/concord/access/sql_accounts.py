"""Who may vouch for whom, sign-ins with how they went, and live sessions, in SQL.

Read docs/adr/0006 and 0015 for the reasons. Migration 0011 puts it in place.
"""

from __future__ import annotations

# Replaces MAY_APPROVE of `sql_trust`. Somebody else, in a role that answers for people,
# in own name; an agency lead only for the own agency; a job only in the name of whoever
# sent the invitation that was accepted for this very hat. None comes from the future,
# where it would never grow old.
MAY_APPROVE = """
partnership_id = (SELECT access.my_partnership())
AND at <= clock_timestamp() + interval '1 minute'
AND EXISTS (
    SELECT 1 FROM partnership_membership m
    WHERE m.id = access_approval.membership_id
      AND m.partnership_id = access_approval.partnership_id
      AND m.account_id <> access_approval.by_account_id)
AND (
    (by_membership_id = (SELECT access.my_hat())
     AND by_account_id = (SELECT access.my_account())
     AND ((SELECT access.my_role()) IN ('administrator', 'strategic_lead')
          OR ((SELECT access.my_role()) = 'agency_lead' AND EXISTS (
              SELECT 1 FROM partnership_membership m
              JOIN partnership_team theirs ON theirs.id = m.team_id
              JOIN partnership_team mine ON mine.agency_id = theirs.agency_id
              WHERE m.id = access_approval.membership_id
                AND mine.id = (SELECT access.my_team())))))
    OR ((SELECT access.my_principal()) = 'invitations'
        AND kind = 'approved' AND EXISTS (
            SELECT 1 FROM partnership_invitation i
            JOIN partnership_membership m ON m.id = access_approval.membership_id
            JOIN partnership_membership giver ON giver.id = i.invited_by_id
            WHERE i.state = 'accepted' AND i.account_id = m.account_id
              AND i.team_id = m.team_id AND i.role = m.role
              AND giver.id = access_approval.by_membership_id
              AND giver.account_id = access_approval.by_account_id))
    OR (SELECT access.my_principal()) = 'examples')
"""

SIGN_INS = r"""
-- The same with how it went, in words of the program and no others: nobody's reasons
-- stand in the audit. The account is also the row: an administrator ends other
-- people's sessions.
CREATE FUNCTION access.note_sign_in(verb text, account bigint, how text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF verb NOT IN ('sign_in', 'sign_in_failed', 'sign_out', 'session_ended') THEN
        RAISE EXCEPTION 'access.note_sign_in does not take %', verb;
    END IF;
    IF how NOT IN ('', 'recovery code', 'recovery code, asked again',
                   'wrong password', 'wrong code', 'account is closed',
                   'too many tries', 'nobody touched it', 'ended by its owner',
                   'ended by an administrator', 'new password', 'new second step',
                   'second step taken away', 'left the partnership') THEN
        RAISE EXCEPTION 'access.note_sign_in has no such word for how it went';
    END IF;
    RETURN access.add_event(verb, '', 'partnership_account', account::text, '{}',
                            '{}', '{}', '{}', 0, how, NULL, account);
END
$$;
REVOKE ALL ON FUNCTION access.note_sign_in(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.note_sign_in(text, bigint, text) TO app_runtime;
"""

SESSIONS = r"""
REVOKE INSERT ON access_session FROM app_runtime;

-- A session was seen: it starts, goes on under a new key (`before`), or was touched.
-- Without an actor, because a sign-in has none yet. The browser is that of the last
-- touch: a key that was carried off to another one shows.
CREATE FUNCTION access.note_session(hash text, account bigint, words text, before text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    this_minute timestamptz := date_trunc('minute', clock_timestamp());
BEGIN
    UPDATE public.access_session s
    SET touched_at = this_minute, browser = left(words, 60)
    WHERE s.key_hash = hash AND s.account_id = account;
    IF FOUND THEN RETURN; END IF;
    UPDATE public.access_session s SET key_hash = hash, touched_at = this_minute
    WHERE s.key_hash = before AND s.account_id = account;
    IF FOUND THEN RETURN; END IF;
    INSERT INTO public.access_session
        (id, key_hash, account_id, browser, started_at, touched_at)
    VALUES (gen_random_uuid(), hash, account, left(words, 60), this_minute,
            this_minute)
    ON CONFLICT (key_hash) DO NOTHING;
END
$$;

-- Rows of sessions that nobody has touched for a day say nothing any more.
CREATE FUNCTION access.forget_sessions() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM public.access_session s
    WHERE s.touched_at < now() - interval '1 day';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION access.note_session(text, bigint, text, text),
    access.forget_sessions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.note_session(text, bigint, text, text),
    access.forget_sessions() TO app_runtime;
"""
