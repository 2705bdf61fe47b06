"""Addresses of the public pages: numbers, so that a history tells nothing.

The front door's pages for whoever has no account stand in the same frame.
"""

from __future__ import annotations

from django.urls import path, register_converter

from concord.frontdoor.views import public, referrers
from concord.website.languages import LANGUAGES
from concord.website.views import finding, pages, papers, telling, work
from concord.website.views.frame import framed


class Tongues:
    """A language other than English."""

    regex = "|".join(code for code in LANGUAGES if code != "en")

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Tongues, "tongue")

urlpatterns = [
    path("", pages.home, name="help"),
    path("<tongue:lang>/", pages.home, name="help_in"),
    path("22/<int:kind>/", papers.show, name="help_paper"),
    path("23/", work.work, name="help_work"),
    path("23/1/", work.paper, name="help_handbook"),
    path("<tongue:lang>/23/", work.work, name="help_work_in"),
    path("3/", finding.find, name="help_find"),
    path("3/<uuid:pk>/", finding.service, name="help_service"),
    path("<tongue:lang>/3/", finding.find, name="help_find_in"),
    path("<tongue:lang>/3/<uuid:pk>/", finding.service, name="help_service_in"),
    path("24/", telling.tell, name="help_tell"),
    path("<tongue:lang>/24/", telling.tell, name="help_tell_in"),
    path("ask/", framed(public.ask), name="ask_for_help"),
    path("<tongue:lang>/ask/", framed(public.ask), name="ask_for_help_in"),
    path("refer/", framed(referrers.ask), name="refer_without_account"),
    path("refer/<str:secret>/", framed(referrers.refer), name="refer_by_link"),
    path("refer/<str:secret>/files/", framed(referrers.add_file), name="files_by_link"),
    path("referral/<str:secret>/", framed(referrers.status), name="referral_status"),
    path("<int:number>/", pages.page, name="help_page"),
    path("<tongue:lang>/<int:number>/", pages.page, name="help_page_in"),
]
