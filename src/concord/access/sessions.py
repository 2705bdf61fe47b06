"""Sessions: keeping note of where somebody is signed in, and ending that.

What ends a session is that its row in `django_session` is gone: a request that is
under way then can't write it back. The table `access_session` only says where an
account is signed in, in words.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from enum import StrEnum

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from concord.partnership.models import Account

KNOWN_AS = "known_as"  # in the session: the hash under which it was noted
# In the session: whose password was given. It may wait for the second step.
HALF_WAY = "account_authentication_methods_user"
FAMILIES = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


class How(StrEnum):
    """How a sign-in went, or a session ended. `access.note_sign_in` takes no other."""

    USUAL = ""
    BY_RECOVERY_CODE = "recovery code"
    AGAIN_BY_RECOVERY_CODE = "recovery code, asked again"
    WRONG_PASSWORD = "wrong password"  # noqa: S105
    WRONG_CODE = "wrong code"
    CLOSED = "account is closed"
    TOO_MANY_TRIES = "too many tries"
    IDLE = "nobody touched it"
    BY_OWNER = "ended by its owner"
    BY_ADMINISTRATOR = "ended by an administrator"
    NEW_PASSWORD = "new password"  # noqa: S105
    NEW_SECOND_STEP = "new second step"
    SECOND_STEP_GONE = "second step taken away"
    LEFT = "left the partnership"


def digest(key: str | None) -> str:
    """Under which the session with this key is noted."""
    return hashlib.sha256((key or "").encode()).hexdigest()


def browser_words(agent: str) -> str:
    """A kind of browser as people say it, such as "Firefox on Windows".

    What a browser sends of itself is nearly a fingerprint: that is not kept.
    """
    family = next((n for n, said in FAMILIES if re.search(said, agent)), "")
    system = next((n for n, said in SYSTEMS if re.search(said, agent)), "")
    if family and system:
        return f"{family} on {system}"
    return family or (f"A browser on {system}" if system else "Another browser")


def follow(request: HttpRequest, account_id: int) -> None:
    """Note the session if it is new or goes on under another key."""
    if not request.session.session_key:
        request.session.save()  # signed in over somebody else: it has no key yet
    known = request.session.get(KNOWN_AS, "")
    present = digest(request.session.session_key)
    if known != present:
        _note(request, account_id, before=known)
        request.session[KNOWN_AS] = present


def touch(request: HttpRequest, account_id: int, *, before: int) -> None:
    """Note that the session is in use, when it last was at `before` (seconds)."""
    if int(time.time()) // 60 != before // 60:
        _note(request, account_id, before="")


def _note(request: HttpRequest, account_id: int, *, before: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.note_session(%s, %s, %s, %s)",
            [
                digest(request.session.session_key),
                account_id,
                browser_words(request.headers.get("User-Agent", "")[:400]),
                before,
            ],
        )


def end_all(account: Account, *, how: How, but: str | None = None) -> int:
    """Sign the account out everywhere; `but` is the key of a session that goes on.

    Each one ended is kept in the audit, with `how` it came. Returns their number.
    """
    ended = [one for one in _live(account.pk) if one.session_key != but]
    return sum(_end(one, account.pk, how) for one in ended)


def end_one(account_id: int, key_hash: str, *, how: How) -> bool:
    """End the one session of this account that is noted so; False if it is over."""
    for one in _live(account_id):
        if digest(one.session_key) == key_hash:
            return _end(one, account_id, how)
    return False


def live_hashes(account_id: int) -> set[str]:
    """Under which the live sessions of an account are noted."""
    return {digest(one.session_key) for one in _live(account_id)}


def note_sign_in(verb: str, account_id: int | None, how: How = How.USUAL) -> None:
    """Keep in the audit that somebody signed in or out, or tried to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.note_sign_in(%s, %s, %s)", [verb, account_id, how]
        )


def _live(account_id: int) -> Iterator[Session]:
    """Every session of an account, also one never noted or half way through sign-in.

    A session says whose it is only inside, so all of them are opened: a few hundred.
    """
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        inside = session.get_decoded()
        if str(account_id) in (inside.get(SESSION_KEY), inside.get(HALF_WAY)):
            yield session


def _end(session: Session, account_id: int, how: How) -> bool:
    gone, _ = Session.objects.filter(pk=session.pk).delete()
    if gone:
        note_sign_in("session_ended", account_id, how)
    return bool(gone)
