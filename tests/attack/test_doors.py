"""Every door is known, and shut for whoever is locked out, in the same team as others.

`test_walls` tries every address with ids of others, also as somebody who is locked out;
`test_pages` follows every link. Here the two are held against the registry of doors.
"""

from __future__ import annotations

from django.urls import Resolver404, resolve

from concord.access.doors import DOORS, why_no_door
from concord.foundation.jobs import app
from concord.foundation.post.letters import _REGISTER
from tests.attack import hidden, looking_up, surface
from tests.attack.conftest import Visit
from tests.attack.crawling import Site, crawl
from tests.attack.looking_up import LookedUp
from tests.attack.spying import Rows
from tests.attack.visiting import Answer
from tests.attack.world import World

NAMES = {name for name, _ in DOORS}


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def tables_of(site: Site) -> list[tuple[str, Answer]]:
    """The files of rows; papers of the board are about the plan."""
    return [(a, f) for a, f in site.files.items() if f.kind != "application/pdf"]


def everything(
    who: str, world: World, rows: Rows, visit: Visit, looked_up: LookedUp
) -> Site:
    """What somebody finds by links, and by the ids of all that they are shown."""
    site = Site(who)
    shown, _ = hidden.parted(world.actor(who), rows)
    crawl(visit(who), site, looking_up.addresses(looked_up, shown))
    return site


def test_every_door_is_shut_for_whoever_is_locked_out(
    world: World, all_rows: Rows, visit: Visit, looked_up: LookedUp
) -> None:
    colleague = everything("colleague", world, all_rows, visit, looked_up)
    secrets = hidden.secrets_of(world.actor("locked out"), all_rows)
    open_to_colleague = set()
    wrong = []
    for address, page in [*colleague.pages.items(), *tables_of(colleague)]:
        if not secrets.seen_in(page, but=[address]):
            continue
        open_to_colleague.add(name_of(address))
        answer = visit("locked out").get(address)
        wrong += [
            f"{address}: tells {word}"
            for word in secrets.seen_in(answer, but=[address])
        ]
    assert not wrong, "\n".join(wrong[:40])
    # A colleague of the same team is shown something behind all of these.
    assert open_to_colleague >= {
        "cases:index",
        "cases:case",
        "cases:sheet",
        "cases:persons",
        "cases:who_can_see",
        "contact:points",
        "risk:index",
        "risk:assessment",
        "marac:meeting",
        "marac:print",
        "marac:item",
        "marac:research",
        "marac:not_known",
        "marac:answer",
        "marac:action",
        "marac:flags",
        "marac:flag",
    }


def test_an_address_that_shows_somebody_is_a_registered_door(
    world: World, all_rows: Rows, sites: dict[str, Site]
) -> None:
    secrets = hidden.secrets_of(world.actor("another team"), all_rows)
    unknown = {
        name_of(address)
        for who in ("holder", "coordinator", "auditor")
        for address, page in [*sites[who].pages.items(), *tables_of(sites[who])]
        if secrets.seen_in(page, but=[address]) and name_of(address) not in NAMES
    }
    assert not {name for name in unknown if not why_no_door(name)}


def test_every_address_of_a_room_with_people_is_a_door_or_says_why_not() -> None:
    rooms = ("cases:", "contact:", "risk:", "marac:")
    found = {route.name for route in surface.routes() if route.name.startswith(rooms)}
    assert len(found) > 30
    assert {n for n in found if n not in NAMES and not why_no_door(n)} == set()


def test_every_job_and_letter_is_a_door_or_says_why_not() -> None:
    names = {*app.tasks, *_REGISTER}
    ours = {
        name for name in names if not name.startswith(("builtin:", "procrastinate"))
    }
    assert len(ours) > 10
    assert {n for n in ours if n not in NAMES and not why_no_door(n)} == set()
