"""Who to go to when: for people who work in services."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from concord.directory import public as directory
from concord.risk.public import thresholds
from concord.website import pathway
from concord.website.handbook import handbook
from concord.website.lines import national
from concord.website.queries.lines import partnership_of
from concord.website.telling import in_english
from concord.website.views.frame import Visit, counted, draw, public

MOST = 100


@public
def work(visit: Visit) -> HttpResponse:
    """Five questions as a picture and in words, and all services by need.

    In English whatever the language: it speaks in the words of the trade.
    """
    made, services = _drawn_from(visit)
    return draw(
        visit,
        "website/public/work.html",
        what="work",
        page="work",
        tongue=in_english(),
        steps=made,
        pictures=[
            ("c-narrow", "narrow", pathway.narrow(made)),
            ("c-wide", "wide", pathway.wide(made)),
        ],
        needs=[
            (label, [(one, pathway.for_whom(one)) for one in found])
            for label, found in pathway.by_need(services)
        ],
        always=national()[0],
        may_refer=visit.site.has_door,
    )


@public
def paper(visit: Visit) -> HttpResponse:
    """The same to print, with a dull name of the file."""
    made, services = _drawn_from(visit)
    drawn = handbook(
        made, services, area=visit.site.area_name, dated=timezone.localdate()
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="sheet-23.pdf"'
    counted(answer, visit, "papers")
    return answer


def _drawn_from(visit: Visit) -> tuple[list[pathway.Step], list[directory.Shown]]:
    here = partnership_of(visit.site)
    found = directory.search(
        here, kinds=["local", "helpline", "national"], per_page=MOST
    )
    whole = directory.services(here, [card.id for card in found.cards])
    services = [whole[card.id] for card in found.cards if card.id in whole]
    return pathway.steps(thresholds(visit.by), found.cards), services
