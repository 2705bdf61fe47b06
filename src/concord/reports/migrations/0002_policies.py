"""Row policies and history for papers. What was issued stays issued."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect

# Rights alone can't tell a draft from an issued paper; the row can.
STAYS_AS_IT_IS = """
CREATE FUNCTION public.reports_issued_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Paper % has been issued and stays as it is.', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON reports_paper
    FOR EACH ROW WHEN (OLD.state = 'issued')
    EXECUTE FUNCTION public.reports_issued_stays();
"""
FREE_AGAIN = """
DROP TRIGGER issued_stays ON reports_paper;
DROP FUNCTION public.reports_issued_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("access", "0002_policies"),
    ]

    operations = [
        Protect("reports_paper", secret=("compiled",)),
        Protect(
            "reports_issuedpaper",
            insert_only=True,
            secret=("content", "pdf", "docx", "html"),
        ),
        migrations.RunSQL(STAYS_AS_IT_IS, FREE_AGAIN),
    ]
