"""Is it still you? Before a file with people in it, and before vouching for a role."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.models import Approval, Event
from concord.access.second_step import code_now
from concord.access.testing import Place, asked_just_now, give_without_approval
from concord.access.testing import wear as wear_in
from concord.desk.tests.conftest import Wear
from concord.foundation.ui.tables import Table, TableOfPeople
from concord.foundation.ui.testing import OpenPage, faults
from concord.partnership.models import Membership
from concord.partnership.roles import Role
from concord.plan.testing import SmallPlan

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
AGAIN = "/account/check-again/"
BY_CODE = "/account/second-step/reauthenticate/"


def signed_in(hat: Membership, wear: Wear, minutes_ago: float) -> Client:
    browser = wear(hat)
    session = browser.session
    session.update(asked_just_now(hat.account_id, ago=int(minutes_ago * 60)))
    session.save()
    return browser


@pytest.fixture
def administrator(elmbrook: Place, wear: Wear) -> Client:
    """Somebody who signed in eleven minutes ago."""
    return signed_in(elmbrook.hats["administrator"], wear, 11)


# Files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/people/?q=auditor&export=csv",
        "/people/?show=invited&export=xlsx",
        "/people/?show=ended&export=csv",
        "/approvals/?show=all&export=csv",
        "/history/?export=csv",
    ],
)
def test_a_file_with_people_is_given_after_asking_again(
    administrator: Client, path: str
) -> None:
    answer = administrator.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith(AGAIN)
    back = administrator.post(answer.url, {"password": PASSWORD})
    assert back.url == re.sub(r"[?&]export=\w+", "", path), "where they were"
    said = administrator.get(back.url).content.decode()
    assert "Choose the file again" in said
    file = administrator.get(path)
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_for_ten_minutes_nobody_asks(elmbrook: Place, wear: Wear) -> None:
    browser = signed_in(elmbrook.hats["administrator"], wear, 9)
    assert browser.get("/people/?export=csv").status_code == 200


def test_a_wrong_password_gives_no_file(administrator: Client) -> None:
    asked = administrator.get("/people/?export=csv")
    answer = administrator.post(asked.url, {"password": "wrong"})
    assert "this is not yours" in html.unescape(answer.content.decode())
    assert administrator.get("/people/?export=csv").status_code == 302


def test_a_code_does_as_well(elmbrook: Place, administrator: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(elmbrook.hats["administrator"].account, secret)
    asked = administrator.get("/people/?export=csv")
    page = administrator.get(asked.url).content.decode()
    other = html.unescape(re.search(rf'href="({BY_CODE}[^"]*)"', page).group(1))
    assert administrator.get(other).status_code == 200
    back = administrator.post(other, {"code": code_now(secret)})
    assert back.url == "/people/"
    assert administrator.get("/people/?export=csv").status_code == 200


def test_the_way_back_never_leads_to_another_site(administrator: Client) -> None:
    for away in ("https://elsewhere.example/", "//elsewhere.example/"):
        answer = administrator.post(
            AGAIN, {"password": PASSWORD, "next": away, "again-kept": "1"}
        )
        assert answer.url == "/"
        answer = administrator.post(
            f"{AGAIN}?next={away}", {"password": PASSWORD, "again-kept": "1"}
        )
        assert (answer.status_code, answer.url) == (307, "/")


def test_a_file_of_the_plan_is_given_at_once(small_plan: SmallPlan, wear: Wear) -> None:
    browser = signed_in(small_plan.place.hats["strategic_lead"], wear, 60)
    answer = browser.get("/plan/matters/?export=csv")
    assert answer.status_code == 200


def test_a_file_is_kept_as_an_export_and_a_page_is_not(
    elmbrook: Place, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["administrator"])
    browser.get("/people/")
    browser.get("/people/?export=csv")
    with acting_as(elmbrook.actor("auditor")):
        [event] = Event.objects.filter(verb="export")
    assert event.door == "people"
    assert event.membership_id == elmbrook.hats["administrator"].pk


def tables() -> list[type[Table]]:
    found, looked = [], [Table]
    while looked:
        looked += looked.pop().__subclasses__() if looked else []
        found = list({*found, *looked})
    return [t for t in found if ".tests" not in t.__module__ and t is not TableOfPeople]


def names_somebody(table: type[Table]) -> bool:
    """Whether a column leads to an account or an address, by its paths."""
    said = []
    for column in table.columns:
        said += [column.path, column.filter_path, column.cell]
        said += [column.sort] if isinstance(column.sort, str) else []
        said += column.search if isinstance(column.search, list) else []
    return any(re.search(r"account|email|person__", words) for words in said)


def test_every_table_that_names_somebody_asks_again() -> None:
    found = [table for table in tables() if table.exportable]
    assert {t.__name__ for t in found} >= {"Hats", "Changes", "Seeing", "Matters"}
    wrong = [t for t in found if names_somebody(t) and not t.holds_people]
    of_cases = [
        t
        for t in found
        if t.__module__.startswith(("concord.cases", "concord.people"))
        and not t.holds_people
    ]
    assert (wrong, of_cases) == ([], []), "derive these from TableOfPeople"


def test_without_anybody_to_ask_no_file_is_made(
    elmbrook: Place, wear: Wear, settings
) -> None:
    del settings.UI_BEFORE_EXPORT
    with pytest.raises(ImproperlyConfigured):
        wear(elmbrook.hats["administrator"]).get("/people/?export=csv")


# Forms ------------------------------------------------------------------------------

TYPED = "Starts on the desk on Monday; <b>needs</b> the cases of two colleagues."


@pytest.fixture
def newcomer(elmbrook: Place) -> Membership:
    return give_without_approval(elmbrook, team="Police", role=Role.PRACTITIONER)


def main_of(page: HttpResponse) -> str:
    return page.content.decode().split("<main")[1]


def controls(page: HttpResponse) -> dict[str, str]:
    """What the form on the page would send, as a browser reads it."""
    form = re.search(r'<form method="post".*?</form>', main_of(page), re.S)
    found = re.findall(r"<input ([^>]*)>", form.group(0))
    pairs = [
        (re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one))
        for one in found
    ]
    return {
        name.group(1): html.unescape(value.group(1)) if value else ""
        for name, value in pairs
        if name
    }


def action(page: HttpResponse) -> str:
    found = re.search(r'<form method="post" action="([^"]*)"', main_of(page))
    return html.unescape(found.group(1))


def approved(place: Place, hat: Membership) -> list[str]:
    with acting_as(place.actor("auditor")):
        return [said.why for said in Approval.objects.filter(membership=hat)]


def test_a_form_goes_on_as_it_was_typed_after_the_password(
    elmbrook: Place, newcomer: Membership, administrator: Client
) -> None:
    path = reverse("approve_role", args=[newcomer.pk])
    asked = administrator.post(path, {"why": TYPED})
    assert asked.status_code == 401
    assert approved(elmbrook, newcomer) == [], "nothing has happened yet"
    answer = administrator.post(
        action(asked), {**controls(asked), "password": PASSWORD}
    )
    assert (answer.status_code, answer.url) == (307, path)
    done = administrator.post(answer.url, {**controls(asked), "password": PASSWORD})
    assert done.status_code == 302
    assert approved(elmbrook, newcomer) == [TYPED]


def test_a_wrong_password_loses_nothing(
    elmbrook: Place, newcomer: Membership, administrator: Client
) -> None:
    path = reverse("approve_role", args=[newcomer.pk])
    asked = administrator.post(path, {"why": TYPED})
    again = administrator.post(action(asked), {**controls(asked), "password": "no"})
    assert again.status_code == 200
    assert controls(again)["why"] == TYPED
    answer = administrator.post(
        action(again), {**controls(again), "password": PASSWORD}
    )
    assert (answer.status_code, answer.url) == (307, path)


def test_changing_to_a_code_loses_nothing(
    elmbrook: Place, newcomer: Membership, administrator: Client
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(elmbrook.hats["administrator"].account, secret)
    path = reverse("approve_role", args=[newcomer.pk])
    asked = administrator.post(path, {"why": TYPED})
    other = html.unescape(re.search(r'formaction="([^"]*)"', main_of(asked)).group(1))
    page = administrator.post(other, {**controls(asked), "again-switch": "1"})
    assert "error" not in main_of(page).lower()
    assert controls(page)["why"] == TYPED
    answer = administrator.post(
        action(page), {**controls(page), "code": code_now(secret)}
    )
    assert (answer.status_code, answer.url) == (307, path)


def test_neither_the_form_nor_an_address_of_the_network_is_kept_in_the_session(
    newcomer: Membership, administrator: Client
) -> None:
    path = reverse("approve_role", args=[newcomer.pk])
    administrator.post(path, {"why": TYPED}, REMOTE_ADDR="203.0.113.77")
    administrator.post(
        reverse("mfa_generate_recovery_codes"), REMOTE_ADDR="203.0.113.77"
    )
    inside = [str(one.get_decoded()) for one in Session.objects.all()]
    assert not any("203.0.113.77" in one or "needs" in one for one in inside)


def test_a_form_that_is_forged_is_refused_before_anybody_is_asked(
    elmbrook: Place, newcomer: Membership
) -> None:
    hat = elmbrook.hats["administrator"]
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hat.account)
    session = browser.session
    session["hat"], session["second_step"] = hat.pk, hat.account_id
    session.save()
    path = reverse("approve_role", args=[newcomer.pk])
    answer = browser.post(path, {"why": TYPED})
    assert answer.status_code == 403
    assert TYPED not in html.unescape(answer.content.decode())


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_in_a_browser_the_form_goes_on_by_itself(
    live_server: Any,
    client: Client,
    elmbrook: Place,
    newcomer: Membership,
    open_page: OpenPage,
    javascript: bool,
) -> None:
    hat = elmbrook.hats["administrator"]
    wear_in(client, hat)
    session = client.session
    session.update(asked_just_now(hat.account_id, ago=660))
    session.save()
    cookies = {"session": str(session.session_key)}
    page = open_page(live_server.url, cookies=cookies, javascript=javascript)
    page.goto(live_server.url + reverse("approval", args=[newcomer.pk]))
    page.get_by_label("Why they need to see people").fill(TYPED)
    page.get_by_role("button", name="Approve this role").click()
    assert page.locator("h1").inner_text() == "Is it still you?"
    if javascript:
        assert [fault for fault in faults(page) if "401" not in fault] == []
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    assert page.locator("h1").inner_text() == "A role that can see people"
    assert approved(elmbrook, newcomer) == [TYPED]


def test_asking_again_is_counted_like_signing_in(
    administrator: Client,
) -> None:
    for _ in range(5):
        administrator.post(AGAIN, {"password": "wrong"})
    assert administrator.post(AGAIN, {"password": PASSWORD}).status_code == 429
