"""What a file really is, whatever its name says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Limits,
    UnreadableFile,
)

KINDS = ("docx", "pdf", "xlsx", "csv", "html", "htm", "md", "txt")
_READABLE = ".docx, .pdf, .xlsx, .csv, .html, .md or .txt"
_TEXTS = ("csv", "md", "txt")
_OLD = {
    "doc": ("an old Word file", ".docx"),
    "dot": ("an old Word file", ".docx"),
    "rtf": ("a rich text file", ".docx"),
    "odt": ("an OpenDocument text", ".docx"),
    "pages": ("a Pages file", ".docx"),
    "xls": ("an old Excel file", ".xlsx"),
    "xlsb": ("a binary Excel file", ".xlsx"),
    "ods": ("an OpenDocument sheet", ".xlsx"),
    "numbers": ("a Numbers file", ".xlsx"),
    "ppt": ("a presentation", ".docx"),
    "pptx": ("a presentation", ".docx"),
}
_MACROS = ("docm", "xlsm", "dotm", "xltm", "xlam", "pptm")


def kind_of(path: Path, limits: Limits) -> str:
    """The kind to read the file as; raises UnreadableFile where it can't be read."""
    said = path.suffix.lower().lstrip(".")
    if said in _MACROS:
        raise UnreadableFile(_macros())
    if said in _OLD:
        what, better = _OLD[said]
        raise UnreadableFile(
            f"This is {what}: open it, save it as {better} and try again, {BY_HAND}."
        )
    if said not in KINDS:
        raise UnreadableFile(
            f"A file named “{path.suffix or path.name}” can't be read: save it as"
            f" {_READABLE} and try again, {BY_HAND}."
        )
    found = _content(path, limits)
    said = "html" if said == "htm" else said
    if found == said or (found == "text" and said in (*_TEXTS, "html")):
        return said
    raise UnreadableFile(_mismatch(said, found))


def _content(path: Path, limits: Limits) -> str:
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"The file is empty (0 bytes): send it again, {BY_HAND}.")
    if size > limits.file_bytes:
        raise UnreadableFile(
            f"The file is larger than {limits.file_bytes // 1_000_000} MB: save only"
            f" the pages that you need and try again, {BY_HAND}."
        )
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _office(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "protected" if _is_protected(path) else "ole"
    return _by_first_bytes(start)


def _by_first_bytes(start: bytes) -> str:
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    for mark, name in (
        (b"\x89PNG", "picture"),
        (b"\xff\xd8\xff", "picture"),
        (b"GIF8", "picture"),
        (b"II*\x00", "picture"),
        (b"\x1f\x8b", "archive"),
        (b"7z\xbc\xaf", "archive"),
        (b"Rar!", "archive"),
        (b"MZ", "program"),
        (b"\x7fELF", "program"),
    ):
        if start.startswith(mark):
            return name
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<!doctype html|<html[\s>]", head):
        return "html"
    if head.startswith(b"<?xml"):
        return "html" if b"<html" in head else "xml"
    utf16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if utf16 or start.count(0) == 0 else "binary"


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFile(
            "The file is damaged or was not sent whole: open it, save it again and try"
            f" again, {BY_HAND}."
        ) from error
    names = {info.filename.lower() for info in infos[:20_000]}
    if any(info.flag_bits & 1 for info in infos):
        return "protected"
    if any("vbaproject" in name or name.endswith("vbadata.xml") for name in names):
        raise UnreadableFile(_macros())
    for part, kind in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("ppt/presentation.xml", "pptx"),
        ("content.xml", "odt"),
    ):
        if part in names:
            return kind
    return "docx" if "word/document2.xml" in names else "archive"


def _is_protected(path: Path) -> bool:
    """A password turns a new Office file into an old container with this entry."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(4_000_000)


def _macros() -> str:
    return (
        "The file holds macros (small programs), which are never opened here: save it"
        f" as .docx or .xlsx without macros and try again, {BY_HAND}."
    )


def _mismatch(said: str, found: str) -> str:
    if found == "protected":
        return (
            "The file is protected by a password: save it without one and try again,"
            f" {BY_HAND}."
        )
    if found == "ole":
        return (
            "This is an old Word or Excel file: open it, save it as .docx or .xlsx and"
            f" try again, {BY_HAND}."
        )
    if found in _OLD:
        what, better = _OLD[found]
        return f"This is {what}: save it as {better} and try again, {BY_HAND}."
    if found in KINDS:
        return (
            f"The file is named .{said} but is a .{found} file: rename it to .{found}"
            f" and try again, {BY_HAND}."
        )
    inside = {
        "picture": "a picture",
        "archive": "an archive of other files",
        "program": "a program",
        "text": "plain text",
        "xml": "an XML file",
    }.get(found, "something else")
    return (
        f"The file is named .{said} but holds {inside}: save the document as"
        f" {_READABLE} and try again, {BY_HAND}."
    )
