"""Row policies and history. Figures are insert-only: they are their own history."""

from __future__ import annotations

from django.db import migrations

from concord.access.policies import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0001_initial"),
        ("access", "0002_policies"),
    ]

    operations = [
        Protect("evidence_area", deletable=False),
        Protect("evidence_category", deletable=False),
        Protect("evidence_indicator", deletable=False),
        Protect("evidence_indicatorversion", deletable=False),
        Protect("evidence_phase", deletable=False),
        Protect("evidence_indicatorphase"),
        Protect("evidence_benchmark"),
        Protect("evidence_batch", insert_only=True, history=False),
        Protect("evidence_observation", insert_only=True, history=False),
        Protect("evidence_seriesbreak", insert_only=True),
        Protect("evidence_release", insert_only=True),
        Protect("evidence_releasecell", insert_only=True, history=False),
    ]
