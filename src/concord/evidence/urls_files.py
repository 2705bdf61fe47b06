"""Addresses of files that are counted."""

from __future__ import annotations

from django.urls import path

from concord.evidence.views import files, mappings

urlpatterns = [
    path("", files.index, name="files"),
    path("mappings/add/", mappings.declare, name="declare_mapping"),
    path("mappings/<int:pk>/", mappings.mapping, name="mapping"),
    path("<uuid:pk>/", files.show, name="file"),
    path("<uuid:pk>/progress/", files.progress, name="file_progress"),
    path("<uuid:pk>/bad-rows/", files.bad_rows, name="bad_rows"),
]
