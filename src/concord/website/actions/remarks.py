"""Taking what somebody says of the pages, and dealing with it."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.website.models import Remark


@transaction.atomic
def take(*, about: str, words: str, by: Actor) -> Remark:
    """Keep a remark of somebody who has no account. One sent twice is kept once."""
    today, said = timezone.localdate(), words.strip()
    found, _ = Remark.objects.get_or_create(
        partnership_id=by.here,
        key=hashlib.sha256(f"{today}\n{about}\n{said}".encode()).hexdigest(),
        defaults={"about": about, "words": said, "on": today},
    )
    return found


@transaction.atomic
def deal_with(*, remark: Remark, done: str, by: Actor) -> Remark:
    """Say what was done. The words of the remark are deleted, also from history.

    Raises ValidationError where nothing is said, or somebody else was quicker.
    """
    permit(by, Verb.KEEP_WEBSITE, remark)
    if not done.strip():
        raise ValidationError({"done": "Say in a few words what was done"})
    found = Remark.objects.select_for_update().get(pk=remark.pk)
    if found.dealt_on is not None:
        raise ValidationError({"done": "Somebody has dealt with it meanwhile"})
    found.words, found.done = "", done.strip()
    found.dealt_on, found.dealt_by_id = timezone.localdate(), by.membership_id
    found.key = f"dealt with {found.pk}"  # a hash of words could be tried out
    found.full_clean()
    found.save()
    return found
