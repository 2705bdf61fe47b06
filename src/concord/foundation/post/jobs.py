"""Sends what is queued, and forgets what was sent.

Each step opens its transaction by `settings.POST_TRANSACTION`, the dotted path of a
function that gives a context manager; it can enter an actor there. By default it is
`django.db.transaction.atomic`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy

from concord.foundation.jobs import app
from concord.foundation.observing import get_logger
from concord.foundation.post.delivery import (
    NotTakenError,
    UnclearError,
    composed,
    hand_over,
)
from concord.foundation.post.models import Message

log = get_logger(__name__)

State = Message.State
MOST_ATTEMPTS = 6
# After 6 and 36 seconds, 4 and 22 minutes, 2 hours: a night's outage is a failure.
RETRY = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=6)

ADDRESS_KEPT = timedelta(days=30)
ROW_KEPT = timedelta(days=400)


class TryLaterError(Exception):
    """Makes the worker run the job again, later."""


@app.task(name="post.deliver", retry=RETRY)
def deliver(message_id: str) -> None:
    """Send one message, at most once.

    It is marked as being sent, and that is committed, before the server is spoken to:
    a worker that is killed in between leaves a mark, and the mail is not sent again.
    """
    message = _claimed(message_id)
    if message is None:
        return
    try:
        hand_over(composed(message))
    except NotTakenError as error:
        _not_taken(message, error)
    except UnclearError as error:
        _settle(message, State.UNCLEAR, error.kind)
        log.error("post_outcome_unclear", message_id=message.pk, kind=error.kind)
    except Exception as error:  # its template is gone, or the like
        _settle(message, State.FAILED, type(error).__name__)
        log.error("post_failed", message_id=message.pk, exc_info=error)
    else:
        _settle(message, State.SENT)
        log.info("post_sent", message_id=message.pk, attempts=message.attempts)


def _claimed(message_id: str) -> Message | None:
    """The message, now marked as being sent; None when there is nothing to send."""
    with _transaction():
        found = Message.objects.select_for_update().filter(pk=message_id).first()
        if found is None:
            return None  # its key was known: see `actions.send`
        if found.state == State.SENDING:
            # An earlier run was killed while it spoke to the server.
            Message.objects.filter(pk=found.pk).update(
                state=State.UNCLEAR, problem="WorkerKilled"
            )
            log.error("post_outcome_unclear", message_id=found.pk, kind="WorkerKilled")
            return None
        if found.state != State.QUEUED:
            return None
        Message.objects.filter(pk=found.pk).update(
            state=State.SENDING, attempts=F("attempts") + 1
        )
        found.attempts += 1
        return found


def _not_taken(message: Message, error: NotTakenError) -> None:
    problem = f"{error.kind} {error.code}" if error.code else error.kind
    if error.for_good or message.attempts >= MOST_ATTEMPTS:
        _settle(message, State.FAILED, problem)
        log.error(
            "post_failed",
            message_id=message.pk,
            kind=error.kind,
            smtp_code=error.code,
            attempts=message.attempts,
        )
        return
    _settle(message, State.QUEUED, problem)
    log.warning(
        "post_not_taken_yet",
        message_id=message.pk,
        kind=error.kind,
        smtp_code=error.code,
        attempts=message.attempts,
    )
    raise TryLaterError


def _settle(message: Message, state: Message.State, problem: str = "") -> None:
    """Write the outcome; the variables go with the e-mail."""
    fields: dict[str, object] = {"state": state, "problem": problem[:100]}
    if state == State.SENT:
        fields |= {"sent_at": timezone.now(), "context": {}}
    with _transaction():
        # Another run may have called it unclear meanwhile: now it is known.
        Message.objects.filter(
            pk=message.pk, state__in=[State.SENDING, State.UNCLEAR]
        ).update(**fields)


@app.periodic(cron="41 3 * * *")
@app.task(name="post.forget", queueing_lock="post.forget")
def forget(timestamp: int) -> None:
    """Delete addresses and variables after 30 days, and the rows after 400."""
    now = timezone.now()
    with _transaction():
        old = Q(created_at__lt=now - ADDRESS_KEPT) & (
            Q(sent_at=None) | Q(sent_at__lt=now - ADDRESS_KEPT)
        )
        count = Message.objects.filter(old, forgotten_at=None).update(
            address="", context={}, forgotten_at=now
        )
        rows, _ = Message.objects.filter(created_at__lt=now - ROW_KEPT).delete()
    log.info("post_forgotten", count=count, rows=rows)


def _transaction() -> AbstractContextManager[object]:
    path = getattr(settings, "POST_TRANSACTION", "django.db.transaction.atomic")
    opened: Callable[[], AbstractContextManager[object]] = import_string(path)
    return opened()
