"""How the database finds who is already known, in SQL. The third migration puts it in.

Read docs/adr/0023. A key is a piece of what is known that two records of one person are
likely to share: "born on that day with these initials". They are kept as numbers only,
made with a secret that only the owner of the tables reads, and found by a plain btree.
"""

from __future__ import annotations

import json

from concord.people.matching.nicknames import ROOTS

MOST_OF_A_KEY = 300  # records for one key: an office's telephone belongs to thousands
LOOKED_AT = 2000  # records of other teams that are looked at for one key

BLOCKING = r"""
DO $$ BEGIN
    IF (SELECT count(*) FROM pg_extension
        WHERE extname IN ('fuzzystrmatch', 'unaccent')) < 2 THEN
        RAISE EXCEPTION 'An extension is missing. As a superuser, in this database: '
            'CREATE EXTENSION IF NOT EXISTS fuzzystrmatch; '
            'CREATE EXTENSION IF NOT EXISTS unaccent;';
    END IF;
END $$;

-- Words in small plain letters: accents taken off, all else than letters a space.
CREATE FUNCTION access.plain(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN btrim(regexp_replace(
        replace(replace(lower(public.unaccent('public.unaccent'::regdictionary,
                                              coalesce(said, ''))),
                        '''', ''), '’', ''),
        '[^[:alpha:]]+', ' ', 'g'));
END
$$;

-- How a word sounds; a word in another script stands for itself.
CREATE FUNCTION access.sound(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    IF word !~ '^[a-z]+$' THEN RETURN word; END IF;
    RETURN coalesce(nullif(public.dmetaphone(word), ''), word);
END
$$;

CREATE FUNCTION access.phone_key(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    digits text := regexp_replace(regexp_replace(coalesce(said, ''), '\D', '', 'g'),
                                  '^(00)?(44)?0?', '');
BEGIN
    RETURN CASE WHEN length(digits) >= 7 THEN digits END;
END
$$;

-- The keys of a record, and of somebody who is asked for: one function for both. Each
-- begins with a letter that says its kind. `p e x a h` are of telephones, e-mail and
-- addresses, all others of names and birth dates.
CREATE FUNCTION access.block_keys(
    given text, family text, others text[], born date, exact text, sex text,
    phones text[], emails text[], postcodes text[], identifiers text[])
RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    roots constant jsonb := 'THE_ROOTS'::jsonb;
    first text := split_part(access.plain(given), ' ', 1);
    last text[] := string_to_array(nullif(access.plain(family), ''), ' ');
    pairs text[] := '{}';  -- forename, family name, forename, family name ...
    years integer[] := '{}';
    day text;
    other text;
    words text[];
    fore text;
    sur text;
    pair text;
    y integer;
    code text;
    keys text[] := '{}';
BEGIN
    last := coalesce(last, '{}');
    FOREACH sur IN ARRAY CASE WHEN last = '{}' THEN ARRAY[''] ELSE last END LOOP
        pairs := pairs || ARRAY[first, sur];
    END LOOP;
    FOREACH other IN ARRAY coalesce(others, '{}') LOOP
        words := string_to_array(nullif(regexp_replace(
            access.plain(other), '^(mr|mrs|ms|miss|mx|dr) ', ''), ''), ' ');
        IF cardinality(words) = 1 THEN
            -- A former family name, or what they are called.
            pairs := pairs || ARRAY[first, words[1]];
            FOREACH sur IN ARRAY last LOOP
                pairs := pairs || ARRAY[words[1], sur];
            END LOOP;
        ELSIF cardinality(words) > 1 THEN
            pairs := pairs || ARRAY[words[1], words[cardinality(words)]];
        END IF;
    END LOOP;
    IF born IS NOT NULL THEN
        y := extract(year FROM born)::integer;
        years := CASE WHEN exact = 'about' THEN ARRAY[y - 2, y - 1, y, y + 1, y + 2]
                      ELSE ARRAY[y] END;
        IF exact = 'day' THEN
            -- Day and month may have been swapped: the smaller of both readings.
            day := CASE WHEN extract(day FROM born) <= 12
                   THEN least(to_char(born, 'YYYYMMDD'), to_char(born, 'YYYYDDMM'))
                   ELSE to_char(born, 'YYYYMMDD') END;
        END IF;
    END IF;
    FOR n IN 1 .. cardinality(pairs) / 2 LOOP
        sur := pairs[2 * n];
        FOR fore IN SELECT pairs[2 * n - 1] UNION
                    SELECT jsonb_array_elements_text(roots -> pairs[2 * n - 1]) LOOP
            pair := least(access.sound(fore), access.sound(sur)) || ' '
                 || greatest(access.sound(fore), access.sound(sur));
            IF fore <> '' AND sur <> '' THEN
                keys := keys || ('n|' || pair);
                FOREACH y IN ARRAY years LOOP
                    keys := keys || ('m|' || pair || '|' || y);
                END LOOP;
                IF day IS NOT NULL THEN
                    keys := keys || ('d|' || day || '|'
                        || least(left(fore, 1), left(sur, 1))
                        || greatest(left(fore, 1), left(sur, 1)));
                END IF;
            END IF;
            IF day IS NOT NULL AND fore <> '' THEN
                keys := keys || ('f|' || day || '|' || access.sound(fore));
            END IF;
            IF day IS NOT NULL AND sur <> '' THEN
                keys := keys || ('g|' || day || '|' || access.sound(sur));
            END IF;
            FOREACH code IN ARRAY coalesce(postcodes, '{}') LOOP
                CONTINUE WHEN coalesce(code, '') = '';
                IF fore <> '' AND sur <> '' THEN
                    keys := keys || ('x|' || pair || '|' || split_part(code, ' ', 1));
                END IF;
                IF fore <> '' THEN
                    keys := keys || ('a|' || code || '|' || fore);
                END IF;
                IF sur <> '' AND sex IN ('female', 'male') THEN
                    keys := keys || ('h|' || code || '|' || sur || '|' || sex);
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
    SELECT keys || coalesce(array_agg('p|' || access.phone_key(p)), '{}') INTO keys
    FROM unnest(phones) p WHERE access.phone_key(p) IS NOT NULL;
    SELECT keys || coalesce(array_agg('e|' || lower(btrim(e))), '{}') INTO keys
    FROM unnest(emails) e WHERE btrim(e) <> '';
    SELECT keys || coalesce(array_agg('i|' || i), '{}') INTO keys
    FROM unnest(identifiers) i WHERE i <> '';
    RETURN ARRAY(SELECT DISTINCT k FROM unnest(keys) k);
END
$$;
REVOKE ALL ON FUNCTION access.plain(text), access.sound(text), access.phone_key(text),
    access.block_keys(text, text, text[], date, text, text, text[], text[], text[],
                      text[]) FROM PUBLIC;
""".replace("THE_ROOTS", json.dumps(ROOTS))

KEYS = r"""
CREATE TABLE access.match_secret (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    secret bytea NOT NULL
);
COMMENT ON TABLE access.match_secret IS
    'No row policy: only the owner has any right to it';
INSERT INTO access.match_secret (secret)
    VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid(), 'UTF8')));
-- `source_id`: the version or contact point that a key was made from, whose team, case,
-- part and side it has: it leads nobody to a person who may not read that row.
CREATE TABLE access.match_key (
    key bigint NOT NULL,
    team_id bigint NOT NULL,
    partnership_id bigint NOT NULL,
    person_id uuid NOT NULL REFERENCES public.people_person ON DELETE CASCADE,
    source_id uuid NOT NULL,
    case_id uuid,
    part text,
    side text
);
COMMENT ON TABLE access.match_key IS
    'No row policy: hashes, which only functions of the owner read';
CREATE INDEX match_key_of_team ON access.match_key (key, team_id)
    INCLUDE (partnership_id, person_id);
CREATE INDEX match_key_of_person ON access.match_key (person_id);
REVOKE ALL ON access.match_secret, access.match_key FROM PUBLIC, app_runtime;

CREATE FUNCTION access.match_hash(keys text[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(
        ('x' || encode(substr(sha256(s.secret || convert_to(k, 'UTF8')), 1, 8), 'hex')
        )::bit(64)::bigint), '{}')
    FROM unnest(keys) k, access.match_secret s
$$;

-- What one contact point adds to the keys: with every name that the person ever had,
-- because an old address is often found under an old name.
CREATE FUNCTION access.key_point(it public.people_contactpoint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.match_key
    WHERE person_id = it.person_id AND source_id = it.id;
    IF it.state = 'wrong' OR it.kind NOT IN ('mobile', 'landline', 'email', 'address')
    THEN
        RETURN;
    END IF;
    INSERT INTO access.match_key (key, team_id, partnership_id, person_id, source_id,
                                  case_id, part, side)
    SELECT DISTINCT h, it.owner_team_id, it.partnership_id, it.person_id, it.id,
           it.case_id, it.part, it.side
    FROM public.people_personversion v
    CROSS JOIN LATERAL unnest(access.match_hash(ARRAY(
        SELECT k FROM unnest(access.block_keys(
            v.given_name, v.family_name, v.other_names::text[], NULL, NULL, v.sex,
            CASE WHEN it.kind IN ('mobile', 'landline') THEN ARRAY[it.value] END,
            CASE WHEN it.kind = 'email' THEN ARRAY[it.value] END,
            CASE WHEN it.kind = 'address' THEN ARRAY[it.postcode] END, NULL)) k
        WHERE left(k, 1) IN ('p', 'e', 'x', 'a', 'h')))) h
    WHERE v.person_id = it.person_id;
END
$$;

CREATE FUNCTION access.key_version(it public.people_personversion) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    INSERT INTO access.match_key (key, team_id, partnership_id, person_id, source_id)
    SELECT h, it.owner_team_id, it.partnership_id, it.person_id, it.id
    FROM unnest(access.match_hash(access.block_keys(
        it.given_name, it.family_name, it.other_names::text[], it.born_on,
        it.born_precision, it.sex, NULL, NULL, NULL, NULL))) h
    WHERE NOT EXISTS (SELECT 1 FROM access.match_key m
                      WHERE m.person_id = it.person_id AND m.key = h
                        AND m.case_id IS NULL);
    PERFORM access.key_point(p) FROM public.people_contactpoint p
    WHERE p.person_id = it.person_id;
END
$$;

-- All keys anew: after a change of what a key is.
CREATE FUNCTION access.key_everybody() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.match_key;
    PERFORM access.key_version(v) FROM public.people_personversion v;
END
$$;

CREATE FUNCTION access.keys_of_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.key_version(NEW);
    RETURN NULL;
END
$$;
CREATE TRIGGER keeps_keys AFTER INSERT ON people_personversion
    FOR EACH ROW EXECUTE FUNCTION access.keys_of_version();
CREATE FUNCTION access.keys_of_point() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM access.match_key
        WHERE person_id = OLD.person_id AND source_id = OLD.id;
    ELSE
        PERFORM access.key_point(NEW);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keeps_keys AFTER INSERT OR DELETE OR UPDATE OF state
    ON people_contactpoint FOR EACH ROW EXECUTE FUNCTION access.keys_of_point();
REVOKE ALL ON FUNCTION access.match_hash(text[]),
    access.key_point(people_contactpoint), access.key_version(people_personversion),
    access.key_everybody(), access.keys_of_version(), access.keys_of_point()
    FROM PUBLIC;
SELECT access.key_everybody();
"""

FINDING = r"""
-- Persons who share a key with what is asked, the nearest first: of the asking team, or
-- by a row that a grant opens to it, less whoever is locked. Only ids leave, and what
-- they stand for is read under the row policies. A key that few have counts for more.
CREATE FUNCTION access.who_shares_keys(
    given text, family text, others text[], born date, exact text, sex text,
    phones text[], emails text[], postcodes text[], identifiers text[], most integer)
RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    mine constant bigint := access.my_team();
    here constant bigint := access.my_partnership();
    locked constant uuid[] := access.locked_persons();
    shut constant uuid[] := access.locked_cases();
    asked constant bigint[] := access.match_hash(access.block_keys(
        given, family, others, born, exact, sex, phones, emails, postcodes,
        identifiers));
BEGIN
    IF NOT access.sees_people() THEN RETURN '{}'; END IF;
    RETURN ARRAY(
        WITH found AS (
            SELECT k.key, k.person_id FROM unnest(asked) a(key)
            CROSS JOIN LATERAL (
                SELECT x.key, x.person_id FROM access.match_key x
                WHERE x.key = a.key AND x.team_id = mine AND x.partnership_id = here
                LIMIT MOST_OF_A_KEY) k
            UNION ALL
            SELECT k.key, k.person_id FROM unnest(asked) a(key)
            CROSS JOIN LATERAL (
                SELECT x.key, x.person_id
                -- Below and above: "not mine" would look at all of mine.
                FROM ((SELECT * FROM access.match_key o
                       WHERE o.key = a.key AND o.team_id < mine
                         AND o.partnership_id = here LIMIT LOOKED_AT)
                      UNION ALL
                      (SELECT * FROM access.match_key o
                       WHERE o.key = a.key AND o.team_id > mine
                         AND o.partnership_id = here LIMIT LOOKED_AT)) x
                WHERE x.case_id IS NULL AND EXISTS (
                    SELECT 1 FROM public.cases_party y
                    JOIN public.access_grant g ON g.case_id = y.case_id
                    WHERE y.person_id = x.person_id AND g.team_id = mine
                      AND g.during @> statement_timestamp()
                      AND NOT y.case_id = ANY (shut)
                      AND (g.part = 'all' OR g.part = 'identity' AND g.side = y.side))
                   OR NOT x.case_id = ANY (shut) AND EXISTS (
                    SELECT 1 FROM public.access_grant g
                    WHERE g.case_id = x.case_id AND g.team_id = mine
                      AND g.during @> statement_timestamp()
                      AND (g.part = x.part AND g.side = x.side
                           AND (x.part <> 'location' OR g.from_team_id = x.team_id)
                           OR g.part = 'all' AND x.part <> 'location'))
                LIMIT MOST_OF_A_KEY) k
        ), rare AS (
            SELECT f.key, 1.0 / ln(count(DISTINCT f.person_id) + 2) AS weight
            FROM found f GROUP BY f.key
        )
        SELECT f.person_id
        FROM (SELECT DISTINCT key, person_id FROM found) f JOIN rare r USING (key)
        WHERE NOT f.person_id = ANY (locked)
        GROUP BY f.person_id ORDER BY sum(r.weight) DESC, f.person_id LIMIT most);
END
$$;
REVOKE ALL ON FUNCTION access.who_shares_keys(text, text, text[], date, text, text,
    text[], text[], text[], text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.who_shares_keys(text, text, text[], date, text, text,
    text[], text[], text[], text[], integer) TO app_runtime;
""".replace("MOST_OF_A_KEY", str(MOST_OF_A_KEY)).replace("LOOKED_AT", str(LOOKED_AT))

PAIRS = r"""
-- Pairs of records of two teams that share keys, both of which my hat may see: nobody
-- else is ever asked whether they are of one person. Not those of which it was said
-- already, and not those who stand apart.
CREATE FUNCTION access.pairs_alike(most integer)
RETURNS TABLE (a_id uuid, b_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    mine constant bigint := access.my_team();
    here constant bigint := access.my_partnership();
    locked constant uuid[] := access.locked_persons();
    shut constant uuid[] := access.locked_cases();
BEGIN
    IF NOT access.sees_people() THEN RETURN; END IF;
    RETURN QUERY
    WITH theirs AS MATERIALIZED (
        SELECT DISTINCT p.id, p.owner_team_id FROM public.access_grant g
        JOIN public.cases_party y ON y.case_id = g.case_id
        JOIN public.people_person p ON p.id = y.person_id
        WHERE g.team_id = mine AND g.during @> statement_timestamp()
          AND NOT g.case_id = ANY (shut)
          AND (g.part = 'all' OR g.part = 'identity' AND g.side = y.side)
          AND p.owner_team_id <> mine AND p.partnership_id = here
          AND NOT p.id = ANY (locked)
    ), pairs AS (
        SELECT least(k.person_id, o.person_id) AS one,
               greatest(k.person_id, o.person_id) AS two,
               count(DISTINCT k.key) AS shared
        FROM theirs t
        JOIN access.match_key k ON k.person_id = t.id AND k.case_id IS NULL
        CROSS JOIN LATERAL (
            SELECT x.person_id FROM access.match_key x
            WHERE x.key = k.key AND x.case_id IS NULL AND x.partnership_id = here
              AND x.team_id <> k.team_id
              AND (x.team_id = mine OR x.person_id IN (SELECT id FROM theirs))
              AND NOT x.person_id = ANY (locked)
            LIMIT MOST_OF_A_KEY) o
        GROUP BY 1, 2 HAVING count(DISTINCT k.key) > 1
    )
    SELECT p.one, p.two FROM pairs p
    WHERE NOT EXISTS (SELECT 1 FROM public.people_sameperson s
                      WHERE s.a_id = p.one AND s.b_id = p.two)
      AND NOT access.stand_apart(access.cluster_of(ARRAY[p.one]),
                                 access.cluster_of(ARRAY[p.two]))
    ORDER BY p.shared DESC, p.one, p.two LIMIT most;
END
$$;
REVOKE ALL ON FUNCTION access.pairs_alike(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.pairs_alike(integer) TO app_runtime;
""".replace("MOST_OF_A_KEY", str(MOST_OF_A_KEY))

LOADING = r"""
-- Rows of these persons under the asking hat's own row policies: these functions give
-- nobody a right. They are here because a plan is kept in them. The policies of these
-- tables ask others, and to plan that anew for each search took longer than the search.
CREATE FUNCTION access.versions_of(persons uuid[])
RETURNS SETOF public.people_personversion
LANGUAGE plpgsql STABLE SECURITY INVOKER
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY SELECT v.* FROM public.people_personversion v
    WHERE v.person_id = ANY (persons) ORDER BY v.person_id, v.n DESC;
END
$$;
CREATE FUNCTION access.persons_of(persons uuid[])
RETURNS SETOF public.people_person
LANGUAGE plpgsql STABLE SECURITY INVOKER
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY SELECT p.* FROM public.people_person p WHERE p.id = ANY (persons);
END
$$;
REVOKE ALL ON FUNCTION access.versions_of(uuid[]), access.persons_of(uuid[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.versions_of(uuid[]), access.persons_of(uuid[])
    TO app_runtime;
"""
