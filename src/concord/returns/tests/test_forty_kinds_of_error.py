"""A return with 40 kinds of error gives 40 findable messages and loses nothing."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from concord.access.actor import acting_as
from concord.access.testing import Place, wear
from concord.evidence.testing import make_evidence
from concord.foundation.documents.reading.rows import rows_of
from concord.foundation.periods import Quarter
from concord.returns.actions import filling, sending, sheets, windows
from concord.returns.actions.filling import Typed
from concord.returns.actions.sheets import Field
from concord.returns.checking import TOTAL, Entry, Key
from concord.returns.files.layout import written
from concord.returns.models import ReturnCell, ReturnWindow
from concord.returns.queries.form import name_of

pytestmark = pytest.mark.django_db
SEX = (("female", "Women"), ("male", "Men"))
USUAL = {"rose": [14, 12, 15], "fell": [40, 44, 41]}


@dataclass(frozen=True)
class Kind:
    """One kind of error: the question, what is typed, the message that it gives."""

    field: Field
    typed: str
    says: str
    why: str = ""
    since: str = ""
    category: str = TOTAL

    @property
    def key(self) -> Key:
        return self.field.code, self.category

    @property
    def label(self) -> str:
        labels = dict(self.field.categories)
        part = f", {labels[self.category].lower()}" if self.category else ""
        return f"{self.field.name}{part}"


def asked(code: str, **more: object) -> Field:
    name = code.replace("_", " ").capitalize()
    return Field(section="All of it", code=code, name=name, question=name, **more)  # type: ignore[arg-type]


def typed(code: str, said: str, message: str) -> Kind:
    """A figure that is wrong by itself."""
    return Kind(asked(code), said, f"“{said}” {message}")


HIDES = (
    "hides the figure. Enter the figure itself: small ones are hidden before anything "
    "is published"
)
SEVERAL = "could be several figures. Enter a whole number, such as 7"
ALONE: tuple[Kind, ...] = (
    typed("range", "7-8", SEVERAL),
    typed("choice", "5 or 6", SEVERAL),
    typed("decimal", "12.5", "is not whole. Enter a whole number, such as 12"),
    typed("letter_o", "o", "is the letter O. Type the figure 0 if there were none"),
    typed(
        "letter_l", "l2", "has a letter among the figures. Type 0 and 1, not O and l"
    ),
    typed("negative", "-3", "is less than nothing. A count is 0 or more"),
    typed(
        "brackets",
        "(5)",
        "stands in brackets, which can mean less than nothing. Type the figure alone",
    ),
    typed("plus", "+5", "has a plus in front. Type 5"),
    typed("and_more", "50+", "says that there may be more. Enter the figure itself"),
    typed("other_figures", "٣١", "is written in other figures. Type it with 0 to 9"),
    typed("raised", "5²", "has a raised number or a fraction. Type a whole number"),
    typed("not_known", "N/A", "is no figure. Leave it empty, and say why"),
    typed(
        "huge",
        "9" * 14,
        "is larger than any count here can be. Look if a figure stands there twice",
    ),
    typed(
        "comma",
        "12,34",
        "has a comma where no thousand ends. Type it without, such as 1234",
    ),
    typed(
        "continental",
        "1.234,56",
        "has point and comma the other way round. Type it like 1,234",
    ),
    typed("percentage", "5%", "is a percentage. Enter how many, not the share"),
    typed("money", "£500", "has a sign of money. Enter the number alone"),
    typed(
        "about",
        "about 50",
        "is not exact. Enter the figure as recorded, and say "
        "under “Why” that it is an estimate",
    ),
    typed("below", "<5", HIDES),
    typed("star", "*", HIDES),
    typed(
        "footnote",
        "5*",
        "carries a mark of a footnote. Enter the number alone, and "
        "put the note under “Why”",
    ),
    typed("word", "seven", "is a word. Type 7"),
    typed("nil", "nil", "is a word. If there were none, type 0"),
    typed("answer", "TRUE", "is an answer to another question. Enter how many"),
    typed(
        "fraction", "1/2", "looks like a fraction. Enter how many, as one whole number"
    ),
    typed("date", "31/12/2026", "looks like a date. Type the figure"),
    typed(
        "two",
        "12 13",
        "is more than one figure. Enter one; the parts have cells of their own",
    ),
    typed("short", "5k", "is short for a larger number. Write it out, such as 5000"),
    typed(
        "shortened",
        "1e3",
        "is how a spreadsheet shortens a number. Write it out, figure by figure",
    ),
    typed(
        "unit", "5 households", "has words behind the figure. Enter the number alone: 5"
    ),
    typed(
        "sheet_error", "#N/A", "is an error of the spreadsheet. Type the figure itself"
    ),
    typed("formula", "=A1+B1", "is a formula. Type the figure that it gives"),
    typed("gibberish", "abc", "is no number. Enter a whole number, such as 7"),
    Kind(
        asked("long"),
        "see the note of the contractor " * 5,
        "154 characters are more than a figure has. Enter the figure alone, and put "
        "the words under “Why”",
    ),
    Kind(
        asked("below_least", lowest=Decimal(10)),
        "9",
        "9 is less than 10, the least that it can be",
    ),
    Kind(
        asked("above_most", highest=Decimal(500)),
        "501",
        "501 is more than 500, the most that it can be",
    ),
    Kind(
        asked("bad_day"),
        "5",
        "“32/7/2026” is not in the calendar. Enter a day, such as 1 July 2026",
        why="A new system",
        since="32/7/2026",
    ),
    Kind(
        asked("later_day"),
        "5",
        "recording changed on 1 October 2026, after the period ends. Enter a day up to "
        "30 September 2026",
        why="A new system",
        since="1 October 2026",
    ),
    Kind(
        asked("unsaid_change"),
        "5",
        "say what changed in the way you record it",
        since="1 July 2026",
    ),
    Kind(
        asked("name_in_reason"),
        "5",
        "the reason holds an e-mail address. Name no person: take it out",
        why="Ask invented.person@elmbrook.example",
    ),
    Kind(
        asked("number_in_reason"),
        "5",
        "the reason holds a telephone number. Name no person: take it out",
        why="Ring 07700 900123",
    ),
)
TOGETHER: tuple[Kind, ...] = (
    Kind(asked("applied", after_number="who applied"), "96", ""),
    Kind(
        asked("prevented", not_above="applied"),
        "142",
        "142 is more than the 96 who applied",
    ),
    Kind(
        asked("all_safe", dimension="sex", categories=SEX),
        "9",
        "the parts make 7, and 9 stands here. Put one right",
    ),
    Kind(asked("all_safe", categories=SEX), "5", "", category="female"),
    Kind(asked("all_safe", categories=SEX), "2", "", category="male"),
    Kind(asked("whole"), "10", "the parts make 12, and 10 stands here. Put one right"),
    Kind(asked("first_part", part_of="whole"), "5", ""),
    Kind(asked("second_part", part_of="whole"), "7", ""),
    Kind(asked("blank"), "", "say why it is blank. A true zero is a figure: 0"),
    Kind(
        asked("rose"),
        "31",
        "31 is about twice the usual 12 to 15. You can send it: say why",
    ),
    Kind(
        asked("fell"),
        "3",
        "3 is far fewer than the usual 40 to 44. You can send it: say why",
    ),
)
ALL = ALONE + TOGETHER
WRONG = [kind for kind in ALL if kind.says]


@dataclass
class Forty:
    """The window that asks all of it, and whoever fills it in."""

    window: ReturnWindow
    client: Client
    names: dict[Key, str]
    place: Place

    def kept(self) -> dict[Key, Entry]:
        with acting_as(self.place.actor("data_officer")):
            rows = ReturnCell.objects.filter(
                submission__window=self.window
            ).select_related("field")
            return {row.key: row.entry for row in rows}


@pytest.fixture
def forty(elmbrook: Place) -> Forty:
    """Three accepted quarters before, so that a jump can be seen."""
    lead = elmbrook.actor("strategic_lead")
    council = elmbrook.teams["Council"]
    make_evidence(elmbrook)
    with acting_as(lead):
        version = sheets.design(name="Everything", by=lead)
        seen = set()
        # A question can only be compared with one that is there already.
        for kind in sorted(ALL, key=lambda one: bool(one.field.not_above)):
            if kind.field.code not in seen:
                seen.add(kind.field.code)
                sheets.add_field(version=version, field=kind.field, by=lead)
        others = [one.code for one in version.fields.exclude(code__in=USUAL)]
        made = [
            windows.open_for(
                version=version,
                teams=[council],
                period=Quarter(2026, 2).plus(-n),
                by=lead,
            )[0]
            for n in (3, 2, 1, 0)
        ]
        names = {
            (one.code, category): name_of(one, category)
            for one in version.fields.all()
            for category in [TOTAL, *(code for code, _ in one.categories)]
        }
    for at, window in enumerate(made[:3]):
        _accepted(elmbrook, window, at, others, names)
    client = wear(Client(), elmbrook.hats["data_officer"])
    return Forty(made[3], client, names, elmbrook)


def _accepted(
    place: Place,
    window: ReturnWindow,
    at: int,
    others: list[str],
    names: dict[Key, str],
) -> None:
    officer, agency, lead = (
        place.actor(role) for role in ("data_officer", "agency_lead", "strategic_lead")
    )
    blank = Entry("", "Not asked before")
    said = {key: Typed(blank) for key in names if key[0] in others}
    said |= {
        (code, TOTAL): Typed(Entry(str(series[at]))) for code, series in USUAL.items()
    }
    with acting_as(officer):
        made = filling.keep(window=window, typed=said, by=officer).submission
        sending.send(submission=made, by=officer)
    with acting_as(agency):
        sending.approve(submission=made, by=agency)
    with acting_as(lead):
        sending.accept(submission=made, by=lead)


def expected() -> dict[Key, Entry]:
    return {
        kind.key: Entry(kind.typed.strip(), kind.why, kind.since)
        for kind in ALL
        if kind.typed or kind.why or kind.since
    }


def test_there_are_at_least_forty_kinds() -> None:
    assert len({kind.key for kind in WRONG}) >= 40
    assert len({kind.says for kind in WRONG}) >= 40


def test_a_return_with_40_kinds_of_error_gives_40_messages_and_loses_nothing(
    forty: Forty,
) -> None:
    data = {"send": "1"}
    for kind in ALL:
        name = forty.names[kind.key]
        data |= {
            name: kind.typed,
            f"why-{name}": kind.why,
            f"since-{name}": kind.since,
        }
    at = reverse("returns:window", args=[forty.window.pk])
    answer = forty.client.post(at, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    found = links(page)
    for kind in WRONG:
        target = next(
            to for words, to in found if words == f"{kind.label}: {kind.says}"
        )
        assert f' id="{target}"' in page, "the message leads to its box"
        assert forty.names[kind.key] in target
    assert len(found) == len(WRONG), "and nothing is said that is not so"
    assert forty.kept() == expected()
    assert kept_in(forty.client.get(at).content.decode(), forty) == expected()


def test_the_same_by_the_excel_template(forty: Forty) -> None:
    there = reverse("returns:blank", args=[forty.window.pk, "xlsx"])
    template = forty.client.get(there).content
    rows = {row.cells[0]: row.number for row in rows_of("return.xlsx", template)}
    cells = {}
    for kind in ALL:
        at = rows[written(kind.key)]
        said = {"D": kind.typed, "E": kind.why, "F": kind.since}
        cells |= {f"{column}{at}": words for column, words in said.items() if words}
    content = filled(template, cells)
    page = uploaded(forty, "return.xlsx", content)
    said = problems(page)
    for kind in WRONG:
        place = f"D{rows[written(kind.key)]}"
        if kind.field.code == "blank":
            continue  # nothing stands in the file, so nothing is to be taken over
        assert f"{kind.label} ({place}): {kind.says}" in said
    assert len(said) == len(WRONG) - 1
    good = taken(forty, page, "good")
    assert set(good) == {kind.key for kind in ALL if not kind.says}
    # And once more, with everything.
    page = uploaded(forty, "return.xlsx", content)
    assert taken(forty, page, "all") == expected()


def links(page: str) -> list[tuple[str, str]]:
    """The lines of the error summary, and where each leads."""
    summary = re.search(r'<div class="govuk-error-summary.*?</ul>', page, re.DOTALL)
    assert summary, "there is a summary"
    return [
        (html.unescape(words).strip(), to)
        for to, words in re.findall(r'<a href="#([^"]+)">([^<]*)</a>', summary[0])
    ]


def kept_in(page: str, forty: Forty) -> dict[Key, Entry]:
    """What stands in the boxes of the page."""
    found = {}
    for key, name in forty.names.items():
        box = re.search(rf'<input[^>]* id="id_{name}"[^>]* value="([^"]*)"', page)
        why = re.search(rf'<textarea[^>]* id="id_why-{name}"[^>]*>([^<]*)<', page)
        since = re.search(
            rf'<input[^>]* id="id_since-{name}"[^>]* value="([^"]*)"', page
        )
        assert box
        assert why
        said = [one[1] if one else "" for one in (box, why, since)]
        entry = Entry(*map(html.unescape, said))
        if not entry.is_empty:
            found[key] = entry
    return found


def filled(template: bytes, cells: dict[str, str]) -> bytes:
    """The template as a spreadsheet gives it back, with these cells typed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            content = before.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = with_cells(content.decode(), cells).encode()
            after.writestr(part, content)
    return made.getvalue()


def with_cells(sheet: str, cells: dict[str, str]) -> str:
    for place, said in cells.items():
        text = f'<is><t xml:space="preserve">{html.escape(said)}</t></is>'
        sheet, count = re.subn(
            rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
            lambda m, t=text, p=place: f'<c r="{p}"{m[1]} t="inlineStr">{t}</c>',
            sheet,
            count=1,
        )
        assert count == 1, place
    return sheet


def uploaded(forty: Forty, name: str, content: bytes) -> str:
    """The page that shows what stands in the file."""
    there = reverse("returns:upload", args=[forty.window.pk])
    answer = forty.client.post(
        there, {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    assert answer.status_code == 200, answer.content.decode()
    forty.look = answer.request["PATH_INFO"]  # type: ignore[attr-defined]
    return answer.content.decode()


def problems(page: str) -> list[str]:
    listed = re.search(r'<ul class="cc-list" id="problems">(.*?)</ul>', page, re.DOTALL)
    assert listed
    return [html.unescape(one) for one in re.findall(r"<li>(.*?)</li>", listed[1])]


def taken(forty: Forty, page: str, which: str) -> dict[Key, Entry]:
    answer = forty.client.post(forty.look, {which: "1"})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    return forty.kept()


def test_the_period_of_the_table_is_the_one_that_its_messages_speak_of() -> None:
    assert Quarter(2026, 2).last_day == dt.date(2026, 9, 30)
