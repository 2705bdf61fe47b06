"""Only whoever manages the partnership says which team stands at its front door."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor.walls import THE_DOOR


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0014_own_words")]
    operations = [migrations.RunSQL(THE_DOOR)]
