"""What is shown of a service in a list, and on its page. Nothing of drafts.

Words that are not public (capacity, owner, doubts) are not in these shapes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from concord.directory.models import Service, ServiceAtLocation
from concord.directory.needs import GROUPS, NEEDS, NO_FUNDS, SEXES
from concord.directory.opening import Opening, Row, opening_at, table_of

HELD_BACK = (
    "We don't show the address. It is kept secret so that people there stay safe."
)


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as it is printed; `dial` is for a link."""

    number: str
    label: str
    is_free: bool
    is_text: bool

    @property
    def dial(self) -> str:
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class Card:
    """A service in a list. Codes are those of `concord.directory.needs`.

    `where` is empty where nothing is to be said of a place. `is_late`: should have been
    checked by now, or never was.
    """

    id: uuid.UUID
    name: str
    organisation: str
    about: str
    kind: str
    needs: tuple[str, ...]
    sexes: tuple[str, ...]
    by_and_for: tuple[str, ...]
    nrpf: str
    minimum_age: float | None
    maximum_age: float | None
    phones: tuple[Number, ...]
    opening: Opening
    who_answers: str
    is_secret_place: bool
    where: str
    alert: str
    example_note: str
    verified_on: dt.date | None
    verified_by: str
    review_due: dt.date | None
    is_late: bool

    @property
    def for_whom(self) -> str:
        """In plain words: "Women, from 16"; empty for anybody."""
        sexes = [SEXES.labels[code] for code in self.sexes]
        said = " and ".join(sexes)
        if ages := ages_in_words(self.minimum_age, self.maximum_age):
            said = f"{said}, {ages}" if said else f"Anybody {ages}"
        return said


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    lines: tuple[str, ...]
    postcode: str
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A service on its own page. Texts are as typed; split lines for lists."""

    card: Card
    description: str
    url: str
    email: str
    hours: tuple[Row, ...]
    hours_note: str
    does_not: tuple[str, ...]
    how_to_refer: str
    self_referral: bool
    cost: str
    access: str
    languages: tuple[str, ...]
    language_note: str
    call_safely: str
    quality_marks: str
    areas: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def need_labels(self) -> tuple[str, ...]:
        return tuple(NEEDS.labels[code] for code in self.card.needs)

    @property
    def group_labels(self) -> tuple[str, ...]:
        return tuple(GROUPS.labels[code] for code in self.card.by_and_for)

    @property
    def no_funds(self) -> str:
        return NO_FUNDS.labels.get(self.card.nrpf, "")


def ages_in_words(first: float | None, last: float | None) -> str:
    """from 16, up to 19, 11 to 19; empty without any."""
    if first and last is not None:
        return f"{first:g} to {last:g}"
    if first:
        return f"from {first:g}"
    return f"up to {last:g}" if last is not None else ""


def with_parts(services: QuerySet[Service]) -> QuerySet[Service]:
    """What a card needs: four queries for any number of services."""
    places = ServiceAtLocation.objects.select_related("location")
    return services.select_related("organisation").prefetch_related(
        "phones", "schedules", Prefetch("serviceatlocations", queryset=places)
    )


def card_of(service: Service, now: dt.datetime, today: dt.date) -> Card:
    """The card of a service that was fetched `with_parts`."""
    return Card(
        id=service.pk,
        name=service.name,
        organisation=service.organisation.name,
        about=service.description,
        kind=service.kind,
        needs=tuple(service.needs),
        sexes=tuple(service.sexes),
        by_and_for=tuple(service.by_and_for),
        nrpf=service.nrpf,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        phones=tuple(
            Number(one.number, one.label, one.is_free, one.is_text)
            for one in service.phones.all()
        ),
        opening=opening_at(service.schedules.all(), now),
        who_answers=service.who_answers,
        is_secret_place=service.is_secret_place,
        where=_where(service),
        alert=service.alert,
        example_note=service.example_note,
        verified_on=service.verified_on,
        verified_by=service.verified_by_whom,
        review_due=service.review_due,
        is_late=service.is_late(today),
    )


def _where(service: Service) -> str:
    if service.is_secret_place:
        return HELD_BACK if service.kind in ("local", "neighbour") else ""
    towns = [
        one.location.city or one.location.name
        for one in service.serviceatlocations.all()
        if one.location.kind == "physical"
    ]
    return ", ".join(dict.fromkeys(town for town in towns if town))


def shown_of(service: Service, now: dt.datetime, today: dt.date) -> Shown:
    """The page of a service that was fetched `with_parts`."""
    return Shown(
        card=card_of(service, now, today),
        description=service.description,
        url=service.url,
        email=service.email,
        hours=tuple(table_of(service.schedules.all())),
        hours_note=service.schedule_note,
        does_not=lines_of(service.does_not),
        how_to_refer=service.how_to_refer,
        self_referral=service.self_referral,
        cost=_cost(service),
        access=service.access_note,
        languages=tuple(one.name or one.code for one in service.languages.all()),
        language_note=service.language_note,
        call_safely=service.call_safely,
        quality_marks=service.accreditations,
        areas=_areas(service),
        places=tuple(_places(service.serviceatlocations.all())),
    )


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _cost(service: Service) -> str:
    said: list[str] = [service.fees] if service.fees else []
    for one in service.costoptions.all():
        amount = f"£{one.amount:.2f}" if one.amount is not None else ""
        said.append(
            " ".join(filter(None, [one.option, amount, one.amount_description]))
        )
    return ". ".join(said)


def _areas(service: Service) -> tuple[str, ...]:
    named = [one.name for one in service.serviceareas.all() if one.name]
    if service.nationwide:
        named.append("All of the UK")
    return tuple(dict.fromkeys([*named, *service.outward_codes]))


def _places(at: Iterable[ServiceAtLocation]) -> Iterable[Place]:
    for one in at:
        found = one.location
        if found.kind == "physical":
            lines: Sequence[str] = (found.address_1, found.city, found.county)
            yield Place(
                name=found.name,
                lines=tuple(line for line in lines if line),
                postcode=found.postcode,
                access=tuple(_access(found.access)),
            )


def _access(said: Iterable[object]) -> Iterable[str]:
    """Sentences: ours are texts, a feed's are objects with a description."""
    for one in said:
        text = one.get("description") if isinstance(one, dict) else one
        if text:
            yield str(text)
