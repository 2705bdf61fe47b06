"""What is set aside while a file is counted: hidden keys, values without a meaning,
bad rows. Files of one private folder, a set for each piece, wiped at the end.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import hashlib
import hmac
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
from django.conf import settings

from concord.evidence.models import Extract
from concord.foundation.documents.inert import inert
from concord.linkage.scratch import wipe

# What a value that no mapping knows may show: it may be somebody's name.
FEWEST_ROWS = 5
MOST_VALUES = 100
MANY = "more than 100 different values have none: is this the right column"


class InUse(Exception):
    """Another process counts this file."""


@contextlib.contextmanager
def folder_of(extract: Extract) -> Iterator[Path]:
    """The folder of this attempt, held by this process alone.

    It stays when the process is killed, so that the next can go on; whoever is done
    removes it. Raises InUse.
    """
    folder = _place(extract)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse(
                "This file is being counted by another process. Wait for it."
            ) from error
        yield folder


def _place(extract: Extract) -> Path:
    return Path(settings.CONCORD_HOME) / "extracts" / f"{extract.pk}-{extract.attempt}"


def secret_of(extract: Extract) -> bytes:
    """The secret of one attempt's hidden keys: derived, and nowhere kept."""
    message = f"evidence.extract {extract.pk} {extract.attempt}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), message, hashlib.sha256)[:16]


def is_whole(folder: Path, pieces: int) -> bool:
    """Whether what the first pieces set aside is all there."""
    return all(_unknown_file(folder, n).exists() for n in range(1, pieces + 1))


def put(
    folder: Path,
    number: int,
    *,
    keys: pa.Table | None,
    unknown: dict[str, Counter[str]],
    bad: Iterable[tuple[int, str, bytes]],
) -> None:
    """Set aside what belongs to one piece, whole or not at all, before its checkpoint.

    `bad`: line, what is wrong, and the row as it stands.
    """
    if keys is not None:
        part = folder / f"{number:06}.part"
        parquet.write_table(keys, part, compression="lz4", use_dictionary=False)
        part.replace(folder / f"{number:06}.parquet")
    _write(folder / f"{number:06}.bad", _bad_lines(bad))
    # The last one: where it is, the others are.
    _write(_unknown_file(folder, number), json.dumps(unknown).encode())


def _unknown_file(folder: Path, number: int) -> Path:
    return folder / f"{number:06}.json"


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


def _bad_lines(bad: Iterable[tuple[int, str, bytes]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line, what, row in bad:
        said = row.decode("utf-8", "backslashreplace").rstrip("\r\n")
        said = said.replace("\0", "\\0")
        writer.writerow([line, what, inert(said)])
    return out.getvalue().encode()


def drop_later(folder: Path, pieces: int) -> None:
    """Remove what a killed process set aside for a piece that has no checkpoint."""
    for path in folder.glob("[0-9]*"):
        if int(path.stem) > pieces or path.suffix == ".part":
            path.unlink()


def unknown_in(folder: Path) -> dict[str, Counter[str]]:
    """Values without a meaning in all pieces, by column."""
    found: dict[str, Counter[str]] = {}
    for path in sorted(folder.glob("*.json")):
        for column, values in json.loads(path.read_bytes()).items():
            found.setdefault(column, Counter()).update(values)
    return found


def shown(unknown: dict[str, Counter[str]]) -> dict[str, dict[str, object]]:
    """What may be said of them: values of five rows or more, and how many others.

    A column with very many different values is not one of areas or groups at all,
    and none of them is shown.
    """
    said: dict[str, dict[str, object]] = {}
    for column, values in unknown.items():
        often = {} if len(values) > MOST_VALUES else {
            value: rows for value, rows in values.most_common() if rows >= FEWEST_ROWS
        }  # fmt: skip
        said[column] = {
            "values": often,
            "others": len(values) - len(often),
            "rows": values.total(),
            "note": MANY if len(values) > MOST_VALUES else "",
        }
    return said


def write_bad_rows(folder: Path, to: Path) -> None:
    """All bad rows as they stand, in a file that only its owner can open.

    Without a bad row there is no file.
    """
    to.unlink(missing_ok=True)
    if not any(path.stat().st_size for path in folder.glob("*.bad")):
        return
    made = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(b"\xef\xbb\xbfLine,What is wrong,The row\r\n")
        for path in sorted(folder.glob("*.bad")):
            with path.open("rb") as part:
                shutil.copyfileobj(part, file)


def remove(folder: Path) -> None:
    """Overwrite everything that was set aside, and remove it."""
    wipe(folder)
