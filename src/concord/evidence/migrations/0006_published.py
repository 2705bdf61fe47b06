"""What anybody may read of releases."""

from __future__ import annotations

from django.db import migrations

from concord.evidence.walls_of_releases import PUBLISHED


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0005_extracts"),
        ("access", "0002_policies"),
    ]

    operations = [migrations.RunSQL(PUBLISHED)]
