"""MARAC: the calendar, agendas, who comes."""

from __future__ import annotations

from django.urls import path

from concord.marac.views import (
    agenda,
    answers,
    attendance,
    index,
    planning,
    research,
    research_packs,
    settings,
)

app_name = "marac"

urlpatterns = [
    path("", index.index, name="index"),
    path("settings/", settings.settings, name="settings"),
    path("meetings/new/", planning.new, name="new_meeting"),
    path("meetings/series/", planning.series, name="series"),
    path("meetings/<int:pk>/", agenda.meeting, name="meeting"),
    path("meetings/<int:pk>/print/", agenda.printed, name="print"),
    path("meetings/<int:pk>/put-on/", agenda.put_on, name="put_on"),
    path("meetings/<int:pk>/issue/", agenda.issue, name="issue"),
    path("meetings/<int:pk>/call-off/", planning.call_off, name="call_off"),
    path("meetings/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("meetings/<int:pk>/agree/", attendance.agree, name="agree"),
    path("items/<uuid:pk>/", agenda.item, name="item"),
    path("items/<uuid:pk>/move/", agenda.move, name="move"),
    path("meetings/<int:pk>/research/", research.research, name="research"),
    path("meetings/<int:pk>/not-known/", research.not_known, name="not_known"),
    path("meetings/<int:pk>/not-known/undo/", research.undo, name="undo_research"),
    path("meetings/<int:pk>/research/word/", research_packs.pack, name="pack"),
    path(
        "meetings/<int:pk>/research/file/", research_packs.read_pack, name="read_pack"
    ),
    path("meetings/<int:pk>/answers/", answers.answers, name="answers"),
    path("meetings/<int:pk>/remind/", answers.remind, name="remind"),
    path("items/<uuid:pk>/answer/", research.answer, name="answer"),
    path("items/<uuid:pk>/take-back/", research.take_back, name="take_back"),
    path("items/<uuid:pk>/said/", research.said, name="said"),
]
