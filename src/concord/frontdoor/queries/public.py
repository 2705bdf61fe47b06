"""The door of a partnership, as somebody without an account may know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class PublicDoor:
    partnership_id: int
    name: str
    outside_hours: str
    code: str


def public_door(code: str) -> PublicDoor | None:
    """The door of the partnership with this code, if a team stands at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.public_door(%s)", [code])
        row = cursor.fetchone()
    if row is None:
        return None
    number, name, outside_hours = row
    return PublicDoor(number, name, outside_hours, code)
