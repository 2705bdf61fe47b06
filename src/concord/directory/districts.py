"""Loading where postcode districts are, from a file of open data."""

from __future__ import annotations

import csv
import io

from django.db import transaction

from concord.directory.models import District
from concord.directory.postcodes import outward_of

MOST_BYTES = 5_000_000


class CannotLoad(ValueError):
    """The file is no list of districts. The message names the line."""


@transaction.atomic
def load(content: bytes) -> int:
    """Replace all districts by those of a .csv; how many. Raises CannotLoad."""
    if len(content) > MOST_BYTES:
        raise CannotLoad("larger than 5 MB: one line for each district is enough.")
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CannotLoad("not readable as a .csv in UTF-8.") from error
    found = {
        one.code: one for n, row in enumerate(rows, start=2) if (one := _one(row, n))
    }
    if not found:
        raise CannotLoad("no districts. Its columns are code, latitude, longitude.")
    District.objects.all().delete()
    District.objects.bulk_create(found.values())
    return len(found)


def _one(row: dict[str, str], line: int) -> District:
    code = outward_of(row.get("code") or "")
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except (KeyError, TypeError, ValueError) as error:
        raise CannotLoad(f"line {line}: latitude and longitude are numbers.") from error
    if not code or not (49 <= latitude <= 61 and -9 <= longitude <= 2):
        raise CannotLoad(f"line {line}: no district of the United Kingdom.")
    return District(code, latitude, longitude)
