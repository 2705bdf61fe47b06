"""Addresses of the public feed: as the specification names them, without a slash."""

from __future__ import annotations

from django.urls import path

from concord.directory.views import open_referral as views

app_name = "open_referral"
urlpatterns = [
    path("", views.details, name="details"),
    path("services", views.services, name="services"),
    path("services/<str:pk>", views.service, name="service"),
    path("taxonomies", views.taxonomies, name="taxonomies"),
    path("taxonomies/<str:pk>", views.taxonomy, name="taxonomy"),
    path("taxonomy_terms", views.taxonomy_terms, name="taxonomy_terms"),
    path("taxonomy_terms/<str:pk>", views.taxonomy_term, name="taxonomy_term"),
    path("service_at_locations", views.service_at_locations, name="at_locations"),
    path(
        "service_at_locations/<str:pk>",
        views.service_at_location,
        name="at_location",
    ),
]
