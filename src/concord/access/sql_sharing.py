"""Sharing, emergencies and locks, in SQL. Read docs/adr/0015 and 0016 for the reasons.

These functions run with the owner's rights: each checks by itself who asks. What they
answer about a hidden case is what they answer about none.
"""

from __future__ import annotations

SHARING = r"""
-- Whether my team holds this case now.
CREATE FUNCTION access.owns(the_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT access.sees_people() AND EXISTS (
        SELECT 1 FROM public.access_grant g
        WHERE g.case_id = the_case AND g.kind = 'own'
          AND g.team_id = access.my_team()
          AND g.during @> statement_timestamp())
        AND NOT the_case = ANY (access.locked_cases())
$$;

-- Cases that my hat has open in an emergency now.
CREATE FUNCTION access.my_emergencies() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(e.case_id), '{}') FROM public.access_emergency e
    WHERE e.membership_id = access.my_hat() AND e.during @> statement_timestamp()
$$;

-- Whether the team that opened this case still has to be written down as its holder.
CREATE FUNCTION access.is_unheld(the_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = the_case
                   AND c.owner_team_id = access.my_team()
                   AND c.written_by_id = access.my_hat())
       AND NOT EXISTS (SELECT 1 FROM public.access_grant g
                       WHERE g.case_id = the_case AND g.kind = 'own');
END
$$;

-- Whether my hat made this decision, about this case. A function, because the policy
-- of decisions asks about grants.
CREATE FUNCTION access.is_my_decision(decision uuid, the_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_disclosure d
                   WHERE d.id = decision AND d.case_id = the_case
                     AND d.written_by_id = access.my_hat())
$$;

-- Another team of the partnership takes the case over. The old one keeps what it wrote.
CREATE FUNCTION access.hand_over(the_case uuid, to_team bigint, why text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    now_is timestamptz := clock_timestamp();
BEGIN
    IF NOT access.owns(the_case) OR coalesce(btrim(why), '') = ''
       OR to_team = access.my_team()
       OR NOT EXISTS (SELECT 1 FROM public.partnership_team t WHERE t.id = to_team
                      AND t.partnership_id = access.my_partnership()
                      AND t.valid @> (now() AT TIME ZONE 'Europe/London')::date)
    THEN
        RETURN false;
    END IF;
    UPDATE public.access_grant SET during = tstzrange(lower(during), now_is),
        ended_by_id = access.my_hat(), ended_why = left(why, 300)
    WHERE case_id = the_case AND kind = 'own' AND during @> now_is;
    INSERT INTO public.access_grant
        (id, partnership_id, kind, case_id, team_id, part, side, during, ended_why)
    VALUES (gen_random_uuid(), access.my_partnership(), 'own', the_case, to_team,
            'all', 'all', tstzrange(now_is, NULL), '');
    RETURN true;
END
$$;

-- A grant can only become shorter, and only its end may be written.
CREATE FUNCTION access.grant_only_shortens() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF lower(NEW.during) IS DISTINCT FROM lower(OLD.during)
       OR NOT NEW.during <@ OLD.during
       OR coalesce(btrim(NEW.ended_why), '') = '' OR NEW.ended_by_id IS NULL THEN
        RAISE EXCEPTION 'A grant can only be ended, by somebody and for a reason'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_shortens BEFORE UPDATE ON access_grant
    FOR EACH ROW EXECUTE FUNCTION access.grant_only_shortens();

REVOKE ALL ON FUNCTION access.owns(uuid), access.my_emergencies(),
    access.is_unheld(uuid), access.is_my_decision(uuid, uuid),
    access.hand_over(uuid, bigint, text), access.grant_only_shortens() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.owns(uuid), access.my_emergencies(),
    access.is_unheld(uuid), access.is_my_decision(uuid, uuid),
    access.hand_over(uuid, bigint, text) TO app_runtime;
"""

EMERGENCIES = r"""
-- Open a case by its reference for some hours. NULL when there is no such case here,
-- and just the same when it is locked for me.
CREATE FUNCTION access.break_glass(the_ref text, why text, minutes integer)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF NOT access.sees_people() OR coalesce(btrim(why), '') = ''
       OR minutes NOT BETWEEN 1 AND 180 THEN
        RETURN NULL;
    END IF;
    SELECT c.id INTO found FROM public.cases_case c
    WHERE c.ref = upper(the_ref) AND c.partnership_id = access.my_partnership()
      AND NOT c.id = ANY (access.locked_cases());
    IF found IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.access_emergency
        (id, partnership_id, case_id, membership_id, team_id, why, during, outcome,
         review)
    VALUES (gen_random_uuid(), access.my_partnership(), found, access.my_hat(),
            access.my_team(), btrim(why),
            tstzrange(clock_timestamp(),
                      clock_timestamp() + make_interval(mins => minutes)), '', '');
    PERFORM access.add_event('break_glass', '', 'access_emergency', '', ARRAY[found],
        '{}', '{}', '{}', 1, '', NULL, NULL);
    RETURN found;
END
$$;

-- Say whether an opening was right: the case's team or an auditor, never who opened it.
CREATE FUNCTION access.review_emergency(the_id uuid, said text, words text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.access_emergency e
    SET reviewed_by_id = access.my_hat(), reviewed_at = clock_timestamp(),
        outcome = said, review = btrim(words)
    FROM public.partnership_membership m
    WHERE e.id = the_id AND m.id = e.membership_id
      AND m.account_id <> access.my_account()
      AND e.partnership_id = access.my_partnership()
      AND e.reviewed_by_id IS NULL
      AND said IN ('right', 'wrong') AND (said = 'right' OR btrim(words) <> '')
      AND NOT e.case_id = ANY (access.locked_cases())
      AND (access.owns(e.case_id) OR access.my_role() = 'auditor');
    RETURN FOUND;
END
$$;

-- Close what my own hat has open, before its time is over.
CREATE FUNCTION access.close_emergency(the_case uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.access_emergency e
    SET during = tstzrange(lower(e.during), clock_timestamp())
    WHERE e.case_id = the_case AND e.membership_id = access.my_hat()
      AND e.during @> clock_timestamp();
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION access.break_glass(text, text, integer),
    access.review_emergency(uuid, text, text), access.close_emergency(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.break_glass(text, text, integer),
    access.review_emergency(uuid, text, text), access.close_emergency(uuid)
    TO app_runtime;
"""

# A team reads what it is granted while that lasts, and that it held a case; the holder
# reads what ended, too.
OWN_OR_HELD = (
    "team_id = (SELECT access.my_team())"
    " AND (kind = 'own' OR during @> statement_timestamp())"
    " OR access.owns(case_id)"
)
AUDITOR_HERE = (
    "(SELECT access.my_role()) = 'auditor'"
    " AND partnership_id = (SELECT access.my_partnership())"
)
NOT_LOCKED = "NOT (case_id = ANY ((SELECT access.locked_cases())::uuid[]))"

# Grants: of one's own team, of cases that one's team holds, and for auditors.
GRANTS_READ = (
    f"(((SELECT access.sees_people()) AND ({OWN_OR_HELD})) OR ({AUDITOR_HERE}))"
    f" AND {NOT_LOCKED}"
)
GRANTS_ADDED = (
    "partnership_id = (SELECT access.my_partnership())"
    " AND ended_by_id IS NULL AND ("
    " (kind = 'own' AND team_id = (SELECT access.my_team())"
    "  AND from_team_id IS NULL"
    "  AND access.is_unheld(case_id))"
    " OR (kind = 'shared' AND access.owns(case_id)"
    "  AND from_team_id = (SELECT access.my_team())"
    "  AND access.is_my_decision(disclosure_id, case_id)"
    "  AND EXISTS (SELECT 1 FROM partnership_team t WHERE t.id = team_id"
    "   AND t.partnership_id = (SELECT access.my_partnership()))))"
)
GRANTS_ENDED = "kind = 'shared' AND access.owns(case_id)"
GRANTS_ENDED_CHECK = "ended_by_id = (SELECT access.my_hat())"

GRANTS = f"""
ALTER TABLE access_grant ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON access_grant FOR SELECT TO app_runtime USING ({GRANTS_READ});
CREATE POLICY add ON access_grant FOR INSERT TO app_runtime
    WITH CHECK ({GRANTS_ADDED});
CREATE POLICY change ON access_grant FOR UPDATE TO app_runtime
    USING ({GRANTS_ENDED}) WITH CHECK ({GRANTS_ENDED_CHECK});
REVOKE ALL ON access_grant FROM PUBLIC, app_runtime;
GRANT SELECT, INSERT, UPDATE (during, ended_by_id, ended_why) ON access_grant
    TO app_runtime;
CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON access_grant
    FOR EACH ROW EXECUTE FUNCTION access.note_write();
"""  # noqa: S608 (constants of this module only)

# Decisions: the team that made one, whoever holds the case now, teams that it lets
# in, and auditors.
DECISIONS_SEEN = (
    "{t}.owner_team_id = (SELECT access.my_team()) OR access.owns({case})"
    " OR EXISTS (SELECT 1 FROM access_grant g WHERE g.disclosure_id = {t}.id"
    " AND g.team_id = (SELECT access.my_team())"
    " AND g.during @> statement_timestamp())"
)
AUDITED_DECISIONS = (
    "CREATE POLICY audit ON access_disclosure FOR SELECT TO app_runtime"
    f" USING ({AUDITOR_HERE} AND {NOT_LOCKED})"
)

EMERGENCIES_READ = (
    "partnership_id = (SELECT access.my_partnership())"
    f" AND {NOT_LOCKED}"
    " AND (membership_id = (SELECT access.my_hat()) OR access.owns(case_id)"
    " OR (SELECT access.my_role()) = 'auditor')"
)

LOCKS = r"""
ALTER TABLE access_lock ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON access_lock TO app_runtime USING (false);
REVOKE ALL ON access_lock FROM PUBLIC, app_runtime;
ALTER TABLE access_suspicion ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON access_suspicion TO app_runtime USING (false);
REVOKE ALL ON access_suspicion FROM PUBLIC, app_runtime;

-- Whether the asking hat may see this person, by the same rule as the row policy.
CREATE FUNCTION access.sees_person(the_person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN access.sees_people()
        AND NOT the_person = ANY (access.locked_persons())
        AND EXISTS (
            SELECT 1 FROM public.people_person p WHERE p.id = the_person
            AND p.partnership_id = access.my_partnership()
            AND (p.owner_team_id = access.my_team() OR EXISTS (
                SELECT 1 FROM public.cases_party y
                JOIN public.access_grant g ON g.case_id = y.case_id
                WHERE y.person_id = p.id AND g.team_id = access.my_team()
                  AND g.during @> statement_timestamp()
                  AND (g.part = 'all' OR g.part = 'identity' AND g.side = y.side))));
END
$$;

CREATE FUNCTION access.add_lock(the_account bigint, the_person uuid, source text,
                                why text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.access_lock l
               WHERE l.account_id = the_account AND l.person_id = the_person
                 AND l.during @> clock_timestamp()) THEN
        RETURN;
    END IF;
    INSERT INTO public.access_lock
        (id, partnership_id, account_id, person_id, source, why, during, by_id,
         ended_why)
    SELECT gen_random_uuid(), p.partnership_id, the_account, the_person, source,
           left(coalesce(why, ''), 300), tstzrange(clock_timestamp(), NULL),
           access.my_hat(), ''
    FROM public.people_person p WHERE p.id = the_person;
    PERFORM access.add_event('lock', '', 'access_lock', '', '{}', ARRAY[the_person],
        '{}', '{}', 1, source, NULL, NULL);
END
$$;

-- Keep an account from a person whom I may see. False when I may not.
CREATE FUNCTION access.lock_out(the_account bigint, the_person uuid, why text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT access.sees_person(the_person)
       OR NOT EXISTS (SELECT 1 FROM public.partnership_membership m
                      WHERE m.account_id = the_account
                        AND m.partnership_id = access.my_partnership()) THEN
        RETURN false;
    END IF;
    PERFORM access.add_lock(the_account, the_person,
        CASE WHEN the_account = access.my_account() THEN 'declared' ELSE 'said' END,
        why);
    RETURN true;
END
$$;

-- End a lock: an auditor, not the one who is locked out, with a reason.
CREATE FUNCTION access.end_lock(the_id uuid, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    the_person uuid;
BEGIN
    UPDATE public.access_lock l
    SET during = tstzrange(lower(l.during), clock_timestamp()),
        ended_by_id = access.my_hat(), ended_why = left(btrim(reason), 300)
    WHERE l.id = the_id AND access.my_role() = 'auditor'
      AND l.partnership_id = access.my_partnership()
      AND l.account_id <> access.my_account()
      AND NOT l.person_id = ANY (access.locked_persons())
      AND l.during @> clock_timestamp() AND btrim(coalesce(reason, '')) <> ''
    RETURNING l.person_id INTO the_person;
    IF the_person IS NULL THEN
        RETURN false;
    END IF;
    PERFORM access.add_event('unlock', '', 'access_lock', '', '{}',
        ARRAY[the_person], '{}', '{}', 1, '', NULL, NULL);
    RETURN true;
END
$$;

-- Locks in force, for an auditor: less the own ones, and those about hidden persons.
CREATE FUNCTION access.locks()
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
            WHERE y.person_id = l.person_id)
    FROM public.access_lock l
    WHERE l.partnership_id = access.my_partnership()
      AND l.during @> statement_timestamp()
      AND l.account_id <> access.my_account()
      AND NOT l.person_id = ANY (access.locked_persons())
    ORDER BY lower(l.during) DESC;
END
$$;

-- Likely matches that wait: an auditor, or the team that keeps the person, decides.
CREATE FUNCTION access.suspicions()
RETURNS TABLE (id uuid, account_id bigint, person_id uuid, signs text[],
               at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, s.account_id, s.person_id, s.signs::text[], s.at
    FROM public.access_suspicion s
    WHERE s.partnership_id = access.my_partnership() AND s.decided_at IS NULL
      AND s.account_id <> access.my_account()
      AND NOT s.person_id = ANY (access.locked_persons())
      AND (access.my_role() = 'auditor' OR access.sees_person(s.person_id))
    ORDER BY s.at;
END
$$;
CREATE FUNCTION access.decide_suspicion(the_id uuid, same boolean, reason text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    it public.access_suspicion;
BEGIN
    SELECT s.* INTO it FROM public.access_suspicion s
    WHERE s.id = the_id AND s.id IN (SELECT x.id FROM access.suspicions() x)
    FOR UPDATE;
    IF it.id IS NULL OR btrim(coalesce(reason, '')) = '' THEN RETURN false; END IF;
    UPDATE public.access_suspicion SET decided_by_id = access.my_hat(),
        decided_at = clock_timestamp(), is_same = same, why = left(btrim(reason), 300)
    WHERE access_suspicion.id = the_id;
    IF same THEN
        PERFORM access.add_lock(it.account_id, it.person_id, 'decided', reason);
    END IF;
    RETURN true;
END
$$;

-- Of these accounts, those that may be told of this case: for mail and tasks. Asked by
-- the team that holds it, or by a job; to anybody else it tells nothing.
CREATE FUNCTION access.may_be_told(the_case uuid, accounts bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NOT (access.owns(the_case) OR access.i_am_a_job()) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT a FROM unnest(accounts) a
        WHERE NOT EXISTS (
            SELECT 1 FROM public.access_lock l
            WHERE l.account_id = a AND l.during @> statement_timestamp()
              AND the_case = ANY (access.cases_behind(ARRAY[l.person_id]))));
END
$$;
REVOKE ALL ON FUNCTION access.sees_person(uuid), access.add_lock(bigint, uuid, text,
    text), access.lock_out(bigint, uuid, text), access.end_lock(uuid, text),
    access.locks(), access.suspicions(), access.decide_suspicion(uuid, boolean, text),
    access.may_be_told(uuid, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.sees_person(uuid),
    access.lock_out(bigint, uuid, text), access.end_lock(uuid, text), access.locks(),
    access.suspicions(), access.decide_suspicion(uuid, boolean, text),
    access.may_be_told(uuid, bigint[]) TO app_runtime;
"""
