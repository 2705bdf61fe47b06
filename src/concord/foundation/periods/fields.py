"""Model fields that keep periods in the database as their codes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.foundation.periods.quarter import Quarter

# A page of a plan reads thousands of quarters, and there are a few dozen of them.
_of_code = lru_cache(maxsize=512)(Quarter.parse)


class QuarterField(models.Field):
    """Stores "2022Q3" as char(6) and gives `Quarter(2022, 3)`.

    The codes sort in time, so `quarter__lte=Quarter(2022, 3)` and `order_by` work.
    The column carries a check, so that raw SQL can't write another text. Forms read
    quarters by themselves with `Quarter.parse`: no form field is made.
    """

    description = "Quarter of a financial year"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "char(6)"

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        column = connection.ops.quote_name(self.column or "")
        return f"{column} ~ '^[0-9]{{4}}Q[1-4]$'"

    def from_db_value(self, value: str | None, *_: object) -> Quarter | None:
        return None if value is None else _of_code(value)

    def to_python(self, value: Any) -> Quarter | None:
        if value is None or isinstance(value, Quarter):
            return value
        try:
            return Quarter.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, Quarter):
            return value.code
        if isinstance(value, str):
            return Quarter.parse(value).code
        raise TypeError(
            f"The field {self.name} takes a Quarter, not {value!r}: "
            "write Quarter(2022, 3) or Quarter.parse(text)."
        )

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, *_: object, **__: object) -> None:
        return None
