"""Services out of a feed: looked at first, then kept; twice gives the same.

A row has an id worked out from the partnership, the feed and its id there. What is
invalid is left where it is and named. What is new is a draft until an editor publishes
it, or `publish` asks that all be published that can be. Places are held to the same as
everybody's: see `places`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import jellyfish
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from concord.access import reading as audit
from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.directory.actions.keeping import half_a_year_after, problems, refresh
from concord.directory.actions.rows_of_feeds import id_in, put, put_parts, put_places
from concord.directory.models import Feed, Incoming, Organisation, Service
from concord.directory.needs import SECRET_PLACES
from concord.directory.open_referral.reading import (
    Invalid,
    ReadService,
    read,
    tells_a_secret,
)

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
                _keep(item, feed, outcome, names, publish=publish)
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
    *,
    publish: bool,
) -> None:
    is_secret = bool(SECRET_PLACES & set(item.columns.get("needs", ())))
    is_secret = is_secret or item.columns["is_secret_place"]
    if is_secret and tells_a_secret(item):
        # Left out as a whole: it would tell where a refuge is.
        raise Invalid("A refuge with a place or a postcode can't be entered here.")
    item.columns["is_secret_place"] = is_secret
    organisation, changed = put(
        Organisation, feed, "organisation", item.organisation, item.organisation
    )
    values = {**item.columns, "organisation_id": organisation.pk}
    if values["verified_on"] is not None:
        values["review_due"] = half_a_year_after(values["verified_on"])
    key = {"source_id": item.source_id}
    service, service_changed = put(Service, feed, "service", key, values)
    is_new = service_changed == "made"
    parts_changed = put_parts(service, feed, item)
    places_changed, left_out = put_places(service, feed, item)
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
