from __future__ import annotations

from django.apps import AppConfig


class ExamplesConfig(AppConfig):
    name = "concord.examples"
    label = "examples"
