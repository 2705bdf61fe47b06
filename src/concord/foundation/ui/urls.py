"""Addresses of the UI kit: the neutral page, the brand colour, the style guide."""

from __future__ import annotations

from django.urls import path

from concord.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("hidden/", views.hidden, name="hidden"),
    path("ui/brand/<slug:colour>.css", views.brand_colour, name="brand"),
    path("style-guide/", views.style_guide, name="style-guide"),
]
