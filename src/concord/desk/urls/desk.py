"""Home, hats, the session, people."""

from __future__ import annotations

from django.urls import path

from concord.desk.views import hats, home, session

urlpatterns = [
    path("", home.my_work, name="home"),
    path("hat/", hats.choose, name="choose_hat"),
    path("session/", session.status, name="session_status"),
]
