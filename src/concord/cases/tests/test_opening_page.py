"""Opening a case by its page: rows come and go, and nothing that was typed is lost."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml.html import document_fromstring

from concord.access.actor import acting_as
from concord.access.models import Side
from concord.access.testing import wear
from concord.cases.forms.born import Born, BornField
from concord.cases.forms.people import VictimForm
from concord.cases.models import Case, Party
from concord.cases.testing import CaseWorld
from concord.people.models import PersonVersion, Relationship

pytestmark = pytest.mark.django_db

WHOLE = {
    "victim-given_name": "Hazel",
    "victim-family_name": "Underhill",
    "victim-born_year": "1990",
    "victim-born_about": "on",
    "victim-sex": "female",
    "victim-other_names": "Hazy\nMrs Brook",
    "victim-language": "Polish",
    "victim-needs_interpreter": "on",
    "alleged-rows": "1",
    "alleged-0-given_name": "Bram",
    "alleged-0-family_name": "Underhill",
    "alleged-0-relation": "ex_partner",
    "child-rows": "2",
    "child-0-given_name": "Fern",
    "child-0-relation": "child",
    "child-1-given_name": "Moss",
    "child-1-born_day": "3",
    "child-1-born_month": "May",
    "child-1-born_year": "2020",
    "child-1-relation": "",
}


@pytest.fixture
def worker(client: Client, case_world: CaseWorld) -> Client:
    return wear(client, case_world.place.hats["practitioner:Police"])


def typed(page: Any) -> dict[str, str]:
    """What stands in the controls of a page, by their names; ticked boxes only."""
    found = {}
    for control in document_fromstring(page.content.decode()).iter("input", "textarea"):
        name, kind = control.get("name"), control.get("type", "")
        if name and (kind not in ("checkbox", "radio") or "checked" in control.attrib):
            text = control.text if control.tag == "textarea" else control.get("value")
            found[name] = (text or "").strip("\n")
    return found


def cases_of(world: CaseWorld) -> list[Case]:
    with acting_as(world.police):
        return list(Case.objects.all())


def test_a_case_is_opened_with_everybody_in_one_go(
    worker: Client, case_world: CaseWorld
) -> None:
    answer = worker.post("/cases/open/", WHOLE)
    [case] = cases_of(case_world)
    assert answer.headers["Location"] == f"/cases/{case.pk}/"
    with acting_as(case_world.police):
        people = {
            (p.side, p.person.versions.get().name): p.person.versions.get()
            for p in Party.objects.select_related("person")
        }
        assert set(people) == {
            ("victim", "Hazel Underhill"),
            ("alleged", "Bram Underhill"),
            ("child", "Fern"),
            ("child", "Moss"),
        }
        hazel = people["victim", "Hazel Underhill"]
        assert (hazel.born_on, hazel.born_precision) == (dt.date(1990, 1, 1), "about")
        assert hazel.other_names == ["Hazy", "Mrs Brook"]
        assert (hazel.sex, hazel.needs_interpreter) == ("female", True)
        assert people["child", "Moss"].born_on == dt.date(2020, 5, 3)
        assert {r.kind for r in Relationship.objects.all()} == {"ex_partner", "child"}
        assert case.opened_on == timezone.localdate()


def test_a_row_more_keeps_everything_and_opens_nothing(
    worker: Client, case_world: CaseWorld
) -> None:
    page = worker.post("/cases/open/", WHOLE | {"more": "child"})
    assert page.status_code == 200
    assert cases_of(case_world) == []
    found = typed(page)
    assert found["child-rows"] == "3"
    assert found["child-2-given_name"] == ""
    kept = {name: found.get(name, "") for name in WHOLE if "relation" not in name}
    sent = {name: value for name, value in WHOLE.items() if name in kept}
    assert kept == sent | {"child-rows": "3"}
    assert "There is a problem" not in page.content.decode()


def test_a_row_less_takes_out_that_one_and_moves_the_others_up(
    worker: Client, case_world: CaseWorld
) -> None:
    found = typed(worker.post("/cases/open/", WHOLE | {"less": "child-0"}))
    assert found["child-rows"] == "1"
    assert found["child-0-given_name"] == "Moss"
    assert found["child-0-born_day"] == "3"
    assert found["victim-given_name"] == "Hazel"
    assert "child-1-given_name" not in found


def test_made_up_rows_change_nothing(worker: Client, case_world: CaseWorld) -> None:
    for asked in ({"less": "child-9"}, {"less": "child-²"}, {"less": "nobody-0"}):
        answer = worker.post("/cases/open/", WHOLE | asked)
        assert answer.status_code in (200, 302), asked
    page = worker.post(
        "/cases/open/", WHOLE | {"child-rows": "9" * 30, "more": "child"}
    )
    assert page.status_code == 200
    assert int(typed(page)["child-rows"]) <= 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"victim-given_name": "", "victim-family_name": ""},
            "Enter a name of the victim",
        ),
        ({"victim-born_day": "4"}, "day and no month"),
        (
            {"victim-born_month": "4"},
            "leave day and month empty when the year is a guess",
        ),
        ({"victim-born_year": "2999"}, "Date of birth has 2999"),
        ({"victim-born_year": "1850"}, "more than 120 years ago"),
        ({"child-1-born_year": ""}, "must include a year"),
        ({"child-0-given_name": ""}, "take this child out"),
        (
            {"alleged-0-given_name": "", "alleged-0-family_name": ""},
            "tick that nobody knows who",
        ),
        (
            {
                "when-opened_on_day": "1",
                "when-opened_on_month": "1",
                "when-opened_on_year": "2199",
            },
            "or earlier",
        ),
        ({"alleged-rows": "0"}, "Add who is alleged to cause harm"),
    ],
)
def test_what_is_wrong_is_said_and_all_of_it_kept(
    worker: Client, case_world: CaseWorld, change: dict[str, str], said: str
) -> None:
    page = worker.post("/cases/open/", WHOLE | change)
    assert page.status_code == 422
    assert said in html.unescape(page.content.decode())
    assert "What you wrote is still here." in page.content.decode()
    assert cases_of(case_world) == []
    found = typed(page)
    sent = WHOLE | change
    rows = sent["alleged-rows"] == "0" and ("alleged-0",)
    kept = {
        name: value
        for name, value in sent.items()
        if "relation" not in name and not name.startswith(rows or "-")
    }
    assert {name: found.get(name, "") for name in kept} == kept


def test_nobody_knows_who_will_do(worker: Client, case_world: CaseWorld) -> None:
    worker.post(
        "/cases/open/",
        {
            "victim-unknown": "on",
            "victim-sex": "not_known",
            "alleged-rows": "1",
            "alleged-0-unknown": "on",
            "alleged-0-sex": "not_known",
            "child-rows": "0",
        },
    )
    [case] = cases_of(case_world)
    with acting_as(case_world.police):
        assert {v.name for v in PersonVersion.objects.all()} == {"Name not known"}
        assert case.parties.count() == 2


def test_another_victim_of_the_family_is_chosen_from_the_case(
    client: Client, case_world: CaseWorld
) -> None:
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/{case_world.case.pk}/family/"
    page = client.get(address).content.decode()
    assert "Clover Thistlewood (child in that case)" in page
    answer = client.post(
        address,
        {
            "standing-victim": str(case_world.child.pk),
            "standing-alleged": [str(case_world.alleged.pk)],
            "alleged-rows": "0",
            "child-rows": "0",
        },
    )
    assert answer.status_code == 302
    with acting_as(case_world.idva):
        second = Case.objects.exclude(pk=case_world.case.pk).get()
        assert second.family_group is not None
        assert second.parties.get(side=Side.VICTIM).person_id == case_world.child.pk
    page = client.get(f"/cases/{case_world.case.pk}/").content.decode()
    assert f"Case {second.ref}" in page


def test_nobody_is_put_on_two_sides_by_the_page(
    client: Client, case_world: CaseWorld
) -> None:
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    both = str(case_world.child.pk)
    page = client.post(
        f"/cases/{case_world.case.pk}/family/",
        {
            "standing-victim": both,
            "standing-child": [both],
            "alleged-rows": "1",
            "alleged-0-unknown": "on",
            "child-rows": "0",
        },
    )
    assert page.status_code == 422
    assert "Somebody stands on two sides" in page.content.decode()


def test_a_case_is_opened_about_somebody_on_record(
    client: Client, case_world: CaseWorld
) -> None:
    wear(client, case_world.place.hats["practitioner:Specialist service"])
    address = f"/cases/open/?alleged={case_world.alleged.pk}"
    assert "Barnard Crakehall" in client.get(address).content.decode()
    client.post(
        address,
        {
            "standing-victim": "",
            "standing-alleged": [str(case_world.alleged.pk)],
            "victim-given_name": "Ivy",
            "alleged-rows": "0",
            "child-rows": "0",
        },
    )
    with acting_as(case_world.idva):
        assert Party.objects.filter(person=case_world.alleged).count() == 2


def test_a_record_of_others_is_not_offered(
    worker: Client, case_world: CaseWorld
) -> None:
    for key in (case_world.alleged.pk, "x", ""):
        page = worker.get(f"/cases/open/?alleged={key}").content.decode()
        assert "Barnard" not in page
        assert "on record already" not in page


# A date of birth, as much of it as is known


@pytest.mark.parametrize(
    ("boxes", "born"),
    [
        (("", "", ""), None),
        (("", "", "1990"), Born(dt.date(1990, 1, 1), "year")),
        (("", "2", "1990"), Born(dt.date(1990, 2, 1), "month")),
        (("28", "feb", "1990"), Born(dt.date(1990, 2, 28), "day")),
    ],
)
def test_a_birth_date_is_as_exact_as_it_was_given(
    boxes: tuple[str, str, str], born: Born | None
) -> None:
    typed = dict(zip(("day", "month", "year"), boxes, strict=True))
    field = BornField(label="Date of birth", required=False)
    assert field.clean(typed if any(boxes) else None) == born


def test_what_a_form_shows_of_a_version_is_what_it_gives_back() -> None:
    for precision, day in (
        ("day", dt.date(1990, 5, 4)),
        ("month", dt.date(1990, 5, 1)),
        ("year", dt.date(1990, 1, 1)),
        ("about", dt.date(1990, 1, 1)),
        ("unknown", None),
    ):
        version = PersonVersion(
            given_name="Hazel", born_on=day, born_precision=precision, sex="female"
        )
        shown = VictimForm.of(version)
        data = {f"born_{part}": text for part, text in (shown["born"] or {}).items()}
        data |= {k: v for k, v in shown.items() if k not in ("born", "born_about")}
        data |= {"born_about": "on"} if shown["born_about"] else {}
        form = VictimForm({**data, "needs_interpreter": ""})
        assert form.is_valid(), form.errors
        known = form.known()
        assert (known.born_on, known.born_precision) == (day, precision)
