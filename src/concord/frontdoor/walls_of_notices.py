"""What the database itself holds about notices to schools: who may take one.

The key adult of a school may be the one who causes harm, or kin of theirs. So a notice
is kept from whoever it names, and from whoever is locked out of somebody of that name:
when it is relayed, and each time that it is read.
"""

from __future__ import annotations

from concord.access.records import MINE

KEPT = r"""
-- Whether an account must not have a notice. Names are compared as for referrals.
CREATE FUNCTION access.notice_is_kept_from(the_notice uuid, the_account bigint)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH called AS (
        SELECT access.plain_name(one, '') AS name, NULL::date AS born
        FROM public.frontdoor_notice n, unnest(n.adults) one WHERE n.id = the_notice
        UNION ALL
        SELECT access.plain_name(n.given_name, n.family_name), n.born_on
        FROM public.frontdoor_notice n WHERE n.id = the_notice)
    SELECT EXISTS (
        SELECT 1 FROM public.partnership_account a
        JOIN called c ON c.name = access.plain_name(a.name, '') AND c.name <> ''
        WHERE a.id = the_account
        UNION ALL
        SELECT 1 FROM public.access_lock l
        JOIN public.people_personversion v
          ON v.person_id = ANY (access.persons_behind(ARRAY[l.person_id]))
        JOIN called c ON c.name <> ''
         AND c.name = access.plain_name(v.given_name, v.family_name)
         AND (c.born IS NULL OR v.born_on IS NULL OR v.born_on = c.born
              OR v.born_precision <> 'day')
        WHERE l.account_id = the_account AND l.during @> clock_timestamp())
$$;

CREATE FUNCTION access.kept_relays() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(r.id), '{}') FROM public.frontdoor_relay r
    JOIN public.partnership_membership m ON m.id = r.to_hat_id
    WHERE m.account_id = access.my_account()
      AND access.notice_is_kept_from(r.notice_id, m.account_id)
$$;

-- Nothing is relayed but to a confirmed key adult of a school who may have it.
CREATE FUNCTION access.relay_goes_to_a_key_adult() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    theirs bigint;
BEGIN
    SELECT m.account_id INTO theirs
    FROM public.frontdoor_keyadult k
    JOIN public.partnership_membership m ON m.id = k.hat_id
    JOIN public.partnership_team t ON t.id = m.team_id
    JOIN public.partnership_agency g ON g.id = t.agency_id
    JOIN public.partnership_account a ON a.id = m.account_id
    WHERE k.hat_id = NEW.to_hat_id AND k.ended_at IS NULL
      AND k.partnership_id = NEW.partnership_id AND g.kind = 'education'
      AND a.is_active
      AND m.valid @> (clock_timestamp() AT TIME ZONE 'Europe/London')::date;
    IF theirs IS NULL THEN
        RAISE EXCEPTION 'Only a confirmed key adult of a school takes a notice'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relay_to_a_key_adult';
    END IF;
    IF access.notice_is_kept_from(NEW.notice_id, theirs) THEN
        RAISE EXCEPTION 'This notice can''t go to them'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relay_is_kept_from_them';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER to_a_key_adult BEFORE INSERT ON frontdoor_relay
    FOR EACH ROW EXECUTE FUNCTION access.relay_goes_to_a_key_adult();

-- Police tell schools. Their own teams write that down, or the front door for them.
CREATE FUNCTION access.records_notices(team bigint, partnership bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT access.is_front_door(team, partnership) OR EXISTS (
        SELECT 1 FROM public.partnership_team t
        JOIN public.partnership_agency g ON g.id = t.agency_id
        WHERE t.id = team AND t.partnership_id = partnership AND g.kind = 'police')
$$;
REVOKE ALL ON FUNCTION access.notice_is_kept_from(uuid, bigint), access.kept_relays(),
    access.relay_goes_to_a_key_adult(), access.records_notices(bigint, bigint)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_relays(), access.records_notices(bigint, bigint)
    TO app_runtime;
"""

NOTICE_ADDED = "access.records_notices({t}.owner_team_id, {t}.partnership_id)"
OF_OWN_NOTICE = (
    "EXISTS (SELECT 1 FROM frontdoor_notice n WHERE n.id = {t}.notice_id"
    " AND n.owner_team_id = (SELECT access.my_team()))"
)
TO_ME = "{t}.to_hat_id = (SELECT access.my_hat())"
RELAY_SEEN = f"{MINE} OR {TO_ME}"
NOT_KEPT = "NOT ({t}.id = ANY ((SELECT access.kept_relays())::uuid[]))"
