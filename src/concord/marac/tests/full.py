"""A whole MARAC day, for tests and measures: fifteen agencies, a full agenda.

All of it is invented. Cases differ by their number alone, so that whoever counts can
work out by hand what there must be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from concord.access.actor import Actor, acting_as
from concord.access.testing import Place, another_team
from concord.cases.actions import cases
from concord.cases.testing import CaseWorld, known
from concord.frontdoor.testing import stand
from concord.marac.actions import agenda, issuing
from concord.marac.models import AgendaItem, Meeting
from concord.marac.testing import (
    CORE,
    REASON,
    coordinator,
    seat,
    send_to_marac,
    sit_down,
)
from concord.partnership.models import Agency
from concord.people.actions import about, persons
from concord.people.actions.about import About

Kind = Agency.Kind
MORE = {
    "Probation": Kind.PROBATION,
    "Adult social care": Kind.COUNCIL,
    "Children’s social care": Kind.COUNCIL,
    "Mental health": Kind.HEALTH,
    "Hospital": Kind.HEALTH,
    "Substance misuse": Kind.VOLUNTARY,
    "Schools": Kind.EDUCATION,
    "Youth justice": Kind.COUNCIL,
    "Refuge": Kind.SPECIALIST,
    "Fire and rescue": Kind.OTHER,
}
TEAMS = (*CORE, *MORE)
GIVEN = ("Araminta", "Belphoebe", "Clementina", "Drusilla", "Euphemia", "Fenella")
FAMILY = ("Arkwright", "Brambleby", "Cobblestone", "Dunnock", "Eglantine")
HIS = ("Ambrose", "Barnaby", "Cuthbert", "Digory", "Ebenezer", "Ferdinand")


@dataclass
class FullMarac:
    """A panel of fifteen teams; families that are to be heard."""

    place: Place
    families: list[CaseWorld] = field(default_factory=list)

    @property
    def by(self) -> Actor:
        return coordinator(self.place)

    def practitioner(self, team: str) -> Actor:
        """Who works in this team. Whoever coordinates speaks for the council."""
        return self.by if team == "Council" else self.place.actor(hat_of(team))


def hat_of(team: str) -> str:
    """The hat in `place.hats` that comes to a MARAC for this team."""
    return "marac_coordinator" if team == "Council" else f"practitioner:{team}"


def gather(place: Place, families: int = 30) -> FullMarac:
    """Fifteen agencies with a panel, and this many families whom the IDVA supports."""
    stand(place)
    for short, kind in MORE.items():
        another_team(place, short, kind)
    seat(place, core=TEAMS)
    full = FullMarac(place)
    for n in range(families):
        full.families.append(_family(full, n))
    return full


def list_all(full: FullMarac, meeting: Meeting) -> list[AgendaItem]:
    """Each family is referred and put on this agenda, in the order of the families."""
    items = []
    for family in full.families:
        work = send_to_marac(family)
        with acting_as(full.by):
            items.append(agenda.put_on(work=work, meeting=meeting, by=full.by))
    return items


def issue_and_sit(full: FullMarac, meeting: Meeting) -> None:
    """The agenda goes out, the IDVA's team shares it, everybody comes."""
    idva = full.families[0].idva
    with acting_as(full.by):
        issuing.issue(meeting=meeting, by=full.by)
        meeting.refresh_from_db()
    with acting_as(idva):
        issuing.share_held(meeting=meeting, reason=REASON, by=idva)
    sit_down(full.place, meeting, *(team for team in TEAMS if team != "Council"))


def _family(full: FullMarac, n: int) -> CaseWorld:
    """Number n: n % 3 children; every fifth of an Asian, every tenth of a disabled
    victim; referred by police, but every third by housing.
    """
    place = full.place
    idva = place.actor("practitioner:Specialist service")
    surname = f"{FAMILY[n % 5]}-{FAMILY[n // 5 % 5]}"
    described = About(
        ethnicity="indian" if n % 5 == 0 else "white_british",
        disability="yes" if n % 10 == 0 else "no",
        sexual_orientation="straight",
    )
    with acting_as(idva):
        victim = persons.record(known=known(GIVEN[n % 6], surname), by=idva)
        alleged = persons.record(known=known(HIS[n % 6], surname), by=idva)
        children = [
            persons.record(known=known(f"Child{number}", surname), by=idva)
            for number in range(n % 3)
        ]
        case = cases.open_case(
            victim=victim, alleged=[alleged], children=children, by=idva
        )
        about.describe(person=victim, case_id=case.pk, about=described, by=idva)
    police = place.actor("practitioner:Police")
    housing = place.actor("practitioner:Housing")
    return CaseWorld(
        place=place,
        idva=idva,
        police=housing if n % 3 == 0 else police,
        housing=housing,
        health=place.actor("practitioner:Health"),
        victim=victim,
        alleged=alleged,
        child=children[0] if children else victim,
        case=case,
    )
