"""Whoever has referred somebody goes on seeing what they wrote."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor.walls_of_own_words import OWN_WORDS


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0012_gp_practice")]
    operations = [migrations.RunSQL(OWN_WORDS)]
