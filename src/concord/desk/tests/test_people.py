"""People: lists, ending and giving roles, standing in, unlocking."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from concord.access.actor import acting_as
from concord.access.models import Change
from concord.access.testing import Place
from concord.desk.tests.conftest import Wear
from concord.partnership.models import Cover, Membership

pytestmark = pytest.mark.django_db


def day(name: str, value: dt.date) -> dict[str, str]:
    """A date as its three boxes are posted."""
    parts = {"day": value.day, "month": value.month, "year": value.year}
    return {f"{name}_{part}": str(number) for part, number in parts.items()}


@pytest.fixture
def administrator(elmbrook: Place, wear: Wear) -> Client:
    return wear(elmbrook.hats["administrator"])


def fresh(place: Place, key: str) -> Membership:
    with acting_as(place.actor("administrator")):
        return Membership.objects.get(pk=place.hats[key].pk)


def end(browser: Client, hat: Membership, last_day: dt.date, why: str) -> str:
    typed = {**day("last_day", last_day), "why": why}
    page = browser.post(reverse("end_role", args=[hat.pk]), typed)
    return page.content.decode()


def test_the_list_finds_people_by_name_team_and_role(administrator: Client) -> None:
    def names(query: str) -> list[str]:
        table = administrator.get(f"/people/?{query}").context["table"]
        return sorted(hat.role for hat in table.page.object_list)

    assert len(names("")) == 17
    assert names("q=auditor") == ["auditor"]
    assert names("team=Police") == ["agency_lead", "practitioner"]
    assert names("role=trainer") == ["trainer"]
    assert names("q=nobody") == []


def test_the_list_of_one_partnership_leaves_out_the_other_roles_of_its_reader(
    elmbrook: Place, northmere: Place, wear: Wear
) -> None:
    from concord.access.actions import hats
    from concord.partnership.roles import Role

    administrator = elmbrook.hats["administrator"]
    by = northmere.actor("administrator")
    with acting_as(by):
        hats.give(
            account=administrator.account,
            team=northmere.teams["Health"],
            role=Role.TRAINER,
            by=by,
        )
    table = wear(administrator).get("/people/").context["table"]
    assert {h.partnership for h in table.page.object_list} == {elmbrook.partnership}


def test_the_list_is_a_file_too(administrator: Client) -> None:
    answer = administrator.get("/people/?export=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Name", "E-mail", "Team", "Role"]
    assert len(rows) == 18


def test_a_role_ends_with_its_last_day_and_the_reason_is_kept(
    administrator: Client, elmbrook: Place, wear: Wear
) -> None:
    trainer = elmbrook.hats["trainer"]
    browser = wear(trainer)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    end(administrator, trainer, yesterday, "Moved to another borough")
    assert browser.get("/rooms/").url.startswith("/hat/")
    assert "no role at present" in browser.get("/hat/").content.decode()
    with acting_as(elmbrook.actor("auditor")):
        change = Change.objects.filter(
            table_name="partnership_membership", verb="UPDATE"
        ).get()
    assert change.why == "Moved to another borough"
    ended = administrator.get("/people/?show=ended").context["table"]
    assert [hat.pk for hat in ended.page.object_list] == [trainer.pk]


def test_a_role_that_ends_later_works_until_then(
    administrator: Client, elmbrook: Place, wear: Wear
) -> None:
    trainer = elmbrook.hats["trainer"]
    end(administrator, trainer, timezone.localdate(), "Last day at work")
    assert wear(trainer).get("/rooms/").status_code == 200
    assert fresh(elmbrook, "trainer").valid.upper == (
        timezone.localdate() + dt.timedelta(days=1)
    )


def test_a_role_does_not_end_without_a_reason(
    administrator: Client, elmbrook: Place
) -> None:
    said = end(administrator, elmbrook.hats["trainer"], timezone.localdate(), "")
    assert "Enter why" in said
    assert fresh(elmbrook, "trainer").valid.upper is None


def test_the_last_administrator_stays(administrator: Client, elmbrook: Place) -> None:
    said = end(
        administrator, elmbrook.hats["administrator"], timezone.localdate(), "Leaving"
    )
    assert "Invite another administrator first" in said
    assert fresh(elmbrook, "administrator").valid.upper is None


def test_somebody_gets_a_second_role_and_changes_to_it(
    administrator: Client, elmbrook: Place, wear: Wear
) -> None:
    trainer = elmbrook.hats["trainer"]
    typed = {"team": elmbrook.teams["Health"].pk, "role": "auditor", "title": "Auditor"}
    administrator.post(reverse("give_role", args=[trainer.pk]), typed)
    browser = wear(trainer)
    assert browser.get("/history/").status_code == 404
    page = browser.get("/hat/?next=/history/").content.decode()
    assert "Work as Auditor" in page
    with acting_as(elmbrook.actor("administrator")):
        new = Membership.objects.get(account=trainer.account, role="auditor")
    assert (
        browser.post("/hat/", {"hat": new.pk, "next": "/history/"}).url == "/history/"
    )
    assert browser.get("/history/").status_code == 200
    assert browser.get("/people/").status_code == 404


def test_nobody_puts_on_somebody_else_s_role(elmbrook: Place, wear: Wear) -> None:
    browser = wear(elmbrook.hats["trainer"])
    other = elmbrook.hats["administrator"].pk
    assert browser.post("/hat/", {"hat": other}).status_code == 404
    assert browser.get("/people/").status_code == 404


def test_the_same_role_is_not_given_twice(
    administrator: Client, elmbrook: Place
) -> None:
    typed = {"team": elmbrook.teams["Council"].pk, "role": "trainer", "title": ""}
    path = reverse("give_role", args=[elmbrook.hats["trainer"].pk])
    said = administrator.post(path, typed).content.decode()
    assert "They have this role in this team already" in said


def test_a_person_names_who_stands_in_and_takes_it_back(
    elmbrook: Place, wear: Wear
) -> None:
    browser = wear(elmbrook.hats["agency_lead:Police"])
    deputy = elmbrook.hats["agency_lead:Housing"]
    typed = {
        "deputy": deputy.pk,
        **day("first_day", dt.date(2030, 2, 1)),
        **day("last_day", dt.date(2030, 2, 14)),
    }
    browser.post("/away/", typed)
    assert (
        "1 February 2030 to 14 February 2030" in browser.get("/away/").content.decode()
    )
    seen = wear(deputy).get("/away/").content.decode()
    assert "Say that it is not possible" in seen
    with acting_as(elmbrook.actor("administrator")):
        cover = Cover.objects.get()
        assert (cover.during.lower, cover.during.upper) == (
            dt.date(2030, 2, 1),
            dt.date(2030, 2, 15),
        )
    assert (
        wear(elmbrook.hats["trainer"]).post(f"/away/{cover.pk}/end/").status_code == 404
    )
    wear(deputy).post(f"/away/{cover.pk}/end/")
    with acting_as(elmbrook.actor("administrator")):
        assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (dt.date(2030, 2, 14), dt.date(2030, 2, 1), "is before the first day"),
        (dt.date(2030, 1, 5), dt.date(2030, 1, 20), "Somebody stands in on some of"),
    ],
)
def test_days_that_can_not_be_are_refused_and_kept_in_the_boxes(
    elmbrook: Place, wear: Wear, first: dt.date, last: dt.date, said: str
) -> None:
    browser = wear(elmbrook.hats["agency_lead:Police"])
    deputy = {"deputy": elmbrook.hats["agency_lead:Housing"].pk}
    january = {
        **day("first_day", dt.date(2030, 1, 1)),
        **day("last_day", dt.date(2030, 1, 9)),
    }
    browser.post("/away/", {**deputy, **january})
    asked = {**day("first_day", first), **day("last_day", last)}
    page = browser.post("/away/", {**deputy, **asked}).content.decode()
    assert said in page
    assert f'value="{last.day}"' in page


def test_the_lead_names_a_stand_in_for_somebody_on_leave(
    elmbrook: Place, wear: Wear
) -> None:
    away = elmbrook.hats["agency_lead:Police"]
    typed = {
        "deputy": elmbrook.hats["agency_lead:Housing"].pk,
        **day("first_day", dt.date(2030, 2, 1)),
        **day("last_day", dt.date(2030, 2, 14)),
    }
    path = reverse("somebody_away", args=[away.pk])
    assert wear(elmbrook.hats["strategic_lead"]).post(path, typed).status_code == 302
    with acting_as(elmbrook.actor("administrator")):
        assert Cover.objects.get().away == away


def test_a_role_that_ends_takes_its_stand_ins_along(
    administrator: Client, elmbrook: Place, wear: Wear
) -> None:
    deputy = elmbrook.hats["agency_lead:Housing"]
    typed = {
        "deputy": deputy.pk,
        **day("first_day", timezone.localdate() + dt.timedelta(days=3)),
        **day("last_day", timezone.localdate() + dt.timedelta(days=9)),
    }
    wear(elmbrook.hats["agency_lead:Police"]).post("/away/", typed)
    end(administrator, deputy, timezone.localdate(), "Leaving")
    with acting_as(elmbrook.actor("administrator")):
        assert not Cover.objects.exists()


def test_an_administrator_lets_somebody_try_again(
    administrator: Client, elmbrook: Place
) -> None:
    trainer = elmbrook.hats["trainer"]
    wrong = {"login": trainer.account.email, "password": "wrong"}
    right = {**wrong, "password": "correct horse battery"}
    for _ in range(5):
        Client().post("/account/sign-in/", wrong)
    assert Client().post("/account/sign-in/", right).status_code == 429
    administrator.post(reverse("unlock_sign_in", args=[trainer.pk]))
    assert Client().post("/account/sign-in/", right).status_code == 302


def test_a_person_s_page_tells_what_was_changed_about_them(
    administrator: Client, elmbrook: Place
) -> None:
    trainer = elmbrook.hats["trainer"]
    end(administrator, trainer, timezone.localdate(), "Moved to another borough")
    page = administrator.get(reverse("person", args=[trainer.pk])).content.decode()
    assert "Moved to another borough" in page
    assert "Invented Administrator" in page
