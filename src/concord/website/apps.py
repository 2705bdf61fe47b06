from __future__ import annotations

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "concord.website"
    label = "website"
