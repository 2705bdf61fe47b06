"""Files that are not what they say: refused, or handed out so that they can't run."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concord.access.actor import acting_as
from concord.plan.actions.updates import EVIDENCE_TYPES
from concord.plan.jobs.importing import read_import
from concord.plan.models import Evidence, ImportDraft
from tests.attack.conftest import Visit
from tests.attack.crawling import Form, Site
from tests.attack.filling import send, taken
from tests.attack.visiting import Answer, faults, told, undone
from tests.attack.world import World

SCRIPT = b"<script>zq()</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="zq()">' + SCRIPT + b"</svg>"
HTML = b"<!doctype html><html><body>" + SCRIPT
GIF_AND_JS = b"GIF89a/*" + b"\0" * 20 + b"*/=1;zq();"
PDF_AND_JS = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(zq())>>>>endobj " + HTML
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
    b'main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
)
TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006'
    b'/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)


def packed(**parts: bytes) -> bytes:
    """A zip file; `word__document_xml` is word/document.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            path = name.replace("__", "/").replace("_xml", ".xml")
            made.writestr(path, content)
    return out.getvalue()


WITH_ENTITY = packed(**{"[Content_Types]_xml": TYPES, "word__document_xml": ENTITY})
BOMB = packed(
    **{"[Content_Types]_xml": TYPES, "word__document_xml": b"<a>" + b" " * 50_000_000}
)
OUT_OF_PLACE = packed(**{"..__..__..__tmp__x": b"x", "[Content_Types]_xml": TYPES})

HOSTILE = {
    "a page as a picture.png": HTML,
    "a page as text.txt": HTML,
    "a page as a table.csv": HTML,
    "gif and script.png": GIF_AND_JS,
    "picture that runs.svg": SVG,
    "picture that runs.png": SVG,
    "paper that runs.pdf": PDF_AND_JS,
    "page.html": HTML,
    "page.xhtml": HTML,
    "entity.docx": WITH_ENTITY,
    "bomb.docx": BOMB,
    "out of place.docx": OUT_OF_PLACE,
    "program.exe": b"MZ" + b"\0" * 60,
    "shell.php": b"<?php system($_GET['x']); ?>",
    "two.php.png": b"<?php zq(); ?>",
    "compressed.csv": zlib.compress(b"x" * 1000),
}
NAMES = (
    "../../../etc/cron.d/x.csv",
    "..\\..\\x.csv",
    'x"; filename="evil.html.csv',
    "x\r\nSet-Cookie: a=b.csv",
    "\u202evsc.exe.csv",
    "<script>zq()</script>.csv",
    "nul\0.csv",
    "x" * 500 + ".csv",
    ".csv",
    "con.csv",
)


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """Each test undoes what it does."""
    with undone():
        yield


def form_of(sites: dict[str, Site], route: str) -> Form:
    """The first form that goes to this address and takes a file."""
    return next(
        form
        for site in sites.values()
        for form in site.forms.values()
        if form.route == route and any(one.kind == "file" for one in form.controls)
    )


def give(visit: Visit, form: Form, name: str, content: bytes) -> Answer:
    """Send a form with a file in it."""
    with undone():
        _, data = send(visit("strategic lead"), form, lambda _: "Words")
    [control, *_] = [one.name for one in form.controls if one.kind == "file"]
    file = SimpleUploadedFile("x", content, "text/html")
    file._name = name  # as a browser of theirs would send it
    return visit("strategic lead").post(form.action, data | {control: file})


def test_every_form_that_takes_a_file_is_known(sites: dict[str, Site]) -> None:
    """Add the new one to the tests below."""
    taking = {
        form.route
        for site in sites.values()
        for form in site.forms.values()
        if any(one.kind == "file" for one in form.controls)
    }
    assert taking == {
        "plan:imports",
        "plan:give_update",
        "risk:load",
        "frontdoor:sheets",
        "frontdoor:add_file",
        "marac:read_pack",
        "picture:boundaries",
        "evidence:declare_mapping",
        "evidence:files",
        "evidence:import_areas",
        "evidence:mapping",
        "returns:upload",
        "directory:load",
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_a_pack_is_loaded_as_an_instrument(
    name: str, visit: Visit, sites: dict[str, Site]
) -> None:
    form = form_of(sites, "risk:load")
    for called in (name, "pack.toml"):
        answer = give(visit, form, called, HOSTILE[name])
        assert answer.status == 422
        assert faults(answer) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_a_sheet_is_taken_for_referrals(
    name: str, visit: Visit, sites: dict[str, Site]
) -> None:
    form = form_of(sites, "frontdoor:sheets")
    for called in (name, "sheet.csv", "sheet.xlsx"):
        file = SimpleUploadedFile(called, HOSTILE[name])
        answer = visit("holder").post(form.action, {"file": file})
        assert answer.status == 422
        assert faults(answer) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_sample_breaks_the_page_on_which_a_mapping_is_made(
    name: str, visit: Visit, sites: dict[str, Site]
) -> None:
    form = form_of(sites, "evidence:declare_mapping")
    for called in (name, "offences.csv", "offences.xlsx"):
        answer = give(visit, form, called, HOSTILE[name])
        assert answer.status in (200, 422)
        assert faults(answer) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_boundaries_is_taken_for_a_map(
    name: str, visit: Visit, sites: dict[str, Site]
) -> None:
    form = form_of(sites, "picture:boundaries")
    for called in (name, "wards.geojson", "wards.json"):
        file = SimpleUploadedFile(called, HOSTILE[name])
        answer = visit("strategic lead").post(
            form.action, {"file": file, "source": "Somewhere"}
        )
        assert answer.status == 422
        assert faults(answer) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_a_filled_pack_is_taken_for_research(
    name: str, visit: Visit, sites: dict[str, Site]
) -> None:
    form = form_of(sites, "marac:read_pack")
    for called in (name, "research.docx"):
        file = SimpleUploadedFile(called, HOSTILE[name])
        answer = visit("holder").post(form.action, {"file": file})
        assert answer.status == 422
        assert faults(answer) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_with_a_referral_is_refused_or_can_not_run(
    name: str, visit: Visit, sites: dict[str, Site]
) -> None:
    form = form_of(sites, "frontdoor:add_file")
    file = SimpleUploadedFile(name, HOSTILE[name])
    answer = visit("holder").post(form.action, {"file": file})
    assert faults(answer) == []
    if answer.status == 422:
        return
    handed_out = visit("holder").get(f"{form.action}2/")
    assert handed_out.content == HOSTILE[name]
    wrong = can_run(handed_out)
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_evidence_is_refused_or_handed_out_so_that_it_can_not_run(
    name: str, visit: Visit, sites: dict[str, Site], world: World
) -> None:
    form = form_of(sites, "plan:give_update")
    answer = give(visit, form, name, HOSTILE[name])
    assert faults(answer) == []
    if not taken(answer):
        return
    for evidence in new_evidence(world):
        wrong = can_run(visit("strategic lead").get(f"/plan/evidence/{evidence.pk}/"))
        assert not wrong, told(wrong)


def test_some_evidence_is_taken_and_handed_out(
    visit: Visit, sites: dict[str, Site], world: World
) -> None:
    """Else the test before could not fail."""
    form = form_of(sites, "plan:give_update")
    before = {evidence.pk for evidence in new_evidence(world)}
    assert taken(give(visit, form, "minutes.txt", b"Invented minutes"))
    [new] = [e for e in new_evidence(world) if e.pk not in before]
    answer = visit("strategic lead").get(f"/plan/evidence/{new.pk}/")
    assert answer.content == b"Invented minutes"
    assert can_run(answer) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(
    name: str, visit: Visit, sites: dict[str, Site], world: World
) -> None:
    wrong = []
    for route in ("plan:give_update", "plan:imports"):
        answer = give(visit, form_of(sites, route), name, b"Action,Lead\nA,Police\n")
        wrong += faults(answer)
        if answer.goes_to:
            wrong += faults(visit("strategic lead").get(answer.goes_to))
    for address in handed_out(world):
        answer = visit("strategic lead").get(address)
        wrong += [*faults(answer), *can_run(answer)]
        said = answer.headers.get("content-disposition", "")
        if any(part in said for part in ("..", "/", "\\", "\r", "<", "\u202e")):
            wrong.append(f"{answer}: is called {said}")
        if said.count("filename=") > 1 or "set-cookie" in answer.headers:
            wrong.append(f"{answer}: is called {said}")
    assert not wrong, told(wrong)


@pytest.mark.parametrize("name", [n for n in HOSTILE if not n.endswith(".exe")])
def test_a_hostile_strategy_is_refused_in_one_line(
    name: str, visit: Visit, sites: dict[str, Site], world: World
) -> None:
    answer = give(visit, form_of(sites, "plan:imports"), name, HOSTILE[name])
    assert faults(answer) == []
    if not answer.goes_to:
        return
    with acting_as(world.elmbrook.actor("strategic_lead")):
        draft = ImportDraft.objects.latest("uploaded_at")
    read_import(partnership_id=world.elmbrook.partnership.pk, draft_id=str(draft.pk))
    lead = visit("strategic lead")
    wrong = faults(lead.get(answer.goes_to))
    file = lead.get(f"/plan/imports/{draft.pk}/file/")
    wrong += can_run(file)
    page = lead.get(f"/plan/imports/{draft.pk}/check/", follow=True)
    wrong += [
        f"{page}: {word}" for word in ("root:x:", "<script>zq") if word in page.body
    ]
    assert not wrong, told(wrong)


def new_evidence(world: World) -> list[Evidence]:
    """Files that were given as evidence."""
    with acting_as(world.elmbrook.actor("strategic_lead")):
        return list(Evidence.objects.filter(kind=Evidence.Kind.FILE).order_by("-pk"))


def handed_out(world: World) -> Iterator[str]:
    """Addresses of everything that was uploaded."""
    for evidence in new_evidence(world):
        yield f"/plan/evidence/{evidence.pk}/"
    with acting_as(world.elmbrook.actor("strategic_lead")):
        for draft in ImportDraft.objects.all():
            yield f"/plan/imports/{draft.pk}/file/"


def can_run(answer: Answer) -> list[str]:
    """How a browser could run what it is handed."""
    heads = answer.headers
    wrong = []
    if answer.status != 200:
        return [f"{answer}: was not handed out"]
    if not heads.get("content-disposition", "").startswith("attachment"):
        wrong.append(f"{answer}: is shown, not kept")
    if "sandbox" not in heads.get("content-security-policy", ""):
        wrong.append(f"{answer}: has no sandbox")
    if heads.get("x-content-type-options") != "nosniff":
        wrong.append(f"{answer}: may be sniffed")
    if answer.kind not in {*EVIDENCE_TYPES.values(), "application/octet-stream"}:
        wrong.append(f"{answer}: is {answer.kind}")
    return wrong
