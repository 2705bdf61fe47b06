"""The rule of repeats in its versions, and the wall of what was found by it."""

from __future__ import annotations

from django.db import migrations

from concord.access.records import ProtectRecord
from concord.marac import walls_of_repeats as walls

VERSIONS = (
    {
        "code": "repeat",
        "version": 1,
        "body": {"months": 12, "from": "referral", "abuse": "would be a crime"},
        "source": "SafeLives, older definition of repeat",
        "valid": "[,2022-01-01)",
    },
    {
        "code": "repeat",
        "version": 2,
        "body": {"months": 12, "from": "referral", "abuse": "any"},
        "source": "SafeLives, definition of repeat",
        "valid": "[2022-01-01,)",
    },
)


def write_definitions(apps, schema_editor):
    definition = apps.get_model("partnership", "Definition")
    for version in VERSIONS:
        definition.objects.create(**version)


class Migration(migrations.Migration):
    dependencies = [
        ("marac", "0012_repeats"),
        ("partnership", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(write_definitions, migrations.RunPython.noop),
        ProtectRecord("marac_repeatfinding", added=walls.FOUND_BY_THE_PANEL),
    ]
