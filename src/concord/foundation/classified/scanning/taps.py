"""Taps on the ways out, for tests: what runs through is kept, and goes on unchanged."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import psycopg
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage
from django.core.signals import got_request_exception
from django.db import Error, models
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from concord.foundation.classified.scanning.leaving import Leaving, Way
from concord.foundation.classified.scanning.values import Values
from concord.foundation.observing.lines import Lines

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_LINK = re.compile(r'\s(?:href|action|src|hx-get|hx-post)="(?!mailto:|data:)([^"]+)"')


class Taps:
    """Opened when the run begins, closed when it is over."""

    def __init__(self, values: Values, leaving: Leaving) -> None:
        self._values, self._leaving = values, leaving
        self._undo: list[Callable[[], object]] = []
        self._lines = Lines()

    def open(self) -> None:
        self._wrap(logging.Logger, "callHandlers", after=self._logged)
        self._wrap(EmailMessage, "message", after=self._mailed)
        self._wrap(BaseHandler, "get_response", after=self._answered)
        # Before they are written: what the database refuses is to be found as well.
        self._wrap(models.QuerySet, "bulk_create", before=self._bulk)
        self._wrap(models.QuerySet, "bulk_update", before=self._bulk)
        self._wrap(models.QuerySet, "update", before=self._updated)
        pre_save.connect(self._saved)
        self._undo.append(lambda: pre_save.disconnect(self._saved))
        # What SQL has written is learnt when somebody reads it.
        self._wrap(models.Model, "from_db", after=self._read)
        got_request_exception.connect(self._raised)
        self._undo.append(lambda: got_request_exception.disconnect(self._raised))

    def close(self) -> None:
        while self._undo:
            self._undo.pop()()

    def _wrap(
        self,
        owner: type,
        name: str,
        *,
        before: Callable[..., tuple[Any, ...]] | None = None,
        after: Callable[..., None] | None = None,
    ) -> None:
        """`before` gets what a method is given and hands it on; `after` its result."""
        kept = vars(owner)[name]
        of_class = isinstance(kept, classmethod)
        original = kept.__func__ if of_class else kept

        @wraps(original)
        def tapped(this: Any, *given: Any, **named: Any) -> Any:
            if before is not None:
                given = before(this, *given, **named)
            result = original(this, *given, **named)
            if after is not None:
                after(result, this, *given, **named)
            return result

        setattr(owner, name, classmethod(tapped) if of_class else tapped)
        self._undo.append(lambda: setattr(owner, name, kept))

    # Values that are written -----------------------------------------------------

    def _saved(self, instance: models.Model, **_: object) -> None:
        self._learn(instance)

    def _bulk(
        self, _: Any, objs: Iterable[models.Model], *rest: Any, **__: Any
    ) -> tuple[Any, ...]:
        rows = list(objs)
        for row in rows:
            self._learn(row)
        return (rows, *rest)

    def _updated(self, this: Any, **given: Any) -> tuple[Any, ...]:
        self._values.learn_update(this.model, given)
        return ()

    def _read(self, row: models.Model, *_: Any) -> None:
        self._values.learn_read_row(row)

    def _learn(self, row: models.Model) -> None:
        self._values.learn_row(row)
        if row._meta.label == "post.Message":
            self._queued(row)

    # Ways out --------------------------------------------------------------------

    def _logged(
        self, _: object, logger: logging.Logger, record: logging.LogRecord
    ) -> None:
        """As a server writes it, and as any other handler of the program does."""
        writers: list[Any] = [self._lines, *_handlers(logger, record.levelno)]
        for writer in writers:
            # A line that can't be made is not written; handlers say so themselves.
            with contextlib.suppress(Exception):
                self._leaving.keep(Way.LOG, _plain(writer.format(record)))

    def _mailed(self, _: object, mail: EmailMessage, *__: Any, **___: Any) -> None:
        """Everything but the addresses that it goes to."""
        headers = [str(value) for value in mail.extra_headers.values()]
        others = [str(one[0]) for one in getattr(mail, "alternatives", ())]
        names = [str(one[0]) for one in mail.attachments if isinstance(one, tuple)]
        parts = [str(mail.subject), str(mail.body), *headers, *others, *names]
        self._leaving.keep(Way.MAIL, "\n".join(parts))

    def _queued(self, row: models.Model) -> None:
        """An e-mail that waits, as it will be: most tests never send it."""
        from concord.foundation.post.delivery import composed
        from concord.foundation.post.letters import LetterError
        from concord.foundation.post.models import Message

        if isinstance(row, Message) and row.context:
            with contextlib.suppress(LetterError):
                composed(row).message()

    def _answered(
        self, response: HttpResponseBase, _: object, request: HttpRequest
    ) -> None:
        keep = self._leaving.keep
        keep(Way.ADDRESS, request.get_full_path())
        for found in (request.headers.get("Referer"), response.headers.get("Location")):
            if found:
                keep(Way.ADDRESS, found)
        page = _page(response)
        if response.status_code >= 500:
            keep(Way.ERROR_PAGE, page)
        for title in _TITLE.findall(page):
            keep(Way.TITLE, title.strip())
        for link in set(_LINK.findall(page)):
            keep(Way.ADDRESS, link)
        for name, typed in getattr(request, "_post", {}).items():
            if "password" in name:
                self._values.learn(typed, field=f"what was typed as {name}")

    def _raised(self, **_: object) -> None:
        """What a view let through. The database's own errors quote rows, always: for
        them it counts that no log and no page shows the message."""
        error = sys.exception()
        if error is not None and not isinstance(error, Error | psycopg.Error):
            self._leaving.keep(Way.EXCEPTION, str(error))


def _handlers(logger: logging.Logger, level: int) -> Iterator[logging.Handler]:
    """Those of the program that will write a record of this level."""
    at: logging.Logger | None = logger
    while at is not None:
        for handler in at.handlers:
            if level >= handler.level and _of_the_program(handler):
                yield handler
        at = at.parent if at.propagate else None


def _of_the_program(handler: logging.Handler) -> bool:
    """Not one of the tests' own, which keep records to look at them."""
    module = type(handler).__module__
    return not module.startswith("_pytest") and "tests" not in module.split(".")


def _plain(line: str) -> str:
    """The values of a line in JSON without its moment; any other line as it is."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line
    if not isinstance(fields, dict):
        return line
    fields.pop("time", None)
    return " ".join(f"{name}={value}" for name, value in fields.items())


def _page(response: HttpResponseBase) -> str:
    """The HTML of an answer, or nothing."""
    kind = response.headers.get("Content-Type", "")
    content = getattr(response, "content", b"")
    if not kind.startswith("text/html") or not content:
        return ""
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return str(content.decode("utf-8", "replace"))
