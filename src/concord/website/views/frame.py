"""What every public page needs: whose it is, its language, and safe headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.website.actions.counting import Shown
from concord.website.languages import LANGUAGES
from concord.website.queries.site import PUBLIC, Site, public_site, tongues
from concord.website.telling import Tongue, in_english
from concord.website.texts import HOME, NUMBERS, pages


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the site, the language asked for, and the actor that reads."""

    request: HttpRequest
    site: Site
    tongue: Tongue
    tongues: dict[str, Tongue]
    by: Actor

    @property
    def code(self) -> str:
        return self.tongue.language.code

    def address(self, page: str, language: str = "") -> str:
        """The address of a page by its name; `contact` is the front door's form."""
        if page == "contact":
            if self.site.has_door:
                return self._form_address(language or self.code)
            page = "wrong"
        return address(self.site.code, language or self.code, number_of(page))

    def _form_address(self, language: str) -> str:
        if language == "en":
            return reverse("ask_for_help", args=[self.site.code])
        return reverse("ask_for_help_in", args=[self.site.code, language])

    def paper_address(self, kind: int) -> str:
        """The address of a card or poster."""
        return reverse("help_paper", args=[self.site.code, kind])

    def service_address(self, pk: object) -> str:
        """The address of a service's page."""
        if self.code == "en":
            return reverse("help_service", args=[self.site.code, pk])
        return reverse("help_service_in", args=[self.site.code, self.code, pk])


View = Callable[..., HttpResponse]


def number_of(page: str) -> int:
    """The number of a page. Raises KeyError for a name that is none."""
    return NUMBERS[page] if page in NUMBERS else pages()[page].number


def address(code: str, language: str, number: int) -> str:
    """Numbers, so that a history tells nothing."""
    args: list[Any] = [code]
    if language != "en":
        args.append(language)
    if number != HOME:
        args.append(number)
    name = "help" if number == HOME else "help_page"
    return reverse(name + ("_in" if language != "en" else ""), args=args)


def public(view: View) -> View:
    """A page for whoever comes: no cookie, no session, read by a principal's rights."""

    @wraps(view)
    def shown(
        request: HttpRequest, code: str, lang: str = "en", **rest: Any
    ) -> HttpResponse:
        with _reading(code, lang) as (site, by):
            return safe(view(_visit(request, site, lang, by), **rest))

    return shown


@contextmanager
def _reading(code: str, lang: str) -> Iterator[tuple[Site, Actor]]:
    """Read as the public principal. Raises Http404 where there are no such pages."""
    site = public_site(code)
    if site is None or lang not in LANGUAGES:
        raise Http404
    with acting_as(Actor.from_job(PUBLIC, site.partnership_id)) as by:
        yield site, by


def _visit(request: HttpRequest, site: Site, lang: str, by: Actor) -> Visit:
    on = tongues(site.partnership_id)
    if lang not in on:
        raise Http404
    return Visit(request, site, on[lang], on, by)


def framed(view: View) -> View:
    """A page of another room in the frame of these: exit, languages, foot.

    It is in English whatever was asked for, and says so. It does its own counting.
    """

    @wraps(view)
    def shown(
        request: HttpRequest, code: str, lang: str = "en", **rest: Any
    ) -> HttpResponse:
        with _reading(code, lang) as (site, by):
            visit = _visit(request, site, lang, by)
        request.around = around(  # type: ignore[attr-defined]
            visit, "contact", in_english()
        )
        return safe(view(request, code=code, **rest))

    return shown


def in_frame(request: HttpRequest) -> dict[str, Any]:
    """For templates: the frame around a page of another room, if it has one."""
    found: dict[str, Any] = getattr(request, "around", {})
    return found


def around(visit: Visit, page: str, said: Tongue) -> dict[str, Any]:
    """What the frame says. `page` is where the other languages lead."""
    return {
        "public_frame": "website/public/frame.html",
        "visit": visit,
        "tongue": said,
        "frame": visit.tongue,
        "is_other": said.language != visit.tongue.language,
        "languages": [
            (one.language, visit.address(page, code))
            for code, one in visit.tongues.items()
        ],
    }


def draw(
    visit: Visit,
    template: str,
    *,
    what: str,
    page: str,
    tongue: Tongue | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page. `tongue` is the language in which its own words could be said.

    `what` is counted, `page` is where the other languages lead.
    """
    now = timezone.localtime()
    answer = render(
        visit.request,
        template,
        {**around(visit, page, tongue or visit.tongue), "now": now, **context},
        status=status,
    )
    if status == 200:
        counted(answer, visit, what)
    return answer


def counted(answer: HttpResponse, visit: Visit, what: str) -> None:
    """Say what was shown. It is counted outside, and may be shown again to others."""
    if visit.request.method == "GET":
        answer.shown = Shown(  # type: ignore[attr-defined]
            partnership_id=visit.site.partnership_id,
            day=timezone.localdate(),
            what=what,
            language=visit.code,
        )


def whole(visit: Visit, is_whole: bool) -> Tongue:
    """The visit's language, or English where something of a page is missing in it."""
    return visit.tongue if is_whole else in_english()


def safe(response: HttpResponse) -> HttpResponse:
    """Kept by no browser or proxy, and told to no other site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
