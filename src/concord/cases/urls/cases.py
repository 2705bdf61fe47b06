"""Cases, who is in them, what runs beside, and where they go."""

from __future__ import annotations

from django.urls import path

from concord.cases.views import (
    about,
    alike,
    beside,
    cases,
    households,
    in_case,
    likely,
    merging,
    opening,
    persons,
    transfers,
)

urlpatterns = [
    path("", cases.index, name="index"),
    path("find/", cases.find, name="find"),
    path("open/", opening.open_case, name="open"),
    path("likely/", likely.likely, name="likely"),
    # Records of persons
    path("persons/", persons.index, name="persons"),
    path("persons/alike/", alike.show, name="alike"),
    path("persons/<uuid:pk>/", persons.person, name="person"),
    path("persons/<uuid:pk>/correct/", persons.correct, name="correct_person"),
    path("persons/<uuid:pk>/same/", persons.same, name="same_person"),
    path("persons/<uuid:pk>/same/<uuid:link>/", persons.not_same, name="not_same"),
    path("persons/<uuid:pk>/merge/", merging.choose, name="merge"),
    path("persons/<uuid:pk>/merge/<uuid:other>/", merging.compare, name="merge_with"),
    path("persons/<uuid:pk>/merges/<uuid:merge>/", merging.merged, name="merged"),
    path("persons/<uuid:pk>/numbers/add/", about.add_number, name="add_number"),
    path(
        "persons/<uuid:pk>/numbers/<uuid:number>/end/",
        about.end_number,
        name="end_number",
    ),
    # Transfers
    path("transfers/", transfers.index, name="transfers"),
    path("transfers/<uuid:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:pk>/receive/", transfers.receive, name="receive"),
    # One case
    path("<uuid:pk>/", cases.case, name="case"),
    path("<uuid:pk>/sheet/", cases.sheet, name="sheet"),
    path("<uuid:pk>/close/", in_case.close, name="close"),
    path("<uuid:pk>/family/", opening.family, name="family"),
    path("<uuid:pk>/add/<slug:side>/", in_case.add_person, name="add_person"),
    path("<uuid:pk>/people/<uuid:party>/leave/", in_case.leave, name="leave"),
    path("<uuid:pk>/people/<uuid:party>/about/", about.about, name="about"),
    path("<uuid:pk>/related/", in_case.relate, name="relate"),
    path(
        "<uuid:pk>/related/<uuid:relation>/",
        in_case.relation_over,
        name="relation_over",
    ),
    path("<uuid:pk>/household/", households.start, name="household"),
    path(
        "<uuid:pk>/household/<uuid:household>/move-in/",
        households.move_in,
        name="move_in",
    ),
    path(
        "<uuid:pk>/household/move-out/<uuid:member>/",
        households.move_out,
        name="move_out",
    ),
    path("<uuid:pk>/process/", beside.add_process, name="add_process"),
    path(
        "<uuid:pk>/process/<uuid:process>/end/", beside.end_process, name="end_process"
    ),
    path("<uuid:pk>/other-side/", beside.counter, name="counter"),
    path("<uuid:pk>/send/", transfers.send, name="send"),
]
