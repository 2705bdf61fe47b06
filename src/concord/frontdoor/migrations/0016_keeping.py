"""What never came to a case is not kept for ever."""

from __future__ import annotations

from django.db import migrations

from concord.frontdoor.walls_of_keeping import KEEPING


class Migration(migrations.Migration):
    dependencies = [
        ("frontdoor", "0015_the_door"),
        ("cases", "0003_disposal"),
    ]
    operations = [migrations.RunSQL(KEEPING)]
