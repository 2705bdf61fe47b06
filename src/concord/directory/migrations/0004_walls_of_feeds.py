"""What a feed brings besides our columns, and where postcode districts are."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Exempt
from concord.directory import walls


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_feeds")]

    operations = [
        Exempt(
            "directory_district",
            why="where postcode districts are: open data, the same for all, of nobody",
        ),
        migrations.RunSQL(walls.EXTRA),
    ]
