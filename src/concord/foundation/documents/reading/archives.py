"""Checks of a .docx or .xlsx before any reader opens it.

These files are archives of XML. Sizes are checked as declared and then as they really
unpack, in small pieces that are thrown away; each XML part passes a parser that knows
no document types, no entities and no depth beyond any honest document.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    UnreadableFile,
)

_DEEPEST = 220
_PIECE = 1 << 16
_SMALL = 20_000_000


def check_archive(path: Path, account: Account) -> None:
    """Raises UnreadableFile for bombs, external entities and damage."""
    limits = account.limits
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            total = sum(info.file_size for info in infos)
            if len(infos) > limits.archive_parts:
                raise UnreadableFile(_bomb("holds too many parts"))
            if total > limits.unpacked_bytes or any(
                info.file_size > limits.part_bytes for info in infos
            ):
                raise UnreadableFile(_bomb("unpacks to far more than its size"))
            packed = max(1, path.stat().st_size)
            if total > _SMALL and total / packed > limits.unpacked_ratio:
                raise UnreadableFile(_bomb("unpacks to far more than its size"))
            for info in infos:
                with archive.open(info) as part:
                    _check_part(info, part, account)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UnreadableFile(damaged()) from error


def damaged() -> str:
    return (
        "The file is damaged or was not sent whole: open it, save it again and try"
        f" again, {BY_HAND}."
    )


def _bomb(what: str) -> str:
    return f"The file {what} and is not opened: save it anew and try again, {BY_HAND}."


def _check_part(info: zipfile.ZipInfo, part: IO[bytes], account: Account) -> None:
    if info.filename.lower().endswith((".xml", ".rels", ".vml")):
        _check_xml(part, account)
    else:
        # Reading to the end proves the declared size and the checksum.
        while part.read(_PIECE):
            pass
    account.tick()


def _check_xml(part: IO[bytes], account: Account) -> None:
    parser = make_parser()
    parser.forbid_dtd = True
    counter = _Counter(account)
    parser.setContentHandler(counter)
    try:
        while piece := part.read(_PIECE):
            parser.feed(piece)
            account.tick()
        if counter.elements:
            parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            "The file refers to things outside itself (XML entities) and is not opened:"
            f" save it anew in Word or Excel and try again, {BY_HAND}."
        ) from error
    except SAXException as error:
        raise UnreadableFile(damaged()) from error


class _Counter(ContentHandler):
    def __init__(self, account: Account) -> None:
        super().__init__()
        self.account = account
        self.elements = 0
        self.depth = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802
        self.elements += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnreadableFile(
                "The file has tables inside tables without end and is not opened: copy"
                f" the plan into a new document and try again, {BY_HAND}."
            )
        if self.elements > self.account.limits.elements:
            raise UnreadableFile(
                f"The file is too large to read ({self.elements:,} parts): save only"
                f" the pages that you need and try again, {BY_HAND}."
            )

    def endElement(self, name: str) -> None:  # noqa: N802
        self.depth -= 1
