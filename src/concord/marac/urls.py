"""MARAC: the calendar, agendas, who comes."""

from __future__ import annotations

from django.urls import path

from concord.marac.views import (
    agenda,
    attendance,
    flags,
    index,
    national,
    planning,
    repeats,
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
    path("items/<uuid:pk>/repeat/", repeats.repeat, name="repeat"),
    path("return/", national.national, name="national"),
    path("return/codes/", national.codes, name="behind"),
    path("flags/", flags.index, name="flags"),
    path("flags/find/", flags.find, name="find_flag"),
    path("flags/to-take-off/", flags.unflag, name="unflag"),
    path("flags/<uuid:pk>/", flags.flag, name="flag"),
    path("flags/<uuid:pk>/clear/", flags.clear, name="clear_flag"),
    path("flags/<uuid:pk>/restart/", flags.restart, name="restart_flag"),
    path("meetings/<int:pk>/flags/", flags.meeting, name="meeting_flags"),
]
