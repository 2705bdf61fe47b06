"""What the database holds about numbers of a person and what bears on their needs.

The fourth migration puts it in place.
"""

from __future__ import annotations

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
OWN_TEAM = "{t}.owner_team_id = (SELECT access.my_team())"

KEYS = r"""
ALTER TABLE people_characteristics ADD CONSTRAINT people_characteristics_case_fk
    FOREIGN KEY (case_id) REFERENCES cases_case (id) DEFERRABLE INITIALLY DEFERRED;

-- A number leads to its person as long as it is theirs.
CREATE FUNCTION access.key_identifier(it public.people_identifier) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.match_key
    WHERE person_id = it.person_id AND source_id = it.id;
    IF it.ended_on IS NOT NULL THEN RETURN; END IF;
    INSERT INTO access.match_key (key, team_id, partnership_id, person_id, source_id)
    SELECT h, it.owner_team_id, it.partnership_id, it.person_id, it.id
    FROM unnest(access.match_hash(ARRAY['i|' || it.kind || '|' || it.value])) h;
END
$$;
CREATE FUNCTION access.keys_of_identifier() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    PERFORM access.key_identifier(NEW);
    RETURN NULL;
END
$$;
CREATE TRIGGER keeps_keys AFTER INSERT OR UPDATE OF ended_on ON people_identifier
    FOR EACH ROW EXECUTE FUNCTION access.keys_of_identifier();
CREATE OR REPLACE FUNCTION access.key_everybody() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
BEGIN
    DELETE FROM access.match_key;
    PERFORM access.key_version(v) FROM public.people_personversion v;
    PERFORM access.key_identifier(i) FROM public.people_identifier i;
END
$$;
REVOKE ALL ON FUNCTION access.key_identifier(people_identifier),
    access.keys_of_identifier() FROM PUBLIC;
"""
