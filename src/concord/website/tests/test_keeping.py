"""Keeping the public pages: drafts, approval, review, and how often they were shown."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, days_ago, wear
from concord.website.actions import editing
from concord.website.models import Shown
from concord.website.queries.keeping import counted, page_lines
from concord.website.testing import in_urdu
from concord.website.texts import english, pages

pytestmark = pytest.mark.django_db
HERE = "/local/elmbrook/"
MEN = f"{HERE}{pages()['men'].number}/"


def text(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def keeper(place: Place, role: str = "directory_editor") -> Client:
    client = Client()
    wear(client, place.hats[role])
    return client


def shown(place: Place) -> list[tuple[str, str, int]]:
    with acting_as(place.actor("strategic_lead")):
        return list(Shown.objects.values_list("what", "language", "times"))


def test_a_draft_is_not_shown_before_it_is_approved(elmbrook: Place) -> None:
    client = keeper(elmbrook)
    said = {"title": "For men here", "lead": "", "body": "Ring [999](tel:999)."}
    answer = client.post("/website/pages/men/en/", said)
    assert answer.status_code == 302
    assert "For men here" not in text(MEN)
    assert "Ring" in text("/website/pages/men/en/draft/", client)
    assert client.post("/website/pages/men/en/draft/", {}).status_code == 302
    page = text(MEN)
    assert "For men here" in page
    assert "Next check:" in page


def test_what_was_shown_before_is_kept(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        for title in ("First", "Second"):
            draft = editing.write_page(
                page="men", language="en", title=title, body="Words.", by=by
            )
            editing.approve_page(draft=draft, by=by)
    assert "Second" in text(MEN)
    with acting_as(by):
        [line] = [one for one in page_lines("en", by=by) if one.page.slug == "men"]
        assert line.shown is not None
        assert line.shown.n == 4


def test_a_page_that_nobody_read_again_is_late_and_stays(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    with days_ago(400), acting_as(by):
        draft = editing.write_page(
            page="men", language="en", title="Old words", body="Words.", by=by
        )
        editing.approve_page(draft=draft, by=by)
    assert "Old words" in text(MEN)
    assert "Late" in text("/website/", keeper(elmbrook))


def test_two_who_write_at_once_are_told(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        mine = editing.write_page(
            page="men", language="en", title="Mine", body="Words.", by=by
        )
        editing.write_page(
            page="men", language="en", title="Theirs", body="Words.", by=by
        )
        with pytest.raises(ValidationError, match="newer draft"):
            editing.approve_page(draft=mine, by=by)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "http://a.example", "page:none"]
)
def test_a_link_that_leads_nowhere_is_refused_and_nothing_is_lost(
    elmbrook: Place, link: str
) -> None:
    said = {"title": "Kept words", "lead": "", "body": f"See [this]({link})."}
    answer = keeper(elmbrook).post("/website/pages/men/en/", said)
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert "leads nowhere" in page
    assert "Kept words" in page


def test_no_html_gets_into_a_page(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        draft = editing.write_page(
            page="men",
            language="en",
            title="<b>x</b>",
            body="<script>alert(1)</script> ![x](https://a.example/x.png)",
            by=by,
        )
        editing.approve_page(draft=draft, by=by)
    raw = Client().get(MEN).content.decode()
    assert "<script>alert" not in raw
    assert "<b>x</b>" not in raw
    assert "<img" not in raw


def test_who_does_not_keep_pages_finds_none_of_this(elmbrook: Place) -> None:
    client = keeper(elmbrook, "practitioner")
    for address in ("/website/", "/website/figures/", "/website/languages/ur/"):
        assert client.get(address).status_code == 404
    by = elmbrook.actor("practitioner")
    with acting_as(by), pytest.raises(NotPermitted):
        editing.write_page(page="men", language="en", title="x", body="x", by=by)


def test_a_language_is_translated_signed_and_taken_off_on_one_page(
    elmbrook: Place,
) -> None:
    in_urdu(elmbrook)
    client = keeper(elmbrook)
    page = text("/website/languages/ur/", client)
    assert english()["danger"] in page
    who = {"reviewer": "Invented Reviewer", "reviewer_role": "Interpreter"}
    assert client.post("/website/languages/ur/sign/", who).status_code == 302
    assert "Urdu: shown" in text("/website/languages/ur/", client)
    assert client.post("/website/languages/ur/take-off/").status_code == 302
    assert "Urdu: not shown" in text("/website/languages/ur/", client)


def test_what_is_missing_is_named(elmbrook: Place) -> None:
    client = keeper(elmbrook)
    answer = client.post(
        "/website/languages/pl/sign/",
        {"reviewer": "Invented", "reviewer_role": "Interpreter"},
    )
    assert answer.status_code == 422
    assert "In danger now?" in html.unescape(answer.content.decode())


def test_a_page_is_counted_by_day_and_nothing_else(elmbrook: Place) -> None:
    for _ in range(3):
        text(MEN)
    text(HERE)
    assert sorted(shown(elmbrook)) == [("home", "en", 1), ("men", "en", 3)]
    columns = {field.column for field in Shown._meta.fields}
    assert columns == {"id", "partnership_id", "day", "what", "language", "times"}


def test_a_flood_makes_no_more_rows(elmbrook: Place) -> None:
    client = Client()
    for number in range(40):
        client.get(f"{HERE}{900 + number}/")
        client.get(f"{HERE}?x={number}")
        client.get(MEN, headers={"user-agent": str(number)})
    assert len(shown(elmbrook)) == 2


def test_few_are_not_told_as_a_number(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    for _ in range(2):
        text(MEN)
    for _ in range(7):
        text(HERE)
    with acting_as(by):
        _, lines = counted(by=by, today=timezone.localdate())
    assert [(one.what, one.told[-1]) for one in lines] == [
        ("home", "7"),
        ("men", "under 5"),
    ]
    page = text("/website/figures/", keeper(elmbrook, "strategic_lead"))
    assert "under 5" in page


def test_a_page_asks_the_database_a_fixed_number_of_times(
    elmbrook: Place, django_assert_max_num_queries
) -> None:
    text(MEN)
    # The last six count it, in a transaction of its own after the page was made.
    with django_assert_max_num_queries(26, connection=connection):
        text(MEN)


def test_a_review_is_due_within_a_year(elmbrook: Place) -> None:
    by = elmbrook.actor("strategic_lead")
    with acting_as(by):
        draft = editing.write_page(
            page="men", language="en", title="x", body="Words.", by=by
        )
        with pytest.raises(ValidationError, match="next year"):
            editing.approve_page(
                draft=draft,
                review_due=timezone.localdate() + dt.timedelta(days=800),
                by=by,
            )
