"""Figures of the front door, counted where nobody is kept from anything."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor.walls_of_figures import FIGURES


class Migration(migrations.Migration):
    dependencies = [
        ("frontdoor", "0007_walls_of_notices"),
        ("people", "0005_rows_of_known"),
    ]
    operations = [migrations.RunSQL(FIGURES)]
