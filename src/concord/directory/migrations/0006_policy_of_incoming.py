from __future__ import annotations

from django.db import migrations

from concord.access.policies import BY_PARTNERSHIP, Protect
from concord.directory import walls


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_incoming")]

    operations = [
        Protect(
            "directory_incoming",
            using=BY_PARTNERSHIP.format(column="partnership_id") + walls.NOT_FOR_ALL,
            deletable=False,
            secret=("services",),
        ),
        migrations.RunSQL(walls.TRIES),
    ]
