"""Row policies and history for the plan. What was said stays said: insert-only."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Exempt, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0001_initial"),
        ("access", "0002_policies"),
    ]

    operations = [
        Protect("plan_strategy", deletable=False),
        Protect("plan_plan", deletable=False),
        Protect("plan_priority"),
        Protect("plan_outcome"),
        Protect("plan_planaction", deletable=False),
        Protect("plan_planactionsupport"),
        Protect("plan_planactionstandard"),
        Exempt(
            "plan_standard",
            why="published standards, the same for everybody",
            rights="SELECT, INSERT, UPDATE",
        ),
        Protect("plan_planupdate", insert_only=True),
        Protect("plan_planactionchange", insert_only=True),
        Protect("plan_evidence", insert_only=True, secret=("content",)),
        Protect("plan_updateround", deletable=False),
        Protect("plan_reminder", insert_only=True),
        Protect("plan_statement", insert_only=True),
        Protect("plan_boardmatter", deletable=False),
        Protect("plan_importdraft", deletable=False, secret=("content", "draft")),
    ]
