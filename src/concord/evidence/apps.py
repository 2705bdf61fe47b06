from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    name = "concord.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Rooms say in `measures.py` which facts they give to indicators."""
        autodiscover_modules("measures")
