"""Refusing, in words, to write about a record that has become one with another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

CONSTRAINT = "never_an_absorbed_record"
NOT_THERE = "somebody_of_the_case"
ABSORBED = (
    "One of these records has become one with another, or two again, while you wrote. "
    "Start again from the case or the record."
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
        if getattr(said, "constraint_name", "") not in (CONSTRAINT, NOT_THERE):
            raise
        raise ValidationError(ABSORBED) from error
