"""Each service's hours as a mark, so that "open now" is a filter like others."""

from __future__ import annotations

from django.db import migrations

from concord.directory import walls_of_hours


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_search")]

    operations = [
        migrations.RunSQL(walls_of_hours.MARKS),
        migrations.RunSQL(walls_of_hours.NARROWED),
    ]
