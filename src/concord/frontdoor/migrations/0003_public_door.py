"""Which partnership a public page belongs to, before anybody is known."""

from __future__ import annotations

from django.db import migrations

PUBLIC_DOOR = r"""
-- A public page names its partnership by its code. Told: its number and name, where a
-- team stands at the door, and whom to call when it is shut.
CREATE FUNCTION access.public_door(the_code text)
RETURNS TABLE (partnership_id bigint, name text, outside_hours text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT p.id, p.name::text, d.outside_hours::text
    FROM public.partnership_partnership p
    JOIN public.frontdoor_frontdoor d ON d.partnership_id = p.id
    WHERE p.code = the_code
      AND p.valid @> (now() AT TIME ZONE 'Europe/London')::date
$$;
REVOKE ALL ON FUNCTION access.public_door(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.public_door(text) TO app_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0002_walls")]
    operations = [migrations.RunSQL(PUBLIC_DOOR)]
