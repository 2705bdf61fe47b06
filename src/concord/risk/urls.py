"""The addresses of risk: below a case by random ids, and instruments by their code."""

from __future__ import annotations

from django.urls import path

from concord.risk.views import assessing, instruments, showing

app_name = "risk"
urlpatterns = [
    path("cases/<uuid:case>/risk/", showing.index, name="index"),
    path("cases/<uuid:case>/risk/new/<slug:code>/", assessing.new, name="new"),
    path("cases/<uuid:case>/risk/<uuid:pk>/", showing.assessment, name="assessment"),
    path(
        "cases/<uuid:case>/risk/<uuid:pk>/correct/", assessing.correct, name="correct"
    ),
    path(
        "cases/<uuid:case>/risk/<uuid:pk>/since/<uuid:earlier>/",
        showing.compare,
        name="compare",
    ),
    path("risk/", instruments.index, name="instruments"),
    path("risk/due/", showing.due, name="due"),
    path("risk/load/", instruments.load, name="load"),
    path("risk/<slug:code>/", instruments.instrument, name="instrument"),
    path("risk/<slug:code>/paper/", instruments.paper_form, name="paper_form"),
]
