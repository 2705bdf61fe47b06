"""The search as one question of the database.

Under row policies no index of words or needs is used: their operators could leak what
a policy hides, so the database asks the policy of every row first. This function has
the owner's rights and looks at published services of the actor's partnership only.
"""

from __future__ import annotations

FIND = r"""
-- The published services that fit, the best first: ids, and how many there are in all.
--   words, weights, named   words to look for; what one counts in the text, in the name
--   as_is                   of each word: only as it stands, without typing mistakes
--   meant, counts           needs that the words mean, and what each counts
--   for_sexes, for_groups, for_kinds, for_nrpf     whom and what the words name
--   narrow                  filters that all have to hold: needs, sex, group, kinds,
--                           nrpf, age, language, outward
-- Without any words and needs: all that fit, by where they are and name. Every value is
-- quoted into the statement, so that the planner sees it.
CREATE FUNCTION access.find_services(
    words text[], as_is boolean[], weights real[], named real[],
    meant text[], counts real[],
    for_sexes text[], for_groups text[], for_kinds text[], for_nrpf boolean,
    narrow jsonb, skip integer, most integer)
RETURNS TABLE (id uuid, total bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
-- How many rows a word hits is guessed far too low: a loop in a loop takes seconds.
SET enable_nestloop = off
AS $$
DECLARE
    near text := 'CASE s.kind WHEN ''local'' THEN 0 WHEN ''helpline'' THEN 1'
        ' WHEN ''national'' THEN 2 WHEN ''neighbour'' THEN 3 ELSE 4 END';
    fits text := format('s.partnership_id = %L AND s.state = ''published'''
        ' AND s.status NOT IN (''defunct'', ''inactive'')', access.my_partnership());
    marks text[] := '{}';
    hits text[] := '{}';
    score text := 'CASE s.kind WHEN ''local'' THEN 2.0 WHEN ''helpline'' THEN 1.2'
        ' WHEN ''national'' THEN 0.6 ELSE 0.0 END';
    one text;
    n integer;
BEGIN
    fits := fits || access.narrowed_services(narrow);
    FOREACH one IN ARRAY for_sexes LOOP
        marks := marks || format('s.sexes @> ARRAY[%L]::varchar[]', one);
        -- What is for others only counts against it.
        score := score || format(' - CASE WHEN s.sexes <> ''{}'''
            ' AND NOT s.sexes @> ARRAY[%L]::varchar[] THEN 8 ELSE 0 END', one);
    END LOOP;
    FOREACH one IN ARRAY for_groups LOOP
        marks := marks || format('s.by_and_for @> ARRAY[%L]::varchar[]', one);
    END LOOP;
    FOREACH one IN ARRAY for_kinds LOOP
        marks := marks || format('s.kind = %L', one);
    END LOOP;
    IF for_nrpf THEN marks := marks || 's.nrpf IN (''yes'', ''ask'')'::text; END IF;
    FOREACH one IN ARRAY marks LOOP
        score := score || ' + CASE WHEN ' || one || ' THEN 6 ELSE 0 END';
    END LOOP;
    hits := marks;
    FOR n IN 1 .. cardinality(meant) LOOP
        score := score || format(' + CASE WHEN s.needs @> ARRAY[%L]::varchar[]'
            ' THEN %s ELSE 0 END', meant[n], counts[n]);
    END LOOP;
    IF meant <> '{}' THEN
        hits := hits || format('s.needs && %L::varchar[]', meant);
    END IF;
    IF words <> '{}' THEN
        -- A name and who runs it stand in the text too: one that hits, hits the text.
        hits := hits || 's.id = ANY (ARRAY(SELECT w.id FROM worded w))'::text;
        score := score || ' + coalesce(w.score, 0)';
    END IF;
    IF hits = '{}' THEN
        RETURN QUERY EXECUTE format(
            'SELECT s.id, count(*) OVER () FROM directory_service s WHERE %s'
            ' ORDER BY %s, s.name, s.id LIMIT $1 OFFSET $2', fits, near)
            USING most, skip;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH worded AS MATERIALIZED (%s)'
        ' SELECT s.id, count(*) OVER () FROM directory_service s'
        ' LEFT JOIN worded w ON w.id = s.id WHERE %s AND (%s)'
        ' ORDER BY %s DESC, %s, s.name, s.id LIMIT $1 OFFSET $2',
        access.worded_services(words, as_is, weights, named), fits,
        array_to_string(hits, ' OR '), score, near)
        USING most, skip;
END
$$;

-- How near a word is to some words of a text, 0 to 1. A word that stands there as it is
-- needs no trigrams, which are forty times as dear.
CREATE FUNCTION access.word_in(word text, said text) RETURNS real
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN strpos(' ' || said || ' ', ' ' || word || ' ') > 0 THEN 1
                ELSE public.word_similarity(word, said) END::real
$$;

-- The statement that says which services hold which words, and what that counts.
CREATE FUNCTION access.worded_services(
    words text[], as_is boolean[], weights real[], named real[])
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    each text[] := '{}';
    n integer;
BEGIN
    FOR n IN 1 .. cardinality(words) LOOP
        each := each || format(
            'SELECT s.id, %2$s * access.word_in(%1$L, s.search_text)'
            ' + CASE WHEN access.word_in(%1$L, lower(s.name)) >= 0.6'
            ' OR access.word_in(%1$L, lower(o.name)) >= 0.6 THEN %3$s ELSE 0 END'
            ' AS score FROM directory_service s'
            ' JOIN directory_organisation o ON o.id = s.organisation_id'
            ' WHERE s.partnership_id = %4$L AND s.search_text %5$s %6$L',
            words[n], weights[n], named[n], access.my_partnership(),
            CASE WHEN as_is[n] THEN 'LIKE' ELSE '%>' END,
            CASE WHEN as_is[n] THEN '%' || words[n] || '%' ELSE words[n] END);
    END LOOP;
    IF each = '{}' THEN
        RETURN 'SELECT NULL::uuid AS id, 0.0 AS score WHERE false';
    END IF;
    RETURN format('SELECT e.id, sum(e.score) AS score FROM (%s) e GROUP BY e.id',
        array_to_string(each, ' UNION ALL '));
END
$$;

-- Filters as conditions, each with AND before it. See `Wanted` for what they mean.
CREATE FUNCTION access.narrowed_services(narrow jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    said text := '';
    many text[];
BEGIN
    IF narrow ? 'needs' THEN
        many := ARRAY(SELECT jsonb_array_elements_text(narrow -> 'needs'));
        said := said || format(' AND s.needs && %L::varchar[]', many);
    END IF;
    IF narrow ? 'kinds' THEN
        many := ARRAY(SELECT jsonb_array_elements_text(narrow -> 'kinds'));
        said := said || format(' AND s.kind = ANY (%L::varchar[])', many);
    END IF;
    IF narrow ? 'sex' THEN
        said := said || format(' AND (s.sexes = ''{}'''
            ' OR s.sexes @> ARRAY[%L]::varchar[])', narrow ->> 'sex');
    END IF;
    IF narrow ? 'group' THEN
        said := said || format(' AND s.by_and_for @> ARRAY[%L]::varchar[]',
            narrow ->> 'group');
    END IF;
    IF narrow ? 'nrpf' THEN said := said || ' AND s.nrpf IN (''yes'', ''ask'')'; END IF;
    IF narrow ? 'age' THEN
        said := said || format(' AND coalesce(s.minimum_age <= %1$L, true)'
            ' AND coalesce(s.maximum_age >= %1$L, true)', narrow ->> 'age');
    END IF;
    IF narrow ? 'language' THEN
        said := said || format(' AND (s.language_note <> '''' OR EXISTS (SELECT 1'
            ' FROM directory_language l WHERE l.service_id = s.id AND l.code = %L))',
            narrow ->> 'language');
    END IF;
    IF narrow ? 'outward' THEN
        said := said || format(' AND (s.nationwide OR s.outward_codes @> '
            'ARRAY[%L]::varchar[] OR s.outward_codes = ''{}'''
            ' AND s.kind IN (''local'', ''national'', ''helpline''))',
            narrow ->> 'outward');
    END IF;
    RETURN said;
END
$$;

-- The hours of these services, as far as they are published here.
CREATE FUNCTION access.published_hours(ids uuid[]) RETURNS SETOF directory_schedule
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT h.* FROM public.directory_schedule h
    JOIN public.directory_service s ON s.id = h.service_id
    WHERE h.service_id = ANY (ids) AND s.state = 'published'
      AND s.partnership_id = access.my_partnership()
$$;
REVOKE ALL ON FUNCTION access.published_hours(uuid[]),
    access.find_services(text[], boolean[], real[], real[], text[], real[],
    text[], text[], text[], boolean, jsonb, integer, integer),
    access.worded_services(text[], boolean[], real[], real[]),
    access.word_in(text, text), access.narrowed_services(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.published_hours(uuid[]),
    access.find_services(text[], boolean[], real[], real[], text[], real[],
    text[], text[], text[], boolean, jsonb, integer, integer) TO app_runtime;
"""
