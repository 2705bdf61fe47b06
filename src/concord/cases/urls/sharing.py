"""Who can see a case, and why."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
