"""A file comes in: who may, what is kept, and how hostile ones end."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from concord.access.actor import Actor, acting_as
from concord.access.permit import NotPermitted
from concord.access.testing import Place, wear
from concord.partnership.roles import Role
from concord.plan import reading_apart
from concord.plan.actions import importing
from concord.plan.jobs import importing as job
from concord.plan.models import ImportDraft, ImportFile, Plan, PlanAction, Strategy
from concord.plan.tests.invented_import import again, as_csv, bring, lead

pytestmark = pytest.mark.django_db
State = ImportDraft.State


def upload(client: Client, content: bytes, name: str = "plan.csv", **more: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile(name, content)
    return client.post("/plan/imports/", {"file": file, **more})


def test_an_uploaded_file_waits_for_the_worker_with_its_bytes(
    client: Client, elmbrook: Place
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    answer = upload(client, as_csv())
    with acting_as(lead(elmbrook)):
        found = ImportDraft.objects.get()
        assert bytes(found.file.content) == as_csv()
    assert answer.url == f"/plan/imports/{found.pk}/"
    assert found.state == State.WAITING
    assert "will be read" in client.get(answer.url).content.decode()


def test_without_a_worker_the_page_says_so(client: Client, elmbrook: Place) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    page = client.get(upload(client, as_csv()).url).content.decode()
    assert "the worker is not running" in page
    assert "Your file is kept" in page


@pytest.mark.parametrize("role", [role for role in Role if role != "strategic_lead"])
def test_only_the_strategic_lead_may_import(
    client: Client, elmbrook: Place, role: Role
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats[role])
    assert upload(client, as_csv()).status_code == 404
    assert client.get(f"/plan/imports/{found.pk}/check/").status_code == 404
    assert client.get(f"/plan/imports/{found.pk}/file/").status_code == 404
    actor = Actor.from_hat(elmbrook.hats[role])
    with acting_as(actor), pytest.raises(NotPermitted):
        importing.bring(file_name="x.csv", content=b"x", by=actor)


@pytest.mark.parametrize(
    "page",
    ["", "check/", "file/", "progress/", "corrections/", "commit/", "drop/", "teams/"],
)
def test_another_partnership_finds_no_import(
    client: Client, elmbrook: Place, northmere: Place, page: str
) -> None:
    found = bring(elmbrook)
    wear(client, northmere.hats["strategic_lead"])
    assert client.get(f"/plan/imports/{found.pk}/{page}").status_code == 404


def test_sql_of_another_partnership_sees_neither_draft_nor_file(
    elmbrook: Place, northmere: Place
) -> None:
    bring(elmbrook)
    with acting_as(lead(northmere)):
        assert not ImportDraft.objects.exists()
        assert not ImportFile.objects.exists()


def test_the_same_file_twice_is_told_and_kept_once(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    answer = upload(client, as_csv(), name="another-name.csv")
    page = client.get(answer.url, follow=True).content.decode()
    assert answer.url == f"/plan/imports/{found.pk}/"
    assert "This very file was brought in on" in page
    with acting_as(lead(elmbrook)):
        assert ImportDraft.objects.count() == 1


@pytest.mark.parametrize("name", ["plan.exe", "plan.docm", "plan"])
def test_a_file_of_another_kind_is_refused_at_the_form(
    client: Client, elmbrook: Place, name: str
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    answer = upload(client, b"x", name=name)
    assert answer.status_code == 422
    assert "can&#x27;t be read here" in answer.content.decode()


@override_settings(CONCORD_UPLOAD_BYTES=1000)
def test_a_file_that_is_too_large_is_refused_at_the_form(
    client: Client, elmbrook: Place
) -> None:
    wear(client, elmbrook.hats["strategic_lead"])
    answer = upload(client, b"x" * 1001)
    assert answer.status_code == 422
    assert "Choose a file of at most" in answer.content.decode()


def bomb() -> bytes:
    """A Word file that would unpack to 400 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 400_000_000)
    return out.getvalue()


def external_entity() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        )
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.docx", bomb),
        ("entity.docx", external_entity),
        ("not-a.pdf", lambda: b"%PDF-1.7\n" + b"\x00garbage" * 100),
        ("picture.docx", lambda: b"\x89PNG\r\n" + b"x" * 100),
        ("empty.txt", lambda: b"   \n\n"),
    ],
)
def test_a_hostile_or_broken_file_ends_refused_with_one_line_and_a_way_on(
    client: Client,
    elmbrook: Place,
    name: str,
    content,  # type: ignore[no-untyped-def]
) -> None:
    found = bring(elmbrook, content(), name=name)
    assert found.state == State.REFUSED
    assert found.message
    assert "\n" not in found.message
    assert "passwd" not in found.message
    wear(client, elmbrook.hats["strategic_lead"])
    page = client.get(f"/plan/imports/{found.pk}/").content.decode()
    assert "Type the strategy by hand" in page


def test_a_reader_that_dies_leaves_the_worker_alive_and_a_line(
    elmbrook: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job.sys, "executable", "/bin/false")
    found = bring(elmbrook)
    assert found.state == State.REFUSED
    assert "the reader stopped in the middle" in found.message


def test_a_reader_knows_no_secret_and_no_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    seen: dict[str, str] = {}
    real = job.subprocess.Popen

    def look(*arguments, **options):  # type: ignore[no-untyped-def]
        seen.update(options["env"])
        return real(*arguments, **options)

    monkeypatch.setattr(job.subprocess, "Popen", look)
    path = tmp_path / "plan.csv"
    path.write_bytes(as_csv())
    answer = job._read(path, lambda done, total, what: True)
    assert answer is not None
    assert len(answer["draft"]["priorities"]) == 2
    assert not [name for name in seen if "CONCORD" in name or "DATABASE" in name]


def test_text_that_the_database_cannot_keep_is_cleaned() -> None:
    assert reading_apart.clean({"a": ["x\0y", "z\ud800"]}) == {"a": ["xy", "z?"]}


def test_reading_twice_keeps_the_first_and_every_correction(elmbrook: Place) -> None:
    found = bring(elmbrook)
    job.read_import(partnership_id=elmbrook.partnership.pk, draft_id=str(found.pk))
    assert again(elmbrook, found).state == State.READY


def test_a_dropped_import_is_erased_and_not_read(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook)
    wear(client, elmbrook.hats["strategic_lead"])
    client.post(f"/plan/imports/{found.pk}/drop/")
    after = again(elmbrook, found)
    with acting_as(lead(elmbrook)):
        assert not ImportFile.objects.exists()
    assert (after.state, after.draft) == (State.DROPPED, None)
    job.read_import(partnership_id=elmbrook.partnership.pk, draft_id=str(found.pk))
    assert again(elmbrook, found).state == State.DROPPED


def test_nothing_is_in_the_plan_before_somebody_commits(elmbrook: Place) -> None:
    bring(elmbrook)
    with acting_as(lead(elmbrook)):
        for model in (Strategy, Plan, PlanAction):
            assert not model.objects.exists()


def test_a_refused_file_can_be_read_again(client: Client, elmbrook: Place) -> None:
    found = bring(elmbrook, b"  ", name="empty.txt")
    wear(client, elmbrook.hats["strategic_lead"])
    client.post(f"/plan/imports/{found.pk}/again/")
    assert again(elmbrook, found).state == State.WAITING


def test_the_file_comes_back_as_a_download_that_runs_nothing(
    client: Client, elmbrook: Place
) -> None:
    found = bring(elmbrook, b"<html><script>x</script><p>Hello there</p>", "a.html")
    wear(client, elmbrook.hats["strategic_lead"])
    answer = client.get(f"/plan/imports/{found.pk}/file/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
