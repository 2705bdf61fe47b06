"""Addresses of the public feed: as the specification names them, without a slash.

`urlpatterns` are below the code of a partnership; `ALONE` without one, for the only one
that publishes. What is no address of the feed is said in JSON, too.
"""

from __future__ import annotations

from django.urls import path

from concord.directory.views import open_referral as views

app_name = "open_referral"
LISTS = ("services", "taxonomies", "taxonomy_terms", "service_at_locations")
FEED = [
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
urlpatterns = [*FEED, path("<path:rest>", views.otherwise, name="otherwise")]
# These come before the codes: a list with a slash is no code of a partnership.
WITH_SLASH = [
    path(f"{one}/", views.otherwise, {"rest": f"{one}/"}, name=f"{one}_slash")
    for one in LISTS
]
ALONE = ([*FEED, *WITH_SLASH], app_name)
