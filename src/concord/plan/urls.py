"""Addresses of the plan room. Ids are numbers of rows, never printed numbers."""

from __future__ import annotations

from django.urls import include, path

from concord.plan.views import (
    editing,
    evidence,
    matters,
    overview,
    plan_action,
    rounds,
    statements,
    updating,
)

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
    path("new/", editing.new_strategy, name="new_strategy"),
    path("<int:pk>/strategy/", editing.change_strategy, name="change_strategy"),
    path("<int:pk>/manage/", editing.manage, name="manage"),
    path("<int:pk>/carry-forward/", editing.carry_forward, name="carry_forward"),
    path("<int:pk>/priorities/add/", editing.add_priority, name="add_priority"),
    path("priority/<int:pk>/", editing.change_priority, name="change_priority"),
    path("priority/<int:pk>/outcome/", editing.add_outcome, name="add_outcome"),
    path("<int:pk>/add/", editing.add_action, name="add_action"),
    path("action/<int:pk>/change/", editing.change_action, name="change_action"),
    path("action/<int:pk>/withdraw/", editing.withdraw_action, name="withdraw_action"),
    path("action/<int:pk>/move/", editing.move_action, name="move_action"),
    path("imports/", include("concord.plan.import_urls")),
    path("<int:pk>/updates/", rounds.updates, name="updates"),
    path("<int:pk>/updates/open/", rounds.open_round, name="open_round"),
    path("round/<int:pk>/date/", rounds.move_date, name="move_round"),
    path("round/<int:pk>/close/", rounds.close_or_reopen, name="close_round"),
    path("round/<int:pk>/remind/", rounds.remind, name="remind"),
    path("statement/", statements.write, name="statement"),
    path("statements/", statements.read, name="statements"),
    path("matters/", matters.show, name="matters"),
    path("matters/<int:pk>/decide/", matters.decide, name="decide_matter"),
    path("matters/<int:pk>/withdraw/", matters.withdraw, name="withdraw_matter"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
]
