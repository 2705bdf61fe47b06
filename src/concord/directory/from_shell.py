"""What the command `concord directory` does, without the words of a shell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from concord.access.actor import Actor, acting_as
from concord.directory.actions.importing import Outcome, bring_in, feed_of
from concord.directory.fetching import asking, services_of
from concord.directory.public import partnership_of

PRINCIPAL = "directory.imports"


class CannotImport(Exception):
    """Nothing was brought in. The message says what to do."""


class _Undone(Exception):
    """A preview is over: nothing of it is kept."""


def import_feed(
    *,
    url: str,
    code: str,
    publish: bool = False,
    kind: str = "",
    inside: bool = False,
    go: bool = False,
    services: Iterator[Any] | None = None,
) -> Outcome:
    """Read a feed whole, then keep it in one transaction. Without `go` nothing is kept.

    Raises CannotImport, CannotRead.
    """
    partnership = partnership_of(code)
    if partnership is None:
        raise CannotImport(f"There is no partnership called {code}.")
    # Read to the end first: half of a feed would take away what is on its other half.
    read = list(services or services_of(url, asking(inside=inside)))
    outcome = Outcome()
    try:
        with (
            transaction.atomic(),
            acting_as(
                Actor.from_job(PRINCIPAL, partnership.pk), why=f"Read from {url}"[:500]
            ) as by,
        ):
            feed = feed_of(url=url.rstrip("/"), name=url, by=by)
            outcome = bring_in(
                services=read, feed=feed, by=by, publish=publish, kind=kind
            )
            if not go:
                raise _Undone
    except _Undone:
        pass
    return outcome
