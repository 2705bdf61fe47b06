"""Each form of an item: its news in words, its chart, its table, its tidy rows."""

from __future__ import annotations

from collections.abc import Callable

from concord.evidence.picture.choosing import Scene
from concord.evidence.picture.showing.as_stated import as_stated
from concord.evidence.picture.showing.by_group import bars
from concord.evidence.picture.showing.by_ward import wards
from concord.evidence.picture.showing.over_time import line
from concord.evidence.picture.showing.services import funnel
from concord.evidence.picture.showing.shown import Shown
from concord.evidence.picture.showing.tables import table

SHOWS: dict[str, Callable[[Scene], Shown]] = {
    "line": line,
    "bars": bars,
    "wards": wards,
    "funnel": funnel,
    "table": table,
    "cost": as_stated,
    "modelled": as_stated,
    "stated": as_stated,
}


def show(scene: Scene) -> Shown:
    """The item in its form."""
    return SHOWS[scene.item.form](scene)
