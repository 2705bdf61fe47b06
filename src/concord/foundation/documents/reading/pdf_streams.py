"""A look at the packed streams of a PDF before any of them is unpacked whole."""

from __future__ import annotations

import mmap
import re
import zlib
from pathlib import Path

from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    UnreadableFile,
)

_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 1 << 16
_MOST = 1 << 20


def check_streams(path: Path, account: Account) -> None:
    """Raises UnreadableFile where a stream unpacks beyond the limit for one part.

    Pictures are left out: their data is never unpacked here.
    """
    total = 0
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        for match in _STREAM.finditer(data):
            start = match.start()
            dictionary = data[max(0, start - 600) : start]
            dictionary = dictionary[dictionary.rfind(b" obj") + 1 :]
            if b"/Image" in dictionary or not re.search(
                rb"/Fl(ateDecode)?\b", dictionary
            ):
                continue
            if len(re.findall(rb"/(?:Fl|LZW|ASCII|A85|AHx|Run)\w*", dictionary)) > 2:
                raise UnreadableFile(_refusal())
            total += _unpacked(data, match.end(), account)
            if total > account.limits.unpacked_bytes:
                raise UnreadableFile(_refusal())
            account.tick()


def _unpacked(data: mmap.mmap, at: int, account: Account) -> int:
    """Bytes that a stream unpacks to, counted in pieces that are thrown away."""
    machine = zlib.decompressobj()
    size = 0
    while at < len(data) and not machine.eof:
        piece = data[at : at + _PIECE]
        at += len(piece)
        while piece:
            try:
                size += len(machine.decompress(piece, _MOST))
            except zlib.error:
                return size
            if size > account.limits.part_bytes:
                raise UnreadableFile(_refusal())
            piece = machine.unconsumed_tail
    return size


def _refusal() -> str:
    return (
        "The file unpacks to far more than its size and is not opened: print it to a"
        f" new PDF and try again, {BY_HAND}."
    )
