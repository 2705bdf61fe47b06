"""Addresses of the papers' room."""

from __future__ import annotations

from django.urls import path

from concord.reports.views import reading, writing

app_name = "reports"
urlpatterns = [
    path("", reading.home, name="home"),
    path("start/", writing.start, name="start"),
    path("<int:pk>/", reading.paper, name="paper"),
    path("<int:pk>/file/<str:kind>/", reading.file, name="file"),
    path("<int:pk>/edit/<str:part>/", writing.edit, name="edit"),
    path("<int:pk>/undo/<str:part>/", writing.undo, name="undo"),
    path("<int:pk>/draw-again/", writing.recompile, name="recompile"),
    path("<int:pk>/issue/", writing.issue, name="issue"),
    path("<int:pk>/correct/", writing.correct, name="correct"),
    path("<int:pk>/discard/", writing.discard, name="discard"),
]
