"""The job that counts for indicators gets exact figures, and no other job does."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor.walls_of_figures import ALSO_THE_JOB_THAT_COUNTS


class Migration(migrations.Migration):
    dependencies = [
        ("frontdoor", "0017_keeps_flags"),
        ("access", "0002_policies"),
    ]

    operations = [migrations.RunSQL(ALSO_THE_JOB_THAT_COUNTS)]
