"""Row policies and history. What was asked, and what was accepted, stays as it was."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import BY_PARTNERSHIP, Protect

# Figures are typed only while their return is open, whoever asks the database.
WHILE_OPEN = (
    BY_PARTNERSHIP.format(column="partnership_id")
    + " AND EXISTS (SELECT 1 FROM returns_submission s WHERE s.id = submission_id"
    " AND s.state IN ('draft', 'sent_back'))"
)
STAYS_AS_IT_IS = """
CREATE FUNCTION public.returns_accepted_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Return % is accepted and stays as it is.', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER accepted_stays BEFORE UPDATE OR DELETE ON returns_submission
    FOR EACH ROW WHEN (OLD.state = 'accepted')
    EXECUTE FUNCTION public.returns_accepted_stays();

CREATE FUNCTION public.returns_asked_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM public.returns_sheetversion v
        WHERE v.id = COALESCE(NEW.version_id, OLD.version_id)
          AND v.frozen_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'This version has been sent out and stays as it is.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER asked_stays BEFORE INSERT OR UPDATE OR DELETE ON returns_sheetfield
    FOR EACH ROW EXECUTE FUNCTION public.returns_asked_stays();
"""
FREE_AGAIN = """
DROP TRIGGER accepted_stays ON returns_submission;
DROP FUNCTION public.returns_accepted_stays();
DROP TRIGGER asked_stays ON returns_sheetfield;
DROP FUNCTION public.returns_asked_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0001_initial"),
        ("access", "0002_policies"),
    ]

    operations = [
        Protect("returns_sheet", deletable=False),
        Protect("returns_sheetversion", deletable=False),
        Protect("returns_sheetfield"),
        Protect("returns_returnwindow", deletable=False),
        Protect("returns_chase", insert_only=True),
        Protect("returns_submission", deletable=False),
        Protect("returns_returncell", deletable=False, check=WHILE_OPEN),
        Protect("returns_returnfile", deletable=False, secret=("cells",)),
        migrations.RunSQL(STAYS_AS_IT_IS, FREE_AGAIN),
    ]
