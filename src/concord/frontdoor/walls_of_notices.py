"""What the database itself holds about notices to schools: who may take one.

The key adult of a school may be the one who causes harm, or kin of theirs. So a notice
is kept from whoever it names, and from whoever is locked out of somebody of that name:
when it is relayed, and each time that it is read.
"""

from __future__ import annotations

from concord.access.records import MINE

KEPT = r"""
-- Words of names in a notice, by `access.name_keys`. Filled when it is written down: a
-- list of notices must not take each apart again.
CREATE TABLE access.notice_name (
    notice_id uuid NOT NULL,
    name text NOT NULL,
    born_on date,
    PRIMARY KEY (notice_id, name)
);
CREATE INDEX notice_name_name ON access.notice_name (name);
COMMENT ON TABLE access.notice_name IS
    'No row policy: names in notices, which only functions compare';
REVOKE ALL ON access.notice_name FROM PUBLIC, app_runtime;

CREATE FUNCTION access.keep_notice_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    INSERT INTO access.notice_name (notice_id, name, born_on)
    SELECT NEW.id, one, NULL FROM unnest(NEW.adults) who,
        unnest(access.name_keys(who, '', '{}')) one
    UNION ALL
    SELECT NEW.id, one, NEW.born_on
    FROM unnest(access.name_keys(NEW.given_name, NEW.family_name, '{}')) one
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER keeps_names AFTER INSERT ON frontdoor_notice
    FOR EACH ROW EXECUTE FUNCTION access.keep_notice_names();

CREATE FUNCTION access.notices_kept_from(the_account bigint)
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT c.notice_id
    FROM access.account_name a JOIN access.notice_name c ON c.name = a.key
    WHERE a.account_id = the_account
    UNION
    SELECT c.notice_id
    FROM public.access_lock l
    JOIN public.people_personversion v
      ON v.person_id = ANY (access.persons_behind(ARRAY[l.person_id]))
    CROSS JOIN LATERAL unnest(
        access.name_keys(v.given_name, v.family_name, v.other_names)) one
    JOIN access.notice_name c ON c.name = one
    WHERE l.account_id = the_account AND l.during @> statement_timestamp()
      AND NOT access.born_apart(v.born_on, v.born_precision, c.born_on, 'day')
$$;

CREATE FUNCTION access.kept_notices() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(k), '{}')
    FROM access.notices_kept_from(access.my_account()) k
$$;

-- A notice goes to its own school, to somebody who was confirmed within the year.
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
    JOIN public.frontdoor_notice n ON n.id = NEW.notice_id AND n.school_id = m.team_id
    JOIN public.partnership_team t ON t.id = m.team_id
    JOIN public.partnership_agency g ON g.id = t.agency_id
    JOIN public.partnership_account a ON a.id = m.account_id
    WHERE k.hat_id = NEW.to_hat_id AND k.ended_at IS NULL
      AND k.confirmed_at > clock_timestamp() - interval '365 days'
      AND k.partnership_id = NEW.partnership_id
      AND m.partnership_id = NEW.partnership_id AND g.kind = 'education'
      AND a.is_active
      AND m.valid @> (clock_timestamp() AT TIME ZONE 'Europe/London')::date;
    IF theirs IS NULL THEN
        RAISE EXCEPTION 'Only a confirmed key adult of its school takes a notice'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relay_to_a_key_adult';
    END IF;
    IF EXISTS (SELECT 1 FROM access.notices_kept_from(theirs) k
               WHERE k = NEW.notice_id) THEN
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
REVOKE ALL ON FUNCTION access.keep_notice_names(), access.notices_kept_from(bigint),
    access.kept_notices(), access.relay_goes_to_a_key_adult(),
    access.records_notices(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_notices(), access.records_notices(bigint, bigint)
    TO app_runtime;
"""

NOTICE_ADDED = "access.records_notices({t}.owner_team_id, {t}.partnership_id)"
OF_OWN_NOTICE = (
    "EXISTS (SELECT 1 FROM frontdoor_notice n WHERE n.id = {t}.notice_id"
    " AND n.owner_team_id = (SELECT access.my_team()))"
)
TO_ME = "{t}.to_hat_id = (SELECT access.my_hat())"
RELAY_SEEN = f"{MINE} OR {TO_ME}"
# Whoever has written one down knows what is in it: that it is gone would only tell.
NOTICE_NOT_KEPT = (
    "{t}.written_by_id = (SELECT access.my_hat())"
    " OR NOT ({t}.id = ANY ((SELECT access.kept_notices())::uuid[]))"
)
RELAY_NOT_KEPT = (
    "{t}.written_by_id = (SELECT access.my_hat())"
    " OR NOT ({t}.notice_id = ANY ((SELECT access.kept_notices())::uuid[]))"
)
