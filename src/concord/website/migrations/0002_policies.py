"""Row policies, and which partnership a public address belongs to."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect

PUBLIC_SITE = r"""
-- A public page names its partnership by its code, before anybody is known. Told: its
-- number, the name of its area, and whether a team takes requests without an account.
CREATE FUNCTION access.public_site(the_code text)
RETURNS TABLE (partnership_id bigint, area_name text, has_door boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT p.id, p.area_name::text, EXISTS (
        SELECT FROM public.frontdoor_frontdoor d WHERE d.partnership_id = p.id)
    FROM public.partnership_partnership p
    WHERE p.code = the_code
      AND p.valid @> (now() AT TIME ZONE 'Europe/London')::date
$$;
REVOKE ALL ON FUNCTION access.public_site(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.public_site(text) TO app_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0001_initial"),
        ("access", "0002_policies"),
        ("frontdoor", "0001_initial"),
    ]

    operations = [
        Protect("website_pageversion", insert_only=True, history=False),
        Protect("website_wordsversion", insert_only=True, history=False),
        Protect("website_signing", insert_only=True),
        # Counts are not edited by anybody: a history of them would be a row a visit.
        Protect("website_shown", deletable=False, history=False),
        migrations.RunSQL(PUBLIC_SITE),
    ]
