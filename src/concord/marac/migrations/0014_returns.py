"""The national return: what it counts by, and the functions that count."""

from __future__ import annotations

from django.db import migrations

from concord.marac import walls_of_returns as walls

FIRST_VERSION = {
    "code": "marac_return",
    "version": 1,
    "body": {
        # Every recorded ethnic group but these is counted as minoritised.
        "not_minoritised": ["white_british"],
        "benchmark_period": "12 months to 30 June 2023, 273 MARACs",
        # Per 10,000 women of 16 and over, then shares in per cent.
        "benchmarks": {
            "rate": "45",
            "repeat": "32 %",
            "partner": "36 %",
            "minoritised": "16.1 %",
            "lgbt": "1.6 %",
            "disability": "10.0 %",
            "male": "6.5 %",
            "age": "1.3 %",
        },
        "missing_quarters": 1,
    },
    "source": "SafeLives, latest MARAC data; a missing quarter: method of 2020",
    "valid": "[,)",
}


def write_definition(apps, schema_editor):
    apps.get_model("partnership", "Definition").objects.create(**FIRST_VERSION)


class Migration(migrations.Migration):
    dependencies = [
        ("marac", "0013_walls_of_repeats"),
        ("frontdoor", "0008_figures"),
        ("people", "0004_about"),
    ]

    operations = [
        migrations.RunPython(write_definition, migrations.RunPython.noop),
        migrations.RunSQL(walls.RETURNS),
    ]
