"""Finding services: by words, need, area, language, age; what is open first if asked.

Words are looked up as text, typing mistakes allowed (pg_trgm), and understood as needs
(`everyday`). Each sum of hits is worked out in the database, by its indexes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Cast, Greatest
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from concord.directory.everyday import Understood, is_everyday, understood
from concord.directory.models import Schedule, Service
from concord.directory.needs import GROUPS, KINDS, NEEDS, SEXES
from concord.directory.opening import opening_at
from concord.directory.postcodes import outward_of
from concord.directory.queries.cards import (
    Card,
    Shown,
    card_of,
    shown_of,
    with_parts,
)
from concord.partnership.models import Partnership

PER_PAGE = 20
MOST_PER_PAGE = 100
LONGEST = 200  # characters of a query that are looked at
MOST_WORDS = 12
SIMILAR = 0.6  # of a word with a part of the text, as pg_trgm counts
Score = Case | Value | CombinedExpression
ORDER = ("local", "helpline", "national", "neighbour")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. All of it holds together.

    `needs`: any of these codes. `near`: a postcode or its first half; `area`: a first
    half too. `sex`, `group`, `kind`, `language`: codes; `nrpf`: only what takes people
    with no recourse to public funds, or says to ask. Unknown codes find nothing.
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


@dataclass(frozen=True, slots=True)
class Found:
    """One page of cards. `understood`: needs that the words seemed to mean."""

    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    understood: tuple[str, ...] = ()
    unknown_postcode: bool = False
    counts: dict[str, int] = field(default_factory=dict)

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
    services, meant = matching(partnership, wanted)
    ids = list(services.values_list("pk", flat=True))
    if wanted.open_now:
        ids = open_of(ids, now)
    pages = max(1, -(-len(ids) // per_page))
    page = max(1, min(page, pages))
    here = ids[(page - 1) * per_page : page * per_page]
    rows = with_parts(Service.objects.filter(pk__in=here)).in_bulk()
    today = partnership.today()
    return Found(
        cards=tuple(card_of(rows[pk], now, today) for pk in here if pk in rows),
        total=len(ids),
        page=page,
        pages=pages,
        understood=tuple(meant.needs),
        unknown_postcode=bool(wanted.near.strip()) and not outward_of(wanted.near),
    )


def matching(
    partnership: Partnership, wanted: Wanted
) -> tuple[QuerySet[Service], Understood]:
    """The published services that fit, in order, and what the words seemed to mean."""
    services: QuerySet[Service] = Service.objects.filter(
        partnership_id=partnership.pk, state=Service.State.PUBLISHED
    ).exclude(status__in=[Service.Status.DEFUNCT, Service.Status.INACTIVE])
    services = _narrowed(services, wanted)
    meant = understood(wanted.words[:LONGEST])
    return _ranked(services, wanted, meant), meant


def _narrowed(services: QuerySet[Service], wanted: Wanted) -> QuerySet[Service]:
    if wanted.needs:
        services = services.filter(needs__overlap=list(wanted.needs))
    if wanted.sex:
        services = services.filter(Q(sexes=[]) | Q(sexes__contains=[wanted.sex]))
    if wanted.group:
        services = services.filter(by_and_for__contains=[wanted.group])
    if wanted.kinds:
        services = services.filter(kind__in=wanted.kinds)
    if wanted.nrpf:
        services = services.filter(nrpf__in=["yes", "ask"])
    if wanted.age is not None:
        services = services.filter(
            Q(minimum_age=None) | Q(minimum_age__lte=wanted.age),
            Q(maximum_age=None) | Q(maximum_age__gte=wanted.age),
        )
    if wanted.language:
        services = services.filter(
            Q(languages__code=wanted.language) | ~Q(language_note="")
        ).distinct()
    if outward := outward_of(wanted.near):
        services = services.filter(serves(outward))
    return services


def serves(outward: str) -> Q:
    """Whether a service serves this first half of a postcode.

    A local one that names no area serves all of the directory's own.
    """
    return (
        Q(nationwide=True)
        | Q(outward_codes__contains=[outward])
        | Q(outward_codes=[], kind="local")
        | Q(kind__in=["national", "helpline"], outward_codes=[])
    )


def _ranked(
    services: QuerySet[Service], wanted: Wanted, meant: Understood
) -> QuerySet[Service]:
    near_first = Case(
        *(When(kind=kind, then=Value(n)) for n, kind in enumerate(ORDER)),
        default=Value(len(ORDER)),
    )
    words = meant.words[:MOST_WORDS]
    if not words and not meant.needs and not meant.marks:
        return services.annotate(near_first=near_first).order_by(
            "near_first", "name", "id"
        )
    hits = Q(pk__in=[])
    if meant.needs:
        hits |= Q(needs__overlap=list(meant.needs))
    for word in words:
        if len(word) >= 3:
            hits |= Q(search_text__trigram_word_similar=word)
    for mark in meant.marks:
        hits |= _marked(mark)
    score = _by_need(meant) + _by_mark(meant) + _by_word(words) + _by_kind()
    return (
        services.filter(hits)
        .annotate(score=score, near_first=near_first)
        .order_by("-score", "near_first", "name", "id")
    )


def _number(value: float) -> Value:
    return Value(float(value), output_field=FloatField())


def _marked(mark: str) -> Q:
    """Services by or for those whom a word names; people without public funds."""
    if mark == "nrpf":
        return Q(nrpf__in=["yes", "ask"])
    if mark in SEXES.labels:
        return Q(sexes__contains=[mark])
    if mark in KINDS.labels:
        return Q(kind=mark)
    return Q(by_and_for__contains=[mark])


def _by_need(meant: Understood) -> Score:
    total: Score = _number(0)
    for code, weight in meant.needs.items():
        total = total + Case(
            When(needs__contains=[code], then=_number(weight)), default=_number(0)
        )
    return total


def _by_mark(meant: Understood) -> Score:
    """For whom it is counts as much as what it does; for others only, against it."""
    total: Score = _number(0)
    for mark in sorted(meant.marks):
        total = total + Case(When(_marked(mark), then=_number(6)), default=_number(0))
    for sex in sorted(meant.marks & set(SEXES.labels)):
        others = ~Q(sexes=[]) & ~Q(sexes__contains=[sex])
        total = total - Case(When(others, then=_number(8)), default=_number(0))
    return total


def _by_word(words: Sequence[str]) -> Score:
    """Words of its name count most."""
    total: Score = _number(0)
    for word in words:
        if len(word) < 3:
            continue
        # A word that means a need has done its work by that.
        weight, named = (0.25, 0.25) if is_everyday(word) else (3.0, 4.0)
        text = TrigramWordSimilarity(word, "search_text")
        name = TrigramWordSimilarity(word, F("name"))
        runs = TrigramWordSimilarity(word, F("organisation__name"))
        total = (
            total
            + Case(When(_similar(text), then=text * weight), default=_number(0))
            + Case(
                When(_similar(Greatest(name, runs)), then=_number(named)),
                default=_number(0),
            )
        )
    return total


def _similar(expression: Combinable) -> GreaterThanOrEqual:
    return GreaterThanOrEqual(Cast(expression, FloatField()), _number(SIMILAR))


def _by_kind() -> Case:
    """Near and always reached before far, when they help with the same."""
    return Case(
        When(kind="local", then=_number(2.0)),
        When(kind="helpline", then=_number(1.2)),
        When(kind="national", then=_number(0.6)),
        default=_number(0),
    )


def open_of(ids: Sequence[uuid.UUID], now: dt.datetime) -> list[uuid.UUID]:
    """Those of these services that are open, in their order. One query."""
    hours: dict[uuid.UUID, list[Schedule]] = {}
    for row in Schedule.objects.filter(service__in=ids):
        hours.setdefault(row.service_id, []).append(row)
    return [pk for pk in ids if opening_at(hours.get(pk, []), now).is_open]


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
