"""What stands out in access to people, in SQL. Migration 0010 puts it in place.

The two functions look into tables of people that come later; they count, name nobody,
and answer only the job that works the report out.
"""

from __future__ import annotations

ALIKE = r"""
-- The parts of a surname: of "Jo Larkspur-Bell" larkspur and bell.
CREATE FUNCTION access.surname_parts(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT array_remove(regexp_split_to_array(
        lower(coalesce((regexp_match(btrim(name), '(\S+)$'))[1], '')), '-'), '')
$$;

-- How many of these persons bear the surname of a member of staff, now or once.
CREATE FUNCTION access.same_surname(the_account bigint, persons uuid[])
RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'access.audit' THEN RETURN NULL; END IF;
    RETURN (
        SELECT count(DISTINCT v.person_id) FROM public.people_personversion v
        JOIN public.partnership_account a ON a.id = the_account
        WHERE v.person_id = ANY (persons)
          AND access.surname_parts(v.family_name) && access.surname_parts(a.name));
END
$$;

-- How many of them live at the postcode of somebody from whom the member of staff is
-- kept by a lock. Concord does not know where staff live; whom they are kept from is
-- mostly family, and tells as much.
CREATE FUNCTION access.same_street(the_account bigint, persons uuid[])
RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    IF access.my_principal() IS DISTINCT FROM 'access.audit' THEN RETURN NULL; END IF;
    RETURN (
        SELECT count(DISTINCT c.person_id) FROM public.people_contactpoint c
        WHERE c.person_id = ANY (persons) AND c.kind = 'address' AND c.postcode <> ''
          AND EXISTS (
            SELECT 1 FROM public.access_lock l
            JOIN public.people_contactpoint o ON o.person_id = l.person_id
            WHERE l.account_id = the_account AND l.during @> statement_timestamp()
              AND o.kind = 'address' AND o.person_id <> c.person_id
              AND upper(replace(o.postcode, ' ', ''))
                  = upper(replace(c.postcode, ' ', ''))));
END
$$;
REVOKE ALL ON FUNCTION access.surname_parts(text),
    access.same_surname(bigint, uuid[]), access.same_street(bigint, uuid[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.same_surname(bigint, uuid[]),
    access.same_street(bigint, uuid[]) TO app_runtime;
"""

# Auditors of the partnership; nobody sees what is said of themselves.
UNUSUAL_SEEN = (
    "(SELECT access.my_principal()) = 'access.audit'"
    " OR ((SELECT access.my_role()) = 'auditor'"
    "  AND partnership_id = (SELECT access.my_partnership())"
    "  AND account_id <> (SELECT access.my_account()))"
)
REVIEWED_HERE = (
    "(SELECT access.my_role()) = 'auditor'"
    " AND partnership_id = (SELECT access.my_partnership())"
    " AND EXISTS (SELECT 1 FROM access_unusual u WHERE u.id = unusual_id)"
)
REVIEWS_SEEN = f"(SELECT access.my_principal()) = 'access.audit' OR ({REVIEWED_HERE})"
MAY_REVIEW = (
    f"{REVIEWED_HERE} AND by_id = (SELECT access.my_hat())"
    " AND by_account_id = (SELECT access.my_account())"
)
