"""What the public feed answers: pages of services, filtered as Open Referral says.

Everything starts from published services. What is asked never widens that.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from concord.directory.models import (
    Attribute,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from concord.directory.needs import BY_ID, OURS, Vocabulary
from concord.directory.open_referral import words, writing
from concord.directory.opening import DAYS
from concord.directory.postcodes import outward_of
from concord.directory.queries.distances import metres, middle_of
from concord.directory.queries.searching import Wanted, all_matching, serves
from concord.partnership.models import Partnership

Json = dict[str, Any]
PER_PAGE, MOST = 20, 100
DEGREE = 111_000  # metres of a degree of latitude
VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
OPENAPI = "https://docs.openreferraluk.org/en/latest/openapi30.json"
_DAY_WORDS = {
    name: code
    for code, names in zip(
        DAYS,
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        strict=True,
    )
    for name in (code.lower(), names, names[:3])
}


class WronglyAsked(ValueError):
    """A filter that can't be read. The message names it and what it should be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a request. None or empty: not asked."""

    search: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    term: str = ""
    taxonomy: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    days: tuple[str, ...] = field(default=())
    postcode: str = ""
    proximity: float | None = None


def asked_of(given: Mapping[str, str]) -> Asked:
    """Read the parameters of an address. Raises WronglyAsked."""
    per_page = _whole(given, "per_page", "perPage") or PER_PAGE
    return Asked(
        search=given.get("search", ""),
        page=max(1, _whole(given, "page") or 1),
        per_page=max(1, min(per_page, MOST)),
        term=given.get("taxonomy_term_id", "").strip(),
        taxonomy=given.get("taxonomy_id", "").strip(),
        minimum_age=_number(given, "minimum_age"),
        maximum_age=_number(given, "maximum_age"),
        start_time=_time(given, "start_time"),
        end_time=_time(given, "end_time"),
        days=_days(given),
        postcode=_postcode(given),
        proximity=_number(given, "proximity"),
    )


def _number(given: Mapping[str, str], *names: str) -> float | None:
    for name in names:
        if said := given.get(name, "").strip():
            try:
                number = float(said)
            except ValueError as error:
                raise WronglyAsked(f"{name}: write a number.") from error
            if not math.isfinite(number) or abs(number) > 10_000_000:
                raise WronglyAsked(f"{name}: write a smaller number.")
            return number
    return None


def _whole(given: Mapping[str, str], *names: str) -> int | None:
    number = _number(given, *names)
    return None if number is None else int(number)


def _time(given: Mapping[str, str], name: str) -> dt.time | None:
    said = given.get(name, "").strip()
    if not said:
        return None
    try:
        return dt.time.fromisoformat(said).replace(tzinfo=None)
    except ValueError as error:
        raise WronglyAsked(f"{name}: write a time such as 09:00.") from error


def _days(given: Mapping[str, str]) -> tuple[str, ...]:
    said = [word.strip().lower() for word in given.get("day", "").split(",")]
    words = [word for word in said if word]
    if any(word not in _DAY_WORDS for word in words):
        raise WronglyAsked("day: write days such as MO or Monday.")
    return tuple(_DAY_WORDS[word] for word in words)


def _postcode(given: Mapping[str, str]) -> str:
    said = given.get("postcode", "").strip()
    outward = outward_of(said)
    if said and not outward:
        raise WronglyAsked("postcode: write one such as ZZ1 1ZZ.")
    return outward


def details() -> Json:
    """What `/` says of this feed."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def services(partnership: Partnership, asked: Asked) -> Json:
    """A page of services, in short: by name, or the best first if words are given."""
    best = _best(asked)
    found = _filtered(partnership, asked, best).select_related("organisation")
    if best is None:
        return _page(found, asked, writing.brief)
    fit = set(found.order_by().values_list("pk", flat=True))
    ids = [pk for pk in best if pk in fit]
    start = (asked.page - 1) * asked.per_page
    here = ids[start : start + asked.per_page]
    rows = _published(partnership).select_related("organisation").in_bulk(here)
    contents = [writing.brief(rows[pk]) for pk in here if pk in rows]
    return page_of(contents, len(ids), asked)


def _best(asked: Asked) -> list[uuid.UUID] | None:
    """What the words find, the best first; None without words."""
    if not asked.search.strip():
        return None
    return all_matching(Wanted(words=asked.search))


def service(partnership: Partnership, pk: str) -> Json | None:
    """One service whole, or none."""
    row = _whole_services(partnership).filter(pk=_uuid(pk)).first()
    return writing.whole(row) if row is not None else None


def _published(partnership: Partnership) -> QuerySet[Service]:
    return Service.objects.filter(
        partnership_id=partnership.pk, state=Service.State.PUBLISHED
    )


def _whole_services(partnership: Partnership) -> QuerySet[Service]:
    places = ServiceAtLocation.objects.select_related("location")
    words = Attribute.objects.select_related("term")
    return (
        _published(partnership)
        .select_related("organisation")
        .prefetch_related(
            "phones",
            "contacts",
            "schedules",
            "languages",
            "fundings",
            "costoptions",
            "serviceareas",
        )
        .prefetch_related(Prefetch("attributes", queryset=words))
        .prefetch_related(Prefetch("serviceatlocations", queryset=places))
    )


def _filtered(
    partnership: Partnership, asked: Asked, best: Sequence[uuid.UUID] | None
) -> QuerySet[Service]:
    found = _published(partnership).order_by("name", "id")
    if best is not None:
        found = found.filter(pk__in=best)
    if asked.term:
        found = found.filter(_has_term(asked.term))
    if asked.taxonomy:
        found = found.filter(_has_taxonomy(asked.taxonomy))
    if asked.minimum_age is not None:
        found = found.filter(minimum_age__gte=asked.minimum_age)
    if asked.maximum_age is not None:
        found = found.filter(maximum_age__lte=asked.maximum_age)
    hours = _hours(asked)
    return found.filter(hours).distinct() if hours else found


def _hours(asked: Asked) -> Q:
    """All of it in one and the same rule of hours."""
    hours = Q()
    if asked.start_time is not None:
        hours &= Q(schedules__opens_at__gte=asked.start_time)
    if asked.end_time is not None:
        hours &= Q(schedules__closes_at__lte=asked.end_time)
    for day in asked.days:
        hours &= Q(schedules__byday__contains=day)
    return hours


NOTHING = uuid.UUID(int=0)  # the id of no row


def _uuid(said: str) -> uuid.UUID:
    try:
        return uuid.UUID(said)
    except ValueError:
        return NOTHING


def _has_term(said: str) -> Q:
    pk = _uuid(said)
    if pk in BY_ID:
        vocabulary, code = BY_ID[pk]
        return _ours(vocabulary, [code])
    return Q(attributes__term_id=pk)


def _has_taxonomy(said: str) -> Q:
    pk = _uuid(said)
    for vocabulary in OURS:
        if vocabulary.id == pk:
            return _ours(vocabulary, [term.code for term in vocabulary.terms])
    terms = Attribute.objects.filter(term__taxonomy_id=pk)
    return Q(pk__in=terms.values("service_id"))


def _ours(vocabulary: Vocabulary, codes: Sequence[str]) -> Q:
    lists = {"need": "needs", "sex": "sexes", "by_and_for": "by_and_for"}
    if vocabulary.code in lists:
        return Q(**{f"{lists[vocabulary.code]}__overlap": list(codes)})
    if vocabulary.code == "language":
        return Q(languages__code__in=codes)
    return Q(**{f"{vocabulary.code}__in": codes})


def _page(found: QuerySet[Any], asked: Asked, write: Callable[[Any], Json]) -> Json:
    total = found.count()
    start = (asked.page - 1) * asked.per_page
    rows = list(found[start : start + asked.per_page]) if start < total else []
    return page_of([write(row) for row in rows], total, asked)


def page_of(contents: list[Json], total: int, asked: Asked) -> Json:
    """One page and what it is of. A page after the last is empty."""
    pages = max(1, -(-total // asked.per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _sliced(listed: list[Json], asked: Asked) -> Json:
    start = (asked.page - 1) * asked.per_page
    return page_of(listed[start : start + asked.per_page], len(listed), asked)


def taxonomies(partnership: Partnership, asked: Asked) -> Json:
    """A page of taxonomies: ours, then those that feeds brought."""
    others = Taxonomy.objects.filter(partnership_id=partnership.pk)
    return _sliced([*words.our_taxonomies(), *map(words.taxonomy, others)], asked)


def taxonomy(partnership: Partnership, pk: str) -> Json | None:
    """One taxonomy, or none."""
    number = _uuid(pk)
    for vocabulary in OURS:
        if vocabulary.id == number:
            return words.our_taxonomy(vocabulary)
    row = Taxonomy.objects.filter(partnership_id=partnership.pk, pk=number).first()
    return words.taxonomy(row) if row is not None else None


def taxonomy_terms(partnership: Partnership, asked: Asked) -> Json:
    """A page of words: ours, then those that feeds brought."""
    ours = [
        words.our_term(vocabulary, term.code)
        for vocabulary in OURS
        for term in vocabulary.terms
        if not asked.taxonomy or vocabulary.id == _uuid(asked.taxonomy)
    ]
    others = TaxonomyTerm.objects.filter(partnership_id=partnership.pk)
    if asked.taxonomy:
        others = others.filter(taxonomy_id=_uuid(asked.taxonomy))
    return _sliced([*ours, *map(words.taxonomy_term, others)], asked)


def taxonomy_term(partnership: Partnership, pk: str) -> Json | None:
    """One word, or none."""
    number = _uuid(pk)
    if number in BY_ID:
        return words.our_term(*BY_ID[number])
    row = TaxonomyTerm.objects.filter(partnership_id=partnership.pk, pk=number).first()
    return words.taxonomy_term(row) if row is not None else None


def service_at_locations(partnership: Partnership, asked: Asked) -> Json:
    """A page of services at places. Refuges have none."""
    of = _filtered(partnership, asked, _best(asked)).order_by()
    found = _places(partnership).filter(
        service__in=of.values("pk"), service__is_secret_place=False
    )
    if asked.postcode:
        found = _near(partnership, found, asked)
    rows = found.select_related("location", "service__organisation").order_by(
        "service__name", "id"
    )
    return _page(rows, asked, lambda row: writing.at_location(row, is_whole=False))


def service_at_location(partnership: Partnership, pk: str) -> Json | None:
    """One service at a place with everything, or none."""
    row = (
        _places(partnership)
        .filter(pk=_uuid(pk), service__is_secret_place=False)
        .select_related("location")
        .prefetch_related(Prefetch("service", queryset=_whole_services(partnership)))
        .first()
    )
    if row is None:
        return None
    found = writing.at_location(row, is_whole=True)
    found["service"].pop("service_at_locations", None)  # not in this shape
    return found


def _places(partnership: Partnership) -> QuerySet[ServiceAtLocation]:
    return ServiceAtLocation.objects.filter(
        partnership_id=partnership.pk, service__state=Service.State.PUBLISHED
    )


def _near(
    partnership: Partnership, found: QuerySet[ServiceAtLocation], asked: Asked
) -> QuerySet[ServiceAtLocation]:
    """Within `proximity` of the middle of the postcode's district, where that is known;
    else those of services that serve it.
    """
    middle = middle_of(asked.postcode)
    if asked.proximity is None or middle is None:
        of = _published(partnership).filter(serves(asked.postcode))
        return found.filter(service__in=of.values("pk"))
    far = asked.proximity
    latitude, longitude = middle
    wide = far / max(1.0, DEGREE * math.cos(math.radians(latitude)))
    near = found.filter(
        location__latitude__range=(latitude - far / DEGREE, latitude + far / DEGREE),
        location__longitude__range=(longitude - wide, longitude + wide),
    ).values_list("pk", "location__latitude", "location__longitude")
    within = [
        pk
        for pk, north, east in near
        if north is not None
        and east is not None
        and metres(middle, (north, east)) <= far
    ]
    return found.filter(pk__in=within)
