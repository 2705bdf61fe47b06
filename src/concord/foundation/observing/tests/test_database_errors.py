from __future__ import annotations

import logging

import pytest
from django.db import IntegrityError, connection, transaction

from concord.foundation.observing.lines import Lines

EMAIL = "avery.invented@example.org"


@pytest.mark.django_db
def test_the_detail_of_a_unique_violation_never_comes_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE seen (email text UNIQUE)")
        cursor.execute("INSERT INTO seen VALUES (%s)", [EMAIL])
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            cursor.execute("INSERT INTO seen VALUES (%s)", [EMAIL])
    assert EMAIL in str(refused.value), "the error itself holds the value"
    error = refused.value
    record = logging.makeLogRecord(
        {
            "name": "django.request",
            "levelname": "ERROR",
            "msg": "Internal Server Error: %s",
            "args": (EMAIL,),
            "status_code": 500,
            "exc_info": (type(error), error, error.__traceback__),
        }
    )
    line = Lines().format(record)
    assert EMAIL not in line
    assert '"sqlstate": "23505"' in line
    assert '"causes": ["psycopg.errors.UniqueViolation"]' in line
    assert '"event": "request_failed"' in line
