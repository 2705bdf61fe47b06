"""Addresses of the plan room. Ids are numbers of rows, never printed numbers."""

from __future__ import annotations

from django.urls import path

from concord.plan.views import evidence, overview, plan_action, updating

app_name = "plan"
urlpatterns = [
    path("", overview.home, name="home"),
    path("<int:pk>/", overview.by_priority, name="by_priority"),
    path("<int:pk>/agencies/", overview.by_agency, name="by_agency"),
    path("<int:pk>/timeline/", overview.timeline, name="timeline"),
    path("<int:pk>/late/", overview.late, name="late"),
    path("<int:pk>/changes/", overview.changes, name="changes"),
    path("<int:pk>/standards/", overview.standards, name="standards"),
    path("<int:pk>/export/<str:kind>/", overview.export, name="export"),
    path("action/<int:pk>/", plan_action.show, name="action"),
    path("action/<int:pk>/update/", updating.give, name="give_update"),
    path("action/<int:pk>/raise/", updating.raise_matter, name="raise_matter"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
]
