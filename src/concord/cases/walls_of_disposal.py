"""Disposing of a case for good, in SQL. The third migration puts it in place."""

from __future__ import annotations

DISPOSAL = r"""
-- Takes a case away with all that names it, and persons who are in no case any more.
-- For the owner of the tables: a restored backup loses again what was disposed of.
CREATE FUNCTION access.dispose_case(the_case uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    persons uuid[] := ARRAY(SELECT y.person_id FROM public.cases_party y
                            WHERE y.case_id = the_case);
    alone uuid[];
    found record;
    gone integer;
    total integer := 0;
BEGIN
    -- A case in another partnership that came from this one stays: it is theirs.
    UPDATE public.cases_transfer SET to_case_id = NULL WHERE to_case_id = the_case;
    DELETE FROM public.cases_counterallegation WHERE other_case_id = the_case;
    FOR found IN
        SELECT c.table_name AS name FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.column_name = 'case_id'
          AND c.data_type = 'uuid'
          AND c.table_name NOT IN ('cases_disposal', 'access_event')
    LOOP
        EXECUTE format('DELETE FROM public.%I WHERE case_id = $1', found.name)
            USING the_case;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
    END LOOP;
    DELETE FROM public.cases_case WHERE id = the_case;
    GET DIAGNOSTICS gone = ROW_COUNT;
    total := total + gone;
    alone := ARRAY(SELECT p FROM unnest(persons) p
                   WHERE NOT EXISTS (SELECT 1 FROM public.cases_party y
                                     WHERE y.person_id = p));
    DELETE FROM public.people_sameperson WHERE a_id = ANY (alone) OR b_id = ANY (alone);
    DELETE FROM public.access_lock WHERE person_id = ANY (alone);
    DELETE FROM public.access_suspicion WHERE person_id = ANY (alone);
    FOR found IN
        SELECT c.table_name AS name FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.column_name = 'person_id'
          AND c.data_type = 'uuid'
    LOOP
        EXECUTE format('DELETE FROM public.%I WHERE person_id = ANY ($1)', found.name)
            USING alone;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
    END LOOP;
    DELETE FROM public.people_person WHERE id = ANY (alone);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN total + gone;
END
$$;

-- How many years a closed case is kept, by the version in force today.
CREATE FUNCTION access.kept_years() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT (d.body ->> 'years')::integer FROM public.partnership_definition d
    WHERE d.code = 'retention'
      AND d.valid @> (now() AT TIME ZONE 'Europe/London')::date
$$;

-- The team that holds a case disposes of it: closed, kept long enough, on no hold.
-- Returns how many rows went; NULL when it may not.
CREATE FUNCTION access.dispose(the_case uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    gone integer;
BEGIN
    IF NOT access.owns(the_case)
       OR EXISTS (SELECT 1 FROM public.cases_legalhold h
                  WHERE h.case_id = the_case AND h.ended_on IS NULL)
       OR NOT EXISTS (
           SELECT 1 FROM public.cases_case c
           WHERE c.id = the_case AND c.state = 'closed'
             AND c.closed_on + make_interval(years => access.kept_years())
                 <= (now() AT TIME ZONE 'Europe/London')::date)
    THEN
        RETURN NULL;
    END IF;
    gone := access.dispose_case(the_case);
    INSERT INTO public.cases_disposal (case_id, partnership_id, by_id, at, rows)
    VALUES (the_case, access.my_partnership(), access.my_hat(), clock_timestamp(),
            gone);
    PERFORM access.add_event('dispose', '', 'cases_case', the_case::text,
        ARRAY[the_case], '{}', '{}', '{}', gone, '', NULL, NULL);
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION access.dispose_case(uuid), access.kept_years(),
    access.dispose(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_years(), access.dispose(uuid) TO app_runtime;
"""
