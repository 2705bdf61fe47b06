"""The addresses of contact, below those of a case: random ids, and never a name."""

from __future__ import annotations

from django.urls import path

from concord.people.views import places, points, reaching, rules

app_name = "contact"
urlpatterns = [
    path("", points.index, name="points"),
    path("add/", points.add, name="add"),
    path("places/", places.show, name="places"),
    path("places/add/", places.add, name="add_place"),
    path("places/<uuid:pk>/end/", places.end, name="end_place"),
    path("<uuid:pk>/", points.show, name="point"),
    path("<uuid:pk>/verify/", points.verify, name="verify"),
    path("<uuid:pk>/wrong/", points.say_wrong, name="wrong"),
    path("<uuid:pk>/replace/", points.replace, name="replace"),
    path("<uuid:pk>/rule/", rules.change, name="rule"),
    path("<uuid:pk>/reach/", reaching.reach, name="reach"),
    path("<uuid:pk>/attempts/<uuid:attempt>/", reaching.attempt, name="attempt"),
]
