from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "concord.foundation.jobs"
    label = "jobs"
    verbose_name = "Jobs"
