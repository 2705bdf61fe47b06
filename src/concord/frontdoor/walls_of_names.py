"""Whom a referral or a notice names, and who is therefore kept from it.

Before somebody is on record there is only a name to hang a wall on, and names are
written in many ways: with middle names, titles, the family name first, a former name.
So two names are the same here when they share two words, and a date of birth speaks
against it only when day, month and year all differ. That hides too much rather than
too little: a colleague goes on with it.
"""

from __future__ import annotations

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
CREATE FUNCTION access.referrals_kept_from(the_account bigint)
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT DISTINCT k.referral_id FROM access.named_kept_from(the_account) k
$$;

CREATE OR REPLACE FUNCTION access.kept_referrals() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(k), '{}')
    FROM access.referrals_kept_from(access.my_account()) k
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
        -- A lock that reaches them already needs no second one, which would outlive it.
        IF EXISTS (SELECT 1 FROM access.named_kept_from(one) k
                   WHERE k.named_id = NEW.id)
           AND NOT EXISTS (
               SELECT 1 FROM public.access_lock l
               WHERE l.account_id = one AND l.during @> clock_timestamp()
                 AND NEW.person_id = ANY (access.persons_behind(ARRAY[l.person_id])))
        THEN
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
DROP FUNCTION access.plain_name(text, text);

REVOKE ALL ON FUNCTION access.name_keys(text, text, text[]),
    access.born_apart(date, text, date, text), access.keep_account_name(),
    access.named_kept_from(bigint), access.referrals_kept_from(bigint),
    access.lock_by_name() FROM PUBLIC;
"""
