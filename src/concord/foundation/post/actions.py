from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from concord.foundation.observing import get_logger
from concord.foundation.post import guard, jobs
from concord.foundation.post.letters import Letter, checked, rendered
from concord.foundation.post.models import Message
from concord.foundation.post.recipients import (
    RECIPIENTS,
    Recipient,
    refuse_others,
)

log = get_logger(__name__)

_KEY = re.compile(r"[\w.:-]{1,200}", re.ASCII)


@transaction.atomic
def send(
    *, letter: Letter, to: Sequence[Recipient], key: str, context: Mapping[str, Any]
) -> None:
    """Queue a letter, one e-mail for each address; it leaves if the caller commits.

    To members of staff, `to=[Staff(account.email)]`, and to professionals who refer
    without an account, `to=[AtWork(address)]`. Whom the work is about is never written
    to from here.

    `key` says what the letter is about, for example `plan.reminder:12:2022Q3`: the same
    key to the same address is sent once, however often this is called. No message is
    read here, so a caller that may not see the table can send.

    Raises LetterError, PersonalDataError, NotStaffError, TypeError for a bare address,
    or ValueError for a key or an address.
    """
    values = checked(letter, context)
    guard.check(letter, values)
    rendered(letter, values)  # a broken template shows here, not in the worker
    if not _KEY.fullmatch(key):
        raise ValueError(
            "The key of a letter has letters, digits and . : - _ only, 200 at most: "
            "write ids in it, no names or addresses."
        )
    addresses = _addresses(to)
    for kind in RECIPIENTS:
        refuse_others([one.address for one in to if type(one) is kind], kind)
    trial = bool(settings.CONCORD_TRIAL)
    messages = [
        Message(
            key=key,
            digest=digest(key, address),
            letter=letter.name,
            address=address,
            context={} if trial else values,
            state=Message.State.NOT_SENT_TRIAL if trial else Message.State.QUEUED,
        )
        for address in addresses
    ]
    # Those whose key is known are left out by the database; their job finds nothing.
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    if trial:
        log.info("post_not_sent_on_trial", count=len(messages))
        return
    for message in messages:
        jobs.deliver.configure(queueing_lock=f"post.deliver:{message.pk}").defer(
            message_id=str(message.pk)
        )


def digest(key: str, address: str) -> str:
    return hashlib.sha256(f"{key}\0{address.casefold()}".encode()).hexdigest()


def _addresses(to: Iterable[Recipient]) -> list[str]:
    """Every address once. Raises TypeError, or ValueError with the place of one."""
    found: dict[str, str] = {}
    for place, one in enumerate(to, start=1):
        if type(one) not in RECIPIENTS:
            raise TypeError(
                "Give the addresses of a letter as a list of Staff(address): whom the "
                "work is about is never written to from here."
            )
        address = one.address
        try:
            validate_email(address)
        except ValidationError:
            raise ValueError(
                f"Address {place} of the letter is not an e-mail address."
            ) from None
        found.setdefault(address.casefold(), address)
    return list(found.values())
