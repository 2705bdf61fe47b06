"""What the database itself holds about persons and cases: locks, sides, completeness.

Read docs/adr/0015 and 0016. The second migration of this room puts it in place.
"""

from __future__ import annotations

LOCKED = r"""
-- These persons and all records that are taken for the same people.
CREATE FUNCTION access.cluster_of(persons uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    WITH RECURSIVE linked(id) AS (
        SELECT unnest(persons)
        UNION
        SELECT CASE WHEN s.a_id = l.id THEN s.b_id ELSE s.a_id END
        FROM linked l JOIN public.people_sameperson s
            ON l.id IN (s.a_id, s.b_id) AND s.state = 'same'
    )
    SELECT array_agg(id) FROM linked
$$;

-- The persons, and everybody who is in a case with them: whom a lock hides.
CREATE FUNCTION access.persons_behind(persons uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    same uuid[] := access.cluster_of(persons);
BEGIN
    RETURN access.cluster_of(same || ARRAY(
        SELECT other.person_id FROM public.cases_party mine
        JOIN public.cases_case c ON c.id = mine.case_id
        JOIN public.cases_case f ON f.id = c.id OR f.family_group = c.family_group
        JOIN public.cases_party other ON other.case_id = f.id
        WHERE mine.person_id = ANY (same)));
END
$$;

-- Every case of any of them, and of their family group.
CREATE FUNCTION access.cases_behind(persons uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT f.id FROM public.cases_party y
        JOIN public.cases_case c ON c.id = y.case_id
        JOIN public.cases_case f ON f.id = c.id OR f.family_group = c.family_group
        WHERE y.person_id = ANY (access.persons_behind(persons)));
END
$$;

CREATE FUNCTION access.my_locks() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT array_agg(l.person_id) FROM public.access_lock l
    WHERE l.account_id = access.my_account() AND l.during @> statement_timestamp()
$$;

-- Almost nobody is locked out of anything: that answer must cost nothing.
CREATE OR REPLACE FUNCTION access.locked_persons() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    mine uuid[] := access.my_locks();
BEGIN
    IF mine IS NULL THEN RETURN '{}'; END IF;
    RETURN access.persons_behind(mine);
END
$$;
CREATE OR REPLACE FUNCTION access.locked_cases() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    mine uuid[] := access.my_locks();
    kept text;
    found text;
BEGIN
    IF mine IS NULL THEN RETURN '{}'; END IF;
    -- Worked out once in a transaction, sealed: else a row that is there would take
    -- longer than one that is not, and time would tell.
    kept := coalesce(current_setting('concord.locked', true), '');
    found := split_part(kept, '#', 1);
    IF kept <> '' AND split_part(kept, '#', 2) = access.seal(
        'locked;' || access.my_account() || ';' || mine::text || ';' || found) THEN
        RETURN found::uuid[];
    END IF;
    found := access.cases_behind(mine)::text;
    PERFORM set_config('concord.locked', found || '#' || access.seal(
        'locked;' || access.my_account() || ';' || mine::text || ';' || found), true);
    RETURN found::uuid[];
END
$$;
REVOKE ALL ON FUNCTION access.cluster_of(uuid[]), access.persons_behind(uuid[]),
    access.cases_behind(uuid[]), access.my_locks() FROM PUBLIC;
"""

SIDES = r"""
-- Two records can't be one person when they, or others taken for them, stand on two
-- sides of a case or are recorded as related.
CREATE FUNCTION access.stand_apart(one uuid[], other uuid[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_party p
        JOIN public.cases_party q ON q.case_id = p.case_id AND q.side <> p.side
        WHERE p.person_id = ANY (one) AND q.person_id = ANY (other))
    OR EXISTS (
        SELECT 1 FROM public.people_relationship r
        WHERE r.a_id = ANY (one) AND r.b_id = ANY (other)
           OR r.b_id = ANY (one) AND r.a_id = ANY (other))
$$;

CREATE FUNCTION access.guard_same_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NEW.state = 'same' AND access.stand_apart(
        access.cluster_of(ARRAY[NEW.a_id]), access.cluster_of(ARRAY[NEW.b_id])) THEN
        RAISE EXCEPTION 'These two records cannot be one person'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'never_two_sides';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> 'same' THEN
        RAISE EXCEPTION 'A link that was ended stays ended: make a new one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER never_two_sides BEFORE INSERT OR UPDATE ON people_sameperson
    FOR EACH ROW EXECUTE FUNCTION access.guard_same_person();

-- Adding somebody always succeeds: links that it contradicts end by themselves.
CREATE FUNCTION access.end_contradicted(persons uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    same uuid[] := access.cluster_of(persons);
BEGIN
    IF cardinality(same) <= cardinality(persons) OR NOT access.stand_apart(same, same)
    THEN
        RETURN;
    END IF;
    UPDATE public.people_sameperson SET state = 'ended', ended_at = clock_timestamp(),
        ended_by_id = access.my_hat(),
        ended_why = 'They are on two sides of a case, or related'
    WHERE state = 'same' AND (a_id = ANY (same) OR b_id = ANY (same));
END
$$;
CREATE FUNCTION access.party_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.end_contradicted(ARRAY[NEW.person_id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER ends_contradicted AFTER INSERT OR UPDATE OF side ON cases_party
    FOR EACH ROW EXECUTE FUNCTION access.party_added();
CREATE FUNCTION access.relationship_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.end_contradicted(ARRAY[NEW.a_id, NEW.b_id]);
    PERFORM access.end_contradicted(ARRAY[NEW.a_id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER ends_contradicted AFTER INSERT ON people_relationship
    FOR EACH ROW EXECUTE FUNCTION access.relationship_added();

-- At the end of the transaction a case has its victim and somebody alleged, and a team
-- that holds it.
CREATE FUNCTION access.guard_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cases_party y
                   WHERE y.case_id = NEW.id AND y.side = 'victim')
       OR NOT EXISTS (SELECT 1 FROM public.cases_party y
                      WHERE y.case_id = NEW.id AND y.side = 'alleged')
       OR NOT EXISTS (SELECT 1 FROM public.access_grant g
                      WHERE g.case_id = NEW.id AND g.kind = 'own') THEN
        RAISE EXCEPTION 'A case has one victim, somebody alleged, and a team'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_case_is_complete';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER a_case_is_complete AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.guard_case();

-- Of one kind, an unverified contact point never takes the place of a verified one; a
-- verified one gives way to another verified one, or is said to be wrong.
CREATE FUNCTION access.guard_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF OLD.state = 'verified' AND NEW.state = 'superseded' AND NOT EXISTS (
        SELECT 1 FROM public.people_contactpoint o
        WHERE o.person_id = NEW.person_id AND o.case_id = NEW.case_id
          AND o.kind = NEW.kind AND o.id <> NEW.id AND o.state = 'verified') THEN
        RAISE EXCEPTION 'Only verified contact data takes the place of verified'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_stays';
    END IF;
    IF OLD.state = 'verified' AND NEW.state = 'unverified' THEN
        RAISE EXCEPTION 'What was verified is not made unverified: say it is wrong'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_stays';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER verified_stays BEFORE UPDATE ON people_contactpoint
    FOR EACH ROW EXECUTE FUNCTION access.guard_contact();
REVOKE ALL ON FUNCTION access.stand_apart(uuid[], uuid[]), access.guard_same_person(),
    access.end_contradicted(uuid[]), access.party_added(),
    access.relationship_added(), access.guard_case(), access.guard_contact()
    FROM PUBLIC;
"""

STAFF = r"""
-- A member of staff whose address at work is somebody's e-mail is locked out at once;
-- one of the same name is a question for the auditor.
CREATE FUNCTION access.contact_of_staff() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found bigint;
BEGIN
    IF NEW.kind <> 'email' THEN RETURN NULL; END IF;
    FOR found IN
        SELECT DISTINCT a.id FROM public.partnership_account a
        JOIN public.partnership_membership m ON m.account_id = a.id
        WHERE lower(a.email) = lower(btrim(NEW.value))
          AND m.partnership_id = NEW.partnership_id
    LOOP
        PERFORM access.add_lock(found, NEW.person_id, 'exact', '');
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER locks_staff_out AFTER INSERT ON people_contactpoint
    FOR EACH ROW EXECUTE FUNCTION access.contact_of_staff();
CREATE FUNCTION access.name_of_staff() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    INSERT INTO public.access_suspicion
        (id, partnership_id, account_id, person_id, signs, at, why)
    SELECT DISTINCT ON (a.id) gen_random_uuid(), NEW.partnership_id, a.id,
           NEW.person_id, ARRAY['name'], clock_timestamp(), ''
    FROM public.partnership_account a
    JOIN public.partnership_membership m ON m.account_id = a.id
    WHERE m.partnership_id = NEW.partnership_id
      AND btrim(NEW.given_name) <> '' AND btrim(NEW.family_name) <> ''
      AND lower(a.name) = lower(btrim(NEW.given_name) || ' ' || btrim(NEW.family_name))
    ON CONFLICT (account_id, person_id) DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER suspects_staff AFTER INSERT ON people_personversion
    FOR EACH ROW EXECUTE FUNCTION access.name_of_staff();
REVOKE ALL ON FUNCTION access.contact_of_staff(), access.name_of_staff() FROM PUBLIC;
"""

# A case is named on the trust floor before this room exists: the keys come later.
KEYS = "\n".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_case_fk FOREIGN KEY (case_id)"
    " REFERENCES cases_case (id) DEFERRABLE INITIALLY DEFERRED;"
    for table in (
        "access_grant",
        "access_disclosure",
        "access_emergency",
        "people_contactpoint",
        "people_safecontactrule",
        "people_confidentiallocation",
        "people_relationship",
    )
)

# Who may see a person besides the team that keeps the record: whoever sees them in a
# case. The inner table's own policy decides about the case.
PERSON_SEEN = (
    "{t}.owner_team_id = (SELECT access.my_team()) OR EXISTS"
    " (SELECT 1 FROM cases_party y WHERE y.person_id = {t}.id)"
)
WITH_ITS_PERSON = (
    "{t}.owner_team_id = (SELECT access.my_team()) OR EXISTS"
    " (SELECT 1 FROM people_person p WHERE p.id = {t}.person_id)"
)
OWN_PERSON = (
    "EXISTS (SELECT 1 FROM people_person p WHERE p.id = {t}.person_id"
    " AND p.owner_team_id = (SELECT access.my_team()))"
)
PERSON_IN_CASE = (
    "EXISTS (SELECT 1 FROM cases_party y WHERE y.person_id = {t}.person_id"
    " AND y.case_id = {t}.case_id AND y.side = {t}.side)"
)
# A function, because the policy of persons asks about parties.
KNOWN_PERSON = "access.sees_person({t}.person_id)"
BOTH_IN_CASE = (
    "EXISTS (SELECT 1 FROM cases_party y WHERE y.person_id = {t}.a_id"
    " AND y.case_id = {t}.case_id) AND EXISTS (SELECT 1 FROM cases_party y"
    " WHERE y.person_id = {t}.b_id AND y.case_id = {t}.case_id)"
)
BOTH_SEEN = (
    "EXISTS (SELECT 1 FROM people_person p WHERE p.id = {t}.a_id)"
    " AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = {t}.b_id)"
)
OWN_HOUSEHOLD = (
    "EXISTS (SELECT 1 FROM people_household h WHERE h.id = {t}.household_id)"
    " AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = {t}.person_id)"
)
BOTH_CASES = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {t}.other_case_id)"
CASE_SEEN = (
    "{t}.owner_team_id = (SELECT access.my_team())"
    " OR EXISTS (SELECT 1 FROM access_grant g WHERE g.case_id = {t}.id"
    " AND g.team_id = (SELECT access.my_team())"
    " AND g.during @> statement_timestamp())"
    " OR {t}.id = ANY ((SELECT access.my_emergencies())::uuid[])"
)

# A transfer is the one row that two partnerships see: who sends it, and who gets it.
RECEIVED = (
    "(SELECT access.sees_people()) AND to_team_id = (SELECT access.my_team())"
    " AND to_partnership_id = (SELECT access.my_partnership())"
)
TRANSFERS_IN = f"""
CREATE POLICY receive ON cases_transfer FOR SELECT TO app_runtime USING ({RECEIVED});
CREATE POLICY take ON cases_transfer FOR UPDATE TO app_runtime
    USING ({RECEIVED}) WITH CHECK ({RECEIVED});
GRANT UPDATE (to_case_id, received_at, received_by_id, heard_on) ON cases_transfer
    TO app_runtime;
-- Where a transfer can be sent: teams of other partnerships that run their MARAC.
CREATE FUNCTION access.receiving_teams()
RETURNS TABLE (team_id bigint, team text, partnership_id bigint, partnership text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT t.id, t.name::text, p.id, p.name::text
    FROM public.partnership_team t
    JOIN public.partnership_partnership p ON p.id = t.partnership_id
    WHERE access.sees_people() AND p.id <> access.my_partnership()
      AND t.valid @> (now() AT TIME ZONE 'Europe/London')::date
      AND EXISTS (SELECT 1 FROM public.partnership_membership m
                  WHERE m.team_id = t.id AND m.role = 'marac_coordinator'
                    AND m.valid @> (now() AT TIME ZONE 'Europe/London')::date)
    ORDER BY p.name, t.name
$$;
REVOKE ALL ON FUNCTION access.receiving_teams() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.receiving_teams() TO app_runtime;
"""  # noqa: S608 (constants of this module only)
