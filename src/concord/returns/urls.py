"""Addresses of data returns. Ids are numbers of rows."""

from __future__ import annotations

from django.urls import path

from concord.returns.views import deciding, files, filling, home, overview, sheets

app_name = "returns"
urlpatterns = [
    path("", home.home, name="home"),
    path("<int:pk>/", filling.window, name="window"),
    path("<int:pk>/take-back/", filling.take_back, name="take_back"),
    path("<int:pk>/approve/", deciding.approve, name="approve"),
    path("<int:pk>/accept/", deciding.accept, name="accept"),
    path("<int:pk>/send-back/", deciding.send_back, name="send_back"),
    path("<int:pk>/correct/", deciding.correct, name="correct"),
    path("<int:pk>/file/", files.upload, name="upload"),
    path("<int:pk>/file/<str:kind>/", files.blank, name="blank"),
    path("<int:pk>/file/read/<int:file>/", files.look, name="file"),
    path("overview/", overview.overview, name="overview"),
    path("overview/remind/", overview.remind, name="remind"),
    path("<int:pk>/window/", overview.manage, name="manage"),
    path("<int:pk>/window/lock/", overview.lock, name="lock"),
    path("sheets/", sheets.index, name="sheets"),
    path("sheets/new/", sheets.new, name="new_sheet"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/change/", sheets.begin, name="begin_version"),
    path("sheets/<int:pk>/preview/", sheets.preview, name="preview"),
    path("sheets/<int:pk>/ask/", sheets.ask, name="ask_teams"),
    path("sheets/<int:pk>/add/", sheets.add_field, name="add_field"),
    path("fields/<int:pk>/", sheets.change_field, name="change_field"),
    path("fields/<int:pk>/move/", sheets.move_field, name="move_field"),
]
