"""A row of each table of evidence in the attacked world, in both partnerships."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from concord.access.actor import Actor, acting_as
from concord.access.doors_testing import furnishing
from concord.access.testing import Place
from concord.evidence.actions import dictionary, extracts, observing, picturing
from concord.evidence.actions.observing import Figure
from concord.evidence.models import Batch, Release, ReleaseCell
from concord.evidence.testing import Evidence, make_evidence
from concord.foundation.periods import Quarter

Q = Quarter(2025, 1)


@furnishing
def figures_of_both(world: Any) -> None:
    """The dictionary, figures, a break and a publication, named after the area."""
    for place in (world.elmbrook, world.northmere):
        furnish(place)


def furnish(place: Place) -> None:
    """One partnership's rows, by its strategic lead."""
    made = make_evidence(place)
    by, area = made.lead, place.partnership.area_name
    with acting_as(by):
        phase = dictionary.add_phase(
            label=f"{area} years 1 to 3",
            first_day=dt.date(2024, 4, 1),
            last_day=dt.date(2027, 3, 31),
            by=by,
        )
        dictionary.want(indicator=made.incidents, phase=phase, direction="up", by=by)
        dictionary.add_benchmark(
            indicator=made.repeats,
            label=f"{area} benchmark",
            value=Decimal(32),
            source=f"{area} paper",
            by=by,
        )
        dictionary.mark_break(
            indicator=made.repeats, at=Q.first_day, why=f"{area} system", by=by
        )
        wrong = dictionary.mark_break(
            indicator=made.repeats, at=Q.next.first_day, why=f"{area} codes", by=by
        )
        dictionary.take_back_break(found=wrong, why=f"{area} kept its codes", by=by)
        observing.record(
            [
                Figure(made.incidents, made.home, Q, numerator=640),
                Figure(made.incidents, made.home, Q, made.women, numerator=510),
                Figure(made.repeats, made.home, Q, numerator=7, denominator=20),
            ],
            kind=Batch.Kind.ENTERED,
            origin=f"{area} return",
            by=by,
        )
        release = Release.objects.create(
            partnership=place.partnership,
            title=f"{area} figures",
            period_kind="quarter",
            first=Q.first_day,
            last=Q.last_day,
            method="none",
        )
        ReleaseCell.objects.create(
            partnership=place.partnership,
            release=release,
            indicator=made.incidents,
            version=made.incidents.versions.get(),
            area=made.home,
            period_start=Q.first_day,
            numerator=640,
            status="shown",
        )
        _picture(made, area)
        _a_file(area, by)


def _a_file(area: str, by: Actor) -> None:
    """A file of the police that was counted in one piece, with one bad row."""
    version = extracts.declare(
        code="police",
        title=f"{area} extract",
        content={
            "day": {"column": f"Day in {area}"},
            "area": {"fixed": "B1"},
            "figures": [{"indicator": "incidents"}],
        },
        by=by,
    )
    extract = extracts.begin(version=version, sha256="0" * 64, size=100, by=by)
    extracts.keep(
        extract=extract,
        chunk=extracts.Chunk(
            number=1,
            end_byte=100,
            next_line=4,
            rows=2,
            passed=0,
            counts=[[0, 0, Q.first_day.year * 12, -1, 2]],
            bad_rows=[(3, f"Day in {area}", "no_day")],
            first_day=Q.first_day,
            last_day=Q.last_day,
        ),
        by=by,
    )


def _picture(made: Evidence, area: str) -> None:
    """A local picture, what is printed beside it, and where the wards lie."""
    by = made.lead
    section = picturing.add_section(title=f"{area} recorded", by=by)
    item = picturing.add_item(
        section=section,
        title=f"{area} incidents",
        form="line",
        indicators=[made.incidents],
        by=by,
    )
    picturing.state(
        item=item,
        key="cost",
        label=f"{area} cost",
        value=Decimal(12),
        unit="£ million",
        where=f"A paper of {area}: page 2",
        by=by,
    )
    picturing.print_beside(
        kind="rate",
        text="13.5",
        where=f"A paper of {area}: page 3",
        indicator=made.incidents,
        area=made.home,
        period=Q,
        by=by,
    )
    ring = [[0, 51], [1, 51], [1, 52], [0, 51]]
    feature = {
        "type": "Feature",
        "properties": {"code": "W1"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    picturing.load_boundaries(
        content=json.dumps(
            {"type": "FeatureCollection", "features": [feature]}
        ).encode(),
        source=f"{area} boundaries",
        by=by,
    )
