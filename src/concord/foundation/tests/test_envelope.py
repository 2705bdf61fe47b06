"""An envelope opens with its key only, whole or not at all."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from concord.foundation import envelope

TEXT = b"Nobody else may read this. " * 20_000


@pytest.fixture(scope="module")
def pair() -> envelope.Pair:
    return envelope.new_pair()


def closed(*recipients: str, text: bytes = TEXT) -> bytes:
    target = io.BytesIO()
    envelope.close(io.BytesIO(text), target, recipients)
    return target.getvalue()


def opened(content: bytes, identities: str) -> bytes:
    target = io.BytesIO()
    envelope.open_up(io.BytesIO(content), target, identities)
    return target.getvalue()


def test_the_holder_of_the_private_key_reads_it(pair: envelope.Pair) -> None:
    content = closed(pair.recipient)
    assert b"Nobody" not in content
    assert opened(content, pair.identity) == TEXT


def test_each_of_several_keys_opens_it_from_a_file_with_comments(
    pair: envelope.Pair,
) -> None:
    other = envelope.new_pair()
    content = closed(pair.recipient, other.recipient)
    file = f"# kept in the safe\n# public key: {other.recipient}\n\n{other.identity}\n"
    assert opened(content, file) == TEXT
    assert opened(content, pair.identity) == TEXT


def test_another_key_does_not_open_it(pair: envelope.Pair) -> None:
    with pytest.raises(envelope.CannotOpen, match="this key does not open it"):
        opened(closed(pair.recipient), envelope.new_pair().identity)


@pytest.mark.parametrize("at", [0, 30, 120, 300, 70_000, -1])
def test_one_changed_byte_is_noticed(pair: envelope.Pair, at: int) -> None:
    content = bytearray(closed(pair.recipient))
    content[at] ^= 1
    with pytest.raises(envelope.CannotOpen):
        opened(bytes(content), pair.identity)


@pytest.mark.parametrize("length", [0, 100, 66_000, -1])
def test_a_missing_end_is_noticed(pair: envelope.Pair, length: int) -> None:
    content = closed(pair.recipient)
    # Also where a piece of the format ends: 16 bytes after the header, then 64 KB.
    header = content.index(b"\n---") + 49
    for cut in (content[:length], content[: header + 16 + 65_552]):
        with pytest.raises(envelope.CannotOpen):
            opened(cut, pair.identity)


@pytest.mark.parametrize("text", ["", "age1nonsense", "# nothing but a comment"])
def test_what_is_no_key_is_told_without_being_repeated(text: str) -> None:
    with pytest.raises(envelope.NotAKey) as error:
        closed(text)
    assert "nonsense" not in str(error.value)
    with pytest.raises(envelope.NotAKey, match="AGE-SECRET-KEY-"):
        opened(b"", text)


def test_no_key_at_all_is_refused() -> None:
    with pytest.raises(envelope.NotAKey):
        closed()


class Failing(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise RuntimeError("the source failed")

    def write(self, data: object, /) -> int:
        raise OSError(28, "No space left on device")


def test_what_a_stream_raises_arrives_as_it_was(pair: envelope.Pair) -> None:
    with pytest.raises(RuntimeError, match="the source failed"):
        envelope.close(Failing(), io.BytesIO(), [pair.recipient])
    with pytest.raises(OSError, match="No space left") as error:
        envelope.close(io.BytesIO(TEXT), Failing(), [pair.recipient])
    assert error.value.errno == 28
    content = io.BytesIO(closed(pair.recipient))
    with pytest.raises(OSError, match="No space left"):
        envelope.open_up(content, Failing(), pair.identity)


LARGE = """
from pathlib import Path
from concord.foundation import envelope

class Zeros:
    left = 200_000_000
    def read(self, size=-1):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)

class Nowhere:
    def write(self, data):
        return len(data)

envelope.close(Zeros(), Nowhere(), [envelope.new_pair().recipient])
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its memory")
def test_a_large_stream_needs_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LARGE], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 80_000, "kilobytes, for 200 MB"
