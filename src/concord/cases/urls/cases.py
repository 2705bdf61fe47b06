"""Cases, who is in them, and what runs beside."""

from __future__ import annotations

from django.urls import path

from concord.cases.views import cases

urlpatterns = [
    path("", cases.index, name="index"),
    path("<uuid:pk>/", cases.case, name="case"),
]
