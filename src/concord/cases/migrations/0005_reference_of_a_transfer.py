"""The reference of a transferred case stands beside its packet: it tells of nobody."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_between_cases")]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="reference",
            field=models.CharField(
                default="",
                help_text="Of the case here: whoever receives it can't read that",
                max_length=9,
            ),
            preserve_default=False,
        ),
    ]
