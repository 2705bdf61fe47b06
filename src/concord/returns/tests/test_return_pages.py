"""The pages of a return: typed, kept, sent, looked at, approved, chased, designed."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.foundation.post.models import Message
from concord.partnership.models import Partnership
from concord.returns.actions import windows
from concord.returns.checking import TOTAL
from concord.returns.jobs import remind
from concord.returns.models import Chase, Sheet, Submission
from concord.returns.queries.form import name_of
from concord.returns.testing import GOOD, NOW, Returning

pytestmark = pytest.mark.django_db
State = Submission.State


class Page:
    """A browser of one hat, on the form of the return."""

    def __init__(self, returning: Returning, role: str = "data_officer") -> None:
        self.returning = returning
        self.client = wear(Client(), returning.place.hats[role])
        self.at = reverse("returns:window", args=[returning.window.pk])
        with acting_as(returning.strategic):
            self.names = {
                (one.code, category): name_of(one, category)
                for one in returning.version.fields.all()
                for category in [TOTAL, *(code for code, _ in one.categories)]
            }

    def open(self) -> str:
        return html.unescape(self.client.get(self.at).content.decode())

    def shown(self) -> dict[str, str]:
        """What the controls of the page hold, as a browser would send it."""
        found = {}
        page = self.client.get(self.at).content.decode()
        for tag in re.findall(r"<input [^>]*>", page):
            name = re.search(r' name="([^"]*)"', tag)
            value = re.search(r' value="([^"]*)"', tag)
            if name and 'type="checkbox"' not in tag:
                found[name[1]] = html.unescape(value[1]) if value else ""
        for name_, value_ in re.findall(
            r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>', page
        ):
            found[name_] = html.unescape(value_)
        return found | {"may_use": "on"}

    def post(self, figures: dict[tuple[str, str], str], **more: str):  # type: ignore[no-untyped-def]
        data = self.shown()
        data |= {self.names[key]: said for key, said in figures.items()}
        data.pop("csrfmiddlewaretoken", None)
        return self.client.post(self.at, data | more)


def words(answer) -> str:  # type: ignore[no-untyped-def]
    return html.unescape(answer.content.decode())


def figures() -> dict[tuple[str, str], str]:
    return {key: str(said) for key, said in GOOD.items()}


def test_a_return_is_typed_sent_approved_and_accepted(returning: Returning) -> None:
    page = Page(returning)
    assert "Housing: July to September 2026" in page.open()
    assert page.post(figures(), send="1").status_code == 302
    assert "waits for Invented Agency lead" in words(page.client.get("/returns/"))
    lead = Page(returning, "agency_lead")
    assert "Approve these figures" in lead.open()
    lead.client.post(reverse("returns:approve", args=[returning.window.pk]))
    strategic = Page(returning, "strategic_lead")
    assert "Accept the figures" in strategic.open()
    strategic.client.post(reverse("returns:accept", args=[returning.window.pk]))
    assert "Accepted" in page.open()
    assert "Correct the figures" in page.open()


def test_what_can_not_be_sent_comes_back_with_its_messages(
    returning: Returning,
) -> None:
    page = Page(returning)
    wrong = figures() | {("prevented", TOTAL): "142", ("sanctuary", TOTAL): "7-8"}
    answer = page.post(wrong, send="1")
    said = words(answer)
    assert answer.status_code == 422
    assert "Nothing is lost: the 6 good figures are kept." in said
    assert (
        "Homelessness prevented: 142 is more than the 96 who applied. Put one right"
        in said
    )
    name = page.names["sanctuary", TOTAL]
    assert f'href="#id_{name}"' in said
    assert 'value="7-8"' in said
    assert 'value="7-8"' in page.open(), "it is still there when one comes back"


def test_while_somebody_types_it_is_kept_by_itself(returning: Returning) -> None:
    page = Page(returning)
    data = page.shown() | {page.names["applied", TOTAL]: "96"}
    answer = page.client.post(page.at, data, headers={"HX-Request": "true"})
    assert words(answer).startswith("All kept, ")
    assert "1 of 8 ready" in words(answer)
    assert 'value="96"' in page.open()


def test_the_second_of_two_is_told_and_keeps_what_they_typed(
    returning: Returning,
) -> None:
    second = Page(returning, "agency_lead")
    stale = second.shown() | {second.names["applied", TOTAL]: "97"}
    Page(returning).post({("applied", TOTAL): "96"}, keep="1")
    answer = second.client.post(second.at, stale | {"send": "1"})
    said = words(answer)
    assert answer.status_code == 422
    assert "Invented Data officer typed 96 here" in said
    assert 'value="97"' in said, "their own figure is still in its box"
    with acting_as(returning.officer):
        assert Submission.objects.get().state == State.DRAFT


def test_typed_after_it_was_sent_it_is_told_and_still_on_the_page(
    returning: Returning,
) -> None:
    page = Page(returning)
    stale = page.shown() | {page.names["applied", TOTAL]: "99"}
    page.post(figures(), send="1")
    answer = page.client.post(page.at, stale | {"send": "1"})
    assert "Take it back" in words(answer)
    assert 'value="99"' in words(answer)
    by_itself = page.client.post(page.at, stale, headers={"HX-Request": "true"})
    assert "nothing more is kept" in words(by_itself)


def test_sent_back_the_reason_stands_above_the_form(returning: Returning) -> None:
    page = Page(returning)
    page.post(figures(), send="1")
    lead = Page(returning, "agency_lead")
    there = reverse("returns:send_back", args=[returning.window.pk])
    assert lead.client.post(there, {"why": ""}).status_code == 422
    lead.client.post(there, {"why": "June is counted twice."})
    assert "June is counted twice." in page.open()


def test_a_correction_begins_with_a_reason_and_shows_what_was(
    returning: Returning,
) -> None:
    returning.through(GOOD)
    page = Page(returning)
    there = reverse("returns:correct", args=[returning.window.pk])
    assert page.client.post(there, {"why": "Two counted twice."}).status_code == 302
    assert "A correction of accepted figures: Two counted twice." in page.open()
    page.post({("prevented", TOTAL): "53"}, send="1")
    assert "was 55" in Page(returning, "agency_lead").open()


def test_other_teams_and_other_roles_find_nothing(returning: Returning) -> None:
    for role in ("agency_lead:Police", "board_member", "practitioner", "auditor"):
        page = Page(returning, role)
        assert page.client.get(page.at).status_code == 404, role
        assert page.client.post(page.at, {}).status_code == 404, role


def test_another_partnership_finds_nothing(
    returning: Returning, northmere: object
) -> None:
    client = wear(Client(), northmere.hats["strategic_lead"])  # type: ignore[attr-defined]
    at = reverse("returns:window", args=[returning.window.pk])
    assert client.get(at).status_code == 404


def test_typing_asks_a_fixed_number_of_queries(
    returning: Returning, django_assert_max_num_queries: object
) -> None:
    page = Page(returning)
    page.post(figures(), keep="1")
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        page.client.get(page.at)


# The desk -----------------------------------------------------------------------------


def test_it_waits_on_the_desk_of_who_fills_in_and_of_who_approves(
    returning: Returning,
) -> None:
    page = Page(returning)
    assert "Fill in the data return" in words(page.client.get("/"))
    page.post(figures(), send="1")
    assert "Fill in the data return" not in words(page.client.get("/"))
    lead = Page(returning, "agency_lead")
    assert "Approve the data return" in words(lead.client.get("/"))
    lead.client.post(reverse("returns:approve", args=[returning.window.pk]))
    strategic = Page(returning, "strategic_lead")
    assert "Accept the data return" in words(strategic.client.get("/"))


# Overview and chasing -----------------------------------------------------------------


def test_the_lead_sees_who_has_sent_who_is_late_and_how_complete(
    returning: Returning,
) -> None:
    returning.before({("again", TOTAL): [14, 12]})
    returning.open(NOW, "Police")
    page = Page(returning, "strategic_lead")
    said = words(page.client.get(reverse("returns:overview")))
    assert "July to September 2026: 0 of 2 returns sent" in said
    assert "Sent on time" in said
    assert "16 of " in said, "figures given of two earlier quarters"


def test_what_is_owed_for_an_earlier_period_is_not_forgotten(
    returning: Returning,
) -> None:
    earlier = returning.open(NOW.plus(-1))
    with acting_as(returning.strategic):
        windows.move_due(
            window=earlier, due_on=dt.date(2026, 7, 31), by=returning.strategic
        )
        Partnership.objects.filter(pk=returning.place.partnership.pk).update(
            is_example=True, example_today=dt.date(2026, 10, 5)
        )
    page = Page(returning, "strategic_lead")
    said = words(page.client.get(reverse("returns:overview")))
    assert "Still owed for other periods" in said
    assert "1 more past the date for other periods." in said
    assert "66 days late" in said
    returning.through(GOOD, window=earlier)
    said = words(page.client.get(reverse("returns:overview")))
    assert "Still owed" not in said


def test_in_an_example_it_is_sent_on_the_day_that_it_lives_on(
    returning: Returning,
) -> None:
    with acting_as(returning.strategic):
        here = Partnership.objects.get(pk=returning.place.partnership.pk)
        here.is_example, here.example_today = True, dt.date(2026, 10, 5)
        here.save()
        returning.window.refresh_from_db()
    made = returning.send(returning.type(GOOD).submission)
    assert made.sent_at is not None
    assert timezone.localdate(made.sent_at) == dt.date(2026, 10, 5)


def test_one_click_reminds_and_no_figure_or_name_leaves(
    returning: Returning,
) -> None:
    page = Page(returning, "strategic_lead")
    there = reverse("returns:remind")
    answer = page.client.post(there, {"period": NOW.code}, follow=True)
    assert "1 person reminded." in words(answer)
    [message] = Message.objects.filter(letter__startswith="returns.")
    assert message.address == returning.place.hats["data_officer"].account.email
    assert message.context == {
        "returns": 1,
        "due": "30 November 2026",
        "link": "http://testserver/returns/",
    }
    again = page.client.post(there, {"period": NOW.code}, follow=True)
    assert "1 person has been reminded today" in words(again)
    assert Message.objects.filter(letter__startswith="returns.").count() == 1


def test_a_window_is_moved_locked_and_opened_again(returning: Returning) -> None:
    page = Page(returning, "strategic_lead")
    there = reverse("returns:manage", args=[returning.window.pk])
    holiday = {"due_on_day": "25", "due_on_month": "12", "due_on_year": "2026"}
    assert "no working day" in words(page.client.post(there, holiday))
    page.client.post(reverse("returns:lock", args=[returning.window.pk]))
    assert "locked" in Page(returning).open()
    page.client.post(there, {"why": "The officer was ill."})
    with acting_as(returning.strategic):
        returning.window.refresh_from_db()
    assert returning.window.locked_at is None


# Sheets -------------------------------------------------------------------------------


def test_a_sheet_is_designed_seen_and_sent_out_on_pages(returning: Returning) -> None:
    client = Page(returning, "strategic_lead").client
    client.post(reverse("returns:new_sheet"), {"name": "Health", "every": "quarter"})
    with acting_as(returning.strategic):
        sheet = Sheet.objects.get(name="Health")
    question = {
        "section": "Asked",
        "question": "Routine enquiries made",
        "name": "Enquiries",
        "code": "enquiries",
        "example": "40",
        "dimension": "sex",
        "has_total": "on",
        "is_whole": "on",
        "lowest": "0",
        "role": "numerator",
        "indicator": "incidents",
    }
    there = reverse("returns:add_field", args=[sheet.pk])
    assert client.post(there, question).status_code == 302
    wrong = client.post(there, question)
    assert "is another question's code" in words(wrong)
    assert "Routine enquiries made" in words(
        client.get(reverse("returns:preview", args=[sheet.pk]))
    )
    more = question | {"question": "Else", "name": "Asked again", "code": ""}
    answer = client.post(there, more | {"another": "1"}, follow=True)
    assert "“Else” is asked." in words(answer)
    assert 'value="Asked"' in words(answer), "the next one begins under its heading"
    with acting_as(returning.strategic):
        sheet.versions.get(n=1).fields.get(code="asked_again").delete()
    ask = reverse("returns:ask_teams", args=[sheet.pk])
    team = returning.place.teams["Health"]
    with acting_as(returning.strategic):
        today = Partnership.objects.get(pk=returning.place.partnership.pk).today()
    period = NOW.containing(today).previous
    due = windows.usual_dates(period)[1]
    said = client.post(
        ask,
        {
            "period": period.code,
            "teams": [str(team.pk)],
            "due_on_day": due.day,
            "due_on_month": due.month,
            "due_on_year": due.year,
        },
        follow=True,
    )
    assert "1 team asked" in words(said)
    again = words(client.get(ask))
    assert re.search(rf'value="{team.pk}"[^>]*checked', again), "ticked the next time"
    assert again.count("checked") == 1
    page = words(client.get(reverse("returns:sheet", args=[sheet.pk])))
    assert "it stays as it is" in page
    client.post(reverse("returns:begin_version", args=[sheet.pk]))
    with acting_as(returning.strategic):
        draft = sheet.versions.get(n=2)
        [field] = draft.fields.all()
        assert {code for code, _ in field.categories} == {"female", "male"}
    change = reverse("returns:change_field", args=[field.pk])
    client.post(change, question | {"question": "Enquiries made"})
    move = reverse("returns:move_field", args=[field.pk])
    client.post(move, {"what": "copy"})
    client.post(move, {"what": "down"})
    client.post(move, {"what": "out"})
    with acting_as(returning.strategic):
        assert [one.code for one in draft.fields.all()] == ["enquiries_2"]


def test_reminders_leave_by_themselves_before_and_after_the_date(
    returning: Returning,
) -> None:
    here = returning.place.partnership.pk
    assert remind(here, dt.date(2026, 10, 5)) == 1, "it is asked for"
    assert remind(here, dt.date(2026, 10, 6)) == 0
    assert remind(here, dt.date(2026, 11, 25)) == 1, "three working days before"
    assert remind(here, dt.date(2026, 11, 26)) == 0
    assert remind(here, dt.date(2026, 12, 3)) == 1, "three working days after"
    returning.send(returning.type(GOOD).submission)
    assert remind(here, dt.date(2026, 12, 4)) == 1, "the agency's lead is told"
    with acting_as(returning.strategic):
        kinds = list(Chase.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "before", "after", "approve"]


def test_where_no_sheet_is_the_page_says_what_to_do_first(elmbrook: Place) -> None:
    lead = wear(Client(), elmbrook.hats["strategic_lead"])
    page = html.unescape(lead.get(reverse("returns:home")).content.decode())
    assert "No team is asked for figures yet" in page
    assert "Begin with a data sheet" in page
    assert f'href="{reverse("returns:new_sheet")}"' in page
    assert lead.get(reverse("returns:new_sheet")).status_code == 200
    officer = wear(Client(), elmbrook.hats["data_officer"])
    page = html.unescape(officer.get(reverse("returns:home")).content.decode())
    assert "When the partnership asks your team for figures" in page
    assert reverse("returns:new_sheet") not in page
