"""Addresses of the evidence room."""

from __future__ import annotations

from django.urls import include, path

from concord.evidence.views import dashboard, one_indicator, releasing

app_name = "evidence"
urlpatterns = [
    path("", dashboard.index, name="dashboard"),
    path("indicators/<int:pk>/", one_indicator.index, name="indicator"),
    path("releases/", releasing.index, name="releases"),
    path("releases/new/", releasing.new, name="new_release"),
    path("releases/<int:pk>/", releasing.one, name="release"),
    path("dictionary/", include("concord.evidence.urls_dictionary")),
    path("files/", include("concord.evidence.urls_files")),
]
