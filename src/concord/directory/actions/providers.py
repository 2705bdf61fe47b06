"""Asking services whether their entries are right: a link, what they say, a decision.

The link's secret stands in its letter; here is its hash. It goes to the address that
the entry itself lists, and a trigger on e-mails holds that. What a service says changes
nothing until an editor agrees. Read docs/adr/0033.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, permit
from concord.directory import letters
from concord.directory.actions.keeping import keep, mark_verified
from concord.directory.forms.entries import ToldForm, initial_of
from concord.directory.models import Proposal, ProviderLink, Service
from concord.foundation.post import ListedService
from concord.foundation.post.actions import send
from concord.partnership.models import Partnership

CHASING, ANSWERING = "directory.chasing", "directory.providers"
LASTS = dt.timedelta(days=28)
AGAIN = dt.timedelta(days=14)  # a service is not written to more often than that
MOST_A_DAY = 50  # services of one partnership that are asked
MOST_WAITING = 3  # proposals of one service that wait


@transaction.atomic
def ask(*, service: Service, by: Actor) -> ProviderLink:
    """Send the service a link to its own entry. Earlier links end.

    Raises ValidationError without a listed address, or if it was written to lately.
    """
    if by.principal != CHASING:
        permit(by, Verb.KEEP_DIRECTORY, service)
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not service.email:
        raise ValidationError("The entry lists no e-mail address to write to.")
    now = timezone.now()
    open_links = ProviderLink.objects.filter(service=service, ended_at=None)
    if open_links.filter(made_at__gt=now - AGAIN).exists():
        raise ValidationError("It was sent a link within the last two weeks.")
    open_links.update(ended_at=now)
    secret = secrets.token_urlsafe(32)
    link = ProviderLink.objects.create(
        partnership_id=service.partnership_id,
        service=service,
        address=service.email,
        digest=digest_of(secret),
        made_at=now,
    )
    code = Partnership.objects.values_list("code", flat=True).get(pk=by.here)
    send(
        letter=letters.CHECK,
        to=[ListedService(link.address)],
        key=f"{letters.CHECK.name}:{link.pk}",
        context={
            "link": settings.CONCORD_BASE_URL
            + reverse("directory_check", args=[code, secret])
        },
    )
    service.chased_on = timezone.localdate()
    service.save(update_fields=["chased_on"])
    return link


def digest_of(secret: str) -> str:
    """What is kept of a link. The secret is random, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(secret: str, by: Actor) -> ProviderLink | None:
    """The link with this secret, if it is still good."""
    _only_answering(by)
    return (
        ProviderLink.objects.filter(
            partnership_id=by.here,
            digest=digest_of(secret),
            ended_at=None,
            made_at__gt=timezone.now() - LASTS,
        )
        .select_related("service__organisation")
        .first()
    )


def _only_answering(by: Actor) -> None:
    if by.principal != ANSWERING:
        raise NotPermitted("Only for a service that answers its link.")


@transaction.atomic
def say(*, secret: str, said: dict[str, Any], note: str, by: Actor) -> Proposal:
    """What a service says of its own entry: fields of `ToldForm` as they were typed.

    Kept are those that differ. Raises ValidationError for a link that is over.
    """
    link = link_of(secret, by)
    if link is None:
        raise ValidationError("This link is over. Ask for a new one.")
    waiting = Proposal.objects.filter(service=link.service, state="waiting")
    if waiting.count() >= MOST_WAITING:
        raise ValidationError("What you said before is still waiting for us.")
    before = initial_of(link.service)
    changes = {
        name: said[name]
        for name in ToldForm.base_fields
        if name in said and said[name] != (before.get(name) or type(said[name])())
    }
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return Proposal.objects.create(
        partnership_id=by.here,
        service=link.service,
        link=link,
        changes=changes,
        note=note[:2000],
    )


@transaction.atomic
def decide(*, proposal: Proposal, accept: bool, why: str, by: Actor) -> Proposal:
    """Take over what a service has said, and count its entry as checked; or not.

    Raises ValidationError by field, also when what it said can't be kept.
    """
    permit(by, Verb.KEEP_DIRECTORY, proposal)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != Proposal.State.WAITING:
        raise ValidationError("Somebody has decided that already.")
    if not accept and not why.strip():
        raise ValidationError({"why": "Why not: say it, so that others know."})
    if accept:
        _take_over(proposal, by)
    proposal.state = Proposal.State.ACCEPTED if accept else Proposal.State.REFUSED
    proposal.decided_at, proposal.decided_by_id = timezone.now(), by.membership_id
    proposal.why = why.strip()[:500]
    proposal.save(update_fields=["state", "decided_at", "decided_by", "why"])
    return proposal


def _take_over(proposal: Proposal, by: Actor) -> None:
    service = Service.objects.get(pk=proposal.service_id)
    if proposal.changes:
        whole = {
            name: value
            for name, value in initial_of(service).items()
            if name in ToldForm.base_fields
        }
        form = ToldForm(whole | proposal.changes)
        if not form.is_valid():
            said = [text for texts in form.errors.values() for text in texts]
            raise ValidationError([str(text) for text in said])
        service = keep(entry=form.entry(), service=service, by=by)
    on = timezone.localdate(proposal.said_at)
    today = Partnership.objects.get(pk=by.here).today()
    mark_verified(service, min(on, today), "the service")


def waiting(by: Actor) -> QuerySet[Proposal]:
    """What services have said and nobody has looked at."""
    found: QuerySet[Proposal] = Proposal.objects.visible_to(by).filter(state="waiting")
    return found


def shown(service: Service) -> list[dict[str, Any]]:
    """Proposals that wait, each with lines "field, now, as the service says"."""
    before = initial_of(service)
    found = []
    for one in Proposal.objects.filter(service=service, state="waiting"):
        lines = [
            {
                "label": ToldForm.base_fields[name].label,
                "before": before.get(name),
                "after": value,
            }
            for name, value in one.changes.items()
            if name in ToldForm.base_fields
        ]
        found.append({"proposal": one, "lines": lines})
    return found


def late(services: QuerySet[Service], today: dt.date) -> QuerySet[Service]:
    """Published services that should have been checked by now, or never were."""
    return services.filter(
        Q(review_due__lt=today) | Q(verified_on=None), state=Service.State.PUBLISHED
    )


def due(today: dt.date) -> QuerySet[Service]:
    """Services to ask, those that wait longest first: late, and not asked lately.

    What is read from somebody else's feed is theirs to check.
    """
    lately = today - AGAIN
    return (
        late(Service.objects.filter(example_note=""), today)
        .exclude(email="")
        .exclude(chased_on__gt=lately)
        .exclude(feed__url__startswith="http")
        .order_by(F("review_due").asc(nulls_last=True), "pk")
    )
