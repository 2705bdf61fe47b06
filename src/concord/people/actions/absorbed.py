"""Refusing, in words, to write about a record that has become one with another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

CONSTRAINT = "never_an_absorbed_record"
ABSORBED = (
    "One of these records has become one with another. Start again from the record "
    "that was kept."
)


@contextmanager
def not_absorbed() -> Iterator[None]:
    """Raises ValidationError where a row names an absorbed record.

    The database refuses it: a colleague may be quicker than any question asked before.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        said = getattr(error.__cause__, "diag", None)
        if getattr(said, "constraint_name", "") != CONSTRAINT:
            raise
        raise ValidationError(ABSORBED) from error
