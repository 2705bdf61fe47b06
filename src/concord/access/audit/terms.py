"""The words of searches: encrypted as they are kept, opened by two auditors.

The words of a month are encrypted under a key of that month (AES-GCM). That key lies in
the database, wrapped by CONCORD_AUDIT_KEY, which never goes there. Whoever has the
database alone reads no word; destroying a month's key makes its words unreadable for
good, and no seal breaks, because the seals are over the encrypted words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from concord.access import reading
from concord.access.actor import Actor, acting_as
from concord.access.audit import heads
from concord.access.audit.sealing import PRINCIPAL
from concord.access.models import TermsOpening
from concord.access.permit import NotPermitted, Verb, permit

LONGEST = 2000  # characters of all words together
MOST_SEARCHES = 20  # opened at once
NONCE = 12
BLOCK = 64  # words are filled up, so that their length tells little


class CannotBeOpened(Exception):
    """No key that this installation has fits the key of a month."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The words of one search by field; None when their key was destroyed."""

    event_id: int
    words: dict[str, str] | None


def searched(terms: Mapping[str, str]) -> None:
    """Keep that the actor searched for these words, and what was found.

    What is loaded afterwards in the same request counts as found. Call it before the
    search is made: it is kept although nothing was found. `terms` are fields of the
    search form. Raises NotRecorded outside of a request and of `acting_as`.
    """
    said = {name: value.strip() for name, value in terms.items() if value.strip()}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)[:LONGEST].encode()
    month, key = _key_of_this_month()
    filled = text + b" " * (-len(text) % BLOCK)
    nonce = os.urandom(NONCE)
    sealed = AESGCM(key).encrypt(nonce, filled, _about(month))
    reading.searched(month, nonce + sealed)


@transaction.atomic
def ask(*, event_ids: list[int], why: str, by: Actor) -> uuid.UUID:
    """Ask the other auditors to open the words of these searches. Returns the opening.

    Raises ValidationError by field, NotPermitted for whoever may not ask.
    """
    permit(by, Verb.READ_AUDIT)
    if not why.strip():
        raise ValidationError({"why": "Say why: the other auditors decide by it."})
    if not 1 <= len(set(event_ids)) <= MOST_SEARCHES:
        raise ValidationError(
            {"searches": f"Give up to {MOST_SEARCHES} numbers of searches."}
        )
    if not _ask("SELECT access.may_open_terms()"):
        raise NotPermitted("Whoever lets people in can't ask for search words.")
    made = _ask("SELECT access.ask_for_terms(%s::bigint[], %s)", event_ids, why)
    if made is None:
        raise ValidationError(
            {
                "searches": "Not all of these are searches with words that you can "
                "see. Check the numbers in the list of events."
            }
        )
    return uuid.UUID(str(made))


@transaction.atomic
def approve(*, opening: TermsOpening, by: Actor) -> None:
    """Let the other auditor read. Raises NotPermitted where that is not one's to do."""
    permit(by, Verb.READ_AUDIT, opening)
    if not _ask("SELECT access.approve_terms(%s)", opening.pk):
        raise NotPermitted("Another auditor than the one who asked approves, in a day.")


@transaction.atomic
def read(*, opening: TermsOpening, by: Actor) -> list[Opened]:
    """The words that were approved, for whoever asked. Each look is an event.

    Raises NotPermitted when it is not approved, not one's own, or the time is over;
    CannotBeOpened when a key is lost.
    """
    permit(by, Verb.READ_AUDIT, opening)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.open_terms(%s)", [opening.pk])
        found = cursor.fetchall()
    if not found:
        raise NotPermitted("These words are not open to you now.")
    return [_opened(*row) for row in found]


def forget(month: dt.date) -> bool:
    """Destroy the key of a month that is over. False when there is none.

    Kept outside as well, so that a restore does not bring it back. Raises OSError.
    """
    first = month.replace(day=1)
    with acting_as(Actor.from_job(PRINCIPAL)):
        done = bool(_ask("SELECT access.destroy_terms_key(%s)", first))
        if done:
            heads.append_forgotten(first)
    return done


def _opened(
    event_id: int, month: dt.date, cipher: bytes, wrapped: bytes | None
) -> Opened:
    if wrapped is None:
        return Opened(event_id, None)
    raw = bytes(cipher)
    key = _unwrapped(month, bytes(wrapped))
    try:
        text = AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], _about(month))
    except InvalidTag as error:
        raise CannotBeOpened(f"The words of event {event_id} were altered.") from error
    return Opened(event_id, _words(text.decode().rstrip()))


def _words(text: str) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(text)
    except ValueError:  # cut at the longest
        return {"": text}
    return found


def _key_of_this_month() -> tuple[dt.date, bytes]:
    """The month in London, and its key; made at the first search of the month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.terms_key_now(NULL)")
        month, wrapped = cursor.fetchone()
        if wrapped is None:
            # Of two at once, the key of the first is kept and given to both.
            fresh = _wrapped(month, AESGCM.generate_key(256))
            cursor.execute("SELECT * FROM access.terms_key_now(%s)", [fresh])
            month, wrapped = cursor.fetchone()
    return month, _unwrapped(month, bytes(wrapped))


def _wrapped(month: dt.date, key: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    sealed: bytes = _boxes()[0].encrypt(nonce, key, _about(month))
    return nonce + sealed


def _unwrapped(month: dt.date, wrapped: bytes) -> bytes:
    for box in _boxes():
        try:
            return box.decrypt(wrapped[:NONCE], wrapped[NONCE:], _about(month))
        except InvalidTag:
            continue
    raise CannotBeOpened(
        f"No key fits the search words of {month:%B %Y}. Set CONCORD_AUDIT_KEY_BEFORE "
        "to the key of that time."
    )


def _boxes() -> list[AESGCM]:
    return [
        AESGCM(hashlib.sha256(b"concord audit terms\x00" + key.encode()).digest())
        for key in settings.CONCORD_AUDIT_KEYS
    ]


def _about(month: dt.date) -> bytes:
    return f"concord.terms.1 {month:%Y-%m}".encode()


def _ask(query: str, *given: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, given)  # type: ignore[arg-type]
        return cursor.fetchone()[0]
