"""What each field holds: public, internal, personal, special or location.

    @classified(public="code", internal="state opened_at", personal="name email")
    class Account(models.Model): ...

A field that nobody classified fails the tests, and so does a value of one of the last
three classes that is found in a log, an e-mail or an address (see `scanning`).
"""

from __future__ import annotations

from concord.foundation.classified.classes import Class
from concord.foundation.classified.declaring import (
    Given,
    WronglyClassified,
    classes_of,
    classified,
    classified_columns,
    classified_table,
    described_columns,
    unclassified_fields,
)

__all__ = [
    "Class",
    "Given",
    "WronglyClassified",
    "classes_of",
    "classified",
    "classified_columns",
    "classified_table",
    "described_columns",
    "unclassified_fields",
]
