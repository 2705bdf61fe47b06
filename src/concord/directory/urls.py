"""Addresses of the directory for those who work in the partnership."""

from __future__ import annotations

from django.urls import path

from concord.directory.views import entries, finding, incoming

app_name = "directory"
urlpatterns = [
    path("", entries.index, name="index"),
    path("find/", finding.find, name="find"),
    path("shortlist/", finding.shortlist, name="shortlist"),
    path("shortlist/services.pdf", finding.sheet, name="sheet"),
    path("shortlist/empty/", finding.empty, name="empty"),
    path("<uuid:pk>/keep/", finding.keep, name="keep"),
    path("new/", entries.new, name="new"),
    path("table/", incoming.load, name="load"),
    path("table/blank/", incoming.blank, name="blank"),
    path("table/<uuid:pk>/", incoming.incoming, name="incoming"),
    path("<uuid:pk>/", entries.service, name="service"),
    path("<uuid:pk>/change/", entries.change, name="change"),
    path("<uuid:pk>/place/", entries.add_place, name="add_place"),
    path("<uuid:pk>/publish/", entries.publish, name="publish"),
    path("<uuid:pk>/hide/", entries.hide, name="hide"),
    path("<uuid:pk>/checked/", entries.checked, name="checked"),
    path("<uuid:pk>/ask/", entries.ask, name="ask"),
    path("place/<uuid:pk>/remove/", entries.remove_place, name="remove_place"),
    path("doubt/<int:pk>/settle/", entries.settle_doubt, name="settle_doubt"),
    path("proposal/<uuid:pk>/decide/", entries.decide, name="decide"),
]
