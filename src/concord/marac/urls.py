"""MARAC: the calendar, agendas, who comes."""

from __future__ import annotations

from django.urls import path

from concord.marac.views import (
    afterwards,
    agenda,
    agreed_actions,
    answers,
    attendance,
    flags,
    index,
    national,
    planning,
    repeats,
    research,
    research_packs,
    room,
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
    path("meetings/<int:pk>/start/", room.start, name="start"),
    path("meetings/<int:pk>/end/", room.end, name="end"),
    path("meetings/<int:pk>/before/", room.before, name="before"),
    path("meetings/<int:pk>/room/", room.enter, name="enter"),
    path("meetings/<int:pk>/room/<uuid:item>/", room.room, name="room"),
    path("meetings/<int:pk>/room/<uuid:item>/say/", room.say, name="say"),
    path("meetings/<int:pk>/room/<uuid:item>/act/", room.act, name="act"),
    path("meetings/<int:pk>/room/<uuid:item>/changes/", room.changes, name="changes"),
    path("meetings/<int:pk>/room/<uuid:item>/wall/", room.wall, name="wall"),
    path("meetings/<int:pk>/room/<uuid:item>/call/", room.call, name="call"),
    path("meetings/<int:pk>/room/<uuid:item>/heard/", room.conclude, name="conclude"),
    path("entries/<uuid:pk>/", room.correct, name="correct"),
    path("items/<uuid:pk>/told/", room.tell_victim, name="tell_victim"),
    path("actions/", agreed_actions.ours, name="actions"),
    path("actions/<uuid:pk>/", agreed_actions.action, name="action"),
    path("actions/<uuid:pk>/set-aside/", agreed_actions.set_aside, name="set_aside"),
    path(
        "meetings/<int:pk>/actions/", agreed_actions.of_meeting, name="meeting_actions"
    ),
    path("items/<uuid:pk>/actions/add/", agreed_actions.add_action, name="add_action"),
    path("meetings/<int:pk>/after/", afterwards.afterwards, name="afterwards"),
    path("meetings/<int:pk>/let-go/", afterwards.let_go, name="let_go"),
    path("items/<uuid:pk>/keep-open/", afterwards.keep, name="keep_open"),
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
