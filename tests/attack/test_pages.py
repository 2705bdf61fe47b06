"""Every page that somebody is led to: its headers, its loads, and what it tells.

And what becomes of strange parameters, methods, hosts and places to go back to.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from concord.access.actor import acting_as
from concord.access.models import Event
from tests.attack import hidden, payloads, surface
from tests.attack.conftest import Visit
from tests.attack.crawling import Site, crawl, name_of
from tests.attack.payloads import EVIL
from tests.attack.spying import Rows
from tests.attack.visiting import Answer, Visitor, faults, told, undone
from tests.attack.world import OUTSIDERS, World

FORGOTTEN = "/account/password/forgotten/"
# Addresses to which nobody is led, and why.
# What is at the feed's own address, and where one slash too many leads.
LED_TO = {
    "open_referral_root",
    "open_referral_only:details",
    "open_referral_only:services_slash",
    "open_referral_only:service_at_locations_slash",
    "open_referral_only:taxonomies_slash",
    "open_referral_only:taxonomy_terms_slash",
}
UNREACHED = {
    "healthz": "asked by a load balancer",
    "readyz": "asked by a load balancer",
    "ui:style-guide": "only where the system is tried out",
    "referral_api": "asked by systems, about their own: see the front door's tests",
    "confirm_flag_api": "asked by systems: see the MARAC room's test_flags_of_systems",
    "clear_flag_api": "the same",
    **dict.fromkeys(
        (
            "ask_for_help_in",
            "help_in",
            "help_find_in",
            "help_page_in",
            "help_service_in",
            "help_tell_in",
            "help_work_in",
        ),
        "its language has not been signed: see the website's tests",
    ),
    "help_paper": "its link is that of a file",
    "help_service": "found by a search, which comes by POST",
    "website:draft": "only where a draft waits: see the website's tests",
    "website:sign": "only where a language is complete: the same",
    "website:take_off": "only where a language is signed: the same",
    "directory_check": "its link stands in a letter only",
    **{
        route.name: "asked by systems: see the directory's test_open_referral"
        for route in surface.routes()
        if route.name.startswith("open_referral") and route.name not in LED_TO
    },
    "picture:state": "its form stands below a section of the picture: see its tests",
    "return_api": "asked by systems: see the returns' test_systems",
    "returns:send_back": "only where a return was sent: see the returns' tests",
    "refer_by_link": "its link stands in a letter only",
    "files_by_link": "its link stands in a letter only",
    "referral_status": "its link stands in a letter only",
    "end_session": "needs a second browser at the same time: see the desk's tests",
}


def test_every_address_is_reached_by_somebody(sites: dict[str, Site]) -> None:
    """Furnish the world with what it shows, or say why it can't be reached."""
    reached = set().union(*(site.reached for site in sites.values()))
    missing = {route.name for route in surface.routes()} - reached
    assert missing == set(UNREACHED)


def test_no_page_is_broken_or_open_to_scripts_frames_and_other_sites(
    sites: dict[str, Site],
) -> None:
    wrong = [fault for answer in every_answer(sites) for fault in faults(answer)]
    assert not wrong, told(wrong)


def test_a_bad_page_would_be_found() -> None:
    bad = b"""<html><body onload="x()"><a href="java
    script:x()">a</a><img src="//cdn.example/x.png"><script>x()</script>
    <form action="https://evil.example/"></form><style>a{background:url(http://x/)}
    </style><link rel="stylesheet" href="https://fonts.example/"></body></html>"""
    answer = Answer("me", "GET", "/", 500, {"content-type": "text/html"}, bad, "a=b")
    found = "\n".join(faults(answer))
    for said in (
        "onload",
        "<a href> is javascript",
        "<img src> from",
        "without the nonce",
        "<form action> from elsewhere",
        "a style that loads",
        "<link href> from elsewhere",
        "answered 500",
        "the policy lacks",
        "x-frame-options",
        "cache-control",
        "a loose cookie",
    ):
        assert said in found, said


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_link_leads_to_what_is_hidden(
    who: str, world: World, all_rows: Rows, visit: Visit
) -> None:
    secrets = hidden.secrets_of(world.actor(who), all_rows)
    site = Site(who)
    crawl(visit(who), site)
    wrong = [
        f"{answer}: tells {word}"
        for answer in every_answer({who: site})
        for word in secrets.seen_in(answer)
    ]
    assert not wrong, told(wrong)
    assert len(secrets) > 100
    assert len(site.pages) > 10


def test_a_hidden_word_would_be_found(
    world: World, all_rows: Rows, visit: Visit
) -> None:
    """The holder's own page of the case tells what a stranger must not be told."""
    secrets = hidden.secrets_of(world.actor("another team"), all_rows)
    page = visit("holder").get(f"/cases/{world.here.case.pk}/")
    assert "thistlewood" in " ".join(secrets.seen_in(page))


def test_strange_parameters_break_nothing_and_show_no_more(
    world: World, all_rows: Rows, visit: Visit, sites: dict[str, Site]
) -> None:
    wrong = []
    tried = 0
    for who, site in sites.items():
        if who in world.visitors:
            secrets = hidden.secrets_of(world.actor(who), all_rows)
        for n, (path, names) in enumerate(only_here(site, sites)):
            before = visit(who).get(path)
            for query in queries(names, n):
                with undone():
                    answer = visit(who).get(f"{path}?{query}")
                tried += 1
                wrong += faults(answer)
                # To read is a row of what was read: such pages always have one more.
                grows = path.startswith("/audit/") or path.endswith("/who-can-see/")
                if (
                    not grows
                    and answer.is_page
                    and rows_of(answer) > rows_of(before) > 0
                ):
                    wrong.append(f"{answer}: more rows than without")
                if who in world.visitors:
                    seen = secrets.seen_in(answer, but=[answer.address])
                    wrong += [f"{answer}: tells {word}" for word in seen]
    assert not wrong, told(wrong)
    assert tried > 200


def test_no_page_leads_to_another_site(visit: Visit, world: World) -> None:
    wrong = []
    for who in ("strategic lead", "nobody"):
        for n, route in enumerate(surface.routes()):
            for place in (payloads.LEADS_AWAY * 2)[n % 10 : n % 10 + 2]:
                query = urlencode(dict.fromkeys(payloads.LEADS, place))
                address = f"{route.filled(surface.a_value)}?{query}"
                answer = visit(who).get(address, headers={"referer": place})
                wrong += [*faults(answer), *leads_away(answer)]
    assert not wrong, told(wrong)


METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "EVIL")


def test_other_methods_are_refused(visit: Visit, sites: dict[str, Site]) -> None:
    wrong = []
    for who in ("strategic lead", "nobody"):
        known = [path for path in sites[who].pages if not urlsplit(path).query]
        made_up = [route.filled(surface.a_value) for route in surface.routes()]
        asked = [
            *((path, METHODS[n % 5]) for n, path in enumerate([*known, *made_up])),
            *((path, method) for path in known[:9] for method in METHODS),
        ]
        for path, method in asked:
            answer = visit(who).ask(method, path)
            wrong += faults(answer)
            if answer.status != 405 and method not in made_for(path):
                wrong.append(f"{answer}: not 405")
    assert not wrong, told(wrong)


def test_a_refused_method_is_written_down(world: World, visit: Visit) -> None:
    visit("board member").ask("DELETE", "/plan/")
    with acting_as(world.elmbrook.actor("auditor")):
        kept = Event.objects.filter(verb="refusal", door="plan:home")
        assert kept.filter(membership_id=world.visitors["board member"].pk).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": EVIL},
        {"host": f"testserver@{EVIL}"},
        {"host": f"testserver.{EVIL}"},
        {"host": "testserver:80:80"},
        {"host": "test server"},
    ],
)
def test_another_host_is_refused(headers: dict[str, str], visit: Visit) -> None:
    for who in ("strategic lead", "nobody"):
        for address in ("/", "/people/", "/account/sign-in/", "/nowhere/"):
            answer = visit(who).get(address, headers=headers)
            assert answer.status == 400, answer
            assert faults(answer) == []
            assert EVIL not in answer.said


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": EVIL},
        {"x-host": EVIL},
        {"forwarded": f"host={EVIL};proto=https"},
        {"x-original-url": "/history/"},
        {"x-rewrite-url": "/history/"},
        {"x-http-method-override": "DELETE"},
        {"x-forwarded-proto": "https"},
        {"x-script-name": f"//{EVIL}"},
    ],
)
def test_forwarding_headers_change_nothing(
    headers: dict[str, str], visit: Visit
) -> None:
    for who in ("board member", "nobody"):
        for address in (
            "/",
            "/people/",
            "/account/sign-in/",
            "/account/password/forgotten/",
        ):
            plain = visit(who).get(address)
            answer = visit(who).get(address, headers=headers)
            assert (answer.status, answer.goes_to) == (plain.status, plain.goes_to)
            assert answer.steady == plain.steady
            assert EVIL not in answer.said


def test_an_address_of_a_letter_has_the_house_s_own_host(world: World) -> None:
    from concord.foundation.post.models import Message

    with undone():
        stranger = Visitor("nobody")
        email = world.visitors["administrator"].account.email
        asked = {"email": email}
        refused = stranger.post(FORGOTTEN, asked, headers={"host": EVIL})
        sent = stranger.post(FORGOTTEN, asked, headers={"x-forwarded-host": EVIL})
        links = [
            str(m.context.get("link", ""))
            for m in Message.objects.filter(address=email)
        ]
    assert (refused.status, sent.status) == (400, 302)
    assert links
    assert all(link.startswith("http://testserver/") for link in links)


@pytest.mark.parametrize("words", payloads.TRAVERSALS)
def test_no_address_leads_out_of_the_house(
    words: str, visit: Visit, sites: dict[str, Site]
) -> None:
    wrong = []
    for who in ("strategic lead", "nobody"):
        for address, nowhere in with_words(words):
            answer = visit(who).get(address)
            wrong += faults(answer)
            found = answer.status == 200 and visit(who).get(nowhere).status != 200
            if found or any(said in answer.said for said in payloads.FOUND):
                wrong.append(f"{answer}: found something")
    assert not wrong, told(wrong)


def every_answer(sites: dict[str, Site]) -> Iterator[Answer]:
    """All pages and files that were found, and those that failed."""
    for site in sites.values():
        yield from site.pages.values()
        yield from site.files.values()
        yield from site.broken


def only_here(site: Site, sites: dict[str, Site]) -> Iterator[tuple[str, set[str]]]:
    """Paths with their parameters that nobody before this one has found."""
    earlier: set[str] = set()
    for other in sites.values():
        if other is site:
            break
        earlier |= set(other.asked)
    for path, names in site.asked.items():
        if path not in earlier and path in site.seen:
            yield path, names


def queries(names: set[str], n: int) -> Iterator[str]:
    """Payloads in all parameters at once; each parameter as a list and as a map.

    The nth page gets half of the payloads; the next page the others.
    """
    for payload in payloads.PARAMETERS[n % 2 :: 2]:
        yield urlencode(dict.fromkeys(sorted(names), payload), errors="replace")
    for name in sorted(names)[n % 2 :: 2]:
        yield urlencode(
            [(name, "'"), (name, '"'), (f"{name}[]", "1"), (f"{name}[x]", "1")]
        )


def rows_of(answer: Answer) -> int:
    """How many rows of tables a page shows."""
    return int(answer.tree.xpath("count(//tbody/tr)"))


def made_for(path: str) -> set[str]:
    """The methods that an address is made for."""
    name = name_of(path)
    return {
        m for route in surface.routes() if route.name == name for m in route.methods
    }


def leads_away(answer: Answer) -> Iterator[str]:
    """Ways in which an answer would take somebody to another site."""
    if EVIL in urlsplit(answer.goes_to).netloc or answer.goes_to.startswith(
        ("//", "/\\", "\\", "javascript:")
    ):
        yield f"{answer}: leads to {answer.goes_to}"
    if answer.is_page and answer.content:
        for element in answer.tree.iter():
            for name in ("href", "action", "formaction", "src", "content"):
                value = element.get(name) or ""
                if urlsplit(value).netloc.endswith(EVIL) or value.startswith(
                    ("//", "/\\", "\\", "javascript:")
                ):
                    yield f"{answer}: {name} leads to {value[:60]}"


def with_words(words: str) -> Iterator[tuple[str, str]]:
    """Every address that takes words, with these in it, and with ordinary ones."""
    yield f"/static/{words}", "/static/nowhere"
    yield f"/{words}", "/nowhere"
    takes_words = ("str", "slug", "path")
    for route in surface.routes():
        if any(blank.kind in takes_words for blank in route.blanks):
            yield (
                route.filled(
                    lambda b: words if b.kind in takes_words else surface.a_value(b)
                ),
                route.filled(surface.a_value),
            )
