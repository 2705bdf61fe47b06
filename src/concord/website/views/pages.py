"""The first page, and the pages of words."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone

from concord.website.lines import Line, open_first
from concord.website.markup import draw as draw_text
from concord.website.queries.lines import lines_for, local_lines
from concord.website.queries.site import Text, has, text_of
from concord.website.texts import Page, by_number
from concord.website.views.frame import Visit, draw, public, whole

HOME_LINES = ("ndah", "childline", "men", "karma", "galop")


@public
def home(visit: Visit) -> HttpResponse:
    """What to do now, who answers now, and what one may need."""
    tongue = whole(visit, has(visit.tongue, "home", "lines", "find"))
    return draw(
        visit,
        "website/public/home.html",
        what="home",
        page="home",
        tongue=tongue,
        lines=open_first(_home_lines(visit)),
    )


def _home_lines(visit: Visit) -> list[Line]:
    """Lines for everybody first, then what is near."""
    address, now = visit.service_address, timezone.localtime()
    first, *others = lines_for(visit.site, HOME_LINES, address=address, now=now)
    near = local_lines(visit.site, address=address, now=now)
    return [first, *near, *others]


@public
def page(visit: Visit, number: int) -> HttpResponse:
    """A page of words, with the phone lines that belong to it."""
    found = by_number().get(number)
    if found is None:
        raise Http404
    text = text_of(visit.site, found, visit.tongue)
    is_whole = text.language == visit.tongue.language
    if found.papers:
        is_whole = is_whole and has(visit.tongue, "papers")
    tongue = whole(visit, is_whole)
    drawn = draw_text(
        text.body,
        address=visit.address,
        outside_note=tongue.raw("history_note"),
    )
    return draw(
        visit,
        "website/public/page.html",
        what=found.slug,
        page=found.slug,
        tongue=tongue,
        text=text,
        drawn=drawn,
        item=found,
        lines=open_first(_lines(visit, found)),
        checked=_checked(text),
    )


def _lines(visit: Visit, found: Page) -> list[Line]:
    if not found.lines:
        return []
    return lines_for(
        visit.site,
        found.lines,
        address=visit.service_address,
        now=timezone.localtime(),
    )


def _checked(text: Text) -> dict[str, str]:
    """When somebody of the partnership read it last. Nothing for what came with it."""
    if text.version is None:
        return {}
    return {
        "month": f"{text.version.at:%B %Y}",
        "next": f"{text.version.review_due:%B %Y}",
    }
