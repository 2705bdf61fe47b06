"""Who can see a case, and why; sharing it; emergencies; keeping somebody away."""

from __future__ import annotations

from django.urls import path

from concord.cases.views.sharing import (
    deciding,
    emergencies,
    ending,
    keeping_away,
    seeing,
)

urlpatterns = [
    path("emergency/", emergencies.emergency, name="emergency"),
    path("<uuid:pk>/who-can-see/", seeing.who_can_see, name="who_can_see"),
    path("<uuid:pk>/who-can-see/paper/", seeing.on_paper, name="who_can_see_on_paper"),
    path("<uuid:pk>/share/", deciding.share, name="share"),
    path(
        "<uuid:pk>/decisions/<uuid:decision>/", seeing.decision, name="sharing_decision"
    ),
    path("<uuid:pk>/decisions/<uuid:decision>/end/", ending.end, name="end_sharing"),
    path("<uuid:pk>/hand-over/", ending.hand_over, name="hand_over"),
    path("<uuid:pk>/keep-away/", keeping_away.keep_away, name="keep_away"),
    path("<uuid:pk>/emergency/close/", emergencies.close, name="close_emergency"),
]
