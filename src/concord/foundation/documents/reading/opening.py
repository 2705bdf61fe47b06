"""One door for every kind of file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from concord.foundation.documents.reading.archives import damaged
from concord.foundation.documents.reading.blocks import Document
from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    Limits,
    Progress,
    UnreadableFile,
)
from concord.foundation.documents.reading.plain_text import read_text
from concord.foundation.documents.reading.printed import read_printed
from concord.foundation.documents.reading.separated import read_separated
from concord.foundation.documents.reading.sheets import read_sheets
from concord.foundation.documents.reading.sniffing import kind_of
from concord.foundation.documents.reading.web import read_web
from concord.foundation.documents.reading.word import read_word

_READERS: dict[str, Callable[[Path, Account], Document]] = {
    "docx": read_word,
    "pdf": read_printed,
    "xlsx": read_sheets,
    "csv": read_separated,
    "html": read_web,
    "md": read_text,
    "txt": read_text,
}


def read(
    path: Path | str, *, limits: Limits | None = None, progress: Progress | None = None
) -> Document:
    """The file's blocks in reading order.

    Raises UnreadableFile, with one plain line and a way to go on, for anything that is
    broken, hostile, empty, missing or of another kind than its name says.
    """
    path = Path(path)
    account = Account(limits or Limits(), progress)
    try:
        document = _READERS[kind_of(path, account.limits)](path, account)
    except UnreadableFile:
        raise
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file “{path.name}”.") from error
    except OSError as error:
        raise UnreadableFile(
            f"The file can't be opened ({error.strerror or 'no reason given'}): copy it"
            f" to another folder and try again, {BY_HAND}."
        ) from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # The libraries raise dozens of kinds of error on broken files, one of them
        # (a panic of the sheet reader) below Exception; to a person they mean the same.
        raise UnreadableFile(damaged()) from error
    if not document.blocks:
        raise UnreadableFile(
            f"The file holds no text: check that it is the right one, {BY_HAND}."
        )
    return document
