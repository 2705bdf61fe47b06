"""Keeping the directory: entries written, published, hidden, looked over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.directory.entry import COLUMNS, Entry
from concord.directory.models import (
    Contact,
    CostOption,
    Doubt,
    Language,
    OfService,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceArea,
)
from concord.directory.needs import SECRET_PLACES
from concord.directory.postcodes import whole_postcode
from concord.directory.search_words import words_of
from concord.partnership.models import Partnership, Team

TWICE_A_YEAR = 6  # months after which an entry is looked over again
TOLD_ABOUT = (
    "name",
    "description",
    "who_answers",
    "does_not",
    "how_to_refer",
    "fees",
    "alert",
    "call_safely",
    "access_note",
    "language_note",
    "schedule_note",
    "capacity_note",
    "accreditations",
)
NO_PLACE = "A refuge or safe accommodation has no address here: leave it out."


@transaction.atomic
def keep(
    *,
    entry: Entry,
    service: Service | None = None,
    owner: Team | None = None,
    by: Actor,
) -> Service:
    """Write an entry, new or again. A new one is a draft.

    Places are kept by `places.add_place`. What was published and can't be any more
    becomes a draft. Raises ValidationError by field, NotPermitted.
    """
    permit(by, Verb.KEEP_DIRECTORY, service)
    if service is None:
        service = Service(partnership_id=by.here)
    else:
        service = Service.objects.select_for_update().get(pk=service.pk)
    if entry.organisation:
        service.organisation = organisation_called(
            entry.organisation, website=entry.organisation_website, by=by
        )
    if service.organisation_id is None:
        raise ValidationError({"organisation": "Organisation: say who runs it."})
    before = service.capacity_note
    for name in COLUMNS:
        if name in entry.columns:
            setattr(service, name, entry.columns[name])
    if service.capacity_note != before and "capacity_on" not in entry.columns:
        # Capacity of no known day is worth nothing.
        today = Partnership.objects.get(pk=by.here).today()
        service.capacity_on = today if service.capacity_note else None
    if owner is not None:
        service.owner = owner
    if SECRET_PLACES & set(service.needs):
        service.is_secret_place = True
    save(service, entry)
    return service


def save(service: Service, entry: Entry) -> None:
    """Check and write a service and the parts that the entry names. No permission."""
    check_secret(service, entry)
    service.modified_at = timezone.now()
    service.full_clean(exclude=["partnership", "organisation", "owner", "feed"])
    is_new = service._state.adding
    if not is_new and service.is_secret_place:
        _refuse_places(service)
    service.save()
    replace(service, Phone, entry.phones)
    replace(service, Schedule, entry.hours)
    replace(service, Language, entry.languages)
    replace(service, Contact, entry.contacts)
    replace(service, CostOption, entry.costs)
    replace(service, ServiceArea, entry.areas)
    refresh(service)


def refresh(service: Service) -> None:
    """Words for the search anew, and back to a draft if it can't be published."""
    service.search_text = words_of(service)
    if service.state == Service.State.PUBLISHED and problems(service):
        service.state = Service.State.DRAFT
    service.save(update_fields=["search_text", "state"])


def check_secret(service: Service, entry: Entry) -> None:
    """A refuge tells neither place nor postcode. Raises ValidationError by field."""
    if not service.is_secret_place:
        return
    if entry.places:
        raise ValidationError({"places": NO_PLACE})
    wrong = {
        name: "No postcode may stand here: the address is kept secret."
        for name in TOLD_ABOUT
        if whole_postcode(str(getattr(service, name)))
    }
    said = [
        text
        for parts in (entry.areas, entry.contacts, entry.costs, entry.hours)
        for part in parts or ()
        for text in asdict(part).values()
        if isinstance(text, str)
    ]
    if any(whole_postcode(text) for text in said):
        wrong["description"] = "No postcode may stand here: the address is kept secret."
    if wrong:
        raise ValidationError(wrong)


def _refuse_places(service: Service) -> None:
    if service.serviceatlocations.exists():
        raise ValidationError(
            {"is_secret_place": f"{NO_PLACE} Remove its places first."}
        )


def replace(
    service: Service, kind: type[OfService], said: Sequence[Any] | None
) -> None:
    """The parts of one kind are these from now on. Equal ones keep their row."""
    if said is None:
        return
    old = list(kind.objects.filter(service=service))
    for position, part in enumerate(said):
        values = asdict(part)
        same = next(
            (
                row
                for row in old
                if all(getattr(row, name) == value for name, value in values.items())
            ),
            None,
        )
        if same is not None:
            old.remove(same)
            if same.position != position:
                same.position = position
                same.save(update_fields=["position"])
            continue
        row = kind(
            partnership_id=service.partnership_id,
            service=service,
            position=position,
            **values,
        )
        row.full_clean(exclude=["partnership", "service", "feed"])
        row.save(force_insert=True)
    kind.objects.filter(pk__in=[row.pk for row in old]).delete()


def organisation_called(name: str, *, website: str = "", by: Actor) -> Organisation:
    """The organisation of this name here, made if there is none."""
    said = " ".join(name.split())[:200]
    found = (
        Organisation.objects.visible_to(by)
        .filter(name__iexact=said, feed=None)
        .order_by("id")
        .first()
    )
    if found is not None:
        return found
    made = Organisation(partnership_id=by.here, name=said, website=website)
    made.full_clean(exclude=["partnership", "feed"])
    made.save(force_insert=True)
    return made


def problems(service: Service) -> list[str]:
    """Why it can't be published as it is; nothing when it can."""
    found = []
    if not service.description.strip():
        found.append("Say in a sentence or two what it does.")
    if not service.needs:
        found.append("Choose at least one thing it helps with.")
    reached = (
        service.email
        or service.url
        or service.phones.exists()
        or service.serviceatlocations.exists()
    )
    if not reached:
        found.append("Give at least one way to reach it.")
    if service.status == Service.Status.DEFUNCT:
        found.append("It has ended.")
    return found


@transaction.atomic
def publish(*, service: Service, by: Actor) -> Service:
    """From now on everybody sees it. Raises ValidationError with what is missing."""
    permit(by, Verb.KEEP_DIRECTORY, service)
    service = Service.objects.select_for_update().get(pk=service.pk)
    if found := problems(service):
        raise ValidationError(found)
    service.state, service.hidden_why = Service.State.PUBLISHED, ""
    service.modified_at = timezone.now()
    service.save(update_fields=["state", "hidden_why", "modified_at"])
    return service


@transaction.atomic
def hide(*, service: Service, why: str, by: Actor) -> Service:
    """Nobody sees it any more but editors. Raises ValidationError without a reason."""
    permit(by, Verb.KEEP_DIRECTORY, service)
    if not why.strip():
        raise ValidationError({"why": "Why: say why it is hidden."})
    service = Service.objects.select_for_update().get(pk=service.pk)
    service.state, service.hidden_why = Service.State.HIDDEN, why.strip()[:300]
    service.modified_at = timezone.now()
    service.save(update_fields=["state", "hidden_why", "modified_at"])
    return service


@transaction.atomic
def verify(
    *, service: Service, by_whom: str, on: dt.date | None = None, by: Actor
) -> Service:
    """Somebody has looked over the entry: it is right as of this day.

    It is due again half a year later. Raises ValidationError for a day to come.
    """
    permit(by, Verb.KEEP_DIRECTORY, service)
    today = Partnership.objects.get(pk=by.here).today()
    day = on or today
    if day > today:
        raise ValidationError({"on": "Checked on: that day has not come yet."})
    service = Service.objects.select_for_update().get(pk=service.pk)
    mark_verified(service, day, by_whom)
    return service


def mark_verified(service: Service, day: dt.date, by_whom: str) -> None:
    """Write down the day and the next one. No permission."""
    service.verified_on, service.verified_by_whom = day, by_whom.strip()[:120]
    service.review_due, service.chased_on = half_a_year_after(day), None
    service.modified_at = timezone.now()
    service.save(
        update_fields=[
            "verified_on",
            "verified_by_whom",
            "review_due",
            "chased_on",
            "modified_at",
        ]
    )


def half_a_year_after(day: dt.date) -> dt.date:
    """The same day six months later; the last of the month where there is none."""
    year, month = divmod(day.month - 1 + TWICE_A_YEAR, 12)
    for number in range(day.day, 27, -1):
        try:
            return dt.date(day.year + year, month + 1, number)
        except ValueError:
            continue
    return dt.date(day.year + year, month + 1, min(day.day, 28))


@transaction.atomic
def doubt(*, service: Service, field: str, printed: str, why: str, by: Actor) -> Doubt:
    """A contact was found wrong. It is emptied if it stands in the entry."""
    permit(by, Verb.KEEP_DIRECTORY, service)
    if not why.strip():
        raise ValidationError({"why": "Why: say what is wrong with it."})
    made = Doubt.objects.create(
        partnership_id=by.here,
        service=service,
        field=field,
        printed=printed[:300],
        why=why.strip()[:500],
        found_by_id=by.membership_id,
    )
    if field in ("email", "url") and getattr(service, field) == printed:
        keep(entry=Entry(columns={field: ""}), service=service, by=by)
    return made


@transaction.atomic
def settle_doubt(*, doubt: Doubt, by: Actor) -> Doubt:
    """The right contact was found, or the entry needs none."""
    permit(by, Verb.KEEP_DIRECTORY, doubt)
    doubt.settled_at = timezone.now()
    doubt.save(update_fields=["settled_at"])
    return doubt
