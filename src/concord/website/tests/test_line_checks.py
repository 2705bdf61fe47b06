"""Numbers of phone lines: who has checked them, and when, for keepers only."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concord.access.actor import acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.directory.actions.keeping import verify
from concord.directory.testing import Directory
from concord.website.actions.lines import check_line
from concord.website.lines import national
from concord.website.models import LineCheck
from concord.website.queries.line_checks import GOOD_FOR, CheckedLine, checked_lines

pytestmark = pytest.mark.django_db
LINES = "/website/lines/"
MEN = next(one for one in national() if one.key == "men")


def keeper(place: Place, role: str = "directory_editor") -> Client:
    client = Client()
    wear(client, place.hats[role])
    return client


def page(client: Client) -> str:
    answer = client.get(LINES)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def row(said: str, name: str) -> str:
    """The row of one line, in plain text."""
    found = next(one for one in said.split("<tr>") if name in one)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def line(place: Place, key: str) -> CheckedLine:
    with acting_as(place.actor("strategic_lead")) as by:
        return next(one for one in checked_lines(by=by) if one.line.key == key)


def test_a_number_that_nobody_has_checked_is_said_to_be_so(elmbrook: Place) -> None:
    client = keeper(elmbrook)
    said = page(client)
    assert f"{len(national())} numbers of {len(national())} have not been" in said
    assert "Not checked" in row(said, "Men’s Advice Line")
    assert "Bromley strategy 2021-2024" in row(said, "Men’s Advice Line")
    assert f"Phone lines ({len(national())} to check)" in html.unescape(
        client.get("/website/").content.decode()
    )


def test_a_keeper_marks_one_as_checked_today(elmbrook: Place) -> None:
    client = keeper(elmbrook)
    asked = {"line": "men", "number": MEN.number}
    for _ in range(2):  # pressed twice
        assert client.post(LINES, asked).status_code == 302
    said = row(page(client), "Men’s Advice Line")
    assert "Not checked" not in said
    assert f"by {elmbrook.hats['directory_editor'].account.name}" in said
    assert line(elmbrook, "men").on == elmbrook.partnership.today()
    assert line(elmbrook, "galop").on is None
    with acting_as(elmbrook.actor("strategic_lead")):
        assert LineCheck.objects.count() == 1


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_after_half_a_year_it_is_to_be_checked_again(
    elmbrook: Place, days: int, is_late: bool
) -> None:
    with acting_as(elmbrook.actor("strategic_lead")) as by:
        LineCheck.objects.create(
            partnership_id=by.here,
            line="men",
            number=MEN.number,
            on=elmbrook.partnership.today() - GOOD_FOR - dt.timedelta(days=days),
            checked_by_id=by.membership_id,
        )
    assert line(elmbrook, "men").needs_a_look is is_late


def test_another_number_under_the_same_name_was_not_checked(elmbrook: Place) -> None:
    with acting_as(elmbrook.actor("strategic_lead")) as by:
        check_line(line="men", number=MEN.number, by=by)
        with pytest.raises(ValidationError, match="changed meanwhile"):
            check_line(line="men", number="07700 900009", by=by)
        with pytest.raises(ValidationError, match="changed meanwhile"):
            check_line(line="nobody", number=MEN.number, by=by)
    answer = keeper(elmbrook).post(LINES, {"line": "men"}, follow=True)
    assert b"has changed meanwhile" in answer.content


def test_lines_of_the_directory_show_when_their_entry_was_checked(
    elmbrook_directory: Directory,
) -> None:
    place, service = elmbrook_directory.place, elmbrook_directory.services
    client = keeper(place)
    assert "Not checked" in row(page(client), "Invented Line")
    with acting_as(elmbrook_directory.editor) as by:
        verify(service=service["Invented Line"], by_whom="The service", by=by)
    said = row(page(client), "Invented Line")
    assert "by The service" in said
    assert f"/directory/{service['Invented Line'].pk}/checked/" in page(client)


def test_only_keepers_see_it_and_readers_lose_no_time_with_it(
    elmbrook: Place, northmere: Place
) -> None:
    assert keeper(elmbrook, "practitioner").get(LINES).status_code == 404
    asked = {"line": "men", "number": MEN.number}
    assert keeper(elmbrook, "practitioner").post(LINES, asked).status_code == 404
    with acting_as(elmbrook.actor("practitioner")) as by, pytest.raises(NotPermitted):
        check_line(line="men", number=MEN.number, by=by)
    assert keeper(northmere).post(LINES, asked).status_code == 302
    assert line(elmbrook, "men").on is None
    for address in ("/local/elmbrook/", "/local/elmbrook/19/"):
        assert "checked by" not in Client().get(address).content.decode()
