"""Whom a referral or a notice names, and who is therefore kept from it.

Before somebody is on record there is only a name to hang a wall on, and names are
written in many ways: with middle names, titles, the family name first, a former name.
So two names are the same here when they share two words, and a date of birth speaks
against it only when day, month and year all differ. That hides too much rather than
too little: a colleague goes on with it.
"""

from __future__ import annotations

from concord.access.records import MINE
from concord.frontdoor import walls

NAMES = r"""
-- The words of a name in pairs, in any order: "SMITH, Mr John Paul" and "John Smith"
-- share "john smith". A name of one word is that word.
CREATE FUNCTION access.name_keys(given text, family text, others text[])
RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    titles constant text[] := '{mr,mrs,ms,miss,mx,dr,sir,dame,rev,prof}';
    found text[] := '{}';
    said text;
    words text[];
    a integer;
    b integer;
BEGIN
    FOREACH said IN ARRAY ARRAY[coalesce(given, '') || ' ' || coalesce(family, '')]
        || ARRAY(SELECT CASE WHEN one ~ '\S\s+\S' THEN one
                        ELSE coalesce(given, '') || ' ' || one || ' '
                             || coalesce(family, '') END
                 FROM unnest(coalesce(others, '{}')) one) LOOP
        words := ARRAY(
            SELECT DISTINCT w FROM regexp_split_to_table(lower(regexp_replace(
                normalize(said, NFD), '[^[:alpha:][:space:]''-]', ' ', 'g')),
                '[[:space:]-]+') raw,
                LATERAL regexp_replace(raw, '[^[:alpha:]]', '', 'g') w
            WHERE w <> '' AND w <> ALL (titles) ORDER BY w);
        IF cardinality(words) = 1 THEN
            found := found || words;
        END IF;
        FOR a IN 1 .. cardinality(words) - 1 LOOP
            FOR b IN a + 1 .. cardinality(words) LOOP
                found := found || (words[a] || ' ' || words[b]);
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT one FROM unnest(found) one);
END
$$;

-- Dates of birth of two people: nothing in them agrees, and both are exact.
CREATE FUNCTION access.born_apart(a date, a_precision text, b date, b_precision text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(a_precision = 'day' AND b_precision = 'day'
        AND extract(year FROM a) <> extract(year FROM b)
        AND extract(month FROM a) <> extract(month FROM b)
        AND extract(day FROM a) <> extract(day FROM b), false)
$$;

CREATE TABLE access.account_name (
    account_id bigint NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (account_id, key)
);
COMMENT ON TABLE access.account_name IS
    'No row policy: names of staff, which only functions compare';
CREATE TABLE access.referral_name (
    named_id uuid NOT NULL REFERENCES public.frontdoor_named (id) ON DELETE CASCADE,
    referral_id uuid NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (named_id, key)
);
CREATE INDEX referral_name_key ON access.referral_name (key);
COMMENT ON TABLE access.referral_name IS
    'No row policy: names in referrals, which only functions compare';
REVOKE ALL ON access.account_name, access.referral_name FROM PUBLIC, app_runtime;
CREATE INDEX frontdoor_named_by_email ON public.frontdoor_named (lower(btrim(email)))
    WHERE email <> '';

CREATE FUNCTION access.keep_account_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.account_name WHERE account_id = NEW.id;
    INSERT INTO access.account_name (account_id, key)
        SELECT NEW.id, one FROM unnest(access.name_keys(NEW.name, '', '{}')) one
        -- A single word is no name to know somebody by.
        WHERE position(' ' IN one) > 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER keeps_name AFTER INSERT OR UPDATE OF name ON partnership_account
    FOR EACH ROW EXECUTE FUNCTION access.keep_account_name();
INSERT INTO access.account_name (account_id, key)
    SELECT a.id, one FROM public.partnership_account a,
        unnest(access.name_keys(a.name, '', '{}')) one WHERE position(' ' IN one) > 0;

CREATE OR REPLACE FUNCTION access.keep_referral() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    INSERT INTO access.referral_name (named_id, referral_id, key)
        SELECT NEW.id, NEW.referral_id, one
        FROM unnest(access.name_keys(NEW.given_name, NEW.family_name,
                                     NEW.other_names)) one;
    RETURN NULL;
END
$$;
INSERT INTO access.referral_name (named_id, referral_id, key)
    SELECT n.id, n.referral_id, one FROM public.frontdoor_named n,
        unnest(access.name_keys(n.given_name, n.family_name, n.other_names)) one;

-- Which of those whom referrals name this account must not have to do with: its owner,
-- by name or address at work, and whoever may be somebody it is locked out of.
CREATE FUNCTION access.named_kept_from(the_account bigint)
RETURNS TABLE (named_id uuid, referral_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT r.named_id, r.referral_id
    FROM access.account_name a JOIN access.referral_name r ON r.key = a.key
    WHERE a.account_id = the_account
    UNION
    SELECT n.id, n.referral_id
    FROM public.partnership_account a
    JOIN public.frontdoor_named n
      ON n.email <> '' AND lower(btrim(n.email)) = lower(a.email)
    WHERE a.id = the_account
    UNION
    SELECT r.named_id, r.referral_id
    FROM public.access_lock l
    JOIN public.people_personversion v
      ON v.person_id = ANY (access.persons_behind(ARRAY[l.person_id]))
    CROSS JOIN LATERAL unnest(
        access.name_keys(v.given_name, v.family_name, v.other_names)) one
    JOIN access.referral_name r ON r.key = one
    JOIN public.frontdoor_named n ON n.id = r.named_id
    WHERE l.account_id = the_account AND l.during @> statement_timestamp()
      AND NOT access.born_apart(v.born_on, v.born_precision, n.born_on,
                                n.born_precision)
$$;
CREATE OR REPLACE FUNCTION access.referrals_kept_from(the_account bigint)
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT DISTINCT k.referral_id FROM access.named_kept_from(the_account) k
$$;

-- Somebody whom a referral names gets a record: from then on the wall is a lock on it,
-- which reaches the case, every letter and every list, and which auditors can end.
CREATE FUNCTION access.lock_by_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    one bigint;
BEGIN
    FOR one IN
        SELECT DISTINCT m.account_id FROM public.partnership_membership m
        JOIN public.partnership_account a ON a.id = m.account_id AND a.is_active
        WHERE m.partnership_id = NEW.partnership_id
          AND (m.account_id IN (SELECT l.account_id FROM public.access_lock l
                                WHERE l.during @> clock_timestamp())
               OR m.account_id IN (
                   SELECT x.account_id FROM access.account_name x
                   JOIN access.referral_name r ON r.key = x.key
                   WHERE r.named_id = NEW.id)
               OR btrim(NEW.email) <> '' AND lower(a.email) = lower(btrim(NEW.email)))
    LOOP
        IF EXISTS (SELECT 1 FROM access.named_kept_from(one) k
                   WHERE k.named_id = NEW.id) THEN
            PERFORM access.add_lock(one, NEW.person_id, 'exact',
                'The referral that the record was made from names them, or somebody '
                'from whom they are kept');
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER locks_by_name AFTER UPDATE OF person_id ON frontdoor_named
    FOR EACH ROW WHEN (NEW.person_id IS NOT NULL)
    EXECUTE FUNCTION access.lock_by_name();
DROP TABLE access.kept_referral;
DROP INDEX public.frontdoor_named_by_name;

-- The same for notices to schools.
TRUNCATE access.notice_name;
INSERT INTO access.notice_name (notice_id, name, born_on)
    SELECT n.id, one, n.born_on FROM public.frontdoor_notice n,
        unnest(access.name_keys(n.given_name, n.family_name, '{}')) one
    UNION ALL
    SELECT n.id, one, NULL FROM public.frontdoor_notice n, unnest(n.adults) who,
        unnest(access.name_keys(who, '', '{}')) one
    ON CONFLICT DO NOTHING;
CREATE OR REPLACE FUNCTION access.keep_notice_names() RETURNS trigger
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
CREATE OR REPLACE FUNCTION access.notices_kept_from(the_account bigint)
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

-- A notice goes to its own school, to somebody who was confirmed within the year.
CREATE OR REPLACE FUNCTION access.relay_goes_to_a_key_adult() RETURNS trigger
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
REVOKE ALL ON FUNCTION access.name_keys(text, text, text[]),
    access.born_apart(date, text, date, text), access.keep_account_name(),
    access.named_kept_from(bigint), access.lock_by_name() FROM PUBLIC;
"""

# Whoever referred sees their own words, also at the door, and no step of others.
OWN_WORDS = r"""
DROP POLICY read_own ON frontdoor_referral;
CREATE POLICY read_own ON frontdoor_referral FOR SELECT TO app_runtime
USING (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND written_by_id = (SELECT access.my_hat())
    AND from_team_id = (SELECT access.my_team()));
DROP POLICY read_own ON frontdoor_named;
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

-- How many files came with a referral that one may add to: also those that one does
-- not see. Its own number must not tell that there are such.
CREATE FUNCTION access.files_with(the_referral uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN (SELECT count(*) FROM public.frontdoor_attachment a
            JOIN public.frontdoor_referral r ON r.id = a.referral_id
            WHERE r.id = the_referral AND access.sees_people()
              AND r.owner_team_id = access.my_team());
END
$$;

-- A file that comes while its case is being opened waits, and gets it.
CREATE OR REPLACE FUNCTION access.file_has_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    its_case uuid;
BEGIN
    SELECT r.case_id INTO its_case FROM public.frontdoor_referral r
        WHERE r.id = NEW.referral_id FOR SHARE;
    IF its_case IS NOT NULL THEN
        UPDATE public.frontdoor_attachment SET case_id = its_case WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;

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
REVOKE ALL ON FUNCTION access.files_with(uuid), access.must_leave(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.files_with(uuid), access.must_leave(uuid)
    TO app_runtime;

-- Which team stands at the door, and who may refer without an account, is decided by
-- whoever manages the partnership.
DROP POLICY by_partnership ON frontdoor_frontdoor;
CREATE POLICY by_partnership ON frontdoor_frontdoor FOR SELECT TO app_runtime
    USING (partnership_id = (SELECT access.my_partnership()));
CREATE POLICY add ON frontdoor_frontdoor FOR INSERT TO app_runtime
    WITH CHECK (partnership_id = (SELECT access.my_partnership())
        AND ((SELECT access.my_role()) IN ('administrator', 'strategic_lead')
             OR (SELECT access.my_principal()) = 'examples'));
CREATE POLICY change ON frontdoor_frontdoor FOR UPDATE TO app_runtime
    USING (partnership_id = (SELECT access.my_partnership())
        AND ((SELECT access.my_role()) IN ('administrator', 'strategic_lead')
             OR (SELECT access.my_principal()) = 'examples'));
REVOKE DELETE ON frontdoor_frontdoor FROM app_runtime;

-- Exact figures are for those who see no people, in whichever hat: beside a list of
-- one's own they would describe what is missing from it.
CREATE OR REPLACE FUNCTION access.counts_referrals() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(
        access.my_role() IN ('strategic_lead', 'commissioner', 'data_officer')
        AND NOT EXISTS (
            SELECT 1 FROM public.partnership_membership m
            WHERE m.account_id = access.my_account()
              AND m.partnership_id = access.my_partnership()
              AND m.role IN ('practitioner', 'marac_coordinator')
              AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date), false)
$$;
GRANT EXECUTE ON FUNCTION access.counts_referrals() TO app_runtime;
"""
NOT_KEPT_FROM_ITS = (
    "NOT ({t}.referral_id = ANY ((SELECT access.kept_referrals())::uuid[]))"
)
ITS_REFERRAL = f"{walls.ITS_REFERRAL} AND {NOT_KEPT_FROM_ITS}"
REFERRAL_AT_MY_DOOR = f"{walls.REFERRAL_AT_MY_DOOR} AND {NOT_KEPT_FROM_ITS}"
NAMED_SEEN = f"({MINE} OR {REFERRAL_AT_MY_DOOR}) AND {ITS_REFERRAL}"
AT_THE_DOOR = f"{walls.AT_THE_DOOR} AND {walls.NOT_KEPT}"
