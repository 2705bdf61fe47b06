from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from concord.access.actions import emergencies
from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.testing import Place, wear
from concord.cases.testing import CaseWorld, arrange
from concord.foundation.documents.reading import UnreadableFile
from concord.marac.actions.research_drafts import draft_of, keep
from concord.marac.models import AgendaItem, Meeting, Research
from concord.marac.queries.research import own_research
from concord.marac.research_pack import (
    CHECKED,
    CONTACT,
    KNOWN,
    boxes,
    filled_in,
    pack_of,
)
from concord.marac.testing import meet
from concord.marac.tests.test_research import (
    CALLS,
    SECOND,
    issue,
    not_known,
    put_on,
    say,
)

pytestmark = pytest.mark.django_db

POLICE = "practitioner:Police"
Lines = Sequence[tuple[str, str, str, str]]


@pytest.fixture
def meeting(marac: CaseWorld) -> Meeting:
    return meet(marac.place)


@pytest.fixture
def items(marac: CaseWorld, meeting: Meeting) -> list[AgendaItem]:
    found = [put_on(marac, meeting)]
    found += [put_on(arrange(marac.place, SECOND), meeting) for _ in range(2)]
    issue(marac, meeting)
    return found


@pytest.fixture
def police(marac: CaseWorld) -> Client:
    return wear(Client(), marac.place.hats[POLICE])


def empty_pack(marac: CaseWorld, meeting: Meeting) -> bytes:
    with acting_as(marac.police):
        left = own_research(meeting, marac.police).left
        return pack_of(meeting, left, "Elmbrook Police")


def fill(
    content: bytes, said: Mapping[str, Mapping[str, str]], lines: Mapping[str, Lines]
) -> bytes:
    """The file as somebody fills it in: answers and lines by code of the case."""
    document = Document(io.BytesIO(content))
    for table in document.tables:
        code = table.rows[0].cells[1].text
        for row in table.rows:
            label = row.cells[0].text
            if label in said.get(code, {}):
                row.cells[1].text = said[code][label]
        waiting = list(lines.get(code, ()))
        for row in table.rows[5:]:
            if waiting and not row.cells[3].text:
                for place, text in zip(row.cells, waiting.pop(0), strict=True):
                    place.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def send(client: Client, meeting: Meeting, content: bytes) -> str:
    file = SimpleUploadedFile("back.docx", content)
    address = reverse("marac:read_pack", args=[meeting.pk])
    return client.post(address, {"file": file}).text


KNOWS = {KNOWN: "Yes", CHECKED: "26 November 2026", CONTACT: "3/11/2026"}
SAID: Lines = [
    ("Risk to the victim", "Fact", "Share in the meeting", "Four calls."),
    ("The person alleged to cause harm", "intelligence", "chair", "Carries a knife."),
    ("Weather", "Guess", "", "It rained."),
]


def test_an_empty_file_reads_back_as_nothing_said(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem]
) -> None:
    content = empty_pack(marac, meeting)
    found = filled_in(content)
    assert [one.code for one in found] == [item.code for item in items]
    assert all(one.is_empty for one in found)


def test_what_was_filled_in_comes_back_in_the_words_of_the_form(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem]
) -> None:
    first = items[0].code
    content = fill(empty_pack(marac, meeting), {first: KNOWS}, {first: SAID})
    one = filled_in(content)[0]
    assert one.is_known
    assert (one.checked_on, one.last_contact_on) == ("26 November 2026", "3/11/2026")
    assert [(e.about, e.kind, e.handling) for e in one.lines] == [
        ("victim", "fact", "share"),
        ("alleged", "intelligence", "chair_only"),
        ("", "", "share"),
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3/11/2026", ("3", "11", "2026")),
        ("2026-11-03", ("03", "11", "2026")),
        ("3 Nov 2026", ("3", "Nov", "2026")),
        ("last week", ("last week", "", "")),
        ("", ("", "", "")),
    ],
)
def test_days_go_into_the_boxes_of_the_form(
    typed: str, expected: tuple[str, str, str]
) -> None:
    assert boxes(typed) == expected


@pytest.mark.parametrize("content", [b"", b"no Word file", b"PK\x03\x04broken"])
def test_another_file_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="Save it again"):
        filled_in(content)


def test_a_file_is_looked_at_by_case_and_nothing_is_said_by_itself(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], police: Client
) -> None:
    one, two, three = (item.code for item in items)
    content = fill(
        empty_pack(marac, meeting),
        {one: KNOWS, two: {KNOWN: "No"}, three: {KNOWN: "Perhaps"}},
        {one: SAID[:1]},
    )
    page = send(police, meeting, content)
    assert "1 case known, 1 not known" in page
    assert f"{three}: Say Yes or No" in page
    with acting_as(marac.police):
        assert not Research.objects.exists()
        assert draft_of(item=items[0], by=marac.police) is not None
    page = police.get(reverse("marac:answer", args=[items[0].pk])).text
    assert "Four calls." in page
    assert 'value="November"' in page


def test_a_file_replaces_nothing_that_was_begun_or_answered_here(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], police: Client
) -> None:
    content = fill(empty_pack(marac, meeting), {item.code: KNOWS for item in items}, {})
    say(items[0], marac.police, CALLS)
    with acting_as(marac.police):
        keep(item=items[1], typed={"line-0-text": ["Mine"]}, by=marac.police)
    page = send(police, meeting, content)
    assert f"{items[0].code}: It is answered already" in page
    assert f"{items[1].code}: You have begun it here" in page
    with acting_as(marac.police):
        draft = draft_of(item=items[1], by=marac.police)
        assert draft is not None
        assert draft.typed == {"line-0-text": ["Mine"]}


def test_a_file_of_another_team_s_cases_is_not_taken(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], police: Client
) -> None:
    content = empty_pack(marac, meeting)
    strange = fill(content, {items[0].code: {"Case": "ZZZZ-ZZZZ"}}, {})
    page = send(police, meeting, strange)
    assert "ZZZZ-ZZZZ: Your team is not asked" in page


def test_the_file_holds_what_is_left_and_leaves_as_an_export(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], police: Client
) -> None:
    not_known(items[1:], marac.police)
    answer = police.get(reverse("marac:pack", args=[meeting.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'{meeting.day.isoformat()}.docx"')
    assert [one.code for one in filled_in(answer.content)] == [items[0].code]
    with acting_as(marac.place.actor("auditor")):
        assert Event.objects.filter(verb="export", door="marac:pack").count() == 1


def test_after_ten_minutes_the_password_is_asked_for_again(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], police: Client
) -> None:
    session = police.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session.save()
    answer = police.get(reverse("marac:pack", args=[meeting.pk]))
    assert answer.status_code == 302
    assert "check-again" in answer["Location"]


def test_a_case_that_is_open_in_an_emergency_does_not_leave(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], police: Client
) -> None:
    with acting_as(marac.police):
        emergencies.open_case(
            ref=marac.case.ref, why="She is missing", minutes=60, by=marac.police
        )
    answer = police.get(reverse("marac:pack", args=[meeting.pk]))
    assert answer.status_code != 200
    assert items[0].code.encode() not in answer.content


def test_who_is_not_asked_gets_no_file(
    marac: CaseWorld, meeting: Meeting, items: list[AgendaItem], northmere: Place
) -> None:
    client = wear(Client(), northmere.hats[POLICE])
    for name in ("pack", "read_pack"):
        address = reverse(f"marac:{name}", args=[meeting.pk])
        assert client.get(address).status_code == 404
