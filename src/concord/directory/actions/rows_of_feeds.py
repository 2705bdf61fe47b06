"""Rows of a feed: written again only where something has changed.

A row has an id worked out from the partnership, the feed and its id there, so that
twice gives the same. See `importing`.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from concord.access import reading as audit
from concord.directory.actions.places import may_be_listed
from concord.directory.entry import SaidPlace
from concord.directory.models import (
    Attribute,
    Contact,
    CostOption,
    Feed,
    Funding,
    Language,
    Location,
    OfService,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from concord.directory.open_referral.reading import Part, ReadService

MODELS: dict[str, type[OfService]] = {
    "schedule": Schedule,
    "funding": Funding,
    "costoption": CostOption,
    "language": Language,
    "contact": Contact,
    "phone": Phone,
    "servicearea": ServiceArea,
}


def id_in(feed: Feed, what: str, source_id: str) -> uuid.UUID:
    """Always the same id for the same thing of the same feed in one partnership."""
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"concord:{feed.partnership_id}:{feed.url}")
    return uuid.uuid5(space, f"{what}:{source_id}")


def put(
    model: type[models.Model],
    feed: Feed,
    what: str,
    key: dict[str, Any],
    values: dict[str, Any],
) -> tuple[Any, str]:
    """A row of the feed with these values: and "made", "changed" or nothing."""
    pk = id_in(feed, what, key["source_id"])
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        row = model(
            pk=pk,
            partnership_id=feed.partnership_id,
            feed=feed,
            source_id=key["source_id"],
        )
        done = "made"
    else:
        same = all(getattr(row, name) == value for name, value in values.items())
        done = "" if same else "changed"
    if done:
        for name, value in values.items():
            setattr(row, name, value)
        skipped = {"partnership", "feed", "service", "organisation", "location"}
        row.full_clean(exclude=skipped | {"taxonomy", "parent", "term", "at"})
        row.save(force_insert=done == "made")
    return row, done


def put_parts(service: Service, feed: Feed, item: ReadService) -> bool:
    """Write what hangs on it; take away what the feed has no longer."""
    kept: dict[str, set[uuid.UUID]] = {name: set() for name in MODELS}
    changed = False
    places: dict[str, int] = dict.fromkeys(MODELS, 0)
    for part in item.parts:
        values = {
            **part.values,
            "service_id": service.pk,
            "position": places[part.model],
        }
        places[part.model] += 1
        source = f"{item.source_id}:{part.source_id}"
        pk = id_in(feed, part.model, source[:200])
        if pk in kept[part.model]:  # a feed that gives two things one id
            source = f"{places[part.model]}:{source}"
        key = {"source_id": source[:200]}
        row, done = put(MODELS[part.model], feed, part.model, key, values)
        kept[part.model].add(row.pk)
        changed = changed or bool(done)
    for name, model in MODELS.items():
        gone, _ = (
            model.objects.filter(service=service).exclude(pk__in=kept[name]).delete()
        )
        changed = changed or bool(gone)
    return _terms(service, feed, item) or changed


def _terms(service: Service, feed: Feed, item: ReadService) -> bool:
    changed, kept = False, set()
    for position, one in enumerate(item.terms):
        term = _term(feed, one.term)
        key = {"source_id": f"{item.source_id}:{one.source_id}"[:200]}
        values = {
            "term_id": term.pk,
            "link_type": one.link_type,
            "service_id": service.pk,
            "position": position,
        }
        row, done = put(Attribute, feed, "attribute", key, values)
        kept.add(row.pk)
        changed = changed or bool(done)
    old = Attribute.objects.filter(service=service).exclude(pk__in=kept)
    gone, _ = old.delete()
    return changed or bool(gone)


def _term(feed: Feed, said: dict[str, Any]) -> TaxonomyTerm:
    taxonomy_id = None
    if source := said.get("taxonomy_id"):
        about = {"source_id": source}
        name = str(said.get("taxonomy") or source)[:200]
        made, _ = put(Taxonomy, feed, "taxonomy", about, {"name": name})
        taxonomy_id = made.pk
    name, description = said["name"], said.get("description", "")
    values = {
        "name": name[:300],
        "description": "" if description == name else description,
        "code": said.get("term", "")[:200],
        "term_uri": said.get("term_uri", "")[:500],
        "taxonomy_id": taxonomy_id,
        "extra": {k: said[k] for k in ("taxonomy",) if said.get(k)},
    }
    row, _ = put(TaxonomyTerm, feed, "term", {"source_id": said["id"]}, values)
    found: TaxonomyTerm = row
    return found


def put_places(service: Service, feed: Feed, item: ReadService) -> tuple[bool, int]:
    """Where it is seen, as far as that may be entered: whether something changed, and
    how many places were left out.
    """
    changed, left_out, kept = False, 0, set()
    used: set[uuid.UUID] = set()
    for position, part in enumerate(item.places):
        values = dict(part.values)
        source = values.pop("location_source_id")
        description = values.pop("at_description")
        location = _location(service, feed, source, values)
        if location is None:
            left_out += 1
            continue
        if location.pk in used:
            continue  # the same place twice
        used.add(location.pk)
        key = {"source_id": _at_source(service, feed, part)}
        place = {
            "service_id": service.pk,
            "location_id": location.pk,
            "description": description,
            "position": position,
        }
        at, done = put(ServiceAtLocation, feed, "at", key, place)
        kept.add(at.pk)
        changed = changed or bool(done)
    old = ServiceAtLocation.objects.filter(service=service).exclude(pk__in=kept)
    gone, _ = old.delete()
    return changed or bool(gone), left_out


def _at_source(service: Service, feed: Feed, part: Part) -> str:
    """Its id there; with the service's before it if another service has that id."""
    pk = id_in(feed, "at", part.source_id)
    others = ServiceAtLocation.objects.filter(pk=pk).exclude(service=service)
    if others.exists():
        return f"{service.source_id}:{part.source_id}"[:200]
    return part.source_id


def _said(address: dict[str, Any]) -> SaidPlace:
    """An address of a feed, ours or one of those beside it, with all of its lines."""

    def text(*names: str) -> str:
        said = (address.get(name) for name in names)
        return " ".join(one for one in said if isinstance(one, str))

    return SaidPlace(
        name=text("name", "attention"),
        address_1=text("address_1"),
        city=text("city"),
        county=text("county", "region", "state_province"),
        postcode=text("postcode", "postal_code"),
        description=text("description", "address_2"),
    )


def _location(
    service: Service, feed: Feed, source: str, values: dict[str, Any]
) -> Location | None:
    pk = id_in(feed, "location", source)
    row = Location.objects.filter(pk=pk).first()
    if row is None or any(
        getattr(row, name) != value for name, value in values.items()
    ):
        each = [values, *values["extra"].get("addresses", [])]
        for address in each:
            if not may_be_listed(_said(address)):
                audit.note("refusal", door="directory:place", row=str(service.pk))
                return None
    found, _ = put(Location, feed, "location", {"source_id": source}, values)
    kept: Location = found
    return kept
