from __future__ import annotations

from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "concord.frontdoor"
    label = "frontdoor"
    verbose_name = "Front door"
