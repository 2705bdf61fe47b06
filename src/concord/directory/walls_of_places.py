"""Comparing an address with those that are kept secret, however it is typed.

Put in place by a migration. The earlier comparison looked for the postcode and for the
first line only: an address in one line, or with "Flat 2" before it, slipped through.
"""

from __future__ import annotations

SPELLINGS = r"""
-- Capitals, figures and commas only; words that are shortened written out.
CREATE FUNCTION access.spelt_out(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found text := upper(normalize(coalesce(said, ''), NFKC));
    short text[];
BEGIN
    found := regexp_replace(found, '[’''`]', '', 'g');
    found := regexp_replace(found, '[,;\n\r]+', ',', 'g');
    found := regexp_replace(found, '[^A-Z0-9,]+', ' ', 'g');
    FOREACH short SLICE 1 IN ARRAY ARRAY[
        ['RD', 'ROAD'], ['STR?', 'STREET'], ['AVE?', 'AVENUE'], ['LN', 'LANE'],
        ['CL', 'CLOSE'], ['DR', 'DRIVE'], ['CT', 'COURT'], ['GDNS?', 'GARDENS'],
        ['CRES', 'CRESCENT'], ['PL', 'PLACE'], ['TERR?', 'TERRACE'], ['SQ', 'SQUARE'],
        ['GRN', 'GREEN'], ['HSE', 'HOUSE'], ['PK', 'PARK'], ['BLDGS?', 'BUILDINGS']]
    LOOP
        found := regexp_replace(found, '\m' || short[1] || '\M', short[2], 'g');
    END LOOP;
    RETURN found;
END
$$;

-- What of an address stands for a place by itself, bare: each part with a number, and
-- each number with the two words after it.
CREATE FUNCTION access.places_named(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, access, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT bare), '{}') FROM (
        SELECT replace(part, ' ', '') AS bare
        FROM regexp_split_to_table(access.spelt_out(said), ',') part
        UNION ALL
        SELECT array_to_string(hit, '')
        FROM regexp_matches(replace(access.spelt_out(said), ',', ' '),
            '\m([0-9]+[A-Z]?) +([A-Z]{2,}) +([A-Z]{2,})\M', 'g') hit
        WHERE hit[3] <> 'FLOOR'
    ) each
    WHERE length(bare) >= 8 AND bare ~ '[0-9]' AND bare ~ '[A-Z]{4}'
$$;

-- The same question as before, of all lines of an address: `the_address` may have
-- several, the first of them first.
CREATE OR REPLACE FUNCTION access.is_kept_secret(the_postcode text, the_address text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    first text := split_part(the_address, E'\n', 1);
    line text := replace(replace(access.spelt_out(first), ',', ''), ' ', '');
    whole text := replace(replace(access.spelt_out(the_address), ',', ''), ' ', '');
    named text[] := access.places_named(the_address);
    codes text[] := ARRAY(
        SELECT DISTINCT access.bare(hit[1]) FROM regexp_matches(
            upper(concat_ws(' ', the_postcode, the_address)),
            '\m([A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2})\M', 'g') hit);
    kept text;
BEGIN
    -- Without a number only a line of four words and more names a place: many services
    -- are in the street of a refuge.
    IF length(line) < 8 OR line !~ '[0-9]' AND cardinality(regexp_split_to_array(
            trim(access.spelt_out(first), ' ,'), '[ ,]+')) < 4 THEN
        line := '';
    END IF;
    IF length(access.bare(the_postcode)) >= 5 THEN
        codes := codes || access.bare(the_postcode);
    END IF;
    FOR kept IN
        SELECT c."where" FROM public.people_confidentiallocation c
        WHERE c.partnership_id = access.my_partnership()
          AND c.kind IN ('refuge', 'safe_home')
    LOOP
        IF access.meets(kept, line, whole, named, codes) THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END
$$;

-- 5 Hidden Way is not in 15 Hidden Way. `bare` has capitals and figures only.
CREATE FUNCTION access.stands_in(bare text, within text) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT within ~ (CASE WHEN bare ~ '^[0-9]' THEN '(^|[^0-9])' ELSE '' END || bare)
$$;

-- Whether what was typed and this kept address name one place.
CREATE FUNCTION access.meets(
    kept text, line text, whole text, named text[], codes text[])
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, access, pg_temp
AS $$
DECLARE
    spelt text := access.spelt_out(kept);
    bare text := replace(replace(spelt, ',', ''), ' ', '');
    one text;
BEGIN
    -- A line without a number may be the name of a house; the number stands within.
    IF line <> '' AND access.stands_in(line, CASE WHEN line ~ '[0-9]' THEN bare
            ELSE regexp_replace(bare, '[0-9]', '', 'g') END) THEN
        RETURN true;
    END IF;
    FOREACH one IN ARRAY codes LOOP
        IF position(one IN bare) > 0 THEN RETURN true; END IF;
    END LOOP;
    FOREACH one IN ARRAY named LOOP
        IF access.stands_in(one, bare) THEN RETURN true; END IF;
    END LOOP;
    FOREACH one IN ARRAY access.places_named(kept) LOOP
        IF access.stands_in(one, whole) THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END
$$;

-- The wall behind it sees all lines as well, also those of other addresses of a feed.
CREATE OR REPLACE FUNCTION access.guard_location() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.is_kept_secret(NEW.postcode, concat_ws(E'\n', NEW.address_1, NEW.name,
            NEW.description, NEW.city, NEW.county))
       OR jsonb_typeof(NEW.extra -> 'addresses') = 'array' AND EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.extra -> 'addresses') AS a
            WHERE access.is_kept_secret(a ->> 'postal_code', concat_ws(E'\n',
                a ->> 'address_1', a ->> 'address_2', a ->> 'attention',
                a ->> 'city', a ->> 'region', a ->> 'state_province'))) THEN
        RAISE EXCEPTION 'This place can''t be entered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_cant_be_entered';
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION access.spelt_out(text), access.places_named(text),
    access.stands_in(text, text),
    access.meets(text, text, text, text[], text[]) FROM PUBLIC;
"""
