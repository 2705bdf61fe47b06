"""The name and the end of an agency are everybody's: no partnership changes them."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0004_second_step_history")]

    operations = [
        # Pages only ever add one. A wrong name is put right by the tables' owner.
        migrations.RunSQL(
            "REVOKE UPDATE ON partnership_agency FROM app_runtime",
            "GRANT UPDATE ON partnership_agency TO app_runtime",
        ),
    ]
