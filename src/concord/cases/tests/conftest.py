"""A case with something of everything on its pages, for tests of pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client

from concord.access.actor import acting_as
from concord.access.models import Part, Side
from concord.access.testing import Place, wear
from concord.cases.actions import links as beside
from concord.cases.actions import merging, transfers
from concord.cases.actions.links import Process
from concord.cases.actions.opening import Newcomer, bring_in, open_new
from concord.cases.testing import CaseWorld, known
from concord.people.actions import about, links, persons
from concord.people.actions.persons import Known


@pytest.fixture
def lively(case_world: CaseWorld, northmere: Place) -> CaseWorld:
    """The case of Marigold Thistlewood, corrected, related, countered and sent."""
    world, idva, case = case_world, case_world.idva, case_world.case
    world.share("Police", (Part.IDENTITY, Side.VICTIM), (Part.IDENTITY, Side.ALLEGED))
    with acting_as(idva):
        persons.correct(
            person=world.victim,
            known=replace(
                known("Marigold", "Thistlewood", dt.date(1991, 3, 14)),
                other_names=["Goldie"],
                language="Welsh",
                needs_interpreter=True,
            ),
            why="She told us herself.",
            by=idva,
        )
        world.more["unknown"] = bring_in(
            case=case,
            newcomer=Newcomer(known=Known(), relation="other_family"),
            side=Side.ALLEGED,
            by=idva,
        )
        world.more["relation"] = links.relate(
            case_id=case.pk, a=world.alleged, b=world.victim, kind="ex_partner", by=idva
        )
        home = links.live_together(persons=[world.victim, world.child], by=idva)
        world.more["home"] = home
        world.more["member"] = home.members.first()
        world.more["process"] = beside.add_process(
            case=case,
            process=Process(kind="child_protection", led_by="Children's social care"),
            about=case.parties.get(side=Side.CHILD),
            by=idva,
        )
        world.more["number"] = about.add_identifier(
            person=world.victim, kind="nhs", value="943 476 5919", by=idva
        )
        his = open_new(
            victim=Newcomer(known=known("Barnard", "Crakehall")),
            alleged=[Newcomer(known=known("Marigold", "Thistlewood"))],
            by=idva,
        )
        world.more["his"] = his
        beside.counter_allege(
            case=case, ref=his.ref, view="this", why="Police saw it.", by=idva
        )
        again = persons.record(known=known("Goldie", "Thistlewood"), by=idva)
        world.more["link"] = links.same(
            a=world.victim, b=again, evidence="The same child", by=idva
        )
        world.more["again"] = again
        thrice = persons.record(known=known("Mari", "Thistlewood"), by=idva)
        last = persons.latest(world.victim)
        assert last is not None
        world.more["merge"] = merging.merge(
            keep=world.victim,
            absorb=thrice,
            known=Known.of(last),
            seen=(last.n, 1),
            why="Entered twice",
            by=idva,
        )
        world.more["transfer"] = transfers.send(
            case=case,
            to_team_id=northmere.teams["Council"].pk,
            about=list(case.parties.all()),
            why="She moves there.",
            summary="He doesn't know.",
            by=idva,
        )
    world.more["there"] = northmere
    return world


@pytest.fixture
def idva_page(client: Client, lively: CaseWorld) -> Client:
    """A browser of the worker who holds the case."""
    return wear(client, lively.place.hats["practitioner:Specialist service"])
