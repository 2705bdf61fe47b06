"""What anybody may read of releases, with codes that tell two of one name apart."""

from __future__ import annotations

from django.db import migrations

from concord.evidence.walls_of_releases import KEYED


class Migration(migrations.Migration):
    dependencies = [("evidence", "0007_breaks_taken_back")]

    operations = [migrations.RunSQL(KEYED)]
