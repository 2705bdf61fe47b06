"""Addresses of the dictionary. Ids are numbers of rows, never printed numbers."""

from __future__ import annotations

from django.urls import path

from concord.evidence.views import defining, dictionary, entering, places

urlpatterns = [
    path("", dictionary.index, name="dictionary"),
    path("add/", defining.define, name="define"),
    path("<int:pk>/", dictionary.indicator, name="entry"),
    path("<int:pk>/correct/", defining.correct, name="correct"),
    path("<int:pk>/revise/", defining.revise, name="revise"),
    path("<int:pk>/break/", defining.mark_break, name="mark_break"),
    path("break/<int:pk>/take-back/", defining.take_back, name="take_back_break"),
    path("<int:pk>/direction/", defining.want, name="want"),
    path("<int:pk>/benchmark/", defining.add_benchmark, name="add_benchmark"),
    path("<int:pk>/move/", defining.move, name="move"),
    path("<int:pk>/figures/", entering.figures, name="enter_figures"),
    path("<int:pk>/count/", entering.count_now, name="count_now"),
    path("benchmark/<int:pk>/end/", defining.end_benchmark, name="end_benchmark"),
    path("phases/", defining.phases, name="phases"),
    path("areas/", places.areas, name="areas"),
    path("areas/add/", places.add_area, name="add_area"),
    path("areas/import/", places.import_areas, name="import_areas"),
    path("areas/<int:pk>/", places.area, name="area"),
    path("groups/", places.groups, name="groups"),
    path("groups/add/", places.add_group, name="add_group"),
    path("groups/<int:pk>/", places.group, name="group"),
]
