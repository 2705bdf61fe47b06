"""Finding what is open now without reading the hours of everything that fits.

Services that keep the same hours carry the same mark. So the search asks which marks
there are and what they stand for, the program works out which of them are open, and
what fits is asked once more with those as one filter among others. Reckoning with
hours stays in one place, `opening`.
"""

from __future__ import annotations

MARKS = r"""
CREATE TABLE access.service_hours (
    service_id uuid PRIMARY KEY
        REFERENCES public.directory_service (id) ON DELETE CASCADE,
    partnership_id bigint NOT NULL,
    mark uuid NOT NULL
);
CREATE INDEX service_hours_mark ON access.service_hours (partnership_id, mark);
COMMENT ON TABLE access.service_hours IS
    'No row policy: which services keep the same hours, which only functions read';
REVOKE ALL ON access.service_hours FROM PUBLIC, app_runtime;

-- Work out the marks of these services anew. A service without hours has none.
CREATE FUNCTION access.mark_hours(ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
-- A day is written in one way, whoever asks.
SET datestyle = 'ISO, YMD'
AS $$
BEGIN
    -- Two who change the hours of one service do it one after the other.
    PERFORM 1 FROM public.directory_service s WHERE s.id = ANY (ids)
        ORDER BY s.id FOR NO KEY UPDATE;
    DELETE FROM access.service_hours h WHERE h.service_id = ANY (ids)
        AND NOT EXISTS (SELECT 1 FROM public.directory_schedule r
                        WHERE r.service_id = h.service_id);
    INSERT INTO access.service_hours (service_id, partnership_id, mark)
        SELECT r.service_id, r.partnership_id,
               md5(string_agg(DISTINCT r.rule, ''))::uuid
        FROM (SELECT service_id, partnership_id, ROW (kind, valid_from, valid_to,
                     dtstart, freq, "interval", byday, bymonthday, opens_at,
                     closes_at)::text AS rule
              FROM public.directory_schedule WHERE service_id = ANY (ids)) r
        GROUP BY r.service_id, r.partnership_id
    ON CONFLICT (service_id) DO UPDATE SET mark = EXCLUDED.mark
        WHERE service_hours.mark <> EXCLUDED.mark;
END
$$;

CREATE FUNCTION access.marks_of_hours() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    ids uuid[] := '{}';
BEGIN
    IF TG_OP <> 'DELETE' THEN
        ids := ids || ARRAY(SELECT DISTINCT service_id FROM made);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        ids := ids || ARRAY(SELECT DISTINCT service_id FROM gone);
    END IF;
    IF ids <> '{}' THEN PERFORM access.mark_hours(ids); END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER marks_of_new_hours AFTER INSERT ON directory_schedule
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION access.marks_of_hours();
CREATE TRIGGER marks_of_other_hours AFTER UPDATE ON directory_schedule
    REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION access.marks_of_hours();
CREATE TRIGGER marks_of_gone_hours AFTER DELETE ON directory_schedule
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION access.marks_of_hours();

-- Those that are there already.
SELECT access.mark_hours(ARRAY(SELECT DISTINCT service_id FROM directory_schedule));

-- Which hours there are among the published services that these filters leave, each
-- once: the mark, and its rules as one of the services has them.
CREATE FUNCTION access.published_hours_of(narrow jsonb)
RETURNS TABLE (mark uuid, kind varchar, valid_from date, valid_to date, dtstart date,
    freq varchar, "interval" smallint, byday varchar, bymonthday varchar,
    opens_at time, closes_at time)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT m.mark, r.kind, r.valid_from, r.valid_to, r.dtstart, r.freq,'
        ' r."interval", r.byday, r.bymonthday, r.opens_at, r.closes_at'
        ' FROM (SELECT h.mark, (array_agg(h.service_id))[1] AS one'
        ' FROM access.service_hours h JOIN directory_service s ON s.id = h.service_id'
        ' WHERE h.partnership_id = %1$L AND s.partnership_id = %1$L'
        ' AND s.state = ''published'' AND s.status NOT IN (''defunct'', ''inactive'')'
        ' %2$s GROUP BY h.mark) m'
        -- One look at an index for each mark, whatever the planner guesses.
        ' CROSS JOIN LATERAL (SELECT * FROM directory_schedule x'
        ' WHERE x.service_id = m.one OFFSET 0) r',
        access.my_partnership(), access.narrowed_services(narrow));
END
$$;

REVOKE ALL ON FUNCTION access.mark_hours(uuid[]), access.marks_of_hours(),
    access.published_hours_of(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.published_hours_of(jsonb) TO app_runtime;
"""

# Nothing asks for the hours of a list of services any more.
NARROWED = r"""
DROP FUNCTION access.published_hours(uuid[]);

ALTER FUNCTION access.narrowed_services(jsonb) RENAME TO narrowed_by_words;

-- Filters as conditions, each with AND before it: those of `narrowed_by_words`, and
-- "hours", marks of which a service has to carry one.
CREATE FUNCTION access.narrowed_services(narrow jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    said text := access.narrowed_by_words(narrow);
    marks uuid[];
BEGIN
    IF narrow ? 'hours' THEN
        marks := ARRAY(SELECT jsonb_array_elements_text(narrow -> 'hours'));
        said := said || format(' AND s.id IN (SELECT h.service_id'
            ' FROM access.service_hours h WHERE h.partnership_id = %L'
            ' AND h.mark = ANY (%L::uuid[]))', access.my_partnership(), marks);
    END IF;
    RETURN said;
END
$$;
REVOKE ALL ON FUNCTION access.narrowed_services(jsonb) FROM PUBLIC;
"""
