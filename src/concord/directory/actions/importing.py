"""Services out of a feed: looked at first, then kept; twice gives the same.

A row has an id worked out from the partnership, the feed and its id there. What is
invalid is left where it is and named. What is new is a draft until an editor publishes
it, or `publish` asks that all be published that can be. Places are held to the same as
everybody's: see `places`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import jellyfish
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone

from concord.access import reading as audit
from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.directory.actions.keeping import half_a_year_after, problems, refresh
from concord.directory.actions.places import may_be_listed
from concord.directory.entry import SaidPlace
from concord.directory.models import (
    Attribute,
    Contact,
    CostOption,
    Feed,
    Funding,
    Incoming,
    Language,
    Location,
    OfService,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from concord.directory.needs import SECRET_PLACES
from concord.directory.open_referral.reading import (
    Invalid,
    Part,
    ReadService,
    read,
    tells_a_secret,
)

MODELS: dict[str, type[OfService]] = {
    "schedule": Schedule,
    "funding": Funding,
    "costoption": CostOption,
    "language": Language,
    "contact": Contact,
    "phone": Phone,
    "servicearea": ServiceArea,
}
ALIKE = 0.92  # names with a Jaro-Winkler similarity from here on may be one service


@dataclass(slots=True)
class Outcome:
    """What came of a feed, by names and ids there. Counts are of services."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    invalid: list[tuple[str, str]] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    drafts: list[tuple[str, str]] = field(default_factory=list)
    places_left_out: int = 0


def feed_of(*, url: str, name: str, by: Actor) -> Feed:
    """The feed at this address, made if it is new."""
    permit(by, Verb.KEEP_DIRECTORY)
    found, _ = Feed.objects.get_or_create(
        partnership_id=by.here, url=url[:500], defaults={"name": name[:200]}
    )
    return found


def bring_in(
    *,
    services: Iterable[Any],
    feed: Feed,
    by: Actor,
    publish: bool = False,
    kind: str = "",
) -> Outcome:
    """Keep the services of a feed, each in a savepoint of its own.

    `services`: objects as `/services/{id}` gives them. `kind`: where those are that do
    not say so themselves. Raises NotPermitted.
    """
    permit(by, Verb.KEEP_DIRECTORY, feed)
    outcome = Outcome()
    names = _names_of_others(feed)
    for said in services:
        shown = _shown(said)
        try:
            item = read(said)
            if kind:
                item.columns.setdefault("kind", kind)
            with transaction.atomic():
                _keep(item, feed, outcome, names, by, publish=publish)
        except Invalid as error:
            outcome.invalid.append((shown, str(error)))
        except ValidationError as error:
            outcome.invalid.append((shown, "; ".join(error.messages)))
        except DataError:
            outcome.invalid.append((shown, "It holds a sign that can't be kept."))
        except IntegrityError:
            outcome.invalid.append((shown, "Parts of it contradict each other."))
    feed.read_at = timezone.now()
    feed.save(update_fields=["read_at"])
    return outcome


class _Undone(Exception):
    """A preview is over: nothing of it is kept."""


def preview(
    *, services: Iterable[Any], url: str, name: str, by: Actor, **how: Any
) -> Outcome:
    """What would come of it. Nothing is kept."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            feed = feed_of(url=url, name=name, by=by)
            outcome = bring_in(services=services, feed=feed, by=by, **how)
            raise _Undone
    except _Undone:
        _count_tries(outcome.places_left_out)
        return outcome


def _count_tries(many: int) -> None:
    """Looking first is no way round the limit: see `places`."""
    if many:
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.count_place_tries(%s)", [many])
        audit.note("refusal", door="directory:place", rows=many)


@transaction.atomic
def receive(*, name: str, services: list[Any], by: Actor) -> Incoming:
    """An uploaded table, to be looked at."""
    permit(by, Verb.KEEP_DIRECTORY)
    return Incoming.objects.create(
        partnership_id=by.here,
        name=name[:200],
        services=services,
        made_by_id=by.membership_id,
    )


def look_at(*, incoming: Incoming, by: Actor) -> Outcome:
    """What would come of an uploaded table."""
    url = file_url(incoming.name)
    return preview(services=incoming.services, url=url, name=incoming.name, by=by)


@transaction.atomic
def keep_incoming(*, incoming: Incoming, publish: bool, by: Actor) -> Outcome:
    """Keep an uploaded table. Raises ValidationError if that was done."""
    permit(by, Verb.KEEP_DIRECTORY, incoming)
    incoming = Incoming.objects.select_for_update().get(pk=incoming.pk)
    if incoming.kept_at is not None:
        raise ValidationError("This table was kept already. Load it up again.")
    feed = feed_of(url=file_url(incoming.name), name=incoming.name, by=by)
    outcome = bring_in(services=incoming.services, feed=feed, by=by, publish=publish)
    incoming.services, incoming.kept_at = [], timezone.now()
    incoming.save(update_fields=["services", "kept_at"])
    return outcome


def file_url(name: str) -> str:
    """The same file name is the same source: a later table changes the earlier one."""
    return f"file:{name}"


def _shown(said: Any) -> str:
    """How a service is called in a report, if it says so at all."""
    if not isinstance(said, dict):
        return "?"
    name = str(said.get("name") or said.get("id") or "?")[:100]
    # What a terminal would take for a command is none of a name.
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def id_in(feed: Feed, what: str, source_id: str) -> uuid.UUID:
    """Always the same id for the same thing of the same feed in one partnership."""
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"concord:{feed.partnership_id}:{feed.url}")
    return uuid.uuid5(space, f"{what}:{source_id}")


def _names_of_others(feed: Feed) -> dict[str, str]:
    """Names of services that are here and not of this feed, in small letters."""
    found = Service.objects.filter(partnership_id=feed.partnership_id).exclude(
        feed=feed
    )
    return {name.casefold(): name for name in found.values_list("name", flat=True)}


def like(name: str, names: dict[str, str]) -> str:
    """A service here that may be the same one; empty when none is."""
    said = name.casefold()
    if said in names:
        return names[said]
    near = ((jellyfish.jaro_winkler_similarity(said, one), one) for one in names)
    score, best = max(near, default=(0.0, ""))
    return names[best] if score >= ALIKE else ""


def _keep(
    item: ReadService,
    feed: Feed,
    outcome: Outcome,
    names: dict[str, str],
    by: Actor,
    *,
    publish: bool,
) -> None:
    is_secret = bool(SECRET_PLACES & set(item.columns.get("needs", ())))
    is_secret = is_secret or item.columns["is_secret_place"]
    if is_secret and tells_a_secret(item):
        # Left out as a whole: it would tell where a refuge is.
        raise Invalid("A refuge with a place or a postcode can't be entered here.")
    item.columns["is_secret_place"] = is_secret
    organisation, changed = _put(
        Organisation, feed, "organisation", item.organisation, item.organisation
    )
    values = {**item.columns, "organisation_id": organisation.pk}
    if values["verified_on"] is not None:
        values["review_due"] = half_a_year_after(values["verified_on"])
    key = {"source_id": item.source_id}
    service, service_changed = _put(Service, feed, "service", key, values)
    is_new = service_changed == "made"
    parts_changed = _parts(service, feed, item)
    places_changed, left_out = _places(service, feed, item, by)
    outcome.places_left_out += left_out
    any_change = changed or service_changed or parts_changed or places_changed
    if any_change:
        service.modified_at = timezone.now()
        service.save(update_fields=["modified_at"])
    _state(service, outcome, publish=publish, any_change=bool(any_change))
    if is_new and (other := like(service.name, names)):
        outcome.alike.append((service.name, other))
    where = outcome.made if is_new else outcome.changed if any_change else outcome.same
    where.append(service.name)


def _state(
    service: Service, outcome: Outcome, *, publish: bool, any_change: bool
) -> None:
    if any_change:
        refresh(service)
    found = problems(service)
    if publish and not found and service.state == Service.State.DRAFT:
        service.state = Service.State.PUBLISHED
        service.save(update_fields=["state"])
    if service.state == Service.State.DRAFT and found:
        outcome.drafts.append((service.name, " ".join(found)))


def _put(
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


def _parts(service: Service, feed: Feed, item: ReadService) -> bool:
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
        row, done = _put(MODELS[part.model], feed, part.model, key, values)
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
        row, done = _put(Attribute, feed, "attribute", key, values)
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
        made, _ = _put(Taxonomy, feed, "taxonomy", about, {"name": name})
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
    row, _ = _put(TaxonomyTerm, feed, "term", {"source_id": said["id"]}, values)
    found: TaxonomyTerm = row
    return found


def _places(
    service: Service, feed: Feed, item: ReadService, by: Actor
) -> tuple[bool, int]:
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
        at, done = _put(ServiceAtLocation, feed, "at", key, place)
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
            postcode = address.get("postcode") or address.get("postal_code") or ""
            said = SaidPlace(address_1=address.get("address_1", ""), postcode=postcode)
            if not may_be_listed(said):
                audit.note("refusal", door="directory:place", row=str(service.pk))
                return None
    found, _ = _put(Location, feed, "location", {"source_id": source}, values)
    kept: Location = found
    return kept


__all__ = [
    "Outcome",
    "bring_in",
    "feed_of",
    "id_in",
    "keep_incoming",
    "like",
    "look_at",
    "preview",
    "receive",
]
