"""Where a service is seen. A place that must not be known can't be entered.

Read docs/adr/0033 before changing the order of things here.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from concord.access import reading
from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.directory.actions.keeping import NO_PLACE, refresh
from concord.directory.entry import SaidPlace
from concord.directory.models import Location, Service, ServiceAtLocation

# One sentence for whatever the reason is.
CANT = "This place can't be entered here. Leave it out, or ask the strategic lead."


def add_place(*, service: Service, place: SaidPlace, by: Actor) -> ServiceAtLocation:
    """Say that a service is seen here.

    The try is written down before anything is undone: whoever looks for a secret place
    by trying addresses is refused everything after three, and the auditor sees it.
    Raises ValidationError by field, NotPermitted.
    """
    permit(by, Verb.KEEP_DIRECTORY, service)
    if service.is_secret_place:
        raise ValidationError({"place": NO_PLACE})
    for name in ("address_1", "city", "county", "postcode"):
        if place.kind == "physical" and not getattr(place, name):
            raise ValidationError({name: "An address needs all its lines."})
    if not may_be_listed(place):
        reading.note("refusal", door="directory:place", row=str(service.pk))
        raise ValidationError({"address_1": CANT})
    return _write(service, place, by)


def may_be_listed(place: SaidPlace) -> bool:
    """Ask the database, with all that was typed. A "no" counts against the hat."""
    lines = (
        place.address_1,
        place.name,
        place.description,
        place.city,
        place.county,
    )
    said = [place.postcode, "\n".join(" ".join(line.split()) for line in lines)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.may_be_listed(%s, %s)", said)
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _write(service: Service, place: SaidPlace, by: Actor) -> ServiceAtLocation:
    location = Location(
        partnership_id=by.here,
        name=place.name,
        kind=place.kind,
        description=place.description,
        address_1=place.address_1,
        city=place.city,
        county=place.county,
        postcode=place.postcode,
        access=list(place.access),
    )
    location.full_clean(exclude=["partnership", "feed"])
    location.save(force_insert=True)
    at = ServiceAtLocation.objects.create(
        partnership_id=by.here,
        service=service,
        location=location,
        position=service.serviceatlocations.count(),
    )
    refresh(service)
    return at


@transaction.atomic
def remove_place(*, at: ServiceAtLocation, by: Actor) -> None:
    """It is seen there no longer."""
    permit(by, Verb.KEEP_DIRECTORY, at)
    service = at.service
    at.delete()
    refresh(service)
