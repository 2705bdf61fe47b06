"""The front door: refer, look into it, decide, take on the work."""

from __future__ import annotations

from django.urls import path

from concord.frontdoor.views import (
    board,
    deciding,
    figures,
    notices,
    referring,
    settings,
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
    path("work/", work.index, name="work"),
    path("work/<uuid:pk>/", work.item, name="work_item"),
    path("<uuid:pk>/", triage.referral, name="referral"),
    path("<uuid:pk>/take/", triage.take, name="take"),
    path("<uuid:pk>/ready/", triage.ready, name="ready"),
    path("<uuid:pk>/write/<slug:what>/", triage.write, name="write"),
    path("<uuid:pk>/check/", triage.check, name="check"),
    path("<uuid:pk>/case/", triage.case, name="case"),
    path("<uuid:pk>/decide/", deciding.decide, name="decide"),
]
