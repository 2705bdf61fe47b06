"""What stands around every page: name, person, hat, rooms, idle clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from concord.access.actor import Actor
from concord.access.hats import hats_of
from concord.access.permit import Verb, may
from concord.evidence.queries.readers import may_read
from concord.foundation.ui import brand
from concord.foundation.ui.shell import Banner, Idle, Link, Room, Shell
from concord.foundation.ui.words import long_date
from concord.partnership.models import Membership, Partnership
from concord.partnership.roles import SEES_PEOPLE, Role
from concord.partnership.terms import role_word

MOST_ROOMS = 6
READS_FIGURES = "reads_figures"  # in the session: which hat, and whether it does
MANY_HATS = "many_hats"  # in the session: whether there is more than one to wear


@dataclass(frozen=True, slots=True)
class RoomKind:
    """A room of the house: where it is, what it is for, and who may enter."""

    label: str
    url: str
    about: str
    needs: Verb | None = None


ROOMS = (
    RoomKind("My work", "/", "What waits for you, and what you wait for."),
    RoomKind(
        "Front door",
        "/referrals/",
        "Refer somebody, and what came of it. For the team at the door: its board.",
        Verb.SEE_PEOPLE,
    ),
    RoomKind(
        "Cases",
        "/cases/",
        "People and cases of your team, and what others have shared with it.",
        Verb.SEE_PEOPLE,
    ),
    RoomKind(
        "MARAC",
        "/marac/",
        "Meetings, their agendas as far as you may see them, and who comes.",
        Verb.SEE_PEOPLE,
    ),
    RoomKind(
        "Delivery plan",
        "/plan/",
        "Priorities and actions of the strategy, who leads them and how far they are.",
        Verb.READ_PLAN,
    ),
    RoomKind(
        "Directory",
        "/directory/",
        "Services that help: whom they are for, when they are open, how to refer.",
        Verb.READ_DIRECTORY,
    ),
    RoomKind(
        "Dashboard",
        "/evidence/",
        "Every indicator of the strategy, whether it changed, and who is reached.",
        Verb.READ_EVIDENCE,
    ),
    RoomKind(
        "Data returns",
        "/returns/",
        "Figures that your team sends for the dashboard: to fill in, to approve.",
        Verb.SEND_RETURN,
    ),
    RoomKind(
        "Local picture",
        "/evidence/picture/",
        "Incidents and offences, wards, victims, children, services and cost, with "
        "source and caveat.",
        Verb.READ_EVIDENCE,
    ),
    RoomKind(
        "Figures",
        "/referrals/figures/",
        "How many referrals came, about what, and what became of them.",
        Verb.READ_FIGURES,
    ),
    RoomKind(
        "How the MARAC works",
        "/marac/governance/",
        "Volume, attendance, research, actions and minutes, whom it reaches.",
        Verb.READ_GOVERNANCE,
    ),
    RoomKind(
        "Board papers",
        "/papers/",
        "The quarterly papers for the board, as they were issued.",
        Verb.READ_PAPER,
    ),
    RoomKind(
        "Public pages",
        "/website/",
        "What people read who look for help: texts, languages, how often shown.",
        Verb.KEEP_WEBSITE,
    ),
    RoomKind(
        "People",
        "/people/",
        "Who works here, in which team and role. Invite somebody, end a role.",
        Verb.MANAGE_PEOPLE,
    ),
    RoomKind(
        "Partnership",
        "/partnership/",
        "Teams, groups and their meetings, how many people live here, look and words.",
        Verb.MANAGE_PARTNERSHIP,
    ),
    RoomKind(
        "Agreements",
        "/agreements/",
        "What agencies have agreed to share, and when each agreement is reviewed.",
        Verb.READ_AGREEMENTS,
    ),
    RoomKind(
        "Risk instruments",
        "/risk/",
        "What risk is assessed with, and what your partnership has decided about it.",
        Verb.MANAGE_PARTNERSHIP,
    ),
    RoomKind(
        "Emergencies",
        "/emergencies/",
        "Cases that were opened in an emergency, and whether each was right.",
        Verb.READ_AUDIT,
    ),
    RoomKind(
        "Kept away",
        "/locks/",
        "Colleagues who must not see a person in a case, and who may be one.",
        Verb.READ_AUDIT,
    ),
    RoomKind(
        "History",
        "/history/",
        "Every change: who made it, when, in which role, and why.",
        Verb.READ_HISTORY,
    ),
    RoomKind(
        "Audit",
        "/audit/",
        "Who looked at people and cases, what was unusual, and if the log is whole.",
        Verb.READ_AUDIT,
    ),
    RoomKind(
        "Approvals",
        "/approvals/",
        "Roles that see people: who has approved them, and what waits for you.",
        Verb.APPROVE_PEOPLE,
    ),
)
FOOTER = (
    ("Accessibility", "accessibility"),
    ("Privacy", "privacy"),
    ("Who can see what", "who_can_see"),
    ("Help", "help"),
)


def shell(request: HttpRequest) -> Shell:
    """The frame of a page; asks the database nothing after the first page."""
    hat: Membership | None = getattr(request, "hat", None)
    known = getattr(request, "user", None)
    signed_in = known is not None and known.is_authenticated
    here = hat.partnership if hat else None
    return Shell(
        organisation=here.name if here else "",
        person=known.name if signed_in else "",  # type: ignore[union-attr]
        role=role_word(here, hat.role) if here and hat else "",
        home_url=reverse("home"),
        change_hat_url=reverse("choose_hat") if _many_hats(request) else "",
        account_links=_account_links(hat),
        sign_out_url=reverse("account_logout") if signed_in else "",
        rooms=_navigation(request) if hat else (),
        banner=_banner(here),
        footer_note=_footer_note(here),
        footer_links=[Link(label, reverse(name)) for label, name in FOOTER],
        brand_css_url=brand.url(here.brand_colour)
        if here and here.brand_colour
        else None,
        idle=_idle() if signed_in else None,
    )


def open_rooms(actor: Actor, *, figures: bool) -> Iterator[RoomKind]:
    """The rooms that this actor may enter; `figures`: who reads them sees no people."""
    for room in ROOMS:
        if room.needs is Verb.READ_EVIDENCE and not figures:
            continue
        if room.needs is None or may(actor, room.needs):
            yield room


def _navigation(request: HttpRequest) -> list[Room]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    here = max((one.url for one in ROOMS if _is_in(request, one)), key=len, default="")
    rooms = [
        Room(room.label, room.url, current=room.url == here)
        for room in open_rooms(actor, figures=reads_figures(request))
    ][:MOST_ROOMS]
    everything = reverse("all_rooms")
    rooms.append(Room("All rooms", everything, current=request.path == everything))
    return rooms


def _is_in(request: HttpRequest, room: RoomKind) -> bool:
    if room.url == "/":
        return request.path == "/"
    return request.path.startswith(room.url)


def _many_hats(request: HttpRequest) -> bool:
    hat: Membership | None = getattr(request, "hat", None)
    if hat is None:
        return False
    if MANY_HATS not in request.session:
        request.session[MANY_HATS] = hats_of(hat.account_id).count() > 1
    return bool(request.session[MANY_HATS])


def reads_figures(request: HttpRequest) -> bool:
    """Asked once for each hat that is put on; the room itself asks each time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = request.session.get(READS_FIGURES)
    if known is None or known[0] != actor.membership_id:
        known = [actor.membership_id, may_read(actor)]
        request.session[READS_FIGURES] = known
    return bool(known[1])


def _account_links(hat: Membership | None) -> list[Link]:
    if hat is None:
        return []
    links = [
        Link("Your account", reverse("my_account")),
        Link("While I am away", reverse("away")),
    ]
    if Role(hat.role) in SEES_PEOPLE:
        links.insert(1, Link("What I can see", reverse("what_i_can_see")))
    return links


def _banner(here: Partnership | None) -> Banner | None:
    lives_on = ""
    if here is not None and here.example_today is not None:
        lives_on = f"Its plan lives on {long_date(here.example_today)}."
    if settings.CONCORD_TRIAL:
        said = f"Everybody here is invented. E-mail is off. {lives_on}"
        return Banner("Trying out", said.strip())
    return Banner("Example", lives_on) if lives_on else None


def _footer_note(here: Partnership | None) -> str:
    if here is None or not here.is_example:
        return ""
    return (
        f"{here.name} is an example built from published documents. Every person in it "
        "is invented."
    )


def _idle() -> Idle:
    return Idle(
        seconds=settings.CONCORD_IDLE_SECONDS,
        session_url=reverse("session_status"),
        sign_in_url=reverse("account_login"),
    )
