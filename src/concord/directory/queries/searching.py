"""Finding services: by words, need, area, language, age; what is open first if asked.

Words are looked up as text, typing mistakes allowed (pg_trgm), and understood as needs
(`everyday`). What fits, and in which order, is one question of the database, which has
to pass its policies to use its indexes: `walls_of_search`. Cards come under policies.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from concord.directory.everyday import (
    Understood,
    is_everyday,
    nearest,
    understood,
)
from concord.directory.models import Schedule, Service
from concord.directory.needs import GROUPS, KINDS, NEEDS, SEXES
from concord.directory.opening import is_open_at
from concord.directory.postcodes import outward_of
from concord.directory.queries.cards import (
    Card,
    Shown,
    card_of,
    shown_of,
    with_parts,
)
from concord.directory.queries.distances import middle_of, miles_to
from concord.partnership.models import Partnership

PER_PAGE = 20
MOST_PER_PAGE = 100
LONGEST = 200  # characters of a query that are looked at
MOST_WORDS = 12
SHORTEST = 3  # letters of a word that is looked up as text
# What a word counts in the text, and in the name. One that means a need has done its
# work by that: it is looked for as it should be written, and decides between equals.
EVERYDAY, OTHER = (0.25, 0.25), (3.0, 4.0)
FARTHEST = 1_000_000  # services before a page; more than any directory has
FIND = """
    SELECT id, total FROM access.find_services(
        %s::text[], %s::boolean[], %s::real[], %s::real[], %s::text[], %s::real[],
        %s::text[], %s::text[], %s::text[], %s, %s::jsonb, %s, %s)
"""
RULE = (
    "kind",
    "valid_from",
    "valid_to",
    "dtstart",
    "freq",
    "interval",
    "byday",
    "bymonthday",
    "opens_at",
    "closes_at",
)
# Most services share their hours with many: each mark comes once, with its rules.
HOURS = """
    SELECT mark, kind, valid_from, valid_to, dtstart, freq, "interval", byday,
           bymonthday, opens_at, closes_at
    FROM access.published_hours_of(%s::jsonb)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. All of it holds together.

    `needs`: any of these codes. `near`: a postcode or its first half; `area`: a first
    half too. `sex`, `group`, `kind`, `language`: codes; `nrpf`: only what takes people
    with no recourse to public funds, or says to ask. Unknown codes find nothing.
    `within`: at most so many miles from `near`, instead of what serves it. `nearest`:
    in the order of miles, what has no place last. `near_first`: where no words say what
    fits best, local services with a place come in the order of miles, before the rest.
    `miles`: tell how far each is. All four need the file of districts.
    """

    words: str = ""
    needs: tuple[str, ...] = ()
    near: str = ""
    language: str = ""
    sex: str = ""
    group: str = ""
    kinds: tuple[str, ...] = ()
    nrpf: bool = False
    age: int | None = None
    open_now: bool = False
    within: float | None = None
    nearest: bool = False
    near_first: bool = False
    miles: bool = False

    @property
    def shows_miles(self) -> bool:
        return self.miles or self.goes_by_miles

    @property
    def goes_by_miles(self) -> bool:
        """Whether all that fits has to be looked at for how far it is."""
        orders = self.near_first and not self.words.strip()
        return orders or self.nearest or self.within is not None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of cards. `understood`: needs that the words seemed to mean. `miles`:
    from the postcode that was given, for those whose place is known.
    """

    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    understood: tuple[str, ...] = ()
    unknown_postcode: bool = False
    miles: dict[uuid.UUID, float] = field(default_factory=dict)

    @property
    def has_next(self) -> bool:
        return self.page < self.pages


def find(
    partnership: Partnership,
    wanted: Wanted,
    *,
    page: int = 1,
    per_page: int = PER_PAGE,
    at: dt.datetime | None = None,
) -> Found:
    """Published services, the best first. Acts as whoever is the actor."""
    now = at or timezone.now()
    per_page = max(1, min(per_page, MOST_PER_PAGE))
    meant = understood(wanted.words[:LONGEST])
    outward = outward_of(wanted.near)
    if wanted.near_first and not (outward and middle_of(outward)):
        wanted = replace(wanted, near_first=False, miles=False)
    here, total, page = _page(wanted, meant, page, per_page, now)
    rows = with_parts(Service.objects.filter(pk__in=here)).in_bulk()
    today = partnership.today()
    return Found(
        cards=tuple(card_of(rows[pk], now, today) for pk in here if pk in rows),
        total=total,
        page=page,
        pages=max(1, -(-total // per_page)),
        understood=tuple(meant.needs),
        unknown_postcode=bool(wanted.near.strip()) and not outward,
        miles=miles_to(here, outward) if outward and wanted.shows_miles else {},
    )


def _page(
    wanted: Wanted, meant: Understood, page: int, per_page: int, now: dt.datetime
) -> tuple[list[uuid.UUID], int, int]:
    """The services of one page, how many there are in all, and which page it is.

    A page after the last is the last.
    """
    page = max(1, page)
    narrow = _narrow(wanted)
    if wanted.open_now:
        narrow["hours"] = _open_marks(narrow, now)
    if wanted.goes_by_miles:
        ids, _ = _asked(narrow, meant, skip=0, most=None)
        ids = _by_distance(wanted, ids)
        page = min(page, max(1, -(-len(ids) // per_page)))
        return ids[(page - 1) * per_page : page * per_page], len(ids), page
    here, total = _asked(narrow, meant, skip=(page - 1) * per_page, most=per_page)
    if not here and page > 1:
        _, total = _asked(narrow, meant, skip=0, most=1)
        page = max(1, -(-total // per_page))
        here, total = _asked(narrow, meant, skip=(page - 1) * per_page, most=per_page)
    return here, total, page


def _by_distance(wanted: Wanted, ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Those near enough, the nearest first, as far as that is asked."""
    miles = miles_to(ids, outward_of(wanted.near))
    if wanted.within is not None:
        return _nearest(
            [pk for pk in ids if miles.get(pk, math.inf) <= wanted.within],
            miles if wanted.nearest else {},
        )
    if wanted.near_first:
        local = Service.objects.filter(pk__in=list(miles), kind="local")
        kept = set(local.values_list("pk", flat=True))
        miles = {pk: far for pk, far in miles.items() if pk in kept}
    return _nearest(ids, miles)


def _nearest(ids: list[uuid.UUID], miles: dict[uuid.UUID, float]) -> list[uuid.UUID]:
    """By miles; what has none stays in its order, behind."""
    return sorted(ids, key=lambda pk: miles.get(pk, math.inf))


def all_matching(wanted: Wanted) -> list[uuid.UUID]:
    """All published services that fit, whether open or not, the best first."""
    meant = understood(wanted.words[:LONGEST])
    return _asked(_narrow(wanted), meant, skip=0, most=None)[0]


def _asked(
    narrow: dict[str, Any], meant: Understood, *, skip: int, most: int | None
) -> tuple[list[uuid.UUID], int]:
    """Some of the services that fit, and how many there are; none after the last."""
    words = [word for word in meant.words[:MOST_WORDS] if len(word) >= SHORTEST]
    known = [is_everyday(word) for word in words]
    counts = [EVERYDAY if one else OTHER for one in known]
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            [
                [nearest(word) for word in words],
                known,
                [text for text, _ in counts],
                [name for _, name in counts],
                list(meant.needs),
                list(meant.needs.values()),
                sorted(meant.marks & set(SEXES.labels)),
                sorted(meant.marks & set(GROUPS.labels)),
                sorted(meant.marks & set(KINDS.labels)),
                "nrpf" in meant.marks,
                json.dumps(narrow),
                min(skip, FARTHEST),
                most,
            ],
        )
        rows = cursor.fetchall()
    return [pk for pk, _ in rows], rows[0][1] if rows else 0


def _narrow(wanted: Wanted) -> dict[str, Any]:
    """The filters that are asked for."""
    asked = {
        "needs": list(wanted.needs),
        "kinds": list(wanted.kinds),
        "sex": wanted.sex,
        "group": wanted.group,
        "nrpf": wanted.nrpf,
        "language": wanted.language,
        "outward": outward_of(wanted.near) if wanted.within is None else "",
    }
    found = {name: value for name, value in asked.items() if value}
    return found if wanted.age is None else found | {"age": wanted.age}


def serves(outward: str) -> Q:
    """Whether a service serves this first half of a postcode.

    A local one that names no area serves all of the directory's own. The search asks
    the same in the database: see `walls_of_search`.
    """
    return (
        Q(nationwide=True)
        | Q(outward_codes__contains=[outward])
        | Q(outward_codes=[], kind__in=["local", "national", "helpline"])
    )


def _open_marks(narrow: dict[str, Any], now: dt.datetime) -> list[str]:
    """The marks of hours that are open, among what the filters leave. One query."""
    with connection.cursor() as cursor:
        cursor.execute(HOURS, [json.dumps(narrow)])
        rows = cursor.fetchall()
    kept: dict[str, list[Schedule]] = {}
    for mark, *values in rows:
        rule = Schedule(**dict(zip(RULE, values, strict=True)))
        kept.setdefault(str(mark), []).append(rule)
    return sorted(mark for mark, rules in kept.items() if is_open_at(rules, now))


def one(
    partnership: Partnership, pk: uuid.UUID, *, at: dt.datetime | None = None
) -> Shown | None:
    """A published service, or none."""
    row = (
        with_parts(Service.objects.filter(partnership_id=partnership.pk))
        .filter(pk=pk, state=Service.State.PUBLISHED)
        .prefetch_related("languages", "costoptions", "serviceareas")
        .first()
    )
    if row is None:
        return None
    return shown_of(row, at or timezone.now(), partnership.today())


def whole(
    partnership: Partnership, pks: Iterable[uuid.UUID], *, at: dt.datetime | None = None
) -> dict[uuid.UUID, Shown]:
    """Published services, each as on its page: as many queries for one as for many."""
    rows = with_parts(Service.objects.filter(partnership_id=partnership.pk)).filter(
        pk__in=list(pks), state=Service.State.PUBLISHED
    )
    rows = rows.prefetch_related("languages", "costoptions", "serviceareas")
    now, today = at or timezone.now(), partnership.today()
    return {row.pk: shown_of(row, now, today) for row in rows}


def helplines_of(
    partnership: Partnership, *, at: dt.datetime | None = None
) -> list[Card]:
    """Helplines, open ones first; among those, what is open longest."""
    now = at or timezone.now()
    rows = with_parts(
        Service.objects.filter(
            partnership_id=partnership.pk,
            state=Service.State.PUBLISHED,
            kind="helpline",
        ).exclude(status__in=[Service.Status.DEFUNCT, Service.Status.INACTIVE])
    )
    cards = [card_of(row, now, partnership.today()) for row in rows]
    rank = {"all_hours": 0, "open": 1, "closing": 2, "unknown": 3, "closed": 4}
    return sorted(
        cards, key=lambda card: (rank[card.opening.state], bool(card.sexes), card.name)
    )


def known_codes() -> dict[str, list[tuple[str, str]]]:
    """Codes and labels to choose from, by field of `Wanted`."""
    return {
        "needs": NEEDS.choices,
        "sex": SEXES.choices,
        "group": GROUPS.choices,
        "kinds": KINDS.choices,
    }
