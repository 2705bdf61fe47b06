"""The middleware answers these first; the names are for whoever links to them."""

from __future__ import annotations

from django.urls import path

from concord.foundation.observing import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
