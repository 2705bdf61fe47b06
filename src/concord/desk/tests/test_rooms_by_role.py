"""Every address of the desk with every role: who gets in, and who sees nothing."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from concord.access.actions import (
    agreements,
    emergencies,
    hats,
    invitations,
    locks,
)
from concord.access.actor import Actor, acting_as
from concord.access.audit import terms
from concord.access.models import Declaration, Emergency, Event, Unusual
from concord.access.testing import Place, another_auditor
from concord.cases.actions import cases
from concord.desk.tests.conftest import Wear
from concord.desk.urls import desk
from concord.partnership.models import Account
from concord.partnership.roles import Role
from concord.people.actions import persons
from concord.people.actions.persons import Known

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset(Role)
MANAGE_PEOPLE = frozenset({Role.ADMINISTRATOR})
MANAGE_PARTNERSHIP = frozenset({Role.ADMINISTRATOR, Role.STRATEGIC_LEAD})
READ_AUDIT = frozenset({Role.AUDITOR})
APPROVE = frozenset({Role.ADMINISTRATOR, Role.STRATEGIC_LEAD, Role.AGENCY_LEAD})
READ_HISTORY = frozenset({Role.ADMINISTRATOR, Role.STRATEGIC_LEAD, Role.AUDITOR})

SEES_PEOPLE = frozenset({Role.PRACTITIONER, Role.MARAC_COORDINATOR})
AUDITS = frozenset({Role.AUDITOR})
READ_AGREEMENTS = MANAGE_PARTNERSHIP | SEES_PEOPLE | AUDITS

# Who gets an answer other than "Not here, or not yours". By name of the address.
MAY: dict[str, frozenset[Role]] = {
    "home": EVERYBODY,
    "choose_hat": EVERYBODY,
    "session_status": EVERYBODY,
    "all_rooms": EVERYBODY,
    "my_account": EVERYBODY,
    "what_i_can_see": SEES_PEOPLE,
    "declare": EVERYBODY,
    "my_sessions": EVERYBODY,
    "end_other_sessions": EVERYBODY,
    "end_session": frozenset(),  # only one's own: see test_sessions
    "approvals": APPROVE,
    "confirm_approvals": APPROVE,
    "approval": APPROVE,
    "approve_role": APPROVE,
    "withdraw_approval": APPROVE,
    "away": EVERYBODY,
    "end_cover": MANAGE_PARTNERSHIP,  # somebody else's, as the lead or administrator
    "people": MANAGE_PEOPLE,
    "invite": MANAGE_PEOPLE,
    "invitation": MANAGE_PEOPLE,
    "send_invitation_again": MANAGE_PEOPLE,
    "withdraw_invitation": MANAGE_PEOPLE,
    "person": MANAGE_PEOPLE,
    "end_role": MANAGE_PEOPLE,
    "give_role": MANAGE_PEOPLE,
    "unlock_sign_in": MANAGE_PEOPLE,
    "person_leaves": MANAGE_PEOPLE,
    "end_their_sessions": MANAGE_PEOPLE,
    "agency_leaves": MANAGE_PEOPLE,
    "somebody_away": MANAGE_PARTNERSHIP,
    "partnership": MANAGE_PARTNERSHIP,
    "add_team": MANAGE_PARTNERSHIP,
    "end_team": MANAGE_PARTNERSHIP,
    "groups": MANAGE_PARTNERSHIP,
    "add_group": MANAGE_PARTNERSHIP,
    "add_meeting": MANAGE_PARTNERSHIP,
    "populations": MANAGE_PARTNERSHIP,
    "add_population": MANAGE_PARTNERSHIP,
    "look": MANAGE_PARTNERSHIP,
    "words": MANAGE_PARTNERSHIP,
    "agreements": READ_AGREEMENTS,
    "agreement": READ_AGREEMENTS,
    "add_agreement": MANAGE_PARTNERSHIP,
    "change_agreement": MANAGE_PARTNERSHIP,
    "review_agreement": MANAGE_PARTNERSHIP,
    "end_agreement": MANAGE_PARTNERSHIP,
    "emergencies": SEES_PEOPLE | AUDITS,
    "review_emergency": SEES_PEOPLE | AUDITS,  # of a case that the council holds
    "locks": AUDITS,
    "end_lock": AUDITS,
    "suspicions": SEES_PEOPLE | AUDITS,
    "suspicion": SEES_PEOPLE | AUDITS,  # a person whose record the council keeps
    "declarations": AUDITS,
    "declaration": AUDITS,
    "history": READ_HISTORY,
    "audit": AUDITS,
    "audit_case": AUDITS,
    "audit_event": AUDITS,
    "audit_reads": AUDITS,
    "audit_unusual": AUDITS,
    "audit_unusual_line": AUDITS,
    "audit_terms": AUDITS,
    "audit_terms_ask": AUDITS,
    "audit_terms_opening": AUDITS,
    "audit_terms_approve": AUDITS,
    "audit_terms_read": frozenset(),  # whoever asked, once another has approved
    "audit_checks": AUDITS,
    "accessibility": EVERYBODY,
    "privacy": EVERYBODY,
    "who_can_see": EVERYBODY,
    "help": EVERYBODY,
}
ONLY_POST = frozenset(
    {
        "send_invitation_again",
        "withdraw_invitation",
        "unlock_sign_in",
        "end_cover",
        "audit_case",
        "audit_terms_approve",
        "audit_terms_read",
        "end_other_sessions",
        "end_session",
        "end_their_sessions",
        "confirm_approvals",
        "approve_role",
    }
)
OPEN_TO_ALL = frozenset(
    {"session_status", "accessibility", "privacy", "who_can_see", "help"}
)


@dataclass
class Things:
    """Rows that addresses with a number lead to."""

    keys: dict[str, object]

    def address(self, name: str) -> str:
        key = self.keys.get(name)
        return reverse(name, args=[key] if key is not None else [])


def things_in(place: Place) -> Things:
    administrator = place.actor("administrator")
    with acting_as(administrator):
        invitation = invitations.invite(
            email="someone.new@elmbrook.example",
            name="Someone New",
            team=place.teams["Housing"],
            role=Role.TRAINER,
            by=administrator,
        )
        cover = hats.cover(
            away=place.hats["agency_lead:Police"],
            deputy=place.hats["agency_lead:Housing"],
            first_day=dt.date(2030, 1, 1),
            last_day=dt.date(2030, 1, 9),
            by=administrator,
        )
    hat = place.hats["agency_lead:Police"].pk
    by_invitation = ("invitation", "send_invitation_again", "withdraw_invitation")
    by_opening = ("audit_terms_opening", "audit_terms_approve", "audit_terms_read")
    by_hat = ("person", "end_role", "give_role", "unlock_sign_in", "somebody_away")
    by_hat = (*by_hat, "person_leaves", "end_their_sessions")
    by_approval = ("approval", "approve_role", "withdraw_approval")
    return Things(
        {
            **dict.fromkeys(by_invitation, invitation.pk),
            **dict.fromkeys(by_hat, hat),
            **dict.fromkeys(by_approval, place.hats["practitioner"].pk),
            "end_session": uuid.uuid4(),
            "agency_leaves": place.teams["Health"].agency_id,
            "end_cover": cover.pk,
            "end_team": place.teams["Health"].pk,
            **things_of_trust(place),
            "audit_event": an_event(place),
            "audit_unusual_line": a_line(place),
            **dict.fromkeys(by_opening, an_opening(place)),
        }
    )


def things_of_trust(place: Place) -> dict[str, object]:
    """An agreement; a case of the council, opened in an emergency; somebody kept away.

    The person who may be a colleague is called as the trainer is.
    """
    lead, council = place.actor("strategic_lead"), place.actor("practitioner")
    police, auditor = place.actor("practitioner:Police"), place.actor("auditor")
    with acting_as(lead):
        agreement = agreements.register(
            title="MARAC protocol",
            purposes="Names and risk",
            review_on=dt.date(2030, 1, 1),
            agencies=[place.teams[team].agency for team in ("Police", "Council")],
            by=lead,
        )
    with acting_as(council):
        victim = persons.record(known=Known("Invented", "Trainer"), by=council)
        alleged = persons.record(known=Known(), by=council)
        case = cases.open_case(victim=victim, alleged=[alleged], by=council)
        locks.lock_out(
            account=place.hats["practitioner:Housing"].account,
            person_id=alleged.pk,
            why="His brother",
            by=council,
        )
    with acting_as(police):
        emergencies.open_case(ref=case.ref, why="Now", minutes=5, by=police)
        opening = Emergency.objects.get()
        locks.declare(words="Somebody", by=police)
    with acting_as(auditor):
        [lock], [match] = locks.in_force(auditor), locks.open_suspicions(auditor)
        declaration = Declaration.objects.get()
    by_agreement = (
        "agreement",
        "change_agreement",
        "review_agreement",
        "end_agreement",
    )
    return {
        **dict.fromkeys(by_agreement, agreement.pk),
        "review_emergency": opening.pk,
        "end_lock": lock.id,
        "suspicion": match.id,
        "declaration": declaration.pk,
    }


def an_event(place: Place) -> int:
    """The first event of the partnership's log."""
    with acting_as(place.actor("auditor")):
        return Event.objects.values_list("pk", flat=True).earliest("pk")


def a_line(place: Place) -> int:
    """Something unusual about the trainer."""
    job = Actor.from_job("access.audit", place.partnership.pk)
    with acting_as(job):
        return Unusual.objects.create(
            partnership=place.partnership,
            account=place.hats["trainer"].account,
            week=dt.date(2026, 11, 16),
            kind=Unusual.Kind.REFUSALS,
            facts={"refusals": 7},
            changed_at=timezone.now(),
        ).pk


def an_opening(place: Place) -> uuid.UUID:
    """Another auditor has asked to open the words of a search."""
    by = Actor.from_hat(another_auditor(place))
    with acting_as(place.actor("practitioner")):
        terms.searched({"name": "Nobody"})
    with acting_as(by):
        search = Event.objects.filter(verb="search").latest("pk")
        return terms.ask(event_ids=[search.pk], why="A complaint", by=by)


def names() -> list[str]:
    return [
        str(found.name) for found in desk.urlpatterns if isinstance(found, URLPattern)
    ]


def ask(browser: Client, name: str, address: str) -> int:
    send = browser.post if name in ONLY_POST else browser.get
    return send(address).status_code


def test_the_table_knows_every_address_of_the_desk() -> None:
    assert set(names()) == set(MAY)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_into_its_rooms_and_no_others(
    elmbrook: Place, wear: Wear, role: Role
) -> None:
    things = things_in(elmbrook)
    browser = wear(elmbrook.hats[role])
    got_in = {
        name for name in names() if ask(browser, name, things.address(name)) != 404
    }
    assert got_in == {name for name, roles in MAY.items() if role in roles}


def test_another_partnership_s_administrator_sees_none_of_it(
    elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    things = things_in(elmbrook)
    browser = wear(northmere.hats["administrator"])
    for name in things.keys:
        assert ask(browser, name, things.address(name)) == 404, name


def test_whoever_has_not_signed_in_is_asked_to(elmbrook: Place) -> None:
    things = things_in(elmbrook)
    browser = Client()
    for name in names():
        status = ask(browser, name, things.address(name))
        expected = 200 if name in OPEN_TO_ALL else 401 if name in ONLY_POST else 302
        assert status == expected, name


def test_no_access_looks_exactly_like_not_found(elmbrook: Place, wear: Wear) -> None:
    things = things_in(elmbrook)
    browser = wear(elmbrook.hats["trainer"])
    forbidden = browser.get(things.address("invitation"))
    missing = browser.get(reverse("invitation", args=[uuid.uuid4()]))
    nowhere = browser.get("/nothing/at/all/")
    pages = {
        re.sub(r'(value|nonce)="[^"]{20,}"', "", page.content.decode())
        for page in (forbidden, missing, nowhere)
    }
    assert len(pages) == 1
    assert "Not here, or not yours" in pages.pop()


def test_titles_and_addresses_name_nobody(elmbrook: Place, wear: Wear) -> None:
    things = things_in(elmbrook)
    browser = wear(elmbrook.hats["administrator"])
    people = [word for a in Account.objects.all() for word in (a.email, a.name)]
    people += ["someone.new@elmbrook.example", "Someone New"]
    for name in names():
        if name in ONLY_POST:
            continue
        page = html.unescape(browser.get(things.address(name)).content.decode())
        said = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
        said += re.findall(r'(?:href|action|src)="([^"]*)"', page)
        for words in said:
            assert not any(who in words for who in people), (name, words)


def test_the_rooms_of_the_navigation_can_all_be_entered(
    elmbrook: Place, wear: Wear
) -> None:
    for role in Role:
        browser = wear(elmbrook.hats[role])
        page = browser.get("/rooms/").content.decode()
        nav = page.split('aria-label="Main"')[1].split("</nav>")[0]
        rooms = re.findall(r'href="([^"]+)"', nav)
        assert len(rooms) <= 7
        for room in rooms:
            assert browser.get(room).status_code in (200, 302), (role, room)


def test_a_page_of_the_desk_asks_the_database_little(
    elmbrook: Place, wear: Wear, django_assert_max_num_queries
) -> None:
    browser = wear(elmbrook.hats["trainer"])
    browser.get("/rooms/")
    # Session, account, claim twice, hat, savepoint twice: the frame adds none.
    with django_assert_max_num_queries(9):
        browser.get("/rooms/")
