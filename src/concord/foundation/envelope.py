"""Files that only the holder of a private key can open: the format of `age`.

Any other program of that format opens them too. Streams of any length pass in pieces of
a few kilobytes. Whoever has the public key can close an envelope, so opening one says
nothing about who wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyrage

SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how such a key begins


class CannotOpen(Exception):
    """No key fits, or the file is not what was written."""


class NotAKey(Exception):
    """A text that should be a key is none."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """A key to close envelopes with, and the one that opens them."""

    recipient: str
    identity: str


def new_pair() -> Pair:
    """A new pair of keys. Whoever loses the identity loses what is in the envelopes."""
    identity = pyrage.x25519.Identity.generate()
    return Pair(str(identity.to_public()), str(identity))


def close(source: Readable, target: Writable, recipients: Sequence[str]) -> None:
    """Writes everything of `source` into `target`, for each of `recipients` to open.

    Raises NotAKey; and whatever reading or writing raises, with the target unfinished:
    nobody can open it to its end.
    """
    if not recipients:
        raise NotAKey("There is no public key to encrypt to.")
    keys = [_recipient(text) for text in recipients]
    held = _Held(source.read, target.write)
    try:
        pyrage.encrypt_io(held, held, keys)
    except Exception:
        # The library turns what a stream raised into a text.
        if held.raised is not None:
            raise held.raised from None
        raise


def open_up(source: Readable, target: Writable, identities: str) -> None:
    """Writes what is in the envelope into `target`; `identities` is a file of keys.

    What was written before an error is right as far as it goes, but not all.
    Raises NotAKey, CannotOpen; and whatever reading or writing raises.
    """
    keys = _identities(identities)
    held = _Held(source.read, target.write)
    try:
        pyrage.decrypt_io(held, held, keys)
    except Exception as error:
        if held.raised is not None:
            raise held.raised from None
        if "No matching keys" in str(error):
            raise CannotOpen(
                "this key does not open it. It was encrypted to another one, or its "
                "beginning is damaged"
            ) from None
        raise CannotOpen("it is damaged, not whole, or no encrypted file") from None


class _Held:
    """Two streams as the library wants them, that remember what they raised."""

    def __init__(
        self, read: Callable[[int], bytes], write: Callable[[bytes], object]
    ) -> None:
        self._read, self._write = read, write
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._read(size)
        except BaseException as error:
            self.raised = error
            raise

    def write(self, data: bytes) -> int:
        try:
            self._write(data)
        except BaseException as error:
            self.raised = error
            raise
        return len(data)

    def flush(self) -> None:
        """Whoever owns the target flushes it."""


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise NotAKey("A public key begins with age1 and has 62 characters.") from None


def _identities(text: str) -> list[pyrage.x25519.Identity]:
    """The keys of a file as `age-keygen` writes it: comments, and a key in a line."""
    lines = (line.strip() for line in text.splitlines())
    found = [line for line in lines if line and not line.startswith("#")]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in found]
    except pyrage.IdentityError:
        keys = []
    if not keys:
        raise NotAKey(
            f"A file with a private key has a line that begins with {SECRET}."
        )
    return keys
