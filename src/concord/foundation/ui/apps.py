"""The UI kit as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files, template tags, forms and tables for every page."""

    name = "concord.foundation.ui"
    label = "ui"
