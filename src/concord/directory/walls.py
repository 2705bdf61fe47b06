"""What the database holds about the directory. Read docs/adr/0033.

Put in place by the migration of policies.
"""

from __future__ import annotations

# Whoever reads without an account reads published entries, and what hangs on them.
FOR_ALL = "coalesce((SELECT access.my_principal()), '') <> 'directory.public'"
PUBLISHED = " AND (" + FOR_ALL + " OR state = 'published')"
# The policy of services is asked here too, so a part of a draft is as hidden as it.
OF_PUBLISHED = (  # words of this file only
    f" AND ({FOR_ALL} OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM directory_service s WHERE s.id = service_id))"
)
SEEN_SOMEWHERE = (
    f" AND ({FOR_ALL} OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM directory_serviceatlocation l"
    " WHERE l.location_id = directory_location.id))"
)
HAS_PUBLISHED = (
    f" AND ({FOR_ALL} OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM directory_service s"
    " WHERE s.organisation_id = directory_organisation.id))"
)
TERM_IN_USE = (
    f" AND ({FOR_ALL} OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM directory_attribute a"
    " WHERE a.term_id = directory_taxonomyterm.id))"
)
TAXONOMY_IN_USE = (
    f" AND ({FOR_ALL} OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM directory_taxonomyterm t"
    " WHERE t.taxonomy_id = directory_taxonomy.id))"
)
NOT_FOR_ALL = f" AND {FOR_ALL}"

PLACES = r"""
-- Letters and figures only, so that no way of writing makes another place of it.
CREATE FUNCTION access.bare(said text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT upper(regexp_replace(coalesce(said, ''), '[^A-Za-z0-9]', '', 'g')) $$;

-- Whether a refuge or safe accommodation of this partnership is at this address. Homes
-- of single people are not asked about: nobody lists a home as a service, and an answer
-- would tell where somebody lives.
CREATE FUNCTION access.is_kept_secret(the_postcode text, the_address text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    code text := access.bare(the_postcode);
    line text := access.bare(the_address);
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM public.people_confidentiallocation c
        WHERE c.partnership_id = access.my_partnership()
          AND c.kind IN ('refuge', 'safe_home')
          AND (length(code) >= 5 AND position(code IN access.bare(c."where")) > 0
               OR length(line) >= 8 AND line ~ '[0-9]'
                  AND position(line IN access.bare(c."where")) > 0));
END
$$;

-- Each try that was refused. Read by functions only.
CREATE TABLE access.place_try (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partnership_id bigint NOT NULL,
    hat bigint,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX place_try_hat ON access.place_try (partnership_id, hat, at);
COMMENT ON TABLE access.place_try IS
    'No row policy: refused tries to list a place, which only functions read';
REVOKE ALL ON access.place_try FROM PUBLIC, app_runtime;

-- Whether a place may be entered. After three refusals within a day a hat is refused
-- every place until the next: more tries would tell it nothing.
CREATE FUNCTION access.may_be_listed(the_postcode text, the_address text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    secret boolean := access.is_kept_secret(the_postcode, the_address);
    lately bigint;
BEGIN
    SELECT count(*) INTO lately FROM access.place_try t
        WHERE t.partnership_id = access.my_partnership()
          AND t.hat IS NOT DISTINCT FROM access.my_hat()
          AND t.at > clock_timestamp() - interval '24 hours';
    IF secret OR lately >= 3 THEN
        INSERT INTO access.place_try (partnership_id, hat)
            VALUES (access.my_partnership(), access.my_hat());
        RETURN false;
    END IF;
    RETURN true;
END
$$;

-- The wall behind it: not even SQL of the application puts such a place in.
CREATE FUNCTION access.guard_location() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.is_kept_secret(NEW.postcode, NEW.address_1) THEN
        RAISE EXCEPTION 'This place can''t be entered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_cant_be_entered';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_location BEFORE INSERT OR UPDATE ON directory_location
    FOR EACH ROW EXECUTE FUNCTION access.guard_location();

-- A refuge has no place in the directory, whoever enters it and in whatever order.
CREATE FUNCTION access.guard_service_at_location() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    hidden boolean;
BEGIN
    -- The lock makes whoever changes the service wait, so that both can't pass.
    SELECT s.is_secret_place INTO hidden FROM public.directory_service s
        WHERE s.id = NEW.service_id FOR UPDATE;
    IF hidden THEN
        RAISE EXCEPTION 'A secret place has no location here'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'a_secret_place_has_no_location';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_service_at_location
    BEFORE INSERT OR UPDATE ON directory_serviceatlocation
    FOR EACH ROW EXECUTE FUNCTION access.guard_service_at_location();

CREATE FUNCTION access.guard_service() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF NEW.is_secret_place AND EXISTS (
        SELECT 1 FROM public.directory_serviceatlocation l
        WHERE l.service_id = NEW.id) THEN
        RAISE EXCEPTION 'A secret place has no location here'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'a_secret_place_has_no_location';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_service BEFORE UPDATE OF is_secret_place, needs
    ON directory_service FOR EACH ROW EXECUTE FUNCTION access.guard_service();

-- Nor does a postcode slip in among the words.
ALTER TABLE directory_service ADD CONSTRAINT a_secret_place_tells_no_postcode CHECK (
    NOT is_secret_place
    OR (name || ' ' || description || ' ' || who_answers || ' ' || does_not || ' '
        || how_to_refer || ' ' || fees || ' ' || alert || ' ' || call_safely || ' '
        || access_note || ' ' || language_note || ' ' || schedule_note || ' '
        || capacity_note || ' ' || accreditations)
       !~* '\m[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\M');

REVOKE ALL ON FUNCTION access.bare(text), access.is_kept_secret(text, text),
    access.may_be_listed(text, text), access.guard_location(),
    access.guard_service_at_location(), access.guard_service() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.may_be_listed(text, text) TO app_runtime;
"""

# With `frontdoor.walls_of_referrers.POST` this is the whole list of who is written to.
POST = r"""
-- Whether a link of this address to its own entry stands in this partnership.
CREATE FUNCTION access.is_provider(the_address text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.directory_providerlink l
        JOIN public.directory_service s ON s.id = l.service_id
        WHERE l.partnership_id = access.my_partnership() AND l.ended_at IS NULL
          AND lower(l.address) = lower(the_address)
          AND lower(s.email) = lower(l.address))
$$;
REVOKE ALL ON FUNCTION access.is_provider(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.is_provider(text) TO app_runtime;

-- E-mail goes to staff, to professionals who have asked to refer, and to the address
-- that a service lists for itself, by one letter with a link to its own entry.
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
                AND access.is_referrer(NEW.address))
       AND NOT (NEW.letter = 'directory.check'
                AND access.is_provider(NEW.address)) THEN
        RAISE EXCEPTION 'E-mail goes to staff only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_goes_to_staff';
    END IF;
    RETURN NEW;
END
$$;
"""

EXTRA = r"""
-- What a feed says besides our columns is held to the same.
CREATE OR REPLACE FUNCTION access.guard_location() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.is_kept_secret(NEW.postcode, NEW.address_1)
       OR jsonb_typeof(NEW.extra -> 'addresses') = 'array' AND EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.extra -> 'addresses') AS a
            WHERE access.is_kept_secret(a ->> 'postal_code', a ->> 'address_1')) THEN
        RAISE EXCEPTION 'This place can''t be entered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_cant_be_entered';
    END IF;
    RETURN NEW;
END
$$;
ALTER TABLE directory_service
    ADD CONSTRAINT a_secret_place_tells_nothing_besides CHECK (
    NOT is_secret_place
    OR extra::text !~* '\m[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\M');
"""

TRIES = r"""
-- What a preview has tried counts as well, although all else of it is undone.
CREATE FUNCTION access.count_place_tries(many integer) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    INSERT INTO access.place_try (partnership_id, hat)
        SELECT access.my_partnership(), access.my_hat()
        FROM generate_series(1, least(many, 10))
$$;
REVOKE ALL ON FUNCTION access.count_place_tries(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.count_place_tries(integer) TO app_runtime;
"""
