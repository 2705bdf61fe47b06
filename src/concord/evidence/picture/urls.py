"""Addresses of the local picture."""

from __future__ import annotations

from django.urls import path

from concord.evidence.views import arranging, picture

app_name = "picture"
urlpatterns = [
    path("", picture.show, name="show"),
    path("file/<str:audience>/<str:kind>/", picture.file, name="file"),
    path("arrange/", arranging.arrange, name="arrange"),
    path("arrange/add/", arranging.add_section, name="add_section"),
    path("arrange/boundaries/", arranging.boundaries, name="boundaries"),
    path("sections/<int:pk>/", arranging.reword_section, name="reword_section"),
    path("sections/<int:pk>/add/", arranging.add_item, name="add_item"),
    path("sections/<int:pk>/up/", arranging.move_section, name="move_section"),
    path("sections/<int:pk>/remove/", arranging.remove_section, name="remove_section"),
    path("items/<int:pk>/figures/", arranging.state, name="state"),
    path("items/<int:pk>/up/", arranging.move_item, name="move_item"),
    path("items/<int:pk>/remove/", arranging.remove_item, name="remove_item"),
]
