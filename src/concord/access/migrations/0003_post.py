from __future__ import annotations

from django.db import migrations

from concord.access.policies import Exempt


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_policies"),
        ("post", "0001_initial"),
    ]

    operations = [
        Exempt(
            "post_message",
            why="e-mails to staff until they are sent; also before an actor exists",
        ),
    ]
