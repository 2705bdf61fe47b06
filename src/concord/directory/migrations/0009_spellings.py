"""A secret address is known however it is spelt."""

from __future__ import annotations

from django.db import migrations

from concord.directory import walls_of_places


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_hours_once")]

    operations = [migrations.RunSQL(walls_of_places.SPELLINGS)]
