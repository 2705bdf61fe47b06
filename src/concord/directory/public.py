"""What other rooms may use of the directory. Nobody needs an account for it.

Each call acts as `directory.public`, to whom the database shows published services and
nothing else, and gives the caller's own actor back. So a page for anybody can call it
without any actor.

    code -> partnership                 partnership_of("elmbrook")
    publishing()                        partnerships with published services
    search(partnership, words="...")    one page of cards
    service(partnership, id)            one service whole, or None
    services(partnership, ids)          many of them
    helplines(partnership, now)         open ones first
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from concord.access.actor import Actor, acting_as
from concord.directory.models import Service
from concord.directory.needs import GROUPS, KINDS, LANGUAGES, NEEDS, NO_FUNDS, SEXES
from concord.directory.opening import Opening, State, clock
from concord.directory.queries import searching
from concord.directory.queries.cards import Card, Number, Place, Shown
from concord.directory.queries.searching import Found, Wanted
from concord.partnership.models import Partnership

PUBLIC = "directory.public"


def partnership_of(code: str) -> Partnership | None:
    """The partnership with this code, if it is in force."""
    with acting_as(Actor.from_job(PUBLIC)):
        found = Partnership.objects.filter(code=code).first()
    if found is None or not _is_in_force(found):
        return None
    return found


def publishing() -> list[Partnership]:
    """The partnerships in force that have published services, by name."""
    with acting_as(Actor.from_job(PUBLIC)):
        found = [
            one for one in Partnership.objects.order_by("name") if _is_in_force(one)
        ]
    return [one for one in found if _publishes(one)]


def _publishes(partnership: Partnership) -> bool:
    with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
        return Service.objects.filter(state=Service.State.PUBLISHED).exists()


def _is_in_force(partnership: Partnership) -> bool:
    """A partnership whose days are over has no directory any more."""
    valid, today = partnership.valid, partnership.today()
    after = valid.upper is not None and today >= valid.upper
    before = valid.lower is not None and today < valid.lower
    return not (after or before)


def search(
    partnership: Partnership,
    *,
    words: str = "",
    needs: Iterable[str] = (),
    near: str = "",
    language: str = "",
    sex: str = "",
    group: str = "",
    kinds: Iterable[str] = (),
    nrpf: bool = False,
    age: int | None = None,
    open_now: bool = False,
    within: float | None = None,
    nearest: bool = False,
    near_first: bool = False,
    miles: bool = False,
    page: int = 1,
    per_page: int = searching.PER_PAGE,
    at: dt.datetime | None = None,
) -> Found:
    """One page of published services, the best first. See `Wanted` for the words.

    `near`: a postcode or the first half of one; services that do not serve it are left
    out. `at`: the moment for "open now", an aware one; else the present.
    """
    wanted = Wanted(
        words=words,
        needs=tuple(needs),
        near=near,
        language=language,
        sex=sex,
        group=group,
        kinds=tuple(kinds),
        nrpf=nrpf,
        age=age,
        open_now=open_now,
        within=within,
        nearest=nearest,
        near_first=near_first,
        miles=miles,
    )
    with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
        return searching.find(partnership, wanted, page=page, per_page=per_page, at=at)


def service(
    partnership: Partnership, pk: uuid.UUID, at: dt.datetime | None = None
) -> Shown | None:
    """A published service whole; None for any other id."""
    with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
        return searching.one(partnership, pk, at=at)


def services(
    partnership: Partnership, pks: Iterable[uuid.UUID]
) -> dict[uuid.UUID, Shown]:
    """Published services whole, by their ids; what is not published is left out."""
    with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
        return searching.whole(partnership, pks)


def helplines(partnership: Partnership, now: dt.datetime | None = None) -> list[Card]:
    """Published helplines: open ones first, and of those the ones open all hours."""
    with acting_as(Actor.from_job(PUBLIC, partnership.pk)):
        return searching.helplines_of(partnership, at=now)


__all__ = [
    "GROUPS",
    "KINDS",
    "LANGUAGES",
    "NEEDS",
    "NO_FUNDS",
    "PUBLIC",
    "SEXES",
    "Card",
    "Found",
    "Number",
    "Opening",
    "Place",
    "Shown",
    "State",
    "clock",
    "helplines",
    "partnership_of",
    "publishing",
    "search",
    "service",
    "services",
]
