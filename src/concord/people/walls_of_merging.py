"""Making two records of one team one, and two again, in SQL: the sixth migration.

The row of `people_merge` is written and undone by the hat, under its row policy; the
triggers check it and move what hangs on the absorbed record with the owner's rights:
rows of other teams are among it, and the hat learns of none. `merging.RELATIONS` says
what there is; the database keeps a copy of that list and walks it.
"""

from __future__ import annotations

from concord.people.merging import RELATIONS

# Both records are the team's own; the inner table's policy decides what it sees.
BOTH_OWN = (
    "(SELECT count(*) FROM people_person p"
    " WHERE p.id IN ({t}.person_id, {t}.absorbed_id)"
    " AND p.owner_team_id = (SELECT access.my_team())) = 2"
)

ABSORBED = r"""
-- Keys, guards and pages ask this: whether a record has become one with another.
CREATE FUNCTION access.is_absorbed(the_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM public.people_merge m
                   WHERE m.absorbed_id = the_person AND m.undone_at IS NULL)
$$;

-- The record that an absorbed one has become, for whoever may see that; else nothing.
CREATE FUNCTION access.kept_of(the_person uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    WITH RECURSIVE up(id) AS (
        SELECT the_person
        UNION
        SELECT m.person_id FROM up JOIN public.people_merge m
            ON m.absorbed_id = up.id AND m.undone_at IS NULL
    )
    SELECT u.id INTO found FROM up u WHERE NOT access.is_absorbed(u.id);
    RETURN CASE WHEN found <> the_person AND access.sees_person(found) THEN found END;
END
$$;

-- Nothing new is written about an absorbed record. Whoever writes holds the record
-- until they have committed, so a merge waits for them, and they for a merge.
CREATE FUNCTION access.guard_absorbed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    row_is jsonb := to_jsonb(NEW);
    named uuid[] := ARRAY(SELECT (row_is ->> c)::uuid FROM unnest(TG_ARGV) c);
BEGIN
    PERFORM 1 FROM public.people_person p WHERE p.id = ANY (named)
        ORDER BY p.id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM public.people_merge m
               WHERE m.absorbed_id = ANY (named) AND m.undone_at IS NULL) THEN
        RAISE EXCEPTION 'This record has become one with another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_an_absorbed_record';
    END IF;
    -- The policy asks this as things stood before we waited, and a merge may have been
    -- undone since. Of somebody hidden it tells nothing: there the policy refuses.
    IF TG_OP = 'INSERT' AND TG_TABLE_NAME ^@ 'people_'
       AND row_is ?& ARRAY['case_id', 'person_id']
       AND access.sees_person((row_is ->> 'person_id')::uuid) AND NOT EXISTS (
           SELECT 1 FROM public.cases_party y
           WHERE y.case_id = (row_is ->> 'case_id')::uuid
             AND y.person_id = (row_is ->> 'person_id')::uuid) THEN
        RAISE EXCEPTION 'They are not in this case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_of_the_case';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION access.is_absorbed(uuid), access.kept_of(uuid),
    access.guard_absorbed() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_of(uuid) TO app_runtime;
"""

# A merge joins for locks and guards as a link does, and nobody but its undoing ends it.
ONE_CLUSTER = r"""
CREATE OR REPLACE FUNCTION access.cluster_of(persons uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH RECURSIVE linked(id) AS (
        SELECT unnest(persons)
        UNION
        SELECT other.id FROM linked l CROSS JOIN LATERAL (
            SELECT s.b_id AS id FROM public.people_sameperson s
            WHERE s.a_id = l.id AND s.state = 'same'
            UNION ALL
            SELECT s.a_id FROM public.people_sameperson s
            WHERE s.b_id = l.id AND s.state = 'same'
            UNION ALL
            SELECT m.absorbed_id FROM public.people_merge m
            WHERE m.person_id = l.id AND m.undone_at IS NULL
            UNION ALL
            SELECT m.person_id FROM public.people_merge m
            WHERE m.absorbed_id = l.id AND m.undone_at IS NULL
        ) other
    )
    SELECT array_agg(id) FROM linked
$$;

-- A link that moves from an absorbed record to the kept one says what it said. That
-- two records are of two people can be taken back, as a link can.
CREATE OR REPLACE FUNCTION access.guard_same_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NEW.state = 'same' AND access.stand_apart(
        access.cluster_of(ARRAY[NEW.a_id]), access.cluster_of(ARRAY[NEW.b_id])) THEN
        RAISE EXCEPTION 'These two records cannot be one person'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_two_sides';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> 'same'
       AND NOT (OLD.state = 'different' AND NEW.state = 'ended')
       AND (to_jsonb(NEW) - ARRAY['a_id', 'b_id'])
           IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['a_id', 'b_id']) THEN
        RAISE EXCEPTION 'A link that was ended stays ended: make a new one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

-- For an auditor: how many cases a lock keeps, also by records that are the same.
CREATE OR REPLACE FUNCTION access.locks()
RETURNS TABLE (id uuid, account_id bigint, source text, why text, since timestamptz,
               by_id bigint, cases integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_role() IS DISTINCT FROM 'auditor' THEN RETURN; END IF;
    RETURN QUERY
    SELECT l.id, l.account_id, l.source::text, l.why::text, lower(l.during), l.by_id,
           (SELECT count(DISTINCT y.case_id)::integer FROM public.cases_party y
            WHERE y.person_id = ANY (access.cluster_of(ARRAY[l.person_id])))
    FROM public.access_lock l
    WHERE l.partnership_id = access.my_partnership()
      AND l.during @> statement_timestamp()
      AND l.account_id <> access.my_account()
      AND NOT l.person_id = ANY (access.locked_persons())
    ORDER BY lower(l.during) DESC;
END
$$;
"""

KEYS = r"""
-- The keys of one record anew. An absorbed one has none: it is found no longer.
CREATE FUNCTION access.key_person(the_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.match_key WHERE person_id = the_person;
    IF access.is_absorbed(the_person) THEN RETURN; END IF;
    PERFORM access.key_version(v) FROM public.people_personversion v
    WHERE v.person_id = the_person;
    PERFORM access.key_identifier(i) FROM public.people_identifier i
    WHERE i.person_id = the_person;
END
$$;
CREATE OR REPLACE FUNCTION access.key_everybody() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.match_key;
    PERFORM access.key_version(v) FROM public.people_personversion v
    WHERE NOT access.is_absorbed(v.person_id);
    PERFORM access.key_identifier(i) FROM public.people_identifier i
    WHERE NOT access.is_absorbed(i.person_id);
END
$$;
REVOKE ALL ON FUNCTION access.key_person(uuid) FROM PUBLIC;
"""

GUARD = r"""
-- Whether two records may become one, and whether a merge may be undone. Both records
-- are held, in one order: two who merge, or who write meanwhile, wait for each other.
CREATE FUNCTION access.guard_merge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    wrong text;
    own integer;
BEGIN
    PERFORM 1 FROM public.people_person p
        WHERE p.id IN (NEW.person_id, NEW.absorbed_id) ORDER BY p.id FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        SELECT count(*) INTO own FROM public.people_person p
        WHERE p.id IN (NEW.person_id, NEW.absorbed_id)
          AND p.owner_team_id = NEW.owner_team_id;
        wrong := CASE
            WHEN NEW.undone_at IS NOT NULL THEN 'a_merge_begins_in_force'
            WHEN own <> 2 THEN 'merged_by_its_own_team'
            WHEN access.is_absorbed(NEW.person_id)
                 OR access.is_absorbed(NEW.absorbed_id)
                THEN 'never_an_absorbed_record'
            WHEN EXISTS (SELECT 1 FROM public.people_sameperson s
                         WHERE s.state = 'different'
                           AND s.a_id = least(NEW.person_id, NEW.absorbed_id)
                           AND s.b_id = greatest(NEW.person_id, NEW.absorbed_id))
                THEN 'said_to_be_two'
            WHEN access.stand_apart(access.cluster_of(ARRAY[NEW.person_id]),
                                    access.cluster_of(ARRAY[NEW.absorbed_id]))
                THEN 'never_two_sides'
        END;
        NEW.written_at := clock_timestamp();
    ELSE
        wrong := CASE
            WHEN OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
                 OR NEW.undone_by_id IS DISTINCT FROM access.my_hat()
                THEN 'undone_once'
            -- Rows that a later merge took along can't go back past it.
            WHEN access.is_absorbed(NEW.person_id)
                 OR EXISTS (SELECT 1 FROM public.people_merge m
                            WHERE m.person_id = NEW.person_id AND m.undone_at IS NULL
                              AND m.written_at > NEW.written_at)
                THEN 'the_later_one_first'
        END;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'These records can not be made one, or two again'
            USING ERRCODE = 'check_violation', CONSTRAINT = wrong;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_of_one_person BEFORE INSERT OR UPDATE ON people_merge
    FOR EACH ROW EXECUTE FUNCTION access.guard_merge();
REVOKE ALL ON FUNCTION access.guard_merge() FROM PUBLIC;
"""

MOVING = r"""
-- Change one value of one row, and keep that it was done.
CREATE FUNCTION access.merge_step(
    the_merge uuid, tab text, col text, the_row uuid, was text, is_now text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    EXECUTE format('UPDATE public.%I SET %I = %L WHERE id = $1', tab, col, is_now)
        USING the_row;
    INSERT INTO public.people_mergestep
        (merge_id, table_name, column_name, row_id, was, is_now)
    VALUES (the_merge, tab, col, the_row, was, is_now);
END
$$;

-- In a case with both, who stays is the kept one, and the other party ends. Who had
-- left the case under one record only is in it.
CREATE FUNCTION access.end_twins(it public.people_merge) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    twin record;
BEGIN
    FOR twin IN
        SELECT mine.id AS kept, mine.left_on, mine.left_why, other.id AS ends
        FROM public.cases_party other
        JOIN public.cases_party mine
          ON mine.case_id = other.case_id AND mine.person_id = it.person_id
        WHERE other.person_id = it.absorbed_id AND other.left_on IS NULL
    LOOP
        IF twin.left_on IS NOT NULL THEN
            PERFORM access.merge_step(it.id, 'cases_party', 'left_on', twin.kept,
                                      twin.left_on::text, NULL);
            PERFORM access.merge_step(it.id, 'cases_party', 'left_why', twin.kept,
                                      twin.left_why, '');
        END IF;
        PERFORM access.merge_step(it.id, 'cases_party', 'left_on', twin.ends, NULL,
            (now() AT TIME ZONE 'Europe/London')::date::text);
        PERFORM access.merge_step(it.id, 'cases_party', 'left_why', twin.ends, '',
            'Recorded twice: both records were made one');
    END LOOP;
END
$$;

-- Links of the absorbed record with others, less those that the kept one has, too.
CREATE FUNCTION access.turn_links(it public.people_merge) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    link record;
BEGIN
    FOR link IN
        SELECT s.id, s.a_id, s.b_id, least(it.person_id, o.id) AS a,
               greatest(it.person_id, o.id) AS b
        FROM public.people_sameperson s
        CROSS JOIN LATERAL (SELECT CASE WHEN s.a_id = it.absorbed_id
                                   THEN s.b_id ELSE s.a_id END AS id) o
        WHERE it.absorbed_id IN (s.a_id, s.b_id) AND s.state <> 'ended'
          AND o.id <> it.person_id
          AND NOT EXISTS (SELECT 1 FROM public.people_sameperson k
                          WHERE k.state <> 'ended'
                            AND k.a_id = least(it.person_id, o.id)
                            AND k.b_id = greatest(it.person_id, o.id))
    LOOP
        UPDATE public.people_sameperson SET a_id = link.a, b_id = link.b
        WHERE id = link.id;
        INSERT INTO public.people_mergestep
            (merge_id, table_name, column_name, row_id, was, is_now)
        VALUES (it.id, 'people_sameperson', 'a_id,b_id', link.id,
                link.a_id || ',' || link.b_id, link.a || ',' || link.b);
    END LOOP;
END
$$;

CREATE FUNCTION access.make_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    r record;
BEGIN
    PERFORM access.end_twins(NEW);
    FOR r IN SELECT * FROM access.merge_relations() WHERE how = 'moves' LOOP
        EXECUTE format(
            'WITH moved AS (UPDATE public.%1$I t SET %2$I = $1'
            ' WHERE t.%2$I = $2 AND (%3$s) RETURNING t.id)'
            ' INSERT INTO public.people_mergestep'
            ' (merge_id, table_name, column_name, row_id, was, is_now)'
            ' SELECT $3, %1$L, %2$L, id, $2::text, $1::text FROM moved',
            r.tab, r.col, r.fits) USING NEW.person_id, NEW.absorbed_id, NEW.id;
    END LOOP;
    PERFORM access.turn_links(NEW);
    PERFORM access.key_person(NEW.person_id);
    PERFORM access.key_person(NEW.absorbed_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER makes_one AFTER INSERT ON people_merge
    FOR EACH ROW EXECUTE FUNCTION access.make_one();
REVOKE ALL ON FUNCTION
    access.merge_step(uuid, text, text, uuid, text, text),
    access.end_twins(people_merge), access.turn_links(people_merge),
    access.make_one() FROM PUBLIC;
"""

MOVING_BACK = r"""
-- What was written since in a case that goes back goes with it: it means nobody else.
CREATE FUNCTION access.follow_back(it public.people_merge) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    r record;
    back uuid[] := ARRAY(
        SELECT y.case_id FROM public.cases_party y
        JOIN public.people_mergestep s ON s.merge_id = it.id AND s.row_id = y.id
         AND s.table_name = 'cases_party' AND s.column_name = 'person_id'
        WHERE y.person_id = it.absorbed_id
          AND NOT EXISTS (SELECT 1 FROM public.cases_party k
                          WHERE k.case_id = y.case_id AND k.person_id = it.person_id));
BEGIN
    FOR r IN SELECT m.* FROM access.merge_relations() m
        JOIN information_schema.columns c ON c.table_schema = 'public'
         AND c.table_name = m.tab AND c.column_name = 'case_id'
        WHERE m.how = 'moves'
    LOOP
        EXECUTE format('UPDATE public.%1$I SET %2$I = $2'
                       ' WHERE %2$I = $1 AND case_id = ANY ($3)', r.tab, r.col)
            USING it.person_id, it.absorbed_id, back;
    END LOOP;
    -- In a case with both, too, a rule is of the person of its contact point.
    UPDATE public.people_safecontactrule f SET person_id = p.person_id
    FROM public.people_contactpoint p WHERE p.id = f.contact_point_id
      AND p.person_id = it.absorbed_id AND f.person_id = it.person_id;
    UPDATE public.people_contactattempt f SET person_id = p.person_id
    FROM public.people_contactpoint p WHERE p.id = f.contact_point_id
      AND p.person_id = it.absorbed_id AND f.person_id = it.person_id;
END
$$;

-- Steps go back, the last first, where nothing else has been said since. Whoever was
-- kept away since the merge is kept away from both: nobody said from which.
CREATE FUNCTION access.make_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    s record;
BEGIN
    FOR s IN SELECT * FROM public.people_mergestep t WHERE t.merge_id = NEW.id
        ORDER BY t.id DESC
    LOOP
        IF s.column_name = 'a_id,b_id' THEN
            UPDATE public.people_sameperson SET a_id = split_part(s.was, ',', 1)::uuid,
                b_id = split_part(s.was, ',', 2)::uuid
            WHERE id = s.row_id AND a_id || ',' || b_id = s.is_now;
        ELSE
            EXECUTE format('UPDATE public.%1$I SET %2$I = %3$L'
                           ' WHERE id = $1 AND %2$I IS NOT DISTINCT FROM %4$L',
                           s.table_name, s.column_name, s.was, s.is_now)
                USING s.row_id;
        END IF;
    END LOOP;
    PERFORM access.follow_back(NEW);
    PERFORM access.key_person(NEW.person_id);
    PERFORM access.key_person(NEW.absorbed_id);
    PERFORM access.add_lock(l.account_id,
        CASE WHEN l.person_id = NEW.person_id THEN NEW.absorbed_id
             ELSE NEW.person_id END, l.source, l.why)
    FROM public.access_lock l
    WHERE l.person_id IN (NEW.person_id, NEW.absorbed_id)
      AND lower(l.during) >= NEW.written_at AND l.during @> clock_timestamp();
    RETURN NULL;
END
$$;
CREATE TRIGGER makes_two AFTER UPDATE ON people_merge
    FOR EACH ROW EXECUTE FUNCTION access.make_two();
REVOKE ALL ON FUNCTION access.follow_back(people_merge), access.make_two()
    FROM PUBLIC;
"""

# Records that are one go together, when none of them is in a case any more.
DISPOSAL = r"""
CREATE OR REPLACE FUNCTION access.dispose_case(the_case uuid) RETURNS integer
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
    alone := ARRAY(
        SELECT DISTINCT m.id FROM unnest(persons) p
        CROSS JOIN LATERAL unnest(access.merged_with(p)) m(id)
        WHERE NOT EXISTS (SELECT 1 FROM public.cases_party y
                          WHERE y.person_id = ANY (access.merged_with(p))));
    DELETE FROM public.people_mergestep s USING public.people_merge m
    WHERE m.id = s.merge_id
      AND (m.person_id = ANY (alone) OR m.absorbed_id = ANY (alone));
    DELETE FROM public.people_merge
    WHERE person_id = ANY (alone) OR absorbed_id = ANY (alone);
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

-- A record, and all that have become one with it.
CREATE FUNCTION access.merged_with(the_person uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH RECURSIVE one(id) AS (
        SELECT the_person
        UNION
        SELECT CASE WHEN m.person_id = o.id THEN m.absorbed_id ELSE m.person_id END
        FROM one o JOIN public.people_merge m
            ON o.id IN (m.person_id, m.absorbed_id) AND m.undone_at IS NULL
    )
    SELECT array_agg(id) FROM one
$$;
REVOKE ALL ON FUNCTION access.merged_with(uuid) FROM PUBLIC;
"""

NOBODY_READS = """
ALTER TABLE people_mergestep ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON people_mergestep TO app_runtime USING (false);
REVOKE ALL ON people_mergestep FROM PUBLIC, app_runtime;
"""


def relations() -> str:
    """The database's own copy of the list, and a guard on each table that is on it.

    A migration that adds a relation runs this again.
    """
    rows = ", ".join(
        f"('{r.table}', '{r.column}', '{r.how}', '{r.fits}')" for r in RELATIONS
    )
    return "\n".join([LIST.replace("THE_ROWS", rows), *_guards()])


LIST = """
CREATE OR REPLACE FUNCTION access.merge_relations()
RETURNS TABLE (tab text, col text, how text, fits text)
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ VALUES THE_ROWS $$;
REVOKE ALL ON FUNCTION access.merge_relations() FROM PUBLIC;
"""


def _guards() -> list[str]:
    """Nothing is added for an absorbed record, in any table of people and cases."""
    columns: dict[str, list[str]] = {}
    for relation in RELATIONS:
        if not relation.model.startswith(("access.", "people.Merge")):
            columns.setdefault(relation.table, []).append(relation.column)
    return [
        GUARD_OF.format(table, ", ".join(c), ", ".join(map(repr, c)))
        for table, c in columns.items()
    ]


# A table of a room above comes later than the list: its own migration runs it again.
GUARD_OF = """DO $guard$ BEGIN
    IF to_regclass('public.{0}') IS NOT NULL THEN
        CREATE OR REPLACE TRIGGER never_an_absorbed_record
            BEFORE INSERT OR UPDATE OF {1} ON public.{0} FOR EACH ROW
            EXECUTE FUNCTION access.guard_absorbed({2});
    END IF;
END $guard$;"""
