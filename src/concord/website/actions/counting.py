"""Counting what was shown, and nothing about who saw it.

One row a day, page and language, whatever the number of visits: no flood can make more
of them. No time of day, no address, no browser.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from concord.access.actor import Actor

COUNT = """
INSERT INTO website_shown (partnership_id, day, what, language, times)
VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (partnership_id, day, what, language)
DO UPDATE SET times = website_shown.times + 1
"""


def count(*, what: str, language: str, day: dt.date, by: Actor) -> None:
    """`what` is the name of a page, or the id of a service that is there.

    The caller gives only what exists: the number of rows has to stay bounded.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [by.here, day, what, language])
