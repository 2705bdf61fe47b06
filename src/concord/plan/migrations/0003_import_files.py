"""The file of an import stands apart from its draft.

History turns a changed row into JSON: with the file in the row, each correction would
cost its whole size, and a large one would not fit.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from concord.access.policies import Protect, Remember


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_policies"),
        ("partnership", "0001_initial"),
        ("plan", "0002_policies"),
    ]

    operations = [
        migrations.RemoveField(model_name="importdraft", name="content"),
        migrations.AlterField(
            model_name="importdraft",
            name="choices",
            field=models.JSONField(
                default=dict,
                help_text="The steps by which people corrected it, in order",
            ),
        ),
        migrations.AlterField(
            model_name="importdraft",
            name="uploaded_by",
            field=models.ForeignKey(
                help_text="Nobody: it came by the command line",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partnership.membership",
            ),
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("content", models.BinaryField()),
                (
                    "import_draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file",
                        to="plan.importdraft",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.partnership",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        Protect("plan_importfile", history=False),
        # Steps of correction say themselves who took them and when; kept again with
        # each further step they would grow by the square.
        Remember(
            "plan_importdraft",
            secret=("draft", "choices", "done", "total", "message"),
        ),
    ]
