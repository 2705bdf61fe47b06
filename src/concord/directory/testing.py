"""An invented directory for tests, made through the verbs of a directory editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place
from concord.directory.actions import keeping, places
from concord.directory.entry import Entry, SaidLanguage, SaidPhone, SaidPlace
from concord.directory.hours_words import read_hours
from concord.directory.models import Service

CENTRE = SaidPlace(
    name="Invented Centre",
    address_1="1 Invented Street",
    city="Elmbrook",
    county="Invented County",
    postcode="ZZ1 1ZZ",
    access=("A ramp at the side door.",),
)


@dataclass
class Directory:
    """What the tests speak of; `editor` keeps it."""

    place: Place
    editor: Actor
    services: dict[str, Service] = field(default_factory=dict)

    def add(
        self,
        name: str,
        *,
        needs: str = "talk",
        hours: str = "",
        phone: str = "07700 900001",
        organisation: str = "Invented Aid",
        languages: tuple[str, ...] = (),
        at: SaidPlace | None = None,
        publish: bool = True,
        **columns: Any,
    ) -> Service:
        """One service, published unless told otherwise."""
        columns.setdefault("description", f"{name} helps, as invented for tests.")
        entry = Entry(
            organisation=organisation,
            columns={"name": name, "needs": needs.split(), **columns},
            phones=(SaidPhone(phone),) if phone else (),
            hours=read_hours(hours),
            languages=tuple(SaidLanguage(code, code) for code in languages),
        )
        with acting_as(self.editor):
            service = keeping.keep(entry=entry, by=self.editor)
            if at is not None:
                places.add_place(service=service, place=at, by=self.editor)
            if publish:
                service = keeping.publish(service=service, by=self.editor)
        self.services[name] = service
        return service


def make_directory(place: Place) -> Directory:
    """Three services: advice at a place, a refuge without one, a helpline."""
    directory = Directory(place, place.actor("directory_editor"))
    directory.add(
        "Invented Advice",
        needs="talk safety court",
        hours="Monday to Friday 9am to 5pm; Bank holidays closed",
        email="advice@services.example",
        at=CENTRE,
        outward_codes=["ZZ1", "ZZ2"],
        languages=("en", "ur"),
    )
    directory.add(
        "Invented Refuge",
        needs="refuge",
        hours="Monday to Friday 9am to 4:30pm",
        sexes=["women"],
        minimum_age=16.0,
        nrpf="ask",
        does_not="Take men. Call the Invented Line",
    )
    directory.add(
        "Invented Line",
        needs="talk danger",
        hours="Every day day and night",
        phone="07700 900002",
        kind="helpline",
        nationwide=True,
    )
    return directory


@pytest.fixture
def elmbrook_directory(elmbrook: Place) -> Directory:
    return make_directory(elmbrook)


@pytest.fixture
def northmere_directory(northmere: Place) -> Directory:
    return make_directory(northmere)


Add = Callable[..., Service]
