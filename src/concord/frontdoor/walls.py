"""What the database itself holds about referrals: who reads them, and who never does.

Read docs/adr/0024. The second migration of this room puts it in place.
"""

from __future__ import annotations

from concord.access.records import EMERGENCY, GRANTED, MINE

# A referral is kept from colleagues whom it names, or who are kept from somebody that
# it names. Before a person is on record there is nothing else to hang a lock on.
KEPT = r"""
CREATE TABLE access.kept_referral (
    referral_id uuid NOT NULL,
    account_id bigint NOT NULL,
    PRIMARY KEY (account_id, referral_id)
);
COMMENT ON TABLE access.kept_referral IS
    'No row policy: who is kept from a referral, which only functions read';
REVOKE ALL ON access.kept_referral FROM PUBLIC, app_runtime;

-- Names are compared without case, signs and accents that are written apart.
CREATE FUNCTION access.plain_name(given text, family text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT regexp_replace(lower(normalize(coalesce(given, '') || coalesce(family, ''),
                                          NFD)), '[^[:alpha:]]', '', 'g')
$$;

CREATE FUNCTION access.keep_referral() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    called text := access.plain_name(NEW.given_name, NEW.family_name);
BEGIN
    INSERT INTO access.kept_referral (referral_id, account_id)
    -- Staff whom it names, or whose address at work it gives.
    SELECT NEW.referral_id, a.id
    FROM public.partnership_account a
    WHERE (btrim(NEW.email) <> '' AND lower(a.email) = lower(btrim(NEW.email))
           OR called <> '' AND access.plain_name(a.name, '') = called)
      AND EXISTS (SELECT 1 FROM public.partnership_membership m
                  WHERE m.account_id = a.id AND m.partnership_id = NEW.partnership_id)
    UNION
    -- Whoever is locked out of somebody of that name, unless the dates of birth differ.
    SELECT NEW.referral_id, l.account_id
    FROM public.access_lock l
    JOIN public.people_personversion v
      ON v.person_id = ANY (access.persons_behind(ARRAY[l.person_id]))
    WHERE l.during @> clock_timestamp() AND called <> ''
      AND access.plain_name(v.given_name, v.family_name) = called
      AND (v.born_on IS NULL OR NEW.born_on IS NULL OR v.born_on = NEW.born_on
           OR v.born_precision <> 'day' OR NEW.born_precision <> 'day')
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER keeps_referral AFTER INSERT ON frontdoor_named
    FOR EACH ROW EXECUTE FUNCTION access.keep_referral();

CREATE FUNCTION access.kept_referrals() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT coalesce(array_agg(k.referral_id), '{}') FROM access.kept_referral k
    WHERE k.account_id = access.my_account()
$$;
REVOKE ALL ON FUNCTION access.plain_name(text, text), access.keep_referral(),
    access.kept_referrals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_referrals() TO app_runtime;
"""

# When a referral gets its case, all that hangs on it gets it too: from then on locks,
# grants, holds and disposal of the case reach it.
ONE_CASE = r"""
CREATE FUNCTION access.referral_has_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF OLD.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id THEN
        RAISE EXCEPTION 'A referral stays with its case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_referral_keeps_its_case';
    END IF;
    UPDATE public.frontdoor_named SET case_id = NEW.case_id
        WHERE referral_id = NEW.id AND case_id IS DISTINCT FROM NEW.case_id;
    UPDATE public.frontdoor_step SET case_id = NEW.case_id
        WHERE referral_id = NEW.id AND case_id IS DISTINCT FROM NEW.case_id;
    UPDATE public.frontdoor_decision SET case_id = NEW.case_id
        WHERE referral_id = NEW.id AND case_id IS DISTINCT FROM NEW.case_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER has_case AFTER UPDATE OF case_id ON frontdoor_referral
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL)
    EXECUTE FUNCTION access.referral_has_case();
REVOKE ALL ON FUNCTION access.referral_has_case() FROM PUBLIC;

-- What was said stays as it was said, also for those who may move it along.
CREATE FUNCTION access.is_front_door(team bigint, partnership bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM public.frontdoor_frontdoor d
                   WHERE d.team_id = team AND d.partnership_id = partnership)
$$;
REVOKE ALL ON FUNCTION access.is_front_door(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.is_front_door(bigint, bigint) TO app_runtime;
"""

NOT_KEPT = "NOT ({t}.id = ANY ((SELECT access.kept_referrals())::uuid[]))"
AT_THE_DOOR = "{t}.to_team_id = (SELECT access.my_team())"
REFERRAL_SEEN = f"{MINE} OR {AT_THE_DOOR} OR {GRANTED} OR {EMERGENCY}"
REFERRAL_ADDED = (
    "{t}.case_id IS NULL AND {t}.from_team_id = (SELECT access.my_team())"
    " AND access.is_front_door({t}.to_team_id, {t}.partnership_id)"
)
# The inner table's own policy decides about the referral.
ITS_REFERRAL = (
    "EXISTS (SELECT 1 FROM frontdoor_referral r WHERE r.id = {t}.referral_id)"
)
REFERRAL_AT_MY_DOOR = (
    "EXISTS (SELECT 1 FROM frontdoor_referral r WHERE r.id = {t}.referral_id"
    " AND r.to_team_id = (SELECT access.my_team()))"
)
OWN_REFERRAL = (
    "EXISTS (SELECT 1 FROM frontdoor_referral r WHERE r.id = {t}.referral_id"
    " AND r.written_by_id = (SELECT access.my_hat()))"
)
NAMED_SEEN = f"({MINE} OR {REFERRAL_AT_MY_DOOR}) AND {ITS_REFERRAL}"
WORK_SEEN = f"{MINE} OR {AT_THE_DOOR} OR {GRANTED}"
ONLY_MINE = "{t}.written_by_id = (SELECT access.my_hat())"

# Whoever refers without an account writes one referral, and reads nothing.
TAKE = r"""
CREATE FUNCTION access.take_referral(said jsonb, people jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    here bigint := access.my_partnership();
    door bigint;
    found text;
    forced jsonb;
    number integer := 0;
    one jsonb;
    the_id uuid := gen_random_uuid();
BEGIN
    IF coalesce(access.my_principal(), '') NOT IN
        ('frontdoor.public', 'frontdoor.partners') THEN
        RAISE EXCEPTION 'Only the way in for those without an account takes this'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT d.team_id INTO door FROM public.frontdoor_frontdoor d
        WHERE d.partnership_id = here;
    IF door IS NULL THEN
        RAISE EXCEPTION 'No team stands at the front door here'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'there_is_a_front_door';
    END IF;
    IF coalesce(said ->> 'key', '') <> '' THEN
        -- Two that come at the same moment wait for one another.
        PERFORM pg_advisory_xact_lock(hashtextextended(
            'frontdoor:' || here || ':' || (said ->> 'source') || ':'
            || (said ->> 'key'), 0));
        SELECT r.ref INTO found FROM public.frontdoor_referral r
            WHERE r.partnership_id = here AND r.source = said ->> 'source'
              AND r.owner_team_id = door AND r.key = said ->> 'key';
        IF found IS NOT NULL THEN RETURN found; END IF;
    END IF;
    forced := jsonb_build_object(
        'partnership_id', here, 'owner_team_id', door, 'to_team_id', door,
        'written_by_id', NULL, 'from_team_id', NULL, 'case_id', NULL,
        'person_id', NULL, 'written_at', now());
    INSERT INTO public.frontdoor_referral
        SELECT (jsonb_populate_record(NULL::public.frontdoor_referral,
            said || forced || jsonb_build_object(
                'id', the_id, 'part', 'note', 'side', 'none', 'state', 'new',
                'received_at', now(), 'since', now(), 'taken_by_id', NULL,
                'reply', '', 'replied_at', NULL))).*
        RETURNING ref INTO found;
    FOR one IN SELECT jsonb_array_elements(people) LOOP
        number := number + 1;
        INSERT INTO public.frontdoor_named
            SELECT (jsonb_populate_record(NULL::public.frontdoor_named,
                one || forced || jsonb_build_object(
                    'id', gen_random_uuid(), 'referral_id', the_id, 'n', number,
                    'part', 'location'))).*;
    END LOOP;
    RETURN found;
END
$$;
REVOKE ALL ON FUNCTION access.take_referral(jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.take_referral(jsonb, jsonb) TO app_runtime;
"""

# Whoever manages the partnership says which systems of others may send.
DECIDES = (
    "partnership_id = (SELECT access.my_partnership())"
    " AND (SELECT access.my_role()) IN ('administrator', 'strategic_lead')"
)
A_TEAM_HERE = "team_id IN (SELECT t.id FROM partnership_team t)"
FOR_A_TEAM_HERE = f"{DECIDES} AND {A_TEAM_HERE}"

# Of a sheet that is sent again: which keys one's own team has used, also where the
# referral names somebody from whom this hat is kept. Else a second one would be made,
# or its refusal would tell.
SENT_BEFORE = r"""
CREATE FUNCTION access.sheet_sent_before(keys text[])
RETURNS TABLE (key text, ref text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT r.key::text, r.ref::text FROM public.frontdoor_referral r
    WHERE r.partnership_id = access.my_partnership() AND access.sees_people()
      AND r.owner_team_id = access.my_team() AND r.source = 'spreadsheet'
      AND r.key = ANY (keys) AND r.key <> ''
$$;
REVOKE ALL ON FUNCTION access.sheet_sent_before(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.sheet_sent_before(text[]) TO app_runtime;
"""

# What somebody uploaded and forgot is emptied, whoever it was.
FORGET_SHEETS = r"""
CREATE FUNCTION access.forget_sheets() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    n bigint;
BEGIN
    UPDATE public.frontdoor_sheet SET state = 'dropped', rows = '[]'
        WHERE state = 'open' AND saved_at < now() - interval '7 days';
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;
REVOKE ALL ON FUNCTION access.forget_sheets() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.forget_sheets() TO app_runtime;
"""

# Systems of other agencies write, each under its own key, into its own partnership.
# What they may learn is how far their own referrals are.
PARTNERS = r"""
CREATE TABLE access.partner_receipt (
    system_id bigint NOT NULL,
    key text NOT NULL,
    body_digest text NOT NULL,
    referral_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (system_id, key)
);
COMMENT ON TABLE access.partner_receipt IS
    'No row policy: what came from which system, which only functions read';
REVOKE ALL ON access.partner_receipt FROM PUBLIC, app_runtime;

-- When a case is disposed of, no hash of what was said about it stays.
CREATE FUNCTION access.forget_receipt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.partner_receipt p WHERE p.referral_id = OLD.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER forget_receipt AFTER DELETE ON frontdoor_referral
    FOR EACH ROW EXECUTE FUNCTION access.forget_receipt();
REVOKE ALL ON FUNCTION access.forget_receipt() FROM PUBLIC;

-- Which system has this key, before anybody is known: its number and partnership.
CREATE FUNCTION access.partner_system(the_digest text)
RETURNS TABLE (id bigint, partnership_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT s.id, s.partnership_id
    FROM public.frontdoor_partnersystem s
    JOIN public.partnership_team t ON t.id = s.team_id
    JOIN public.partnership_partnership p ON p.id = s.partnership_id
    WHERE s.digest = the_digest AND s.ended_at IS NULL
      AND s.last_day >= (now() AT TIME ZONE 'Europe/London')::date
      AND t.valid @> (now() AT TIME ZONE 'Europe/London')::date
      AND p.valid @> (now() AT TIME ZONE 'Europe/London')::date
$$;

-- The same for the actor: its key has to be of the partnership in which it acts.
CREATE FUNCTION access.my_partner_system(the_digest text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found bigint;
BEGIN
    SELECT s.id INTO found FROM access.partner_system(the_digest) s
        WHERE s.partnership_id = access.my_partnership();
    IF found IS NULL OR coalesce(access.my_principal(), '') <> 'frontdoor.partners' THEN
        RAISE EXCEPTION 'No such system here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN found;
END
$$;

-- One referral of one system. `what` is new, again (the same body came before) or
-- other (another body came with this key: nothing is written).
CREATE FUNCTION access.take_from_partner(
    the_digest text, said jsonb, people jsonb, the_body text,
    OUT ref text, OUT what text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    system bigint := access.my_partner_system(the_digest);
    the_key text := said ->> 'key';
    before record;
    the_referral uuid;
BEGIN
    IF coalesce(the_key, '') = '' THEN
        RAISE EXCEPTION 'A key is needed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_partner_gives_a_key';
    END IF;
    -- Two that come at the same moment wait for one another.
    PERFORM pg_advisory_xact_lock(
        hashtextextended('partner:' || system || ':' || the_key, 0));
    SELECT p.body_digest, r.ref INTO before FROM access.partner_receipt p
        JOIN public.frontdoor_referral r ON r.id = p.referral_id
        WHERE p.system_id = system AND p.key = the_key;
    IF FOUND THEN
        ref := before.ref;
        what := CASE WHEN before.body_digest = the_body THEN 'again' ELSE 'other' END;
        RETURN;
    END IF;
    -- The key is the system's own: two systems may use the same, and neither is told.
    ref := access.take_referral(said || jsonb_build_object(
        'source', 'partner_system', 'key', system || ':' || the_key), people);
    what := 'new';
    UPDATE public.frontdoor_referral r SET from_team_id = s.team_id
        FROM public.frontdoor_partnersystem s
        WHERE r.ref = take_from_partner.ref AND s.id = system
        RETURNING r.id INTO the_referral;
    INSERT INTO access.partner_receipt (system_id, key, body_digest, referral_id)
        VALUES (system, the_key, the_body, the_referral);
    UPDATE public.frontdoor_partnersystem s SET last_used_at = now()
        WHERE s.id = system;
END
$$;

-- How far one of its own referrals is: its state, and the neutral reply.
CREATE FUNCTION access.partner_asks(
    the_digest text, the_ref text, OUT state text, OUT reply text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    system bigint := access.my_partner_system(the_digest);
BEGIN
    SELECT r.state, r.reply INTO state, reply
        FROM access.partner_receipt p
        JOIN public.frontdoor_referral r ON r.id = p.referral_id
        WHERE p.system_id = system AND r.ref = the_ref;
    UPDATE public.frontdoor_partnersystem s SET last_used_at = now()
        WHERE s.id = system;
END
$$;
REVOKE ALL ON FUNCTION access.partner_system(text), access.my_partner_system(text),
    access.take_from_partner(text, jsonb, jsonb, text), access.partner_asks(text, text)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.partner_system(text),
    access.take_from_partner(text, jsonb, jsonb, text), access.partner_asks(text, text)
    TO app_runtime;
"""

THE_DOOR = r"""
-- Which team stands at the door, and who may refer without an account, is decided by
-- whoever manages the partnership.
DROP POLICY by_partnership ON frontdoor_frontdoor;
CREATE POLICY by_partnership ON frontdoor_frontdoor FOR SELECT TO app_runtime
    USING (partnership_id = (SELECT access.my_partnership()));
CREATE POLICY add ON frontdoor_frontdoor FOR INSERT TO app_runtime
    WITH CHECK (partnership_id = (SELECT access.my_partnership())
        AND ((SELECT access.my_role()) IN ('administrator', 'strategic_lead')
             OR (SELECT access.my_principal()) = 'examples'));
CREATE POLICY change ON frontdoor_frontdoor FOR UPDATE TO app_runtime
    USING (partnership_id = (SELECT access.my_partnership())
        AND ((SELECT access.my_role()) IN ('administrator', 'strategic_lead')
             OR (SELECT access.my_principal()) = 'examples'));
REVOKE DELETE ON frontdoor_frontdoor FROM app_runtime;
"""
