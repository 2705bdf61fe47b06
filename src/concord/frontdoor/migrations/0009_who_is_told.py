"""Who of a team may be told that a referral waits."""

from __future__ import annotations

from django.db import migrations

WHO_IS_TOLD = r"""
CREATE FUNCTION access.not_kept_from_referral(the_ref text,
    accounts bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
DECLARE
    it uuid := (SELECT r.id FROM public.frontdoor_referral r WHERE r.ref = the_ref);
BEGIN
    IF NOT access.i_am_a_job() THEN RETURN '{}'; END IF;
    RETURN ARRAY(
        SELECT a FROM unnest(accounts) a
        WHERE NOT EXISTS (
            SELECT 1 FROM access.referrals_kept_from(a) k WHERE k = it));
END
$$;
REVOKE ALL ON FUNCTION access.not_kept_from_referral(text, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.not_kept_from_referral(text, bigint[]) TO app_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0008_figures")]
    operations = [migrations.RunSQL(WHO_IS_TOLD)]
