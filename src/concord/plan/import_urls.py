"""Addresses of imports, below `imports/` of the plan room."""

from __future__ import annotations

from django.urls import path

from concord.plan.views.importing import bringing, checking, committing, item

urlpatterns = [
    path("", bringing.imports, name="imports"),
    path("<uuid:pk>/", bringing.show, name="import"),
    path("<uuid:pk>/progress/", bringing.progress, name="import_progress"),
    path("<uuid:pk>/again/", bringing.read_again, name="read_import_again"),
    path("<uuid:pk>/drop/", bringing.drop, name="drop_import"),
    path("<uuid:pk>/file/", bringing.file, name="import_file"),
    path("<uuid:pk>/check/", checking.check, name="check_import"),
    path("<uuid:pk>/quick/", checking.quick, name="quick_correction"),
    path("<uuid:pk>/corrections/", checking.corrections, name="import_corrections"),
    path("<uuid:pk>/strategy/", item.strategy, name="import_strategy"),
    path("<uuid:pk>/teams/", item.leads, name="import_leads"),
    path("<uuid:pk>/priority/", item.priority, name="add_import_priority"),
    path("<uuid:pk>/priority/<slug:key>/", item.priority, name="import_priority"),
    path("<uuid:pk>/action/<slug:key>/", item.item, name="import_item"),
    path("<uuid:pk>/action/<slug:key>/split/", item.split, name="split_item"),
    path("<uuid:pk>/action/<slug:key>/merge/", item.merge, name="merge_item"),
    path("<uuid:pk>/changes/", committing.changes, name="import_changes"),
    path("<uuid:pk>/commit/", committing.put_in, name="commit_import"),
]
