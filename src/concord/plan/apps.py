from __future__ import annotations

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "concord.plan"
    label = "plan"
