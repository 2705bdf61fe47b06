"""Every page of the house in a real browser: axe, the security policy, 320 pixels.

Each page is opened as the hat that may do most on it, at a desk and on a phone. The
pages of imports, papers, rounds and single people have browser tests in their rooms.
"""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from concord.access.actor import acting_as
from concord.access.testing import days_ago, give_without_approval, vouch, wear
from concord.foundation.ui.testing import OpenPage, faults, sideways
from concord.partnership.roles import Role
from concord.plan.actions import board, rounds
from concord.plan.status import Status
from concord.plan.testing import QUARTER, SmallPlan, day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAD = {
    "home": "/",
    "choose_hat": "/hat/",
    "all_rooms": "/rooms/",
    "my_account": "/me/",
    "my_sessions": "/me/sessions/",
    "check_again": "/account/check-again/?next=/people/&file=1",
    "approvals": "/approvals/?show=due",
    "approve": "/approvals/{waiting}/",
    "confirm": "/approvals/{due}/",
    "withdraw": "/approvals/{due}/withdraw/",
    "away": "/away/",
    "partnership": "/partnership/",
    "add_team": "/partnership/teams/add/",
    "groups": "/partnership/groups/",
    "add_group": "/partnership/groups/add/",
    "populations": "/partnership/populations/",
    "add_population": "/partnership/populations/add/",
    "look": "/partnership/look/",
    "words": "/partnership/words/",
    "history": "/history/",
    "accessibility": "/about/accessibility/",
    "privacy": "/about/privacy/",
    "who_can_see": "/about/who-can-see/",
    "help": "/about/help/",
    "plan": "/plan/{plan}/",
    "agencies": "/plan/{plan}/agencies/",
    "timeline": "/plan/{plan}/timeline/",
    "late": "/plan/{plan}/late/",
    "changes": "/plan/{plan}/changes/",
    "standards": "/plan/{plan}/standards/",
    "action": "/plan/action/{action}/",
    "give_update": "/plan/action/{action}/update/",
    "raise_matter": "/plan/action/{action}/raise/",
    "change_action": "/plan/action/{action}/change/",
    "withdraw_action": "/plan/action/{action}/withdraw/",
    "manage": "/plan/{plan}/manage/",
    "change_strategy": "/plan/{plan}/strategy/",
    "carry_forward": "/plan/{plan}/carry-forward/",
    "add_priority": "/plan/{plan}/priorities/add/",
    "change_priority": "/plan/priority/{priority}/",
    "add_outcome": "/plan/priority/{priority}/outcome/",
    "add_action": "/plan/{plan}/add/",
    "new_strategy": "/plan/new/",
    "updates": "/plan/{plan}/updates/",
    "open_round": "/plan/{plan}/updates/open/",
    "statements": "/plan/statements/",
    "move_round": "/plan/round/{round}/date/",
    "remind": "/plan/round/{round}/remind/",
    "matters": "/plan/matters/",
    "decide": "/plan/matters/{matter}/decide/",
    "imports": "/plan/imports/",
    "papers": "/papers/",
    "start_paper": "/papers/start/",
    "public_pages": "/website/",
    "public_page": "/website/pages/men/en/",
    "public_language": "/website/languages/ur/",
    "public_figures": "/website/figures/",
}
AGENCY_LEAD = {"statement": "/plan/statement/", "home": "/"}
AUDITOR = {
    "audit": "/audit/",
    "audit_reads": "/audit/reads/",
    "audit_unusual": "/audit/unusual/",
    "audit_terms": "/audit/terms/",
    "audit_terms_ask": "/audit/terms/ask/",
    "audit_checks": "/audit/checks/",
}
ADMINISTRATOR = {
    "people": "/people/",
    "invite": "/people/invite/",
    "person": "/people/{waiting}/",
    "person_leaves": "/people/{waiting}/leave/",
    "agency_leaves": "/partnership/agencies/{agency}/leave/",
    "partnership": "/partnership/",
}
NOBODY = {
    "sign_in": "/account/sign-in/",
    "forgotten": "/account/password/forgotten/",
    "not found": "/nowhere/",
}


@pytest.fixture
def lively(small_plan: SmallPlan) -> SmallPlan:
    """The small plan with something of everything on its pages."""
    small_plan.say(
        small_plan.front_door,
        Status.OFF_TRACK,
        text="The agreement is not signed.",
        blockers="Data agreement",
        next_step="Signature by 30 November",
        confidence="medium",
        status_printed="Red",
        at=day(2026, 10, 9),
    )
    small_plan.say(small_plan.training, Status.COMPLETE, at=day(2026, 10, 9))
    small_plan.say(small_plan.campaign, Status.AT_RISK, text="Late printing.")
    with acting_as(small_plan.lead):
        made = rounds.open_round(
            plan=small_plan.plan, quarter=QUARTER, by=small_plan.lead
        )
        matter = board.raise_matter(
            quarter=QUARTER,
            title="The agreement is not signed",
            why="Housing waits for its data officer.",
            asked_to="allow referrals by form",
            action=small_plan.front_door,
            by=small_plan.lead,
        )
    place = small_plan.place
    police = give_without_approval(place, team="Police", role=Role.PRACTITIONER)
    housing = give_without_approval(place, team="Housing", role=Role.PRACTITIONER)
    with days_ago(80):
        vouch(place, housing)
    small_plan.ids = {
        "round": made.pk,
        "matter": matter.pk,
        "waiting": police.pk,
        "due": housing.pk,
        "agency": place.teams["Police"].agency_id,
    }
    return small_plan


def session(client: Any, lively: SmallPlan, role: str) -> str:
    return str(wear(client, lively.place.hats[role]).session.session_key)


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("strategic_lead", LEAD),
        ("agency_lead:Housing", AGENCY_LEAD),
        ("administrator", ADMINISTRATOR),
        ("auditor", AUDITOR),
        ("", NOBODY),
    ],
)
def test_no_page_has_a_fault(
    live_server: Any,
    client: Any,
    lively: SmallPlan,
    open_page: OpenPage,
    role: str,
    pages: dict[str, str],
) -> None:
    cookies = {"session": session(client, lively, role)} if role else {}
    page = open_page(live_server.url + "/about/help/", cookies=cookies)
    wrong: dict[str, object] = {}
    for name, path in pages.items():
        address = path.format(
            plan=lively.plan.pk,
            action=lively.front_door.pk,
            priority=lively.protect.pk,
            **lively.ids,
        )
        answer = page.goto(live_server.url + address)
        found = [f for f in faults(page) if "404" not in f or name != "not found"]
        if answer is None or answer.status not in {200, 404 if "not" in name else 200}:
            found.append(f"answered {answer.status if answer else 'nothing'}")
        page.set_viewport_size({"width": 320, "height": 800})
        if sideways(page):
            found.append("scrolls sideways at 320 pixels")
        page.set_viewport_size({"width": 1360, "height": 900})
        if found:
            wrong[name] = found
    assert wrong == {}


def test_a_first_visit_is_lighter_than_150_kilobytes(
    live_server: Any, client: Any, lively: SmallPlan, open_page: OpenPage
) -> None:
    cookies = {"session": session(client, lively, "strategic_lead")}
    page = open_page(live_server.url + f"/plan/{lively.plan.pk}/", cookies=cookies)
    page.wait_for_load_state("networkidle")
    names = page.evaluate(
        """() => [location.href].concat(
            performance.getEntriesByType("resource").map((entry) => entry.name))"""
    )
    # As the site sends them: compressed. Here they are served as they are.
    sent = {
        name: len(gzip.compress(page.request.get(name).body())) for name in set(names)
    }
    assert len(sent) > 5, "the style sheet, fonts, scripts and pictures are counted"
    assert sum(sent.values()) < 150_000, sent
    third_parties = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter((entry) => !entry.name.startsWith(location.origin)).length"""
    )
    assert third_parties == 0
