"""Keys by which somebody who is already known is found."""

from __future__ import annotations

from django.db import migrations

from concord.people import walls_of_matching as walls


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_contact_attempts"),
        ("cases", "0003_disposal"),
    ]

    operations = [
        migrations.RunSQL(walls.BLOCKING),
        migrations.RunSQL(walls.KEYS),
        migrations.RunSQL(walls.FINDING),
        migrations.RunSQL(walls.PAIRS),
    ]
