"""The search as one question of the database."""

from __future__ import annotations

from django.db import migrations

from concord.directory import walls_of_search


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_policy_of_incoming")]

    operations = [migrations.RunSQL(walls_of_search.FIND)]
