"""Addresses of the evidence room."""

from __future__ import annotations

from django.urls import include, path

from concord.evidence.views import dashboard, one_indicator

app_name = "evidence"
urlpatterns = [
    path("", dashboard.index, name="dashboard"),
    path("indicators/<int:pk>/", one_indicator.index, name="indicator"),
    path("dictionary/", include("concord.evidence.urls_dictionary")),
]
