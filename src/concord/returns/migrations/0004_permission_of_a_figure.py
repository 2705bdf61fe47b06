"""Whether one figure may be used and published, where it is not as the return says."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0003_systems"),
    ]

    operations = [
        migrations.AddField(
            model_name="returncell",
            name="permission",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "As the return"),
                    ("publish", "Dashboard and published reports"),
                    ("use", "Dashboard only"),
                    ("none", "Not at all"),
                ],
                default="",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="returncell",
            constraint=models.CheckConstraint(
                condition=models.Q(permission__in=["", "publish", "use", "none"]),
                name="cell_permission_is_one",
            ),
        ),
    ]
