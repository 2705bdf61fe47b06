"""The team whose returns a partner's system fills in: asked by its key alone."""

from __future__ import annotations

from django.db import migrations

TEAM = """
CREATE FUNCTION access.fills_returns_of(the_digest text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT s.team_id FROM public.frontdoor_partnersystem s
    WHERE s.id = access.my_partner_system(the_digest) AND s.fills_returns
$$;
REVOKE ALL ON FUNCTION access.fills_returns_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.fills_returns_of(text) TO app_runtime;
"""
NOBODY = "DROP FUNCTION access.fills_returns_of(text);"


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0002_policies"),
        ("frontdoor", "0019_fills_returns"),
    ]

    operations = [migrations.RunSQL(TEAM, NOBODY)]
