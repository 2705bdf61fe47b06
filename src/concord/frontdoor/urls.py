"""The front door: refer, look into it, decide, take on the work."""

from __future__ import annotations

from django.urls import path

from concord.frontdoor.views import (
    board,
    deciding,
    figures,
    files,
    notices,
    referring,
    settings,
    sheets,
    systems,
    triage,
    work,
)

app_name = "frontdoor"

urlpatterns = [
    path("", board.index, name="index"),
    path("decided/", board.decided, name="decided"),
    path("made/", board.made, name="made"),
    path("new/", referring.new, name="new"),
    path("new/<uuid:draft>/", referring.go_on, name="draft"),
    path("new/<uuid:draft>/throw-away/", referring.throw_away, name="throw_away"),
    path("enquiry/", referring.enquiry, name="enquiry"),
    path("settings/", settings.settings, name="settings"),
    path("settings/addresses/", settings.addresses, name="addresses"),
    path("figures/", figures.index, name="figures"),
    path("notices/", notices.index, name="notices"),
    path("notices/new/", notices.new, name="new_notice"),
    path("notices/key-adults/", notices.key_adults, name="key_adults"),
    path(
        "notices/key-adults/<int:pk>/end/",
        notices.end_key_adult,
        name="end_key_adult",
    ),
    path("notices/received/<uuid:pk>/", notices.relay, name="relay"),
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("sheet/", sheets.index, name="sheets"),
    path("sheet/blank/<slug:kind>/", sheets.blank, name="blank_sheet"),
    path("sheet/<uuid:pk>/", sheets.sheet, name="sheet"),
    path("sheet/<uuid:pk>/send/", sheets.send, name="send_sheet"),
    path("sheet/<uuid:pk>/throw-away/", sheets.throw_away, name="throw_away_sheet"),
    path("systems/", systems.index, name="systems"),
    path("systems/add/", systems.add, name="add_system"),
    path("systems/<int:pk>/end/", systems.end, name="end_system"),
    path("work/", work.index, name="work"),
    path("work/<uuid:pk>/", work.item, name="work_item"),
    path("<uuid:pk>/", triage.referral, name="referral"),
    path("<uuid:pk>/files/", files.add, name="add_file"),
    path("<uuid:pk>/files/<int:number>/", files.download, name="file"),
    path("<uuid:pk>/take/", triage.take, name="take"),
    path("<uuid:pk>/ready/", triage.ready, name="ready"),
    path("<uuid:pk>/write/<slug:what>/", triage.write, name="write"),
    path("<uuid:pk>/check/", triage.check, name="check"),
    path("<uuid:pk>/case/", triage.case, name="case"),
    path("<uuid:pk>/decide/", deciding.decide, name="decide"),
]
