"""Keeping the public pages."""

from __future__ import annotations

from django.urls import path

from concord.website.views import keeping

app_name = "website"

urlpatterns = [
    path("", keeping.index, name="index"),
    path("remarks/", keeping.remarks, name="remarks"),
    path("remarks/<int:pk>/", keeping.remark, name="remark"),
    path("lines/", keeping.lines, name="lines"),
    path("figures/", keeping.figures, name="figures"),
    path("pages/<slug:slug>/<slug:lang>/", keeping.page, name="page"),
    path("pages/<slug:slug>/<slug:lang>/draft/", keeping.draft, name="draft"),
    path("languages/<slug:lang>/", keeping.language, name="language"),
    path("languages/<slug:lang>/sign/", keeping.sign, name="sign"),
    path("languages/<slug:lang>/take-off/", keeping.take_off, name="take_off"),
]
