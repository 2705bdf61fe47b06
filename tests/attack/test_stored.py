"""Scripts and formulas in every text of every form, and where they come out again."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import cycle

import pytest

from tests.attack.conftest import Visit
from tests.attack.crawling import Control, Form, Site, crawl
from tests.attack.filling import send, taken
from tests.attack.payloads import FORMULAS, Marked
from tests.attack.visiting import Answer, faults, told, undone
from tests.attack.world import INSIDERS, World

RUNS = re.compile(
    r"<script>zq\d|<svg/onload=zq|<b>zq\d|49zq\d+q|</textarea></title>-->"
)
MARK = re.compile(r"zq\d+q")
NUMBER = re.compile(r"[-+]?[\d.,]+%?$")


Stored = tuple[list[Answer], dict[str, str]]


@pytest.fixture(scope="module")
def stored(visit: Visit, sites: dict[str, Site]) -> Iterator[Stored]:
    """Every form with texts, sent with marked texts. Answers; and each mark's field."""
    with undone():
        yield store(visit, sites)


def store(visit: Visit, sites: dict[str, Site]) -> Stored:
    """Send every form with texts as whoever found it first; what is taken stays."""
    answers: list[Answer] = []
    marks: dict[str, str] = {}
    begins = cycle(FORMULAS)
    forms: dict[object, tuple[str, Form]] = {}
    for who, site in sites.items():
        for key, form in site.forms.items():
            if any(one.kind in ("text", "textarea") for one in form.controls):
                forms.setdefault(key, (who, form))
    for who, form in sorted(forms.values(), key=lambda pair: last_of_all(pair[1])):
        said: dict[str, str] = {}

        def text(control: Control, route: str = form.route) -> str:
            marked = Marked(control.longest, begins=next(begins))
            said[marked.mark] = f"{route}.{control.name}"  # noqa: B023
            return marked.text

        last, data = send(visit(who), form, text, answers)
        if taken(last):
            sent = set(MARK.findall(" ".join(map(str, data.values()))))
            marks |= {mark: said[mark] for mark in sent}
    return answers, marks


@pytest.fixture(scope="module")
def seen(world: World, visit: Visit, stored: Stored) -> list[Answer]:
    """Every page and file of everybody afterwards."""
    found = []
    for who in INSIDERS:
        site = Site(who)
        crawl(visit(who), site, world.addresses)
        found += [*site.pages.values(), *site.files.values(), *site.broken]
    return found


def test_what_was_typed_never_runs(stored: Stored, seen: list[Answer]) -> None:
    answers, _ = stored
    wrong = [
        f"{answer}: {RUNS.findall(answer.body)[:3]}"
        for answer in [*answers, *seen]
        if answer.is_page and RUNS.search(answer.body)
    ]
    wrong += [fault for answer in [*answers, *seen] for fault in faults(answer)]
    assert not wrong, told(wrong)


def test_much_of_what_was_typed_is_shown_somewhere(
    stored: Stored, seen: list[Answer]
) -> None:
    """Else the test before could not fail."""
    _, marks = stored
    shown = {mark for answer in seen for mark in MARK.findall(answer.body)}
    hidden = sorted(where for mark, where in marks.items() if mark not in shown)
    assert len(marks) - len(hidden) > 100, hidden


def test_no_cell_of_a_file_is_a_formula(seen: list[Answer]) -> None:
    wrong = []
    cells = 0
    for answer in seen:
        if answer.kind == "text/csv":
            for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
                cells += sum(1 for cell in row if MARK.search(cell))
                wrong += [
                    f"{answer}: {cell[:40]!r}"
                    for cell in row
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                    and not NUMBER.match(cell)
                ]
        elif "spreadsheetml" in answer.kind:
            with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
                for name in book.namelist():
                    inside = book.read(name).decode("utf-8", "replace")
                    cells += len(MARK.findall(inside))
                    if re.search(
                        r"<f[ >]|<hyperlink|TargetMode=.External|<ddeLink", inside
                    ):
                        wrong.append(f"{answer}: {name} has a formula or a link out")
    assert not wrong, told(wrong)
    assert cells > 40, "formulas have come into files"


def test_a_link_that_runs_is_no_link(visit: Visit, sites: dict[str, Site]) -> None:
    """`javascript:` in every control that takes an address."""
    wrong = []
    tried = 0
    for who, site in sites.items():
        for form in site.forms.values():
            links = [one.name for one in form.controls if one.kind == "url"]
            for harm in ("javascript:zq()", "data:text/html,zq", "vbscript:zq"):
                for name in links:
                    with undone():
                        _, data = send(visit(who), form, lambda _: "Words")
                        answer = visit(who).post(form.action, data | {name: harm})
                    tried += 1
                    wrong += faults(answer)
                    if taken(answer):
                        wrong.append(f"{answer}: took {harm}")
    assert not wrong, told(wrong)
    assert tried


def last_of_all(form: Form) -> tuple[bool, int]:
    """Forms after which there is less to see come last, long forms first."""
    ends = re.search(r"end|withdraw|discard|drop|close|carry|commit", form.route)
    return ends is not None, -len(form.controls)
