"""Files that are broken, locked, mislabelled or made to do harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import typst
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.foundation.documents.reading import Limits, UnreadableFile, read

KINDS = ("docx", "pdf", "xlsx", "csv", "html", "md", "txt")


def word_file(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Plan", 1)
    table = document.add_table(rows=2, cols=2)
    table.rows[0].cells[0].text = "Action"
    document.add_paragraph("Text", style="List Number")
    document.save(str(path))
    return path


def sheet_file(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("P1")
        sheet.write_row(0, 0, ["Action", "Lead"])
        sheet.merge_range(1, 0, 2, 1, "Both")
    return path


def print_file(path: Path) -> Path:
    source = path.with_suffix(".typ")
    source.write_text("= Plan\n#table(columns: 2, [Action],[Lead],[Meet],[Board])\n")
    typst.compile(str(source), output=str(path))
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """The archive with one part put in the place of another."""
    raw = path.read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info.filename))
        new.writestr(name, content)
    return path


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(path, limits=limits)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 260
    return message


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(b"")
    assert "0 bytes" in refusal(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = with_part(
        word_file(tmp_path / "a.docx"), "word/media/big.bin", bytes(90_000_000)
    )
    assert "unpacks to far more" in refusal(path)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = with_part(
        sheet_file(tmp_path / "a.xlsx"), "xl/media/x.bin", bytes(9_000_000)
    )
    raw = bytearray(path.read_bytes())
    said = (9_000_000).to_bytes(4, "little")
    while (at := raw.find(said)) >= 0:
        raw[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(raw)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_external_entities_are_refused(part: str, tmp_path: Path) -> None:
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b"<x>&e;</x>"
    )
    path = with_part(word_file(tmp_path / "a.docx"), part, xml)
    assert "XML entities" in refusal(path)


def test_entities_in_another_encoding_are_refused_too(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "a">]><x/>'
    path = with_part(
        word_file(tmp_path / "a.docx"), "word/document.xml", xml.encode("utf-16")
    )
    refusal(path)


def test_macros_are_refused_whatever_the_name(tmp_path: Path) -> None:
    path = with_part(word_file(tmp_path / "a.docx"), "word/vbaProject.bin", b"x")
    assert "macros" in refusal(path)
    assert "macros" in refusal(path.rename(tmp_path / "a.docm"))


@pytest.mark.parametrize(
    ("make", "named", "really"),
    [
        (word_file, "a.pdf", ".docx"),
        (word_file, "a.xlsx", ".docx"),
        (sheet_file, "a.docx", ".xlsx"),
        (print_file, "a.docx", ".pdf"),
        (word_file, "a.txt", ".docx"),
        (print_file, "a.html", ".pdf"),
    ],
)
def test_a_wrong_extension_is_named_with_the_right_one(
    make: Callable[[Path], Path], named: str, really: str, tmp_path: Path
) -> None:
    path = make(tmp_path / f"made{really}").rename(tmp_path / named)
    assert f"is a {really} file" in refusal(path)


@pytest.mark.parametrize(
    ("name", "start", "word"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word or Excel"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.txt", b"MZ\x90\x00", "program"),
        ("a.exe", b"MZ", "can't be read"),
        ("a.csv", b"PK\x05\x06" + bytes(18), "archive"),
        ("a.md", bytes(range(256)) * 8, "something else"),
    ],
)
def test_other_kinds_are_named_with_a_way_to_go_on(
    name: str, start: bytes, word: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(start + b" " * 600)
    message = refusal(path)
    assert word in message
    assert "try again" in message


def test_a_locked_office_file_says_that_it_has_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    entry = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + entry + bytes(60)
    )
    assert "password" in refusal(path)


def test_a_locked_pdf_says_that_it_has_a_password(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=print_file(tmp_path / "a.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    assert "password" in refusal(path)


def test_a_scan_is_told_from_an_empty_pdf(tmp_path: Path) -> None:
    picture = tmp_path / "scan.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    raster = tmp_path / "scan.png"
    raster.write_bytes(_png())
    source = tmp_path / "scan.typ"
    source.write_text('#image("scan.png", width: 9cm)')
    path = tmp_path / "scan.pdf"
    typst.compile(str(source), output=str(path))
    assert "scan" in refusal(path)
    source.write_text("#v(1cm)")
    typst.compile(str(source), output=str(path))
    assert "no text" in refusal(path)


def _png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = (8).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress((b"\x00" + b"\x90\x20\x70" * 8) * 8)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def test_tables_inside_tables_without_end_are_refused(tmp_path: Path) -> None:
    deep = tmp_path / "deep.html"
    deep.write_text("<html><body>" + "<table><tr><td>a" * 3000 + "</body></html>")
    _read_or_refuse(deep)
    body = "<w:tbl><w:tr><w:tc>" * 400 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 400
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
        f'main"><w:body>{body}</w:body></w:document>'
    )
    path = with_part(word_file(tmp_path / "a.docx"), "word/document.xml", xml.encode())
    assert "without end" in refusal(path)


def test_a_pdf_stream_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(80_000_000), 9)
    body = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    )
    path = tmp_path / "bomb.pdf"
    path.write_bytes(
        body + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    assert "unpacks to far more" in refusal(path)


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (Limits(cells=50), "table cells"),
        (Limits(characters=200), "characters"),
        (Limits(file_bytes=100), "larger than"),
        (Limits(seconds=-1), "longer than"),
    ],
)
def test_each_limit_refuses_with_its_own_words(
    limits: Limits, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n".join(f"| a{n} | b | c |" for n in range(100)))
    assert what in refusal(path, limits)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "plan.docx" in refusal(tmp_path / "plan.docx")


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("\n\n".join(f"Line {n} of the plan." for n in range(1200)))
    told: list[tuple[int, int, str]] = []
    read(path, progress=lambda done, total, what: told.append((done, total, what)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)


ROUGH = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@ROUGH
@given(data=st.binary(min_size=1, max_size=600), kind=st.sampled_from(KINDS))
def test_random_bytes_are_read_or_refused(
    data: bytes, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"random.{kind}"
    path.write_bytes(data)
    _read_or_refuse(path)


@ROUGH
@given(
    text=st.text(alphabet=" \t|-•*#<>/plitdrAa1.:\n", max_size=400),
    kind=st.sampled_from(("csv", "html", "md", "txt")),
)
def test_odd_text_is_read_or_refused(text: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"odd.{kind}"
    path.write_text(text)
    _read_or_refuse(path)


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
@ROUGH
@given(data=st.data())
def test_mutated_files_are_read_or_refused(
    kind: str, data: st.DataObject, tmp_path: Path
) -> None:
    whole = tmp_path / f"whole.{kind}"
    if not whole.exists():
        {"docx": word_file, "pdf": print_file, "xlsx": sheet_file}[kind](whole)
    raw = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(1, len(raw))) :]
    path = tmp_path / f"mutated.{kind}"
    path.write_bytes(raw)
    _read_or_refuse(path)


@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml"])
@ROUGH
@given(data=st.data())
def test_mutated_parts_are_read_or_refused(
    part: str, data: st.DataObject, tmp_path: Path
) -> None:
    """Mutations inside the archive, which pass its checksums."""
    whole = word_file(tmp_path / "whole.docx")
    with zipfile.ZipFile(whole) as archive:
        xml = bytearray(archive.read(part))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(xml) - 1))
        xml[at] = data.draw(st.sampled_from(list(b'0129<>/="wtrpn ')))
    _read_or_refuse(with_part(whole, part, bytes(xml)))


def _read_or_refuse(path: Path) -> None:
    try:
        document = read(path)
    except UnreadableFile:
        return
    assert document.blocks
