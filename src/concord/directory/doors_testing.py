"""A row of each table of the directory in the attacked world, in both partnerships.

All are drafts: what is published is shown to anybody, and no draft may ever be.
"""

from __future__ import annotations

from typing import Any

from concord.access.actor import acting_as
from concord.access.doors_testing import furnishing
from concord.access.testing import Place
from concord.directory.actions import importing, keeping
from concord.directory.entry import SaidPlace
from concord.directory.models import Incoming, Proposal, ProviderLink
from concord.directory.testing import Directory


@furnishing
def drafts_of_both(world: Any) -> None:
    """A draft with everything, and one that a feed has brought."""
    for place in (world.elmbrook, world.northmere):
        furnish(place)


def furnish(place: Place) -> None:
    """One partnership's rows, by its strategic lead."""
    area = place.partnership.area_name
    directory = Directory(place, place.actor("strategic_lead"))
    service = directory.add(
        f"{area} draft",
        description=f"Begun in {area}.",
        organisation=f"{area} Aid",
        hours="Monday 9am to 5pm",
        email=f"draft@{area.lower()}.example",
        languages=("ur",),
        at=SaidPlace(
            name=f"{area} hall",
            address_1=f"1 {area} Street",
            city=area,
            county=area,
            postcode="ZZ1 1ZZ",
        ),
        publish=False,
    )
    with acting_as(directory.editor) as by:
        keeping.doubt(
            service=service,
            field="url",
            printed=f"www.{area.lower()}.example",
            why=f"Of another place than {area}",
            by=by,
        )
        link = ProviderLink.objects.create(
            partnership_id=by.here,
            service=service,
            address=service.email,
            digest=f"{area:x<64}",
        )
        Proposal.objects.create(
            partnership_id=by.here, service=service, link=link, note=f"Said in {area}"
        )
        feed = importing.feed_of(
            url=f"https://{area.lower()}.example", name=f"Feed of {area}", by=by
        )
        importing.bring_in(services=[_from_a_feed(area)], feed=feed, by=by)
        Incoming.objects.create(
            partnership_id=by.here, name=f"{area}.csv", services=[{"name": area}]
        )


def _from_a_feed(area: str) -> dict[str, Any]:
    term = {
        "id": "1",
        "name": f"Word of {area}",
        "description": f"What {area} says",
        "taxonomy_id": "1",
        "taxonomy": f"Words of {area}",
    }
    return {
        "id": "1",
        "name": f"{area} from a feed",
        "status": "active",
        "description": f"Somewhere in {area}.",
        "organization": {"id": "1", "name": f"{area} House"},
        "contacts": [{"id": "1", "name": f"Reception of {area}", "title": "Desk"}],
        "cost_options": [{"id": "1", "option": f"Free in {area}"}],
        "funding": [{"id": "1", "source": f"The council of {area}"}],
        "service_areas": [{"id": "1", "name": f"All of {area}"}],
        "attributes": [{"id": "1", "taxonomy_term": term}],
    }
