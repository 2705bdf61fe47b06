"""Addresses of the evidence room."""

from __future__ import annotations

from django.urls import include, path

app_name = "evidence"
urlpatterns = [
    path("dictionary/", include("concord.evidence.urls_dictionary")),
]
