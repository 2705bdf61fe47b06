"""What the database holds about professionals without an account.

Read docs/adr/0026. The migration of referrers puts it in place.
"""

from __future__ import annotations

LINKS = r"""
-- What was sent to whom, and what it opens. The secret of a link is in its letter only:
-- here stands its hash. 'asked': somebody typed an address, and nobody has looked yet
-- whether a letter may go there.
CREATE TABLE access.referrer_link (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    partnership_id bigint NOT NULL,
    address text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('asked', 'refer', 'status')),
    digest text UNIQUE CHECK ((digest IS NULL) = (kind = 'asked')),
    referral_id uuid REFERENCES public.frontdoor_referral (id) ON DELETE CASCADE,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    CHECK (kind <> 'status' OR referral_id IS NOT NULL)
);
CREATE INDEX referrer_link_address ON access.referrer_link (lower(address));
CREATE INDEX referrer_link_referral ON access.referrer_link (referral_id);
COMMENT ON TABLE access.referrer_link IS
    'No row policy: links of referrers without an account, which only functions read';
REVOKE ALL ON access.referrer_link FROM PUBLIC, app_runtime;

CREATE FUNCTION access.for_referrers() RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF coalesce(access.my_principal(), '') <> 'frontdoor.public' THEN
        RAISE EXCEPTION 'Only the way in for those without an account does this'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

-- Whether the partnership lists the domain of this address: 'nhs.net', '*.police.uk'.
CREATE FUNCTION access.is_listed(the_partnership bigint, the_address text)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT the_address ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND EXISTS (
        SELECT 1
        FROM public.frontdoor_frontdoor d, unnest(d.referrer_domains) AS one(listed),
             lower(split_part(the_address, '@', 2)) AS domain
        WHERE d.partnership_id = the_partnership
          AND (domain = listed
               OR left(listed, 2) = '*.' AND length(domain) > length(listed) - 1
                  AND right(domain, length(listed) - 1) = substr(listed, 2)))
$$;

-- The same for every address: nothing is looked up, so nothing can be told by time.
CREATE FUNCTION access.ask_to_refer(the_address text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    made uuid;
BEGIN
    PERFORM access.for_referrers();
    INSERT INTO access.referrer_link (partnership_id, address, kind)
        VALUES (access.my_partnership(), the_address, 'asked') RETURNING id INTO made;
    RETURN made;
END
$$;

-- Makes a link of what was asked for, and gives the address to write to; nothing where
-- the domain is not listed, or three have gone there within an hour.
CREATE FUNCTION access.make_refer_link(the_id uuid, the_digest text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    asked access.referrer_link;
BEGIN
    PERFORM access.for_referrers();
    SELECT l.* INTO asked FROM access.referrer_link l
        WHERE l.id = the_id AND l.kind = 'asked'
          AND l.partnership_id = access.my_partnership() FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF NOT access.is_listed(asked.partnership_id, asked.address)
       OR (SELECT count(*) FROM access.referrer_link l
           WHERE lower(l.address) = lower(asked.address) AND l.kind = 'refer'
             AND l.made_at > clock_timestamp() - interval '1 hour') >= 3 THEN
        DELETE FROM access.referrer_link WHERE id = the_id;
        RETURN NULL;
    END IF;
    UPDATE access.referrer_link
        SET kind = 'refer', digest = the_digest, made_at = clock_timestamp()
        WHERE id = the_id;
    RETURN asked.address;
END
$$;

-- What a link to the form still allows. It is opened within two hours, and what was
-- typed is taken for four more. `used`: the reference of what was sent by it.
CREATE FUNCTION access.refer_link(the_digest text)
RETURNS TABLE (address text, may_open boolean, used text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.for_referrers();
    RETURN QUERY
        SELECT l.address, l.made_at > clock_timestamp() - interval '2 hours',
               r.ref::text
        FROM access.referrer_link l
        LEFT JOIN public.frontdoor_referral r ON r.id = l.referral_id
        WHERE l.digest = the_digest AND l.kind = 'refer'
          AND l.partnership_id = access.my_partnership();
END
$$;

-- One link is one referral, however often its form is sent. The address stands in the
-- link, not in what was typed. `link_id` is that of the link to its status; nothing for
-- what was sent before.
CREATE FUNCTION access.refer_by_link(
    the_digest text, status_digest text, said jsonb, people jsonb)
RETURNS TABLE (ref text, address text, link_id uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    used access.referrer_link;
    the_key text;
    found_ref text;
    found_id uuid;
    status_id uuid;
BEGIN
    PERFORM access.for_referrers();
    SELECT l.* INTO used FROM access.referrer_link l
        WHERE l.digest = the_digest AND l.kind = 'refer'
          AND l.partnership_id = access.my_partnership() FOR UPDATE;
    the_key := left('link:' || used.id || ':' || coalesce(said ->> 'key', ''), 80);
    IF used.referral_id IS NOT NULL THEN
        RETURN QUERY SELECT r.ref::text, used.address, NULL::uuid
            FROM public.frontdoor_referral r
            WHERE r.id = used.referral_id AND r.key = the_key;
        IF FOUND THEN RETURN; END IF;
        RAISE EXCEPTION 'This link was used for another referral'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'the_link_is_used';
    END IF;
    IF used.id IS NULL OR used.made_at < clock_timestamp() - interval '6 hours' THEN
        RAISE EXCEPTION 'This link is over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'the_link_is_over';
    END IF;
    found_ref := access.take_referral(said || jsonb_build_object(
        'source', 'professional', 'key', the_key,
        'referrer_contact', coalesce(nullif(said ->> 'referrer_contact', ''),
                                     used.address)), people);
    UPDATE public.frontdoor_referral r SET referrer_verified = used.address
        WHERE r.ref = found_ref RETURNING r.id INTO found_id;
    UPDATE access.referrer_link SET referral_id = found_id, ended_at = clock_timestamp()
        WHERE id = used.id;
    INSERT INTO access.referrer_link
            (partnership_id, address, kind, digest, referral_id)
        VALUES (used.partnership_id, used.address, 'status', status_digest, found_id)
        RETURNING id INTO status_id;
    RETURN QUERY SELECT found_ref, used.address, status_id;
END
$$;

-- Nobody but `refer_by_link` says that an address was verified.
CREATE FUNCTION access.not_verified() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    NEW.referrer_verified := '';
    RETURN NEW;
END
$$;
CREATE TRIGGER not_verified BEFORE INSERT ON frontdoor_referral
    FOR EACH ROW EXECUTE FUNCTION access.not_verified();

-- How far it is, in words that tell nothing of anybody: 'received', 'looked_at',
-- 'answered'. Nothing for a link that has ended, or that nobody has made.
CREATE FUNCTION access.referral_status(the_digest text)
RETURNS TABLE (ref text, received_at timestamptz, stage text, reply text,
               replied_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.for_referrers();
    RETURN QUERY
        SELECT r.ref::text, r.received_at,
               CASE r.state WHEN 'new' THEN 'received' WHEN 'decided' THEN 'answered'
                            ELSE 'looked_at' END,
               r.reply::text, r.replied_at
        FROM access.referrer_link l
        JOIN public.frontdoor_referral r ON r.id = l.referral_id
        WHERE l.digest = the_digest AND l.kind = 'status'
          AND l.partnership_id = access.my_partnership()
          AND (l.ended_at IS NULL OR l.ended_at > clock_timestamp());
END
$$;

-- One link in place of those before it. It ends 28 days after the answer.
CREATE FUNCTION access.replace_status_link(the_referral uuid, the_digest text)
RETURNS TABLE (ref text, address text, link_id uuid)
LANGUAGE plpgsql
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found public.frontdoor_referral;
    made uuid;
BEGIN
    SELECT r.* INTO found FROM public.frontdoor_referral r WHERE r.id = the_referral;
    UPDATE access.referrer_link l SET ended_at = clock_timestamp()
        WHERE l.referral_id = the_referral AND l.kind = 'status'
          AND (l.ended_at IS NULL OR l.ended_at > clock_timestamp());
    INSERT INTO access.referrer_link
            (partnership_id, address, kind, digest, referral_id, ended_at)
        VALUES (found.partnership_id, found.referrer_verified, 'status', the_digest,
                the_referral, found.replied_at + interval '28 days')
        RETURNING id INTO made;
    RETURN QUERY SELECT found.ref::text, found.referrer_verified::text, made;
END
$$;

-- A new link to the same address, for whoever holds an old one: at most three a day,
-- and not later than the old one could have been used.
CREATE FUNCTION access.renew_status_link(old_digest text, the_digest text)
RETURNS TABLE (ref text, address text, link_id uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    PERFORM access.for_referrers();
    SELECT r.id INTO found
        FROM access.referrer_link l
        JOIN public.frontdoor_referral r ON r.id = l.referral_id
        WHERE l.digest = old_digest AND l.kind = 'status'
          AND l.partnership_id = access.my_partnership()
          AND coalesce(r.replied_at + interval '28 days' > clock_timestamp(), true)
        FOR UPDATE OF r;
    IF found IS NULL OR (
        SELECT count(*) FROM access.referrer_link l
        WHERE l.referral_id = found AND l.kind = 'status'
          AND l.made_at > clock_timestamp() - interval '1 day') >= 4 THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM access.replace_status_link(found, the_digest);
END
$$;

-- The link to an answer, for the team that has just given it. Nothing for a referrer
-- whose address nobody has verified.
CREATE FUNCTION access.answer_link(the_referral uuid, the_digest text)
RETURNS TABLE (ref text, address text, link_id uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.sees_people() AND EXISTS (
        SELECT 1 FROM public.frontdoor_referral r
        WHERE r.id = the_referral AND r.to_team_id = access.my_team()
          AND r.partnership_id = access.my_partnership()
          AND r.state = 'decided' AND r.referrer_verified <> '') THEN
        RETURN QUERY SELECT * FROM access.replace_status_link(the_referral, the_digest);
    END IF;
END
$$;

-- Addresses are not kept longer than they serve. Returns how many rows went.
CREATE FUNCTION access.forget_referrer_links() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    gone integer;
BEGIN
    PERFORM access.for_referrers();
    DELETE FROM access.referrer_link
        WHERE kind = 'asked' AND made_at < clock_timestamp() - interval '1 day'
           OR kind = 'refer' AND made_at < clock_timestamp() - interval '30 days'
           OR ended_at < clock_timestamp() - interval '30 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

-- Whether a letter was promised to this address, here: see `guard_post`.
CREATE FUNCTION access.is_referrer(the_address text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM access.referrer_link l
                   WHERE lower(l.address) = lower(the_address) AND l.kind <> 'asked'
                     AND l.partnership_id = access.my_partnership())
$$;

REVOKE ALL ON FUNCTION access.for_referrers(), access.is_listed(bigint, text),
    access.ask_to_refer(text), access.make_refer_link(uuid, text),
    access.refer_link(text), access.refer_by_link(text, text, jsonb, jsonb),
    access.not_verified(), access.referral_status(text),
    access.replace_status_link(uuid, text), access.renew_status_link(text, text),
    access.answer_link(uuid, text), access.forget_referrer_links(),
    access.is_referrer(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ask_to_refer(text),
    access.make_refer_link(uuid, text), access.refer_link(text),
    access.refer_by_link(text, text, jsonb, jsonb), access.referral_status(text),
    access.renew_status_link(text, text), access.answer_link(uuid, text),
    access.forget_referrer_links(), access.is_referrer(text) TO app_runtime;
"""

POST = r"""
-- E-mail goes to staff only: to the address of an account, or of an invitation; and to
-- an address of a listed organisation that has asked to refer, by three letters that
-- hold a link and nothing else. Not even SQL can write to a person in a case.
CREATE OR REPLACE FUNCTION access.guard_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address IN (OLD.address, '') THEN RETURN NEW; END IF;
    IF NOT EXISTS (SELECT 1 FROM public.partnership_account a
                   WHERE lower(a.email) = lower(NEW.address))
       AND NOT EXISTS (SELECT 1 FROM public.partnership_invitation i
                       WHERE lower(i.email) = lower(NEW.address))
       AND NOT (NEW.letter IN ('frontdoor.refer_link', 'frontdoor.status_link',
                               'frontdoor.answered')
                AND access.is_referrer(NEW.address)) THEN
        RAISE EXCEPTION 'E-mail goes to staff only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_goes_to_staff';
    END IF;
    RETURN NEW;
END
$$;
"""

FILES = r"""
-- A file gets the case of its referral when that is opened, like all that hangs on it.
CREATE FUNCTION access.files_have_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    UPDATE public.frontdoor_attachment SET case_id = NEW.case_id
        WHERE referral_id = NEW.id AND case_id IS DISTINCT FROM NEW.case_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER files_have_case AFTER UPDATE OF case_id ON frontdoor_referral
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL)
    EXECUTE FUNCTION access.files_have_case();

-- A file that comes while its case is being opened waits, and gets it.
CREATE FUNCTION access.file_has_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    its_case uuid;
BEGIN
    SELECT r.case_id INTO its_case FROM public.frontdoor_referral r
        WHERE r.id = NEW.referral_id FOR SHARE;
    IF its_case IS NOT NULL THEN
        UPDATE public.frontdoor_attachment SET case_id = its_case WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER file_has_case AFTER INSERT ON frontdoor_attachment
    FOR EACH ROW EXECUTE FUNCTION access.file_has_case();

-- How many files came with a referral that one may add to: also those that one does
-- not see. Its own number must not tell that there are such.
CREATE FUNCTION access.files_with(the_referral uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    RETURN (SELECT count(*) FROM public.frontdoor_attachment a
            JOIN public.frontdoor_referral r ON r.id = a.referral_id
            WHERE r.id = the_referral AND access.sees_people()
              AND r.owner_team_id = access.my_team());
END
$$;

-- A file of whoever has just sent a referral by a link. Gives its number.
CREATE FUNCTION access.attach_by_link(
    the_digest text, the_name text, the_kind text, the_content bytea) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    found public.frontdoor_referral;
    number integer;
BEGIN
    PERFORM access.for_referrers();
    SELECT r.* INTO found
        FROM access.referrer_link l
        JOIN public.frontdoor_referral r ON r.id = l.referral_id
        WHERE l.digest = the_digest AND l.kind = 'refer' AND r.state <> 'decided'
          AND l.partnership_id = access.my_partnership()
          AND l.made_at > clock_timestamp() - interval '6 hours'
        FOR UPDATE OF r;
    IF found.id IS NULL THEN
        RAISE EXCEPTION 'This link is over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'the_link_is_over';
    END IF;
    SELECT count(*) + 1 INTO number FROM public.frontdoor_attachment a
        WHERE a.referral_id = found.id;
    INSERT INTO public.frontdoor_attachment
        (id, partnership_id, owner_team_id, written_by_id, written_at, referral_id,
         case_id, part, side, n, name, kind, size, content)
    VALUES (gen_random_uuid(), found.partnership_id, found.owner_team_id, NULL, now(),
            found.id, NULL, 'location', 'none', number, left(the_name, 120),
            the_kind, length(the_content), the_content);
    RETURN number;
END
$$;

-- How many files came by this link.
CREATE FUNCTION access.files_by_link(the_digest text) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.for_referrers();
    RETURN (SELECT count(*) FROM public.frontdoor_attachment a
            JOIN access.referrer_link l ON l.referral_id = a.referral_id
            WHERE l.digest = the_digest AND l.kind = 'refer'
              AND l.partnership_id = access.my_partnership());
END
$$;
REVOKE ALL ON FUNCTION access.files_have_case(), access.file_has_case(),
    access.attach_by_link(text, text, text, bytea), access.files_by_link(text)
    FROM PUBLIC;
REVOKE ALL ON FUNCTION access.files_with(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.attach_by_link(text, text, text, bytea),
    access.files_by_link(text), access.files_with(uuid) TO app_runtime;
"""

# Only the team that refers adds to what it said.
FILE_ADDED = (
    "{t}.case_id IS NULL AND EXISTS (SELECT 1 FROM frontdoor_referral r"
    " WHERE r.id = {t}.referral_id AND r.owner_team_id = (SELECT access.my_team()))"
)
