"""A service as Open Referral UK 3.0 writes it: fields of the profile and no others.

What the profile has no field for stands in the description, each in a paragraph with
a head of its own, so that it can be read back (`reading`). A telephone number is a
contact whose title is the number: the profile's services have no telephones. Words of
ours are attributes of our own taxonomies.

Nothing is written here that the public may not see: capacity, owner, doubts, who last
looked over an entry. A refuge has no location, because it has none in the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from concord.directory.models import (
    CostOption,
    Location,
    Organisation,
    Schedule,
    Service,
    ServiceAtLocation,
)
from concord.directory.open_referral.words import (
    Json,
    attributes_of,
    filled,
    made_id,
    uri,
)

# Heads of paragraphs of the description, and the column that each one is.
PARAGRAPHS = (
    ("Who answers", "who_answers"),
    ("What it does not do", "does_not"),
    ("How to refer", "how_to_refer"),
    ("Call safely", "call_safely"),
    ("Access", "access_note"),
    ("Languages", "language_note"),
    ("Hours", "schedule_note"),
)
SECRET = "The address is kept secret."  # noqa: S105
ONLY_REFERRED = "People can't come by themselves: somebody refers them."
DISTRICT, NATION = "postcode_district", "nation"
WHOLE_COUNTRY = "All of the UK"
TELEPHONE, TEXT, FREE = "Telephone", "Text messages", " (free)"
HEADS = {"holiday": "Bank holidays", "term": "Term time", "closed": "Closed"}


def moment(at: dt.datetime) -> str:
    """To the millisecond, as the profile asks."""
    said = at.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return said.replace("+00:00", "Z")


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def brief_organisation(organisation: Organisation) -> Json:
    """As it stands inside of a list."""
    return {
        "id": str(organisation.pk),
        "name": organisation.name,
        # Required by the profile; what else can be said of one that says nothing.
        "description": organisation.description or organisation.name,
        **filled(
            email=organisation.email,
            website=uri(organisation.website),
            uri=uri(organisation.uri),
            logo=organisation.logo,
        ),
        **organisation.extra,
    }


def whole_organisation(organisation: Organisation) -> Json:
    """With its numbers in registers."""
    found = brief_organisation(organisation)
    if organisation.identifiers:
        found["organization_identifiers"] = [
            {
                "id": made_id(organisation.pk, f"identifier:{n}"),
                "organization_id": str(organisation.pk),
                **one,
            }
            for n, one in enumerate(organisation.identifiers)
        ]
    return found


def brief(service: Service) -> Json:
    """A service as it stands in `/services`: nothing that there can be several of."""
    return {
        "id": str(service.pk),
        "organization_id": str(service.organisation_id),
        "name": service.name,
        "status": service.status,
        "last_modified": moment(service.modified_at),
        "organization": brief_organisation(service.organisation),
        **filled(
            description=described(service),
            url=uri(service.url),
            email=service.email,
            fees=service.fees,
            accreditations=service.accreditations,
            minimum_age=_number(service.minimum_age),
            maximum_age=_number(service.maximum_age),
            assured_date=service.verified_on and service.verified_on.isoformat(),
            alert=alert_of(service),
        ),
        **service.extra,
    }


def alert_of(service: Service) -> str:
    """What is different at the moment, and that an example is an example."""
    said = [service.alert, service.example_note]
    return " ".join(text for text in said if text)


def described(service: Service) -> str:
    """The description, and a paragraph for each thing without a field."""
    said = [service.description] if service.description else []
    said += [
        f"{head}: {getattr(service, column)}"
        for head, column in PARAGRAPHS
        if getattr(service, column)
    ]
    if not service.self_referral:
        said.append(ONLY_REFERRED)
    if service.is_secret_place:
        said.append(SECRET)
    return "\n\n".join(said)


def whole(service: Service) -> Json:
    """A service as it stands in `/services/{id}`."""
    found = brief(service)
    found["organization"] = whole_organisation(service.organisation)
    parts: dict[str, Iterable[Json]] = {
        "schedules": map(schedule, service.schedules.all()),
        "service_areas": _areas(service),
        "service_at_locations": _places(service),
        "languages": _languages(service),
        "funding": (
            {"id": str(one.pk), "service_id": str(service.pk), "source": one.source}
            for one in service.fundings.all()
        ),
        "cost_options": map(_cost, service.costoptions.all()),
        "contacts": _contacts(service),
        "attributes": attributes_of(service),
    }
    for name, rows in parts.items():
        if listed := list(rows):
            found[name] = listed
    return found


def schedule(one: Schedule) -> Json:
    """Hours. What kind they are stands at the beginning of the description."""
    head = HEADS.get(one.kind, "")
    description = ". ".join(text for text in (head, one.description) if text)
    return {
        "id": str(one.pk),
        "service_id": str(one.service_id),
        **filled(
            service_at_location_id=one.at_id and str(one.at_id),
            valid_from=one.valid_from and one.valid_from.isoformat(),
            valid_to=one.valid_to and one.valid_to.isoformat(),
            dtstart=one.dtstart and one.dtstart.isoformat(),
            freq=one.freq,
            interval=one.interval,
            byday=one.byday,
            bymonthday=one.bymonthday,
            description=description,
            opens_at=one.opens_at and one.opens_at.isoformat("seconds"),
            closes_at=one.closes_at and one.closes_at.isoformat("seconds"),
            schedule_link=uri(one.link),
            attending_type=one.attending_type,
            notes=one.notes,
        ),
    }


def _areas(service: Service) -> Iterator[Json]:
    for one in service.serviceareas.all():
        yield {
            "id": str(one.pk),
            "service_id": str(service.pk),
            **filled(
                name=one.name,
                extent=one.extent,
                extent_type=one.extent_type,
                uri=uri(one.uri),
            ),
            **one.extra,
        }
    if service.nationwide:
        yield _made_area(service, WHOLE_COUNTRY, NATION)
    for code in service.outward_codes:
        yield _made_area(service, code, DISTRICT)


def _made_area(service: Service, name: str, kind: str) -> Json:
    return {
        "id": made_id(service.pk, f"area:{name}"),
        "service_id": str(service.pk),
        "name": name,
        "extent": name,
        "extent_type": kind,
    }


def _places(service: Service) -> Iterator[Json]:
    if service.is_secret_place:
        return
    for at in service.serviceatlocations.all():
        yield {
            "id": str(at.pk),
            "service_id": str(service.pk),
            "location_id": str(at.location_id),
            "location": location(at.location),
        }


def brief_location(one: Location) -> Json:
    """Without its addresses, as it stands in a list."""
    return {
        "id": str(one.pk),
        "location_type": one.kind,
        **filled(
            name=one.name,
            description=one.description,
            latitude=one.latitude,
            longitude=one.longitude,
            external_identifier=one.external_identifier,
            external_identifier_type=one.external_identifier_type,
        ),
    }


def location(one: Location) -> Json:
    """With its addresses. One that lacks what the profile requires is left out."""
    found = brief_location(one)
    extra = dict(one.extra)
    first = extra.pop("address", {})
    if one.address_1 and one.city and one.county and one.postcode:
        address = {
            "address_1": one.address_1,
            "city": one.city,
            "state_province": one.county,
            "postal_code": one.postcode,
            "country": one.country,
            "address_type": one.kind,
            **first,
        }
        found["addresses"] = [
            {
                "id": made_id(one.pk, f"address:{n}"),
                "location_id": str(one.pk),
                **each,
            }
            for n, each in enumerate([address, *extra.pop("addresses", [])])
        ]
    if one.access:
        found["accessibility"] = [
            {
                "id": made_id(one.pk, f"access:{n}"),
                "location_id": str(one.pk),
                **(said if isinstance(said, dict) else {"description": said}),
            }
            for n, said in enumerate(one.access)
        ]
    return found


def _languages(service: Service) -> Iterator[Json]:
    """The profile knows that there is one, and no field for which."""
    for one in service.languages.all():
        yield {"id": str(one.pk), "service_id": str(service.pk)}


def _cost(one: CostOption) -> Json:
    return {
        "id": str(one.pk),
        "service_id": str(one.service_id),
        **filled(
            valid_from=one.valid_from and one.valid_from.isoformat(),
            valid_to=one.valid_to and one.valid_to.isoformat(),
            option=one.option,
            amount=_number(one.amount),
            amount_description=one.amount_description,
        ),
    }


def _contacts(service: Service) -> Iterator[Json]:
    for one in service.phones.all():
        name = TEXT if one.is_text else TELEPHONE
        if one.label:
            name = f"{name}: {one.label}"
        yield {
            "id": str(one.pk),
            "service_id": str(service.pk),
            "name": name + (FREE if one.is_free else ""),
            "title": one.number,
        }
    for contact in service.contacts.all():
        yield {
            "id": str(contact.pk),
            "service_id": str(service.pk),
            **filled(name=contact.name, title=contact.title),
        }


def at_location(at: ServiceAtLocation, *, is_whole: bool) -> Json:
    """A service at a place, as it stands in a list or by itself."""
    return {
        "id": str(at.pk),
        "service_id": str(at.service_id),
        "location_id": str(at.location_id),
        "location": location(at.location) if is_whole else brief_location(at.location),
        "service": whole(at.service) if is_whole else brief(at.service),
    }
