"""The addresses of the house, room by room."""

from __future__ import annotations

from django.urls import include, path

from concord.directory.feed_urls import ALONE
from concord.directory.views import open_referral as feed
from concord.directory.views import providers
from concord.evidence.views import published
from concord.frontdoor.views import api, board
from concord.marac.views import api as flags_api
from concord.returns.views import api as returns_api

urlpatterns = [
    path("", include("concord.foundation.observing.urls")),
    path("", include("concord.foundation.ui.urls")),
    # The desk first: it replaces some of the second step's pages.
    path("account/", include("concord.desk.urls.account")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("cases/<uuid:case>/contact/", include("concord.people.urls")),
    path("cases/", include("concord.cases.urls")),
    path("local/<slug:code>/figures/", published.index, name="public_figures"),
    path("local/<slug:code>/figures/<int:pk>/", published.one, name="public_release"),
    path(
        "local/<slug:code>/figures/<int:pk>/figures.<str:kind>",
        published.file,
        name="public_release_file",
    ),
    path("local/<slug:code>/", include("concord.website.public_urls")),
    path("api/v1/openapi.json", api.description, name="openapi"),
    path("api/v1/referrals/", api.receive, name="referrals_api"),
    path("api/v1/referrals/<str:ref>/", api.how_far, name="referral_api"),
    path("api/v1/flags/", flags_api.flags, name="flags_api"),
    path("api/v1/flags/openapi.json", flags_api.description, name="flags_openapi"),
    path("api/v1/flags/find/", flags_api.find, name="find_flags_api"),
    path(
        "api/v1/flags/<str:code>/confirm/", flags_api.confirm, name="confirm_flag_api"
    ),
    path("api/v1/flags/<str:code>/clear/", flags_api.clear, name="clear_flag_api"),
    path("api/v1/returns/", returns_api.index, name="returns_api"),
    path(
        "api/v1/returns/openapi.json", returns_api.description, name="returns_openapi"
    ),
    path("api/v1/returns/<int:pk>/", returns_api.one, name="return_api"),
    path("directory/", include("concord.directory.urls")),
    path(
        "local/<slug:code>/entry/<str:secret>/", providers.check, name="directory_check"
    ),
    path("open-referral", feed.details, name="open_referral_root"),
    path("open-referral/", include(ALONE, namespace="open_referral_only")),
    path("open-referral/<slug:code>", feed.details, name="open_referral_of"),
    path("open-referral/<slug:code>/", include("concord.directory.feed_urls")),
    path("open-referral/<path:rest>", feed.otherwise, name="open_referral_otherwise"),
    path("cases/<uuid:pk>/referrals/", board.of_case, name="referrals_of_case"),
    path("referrals/", include("concord.frontdoor.urls")),
    path("marac/", include("concord.marac.urls")),
    path("", include("concord.risk.urls")),
    path("website/", include("concord.website.urls")),
    path("plan/", include("concord.plan.urls")),
    path("evidence/picture/", include("concord.evidence.picture.urls")),
    path("evidence/", include("concord.evidence.urls")),
    path("returns/", include("concord.returns.urls")),
    path("papers/", include("concord.reports.urls")),
    path("", include("concord.desk.urls.desk")),
]

handler400 = "concord.desk.errors.bad_request"
handler403 = "concord.desk.errors.not_found"  # no access looks like not found
handler404 = "concord.desk.errors.not_found"
handler429 = "concord.desk.errors.locked"  # read by allauth's rate limits
handler500 = "concord.desk.errors.fault"
