"""Who to go to when: for people who work in services."""

from __future__ import annotations

from django.http import HttpResponse

from concord.directory import public as directory
from concord.risk.public import thresholds
from concord.website import pathway
from concord.website.lines import national
from concord.website.queries.lines import partnership_of
from concord.website.telling import in_english
from concord.website.views.frame import Visit, draw, public

MOST = 100


@public
def work(visit: Visit) -> HttpResponse:
    """Five questions as a picture and in words, and all services by need.

    In English whatever the language: it speaks in the words of the trade.
    """
    found = directory.search(
        partnership_of(visit.site),
        kinds=["local", "helpline", "national"],
        per_page=MOST,
    )
    made = pathway.steps(thresholds(visit.by), found.cards)
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
        needs=pathway.by_need(found.cards),
        always=national()[0],
        may_refer=visit.site.has_door,
    )
