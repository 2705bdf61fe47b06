from __future__ import annotations

from django.apps import AppConfig


class ObservingConfig(AppConfig):
    name = "concord.foundation.observing"
    label = "observing"
