"""Rows of those who may be known, with plans that are kept."""

from __future__ import annotations

from django.db import migrations

from concord.people import walls_of_matching as walls


class Migration(migrations.Migration):
    dependencies = [("people", "0004_about")]

    operations = [migrations.RunSQL(walls.LOADING)]
