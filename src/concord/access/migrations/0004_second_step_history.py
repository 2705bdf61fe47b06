"""History tells when a second step was set up or taken away, and why."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Remember


class Migration(migrations.Migration):
    dependencies = [("access", "0003_post")]

    operations = [
        Remember("mfa_authenticator", secret=("data", "last_used_at")),
    ]
