"""What the database itself holds about reaching people, put in by the second migration.

The functions run with the owner's rights where they look at rows that the asking hat
may not see: each checks by itself who asks, and answers yes or no, never a value.
"""

from __future__ import annotations

# Whoever sees a contact point sees the rule that holds, whoever wrote it, and what
# came of trying: a stricter rule of another team must never be overlooked.
POINT_SEEN = (
    "EXISTS (SELECT 1 FROM people_contactpoint p WHERE p.id = {t}.contact_point_id)"
)
# A rule or an attempt is about the same case, person, part and side as its point.
POINT_FITS = (
    "EXISTS (SELECT 1 FROM people_contactpoint p WHERE p.id = {t}.contact_point_id"
    " AND p.case_id = {t}.case_id AND p.person_id = {t}.person_id"
    " AND p.part = {t}.part AND p.side = {t}.side)"
)

KEYS = """
ALTER TABLE people_contactattempt ADD CONSTRAINT people_contactattempt_case_fk
    FOREIGN KEY (case_id) REFERENCES cases_case (id) DEFERRABLE INITIALLY DEFERRED;
GRANT UPDATE (ended_on, ended_why) ON people_contactpoint TO app_runtime;
"""

# In an emergency nothing is written but this: that somebody tried to reach them.
IN_AN_EMERGENCY = """
CREATE POLICY add_in_an_emergency ON people_contactattempt FOR INSERT TO app_runtime
WITH CHECK (
    (SELECT access.sees_people())
    AND partnership_id = (SELECT access.my_partnership())
    AND NOT (case_id = ANY ((SELECT access.locked_cases())::uuid[]))
    AND NOT (person_id = ANY ((SELECT access.locked_persons())::uuid[]))
    AND owner_team_id = (SELECT access.my_team())
    AND written_by_id = (SELECT access.my_hat())
    AND case_id = ANY ((SELECT access.my_emergencies())::uuid[])
    AND EXISTS (SELECT 1 FROM people_contactpoint p WHERE p.id = contact_point_id
        AND p.case_id = people_contactattempt.case_id
        AND p.person_id = people_contactattempt.person_id
        AND p.part = people_contactattempt.part
        AND p.side = people_contactattempt.side));
"""

RULES = r"""
-- The minutes of a week in which a rule says that it is safe; Monday begins at 1440.
CREATE FUNCTION access.safe_minutes(times jsonb) RETURNS int4multirange
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(range_agg(int4range(
        (w ->> 'day')::int * 1440
            + split_part(w ->> 'from', ':', 1)::int * 60
            + split_part(w ->> 'from', ':', 2)::int,
        (w ->> 'day')::int * 1440
            + split_part(w ->> 'to', ':', 1)::int * 60
            + split_part(w ->> 'to', ':', 2)::int)), '{}'::int4multirange)
    FROM jsonb_array_elements(times) w
$$;

-- Versions follow one another without a gap. Only the team that keeps a contact point,
-- or holds the case, allows more than before; anybody who sees it may allow less.
CREATE FUNCTION access.guard_rule() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    old public.people_safecontactrule;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.contact_point_id::text, 7));
    SELECT r.* INTO old FROM public.people_safecontactrule r
    WHERE r.contact_point_id = NEW.contact_point_id ORDER BY r.n DESC LIMIT 1;
    IF NEW.n <> coalesce(old.n, 0) + 1 THEN
        RAISE EXCEPTION 'Another version of this rule was written meanwhile'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rules_follow_one_another';
    END IF;
    IF access.owns(NEW.case_id) OR EXISTS (
        SELECT 1 FROM public.people_contactpoint p
        WHERE p.id = NEW.contact_point_id AND p.owner_team_id = access.my_team())
    THEN
        RETURN NEW;
    END IF;
    IF NOT NEW.channels <@ coalesce(old.channels, '{}'::varchar[])
       OR NEW.may_leave_message AND NOT coalesce(old.may_leave_message, false)
       OR NEW.may_write AND NOT coalesce(old.may_write, false)
       OR NOT access.safe_minutes(NEW.times)
           <@ access.safe_minutes(coalesce(old.times, '[]'::jsonb)) THEN
        RAISE EXCEPTION 'Only the team that keeps it, or holds the case, allows more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'others_allow_less';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER others_allow_less BEFORE INSERT ON people_safecontactrule
    FOR EACH ROW EXECUTE FUNCTION access.guard_rule();
REVOKE ALL ON FUNCTION access.safe_minutes(jsonb), access.guard_rule() FROM PUBLIC;
"""

POINTS = r"""
-- Whoever says that a contact point is verified says so in their own name. What is
-- wrong or replaced stays so: it is written down anew. Two who replace one another's at
-- the same moment wait for each other.
CREATE FUNCTION access.guard_contact_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    was public.people_contactpoint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        was := OLD;
        PERFORM pg_advisory_xact_lock(hashtextextended(
            NEW.person_id::text || NEW.case_id::text || NEW.kind, 8));
        IF was.state IN ('wrong', 'superseded') AND NEW.state <> was.state THEN
            RAISE EXCEPTION 'What has ended stays ended: write it down anew'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ended_stays';
        END IF;
    END IF;
    IF NEW.state = 'verified'
       AND (NEW.state, NEW.verified_on, NEW.verified_by_id, NEW.verified_how)
           IS DISTINCT FROM
           (was.state, was.verified_on, was.verified_by_id, was.verified_how)
       AND NEW.verified_by_id IS DISTINCT FROM access.my_hat() THEN
        RAISE EXCEPTION 'Verified is said in one''s own name'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_in_own_name';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER says_who BEFORE INSERT OR UPDATE ON people_contactpoint
    FOR EACH ROW EXECUTE FUNCTION access.guard_contact_words();

-- The outcome of an attempt is told by whoever made it, about what was found safe.
CREATE FUNCTION access.guard_attempt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NEW.follows_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.people_contactattempt f
        WHERE f.id = NEW.follows_id AND f.outcome = 'cleared'
          AND f.contact_point_id = NEW.contact_point_id
          AND f.channel = NEW.channel AND f.written_by_id = NEW.written_by_id) THEN
        RAISE EXCEPTION 'An outcome follows what the same hat had found safe'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_of_ones_own';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER outcome_of_ones_own BEFORE INSERT ON people_contactattempt
    FOR EACH ROW EXECUTE FUNCTION access.guard_attempt();
REVOKE ALL ON FUNCTION access.guard_contact_words(), access.guard_attempt()
    FROM PUBLIC;
"""

SHARED = r"""
-- Whether two contact points lead to the same place, telephone or mailbox. When in
-- doubt they do: a postcode without a house number is the same place.
CREATE FUNCTION access.same_contact(
    a_kind text, a_value text, a_postcode text,
    b_kind text, b_value text, b_postcode text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    places text[] := '{address,school,work}';
    loose text[] := '{social,trusted}';
    x text := lower(regexp_replace(a_value, '[^[:alnum:]]', '', 'g'));
    y text := lower(regexp_replace(b_value, '[^[:alnum:]]', '', 'g'));
    p text := regexp_replace(regexp_replace(a_value, '\D', '', 'g'),
                             '^(00)?(44)?0?', '');
    q text := regexp_replace(regexp_replace(b_value, '\D', '', 'g'),
                             '^(00)?(44)?0?', '');
    m text[];
    n text[];
BEGIN
    IF (a_kind = ANY (places)) <> (b_kind = ANY (places)) THEN RETURN false; END IF;
    IF x = y THEN RETURN true; END IF;
    IF a_kind = ANY (places) THEN
        IF a_postcode = '' OR b_postcode = '' THEN
            RETURN least(length(x), length(y)) >= 6
               AND (position(x IN y) > 0 OR position(y IN x) > 0);
        END IF;
        IF a_postcode <> b_postcode THEN RETURN false; END IF;
        m := ARRAY(SELECT f[1] FROM regexp_matches(
            replace(upper(a_value), a_postcode, ''), '\d+', 'g') f);
        n := ARRAY(SELECT f[1] FROM regexp_matches(
            replace(upper(b_value), b_postcode, ''), '\d+', 'g') f);
        RETURN m = '{}' OR n = '{}' OR m && n;
    END IF;
    IF a_kind = ANY (loose) OR b_kind = ANY (loose) THEN
        RETURN least(length(x), length(y)) >= 6
           AND (position(x IN y) > 0 OR position(y IN x) > 0)
            OR least(length(p), length(q)) >= 7
           AND (position(p IN q) > 0 OR position(q IN p) > 0);
    END IF;
    RETURN a_kind <> 'email' AND b_kind <> 'email' AND length(p) >= 7 AND p = q;
END
$$;

-- Whether the person alleged to cause harm is reached by this contact point too, as
-- anybody has written down in this case. Asked only of a point that the hat sees, and
-- never the other way round: that would tell where the victim is.
CREATE FUNCTION access.reaches_alleged(the_point uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM public.people_contactpoint v
        JOIN public.people_contactpoint o
            ON o.case_id = v.case_id AND o.side = 'alleged' AND o.state <> 'wrong'
        WHERE v.id = the_point AND v.side <> 'alleged'
          AND access.sees_people()
          AND v.partnership_id = access.my_partnership()
          AND NOT v.case_id = ANY (access.locked_cases())
          AND NOT v.person_id = ANY (access.locked_persons())
          AND (v.owner_team_id = access.my_team()
               OR v.part <> 'location' AND v.case_id = ANY (access.my_emergencies())
               OR EXISTS (
                   SELECT 1 FROM public.access_grant g
                   WHERE g.case_id = v.case_id AND g.team_id = access.my_team()
                     AND g.during @> statement_timestamp()
                     AND (g.part = v.part AND g.side = v.side
                          OR g.part = 'all' AND v.part <> 'location')))
          AND access.same_contact(v.kind, v.value, v.postcode,
                                  o.kind, o.value, o.postcode));
END
$$;
REVOKE ALL ON FUNCTION access.same_contact(text, text, text, text, text, text),
    access.reaches_alleged(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.same_contact(text, text, text, text, text, text),
    access.reaches_alleged(uuid) TO app_runtime;
"""

POST = r"""
-- E-mail goes to staff only: to the address of an account, or of an invitation. Not
-- even SQL can have a letter sent to a person in a case.
CREATE FUNCTION access.guard_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address IN (OLD.address, '') THEN RETURN NEW; END IF;
    IF NOT EXISTS (SELECT 1 FROM public.partnership_account a
                   WHERE lower(a.email) = lower(NEW.address))
       AND NOT EXISTS (SELECT 1 FROM public.partnership_invitation i
                       WHERE lower(i.email) = lower(NEW.address)) THEN
        RAISE EXCEPTION 'E-mail goes to staff only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_goes_to_staff';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER post_goes_to_staff BEFORE INSERT OR UPDATE OF address ON post_message
    FOR EACH ROW EXECUTE FUNCTION access.guard_post();
REVOKE ALL ON FUNCTION access.guard_post() FROM PUBLIC;
"""
