"""Keys of people and offences, so changed that nobody without the secret reads them.

What is counted is how many are different, so equal keys must give equal numbers and
different ones different numbers. A block cipher does that, for a whole column at once:
a key of up to 16 bytes is one block. Longer ones are hashed to 16 bytes first.
"""

from __future__ import annotations

from hashlib import blake2s

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from concord.evidence.extracts.arrows import numbers_in

BLOCK = 16


def tidied(keys: pa.StringArray) -> pa.StringArray:
    """Keys as they are compared: without spaces around, and in small letters."""
    return pc.utf8_lower(pc.utf8_trim_whitespace(keys))


def hidden(keys: pa.StringArray, secret: bytes) -> npt.NDArray[np.uint64]:
    """Two numbers for each key. `secret`: 16 bytes, nowhere kept."""
    if not len(keys):
        return np.zeros((0, 2), np.uint64)
    # Spaces were trimmed, so what is filled up with them stays different.
    blocks = pc.utf8_rpad(keys, BLOCK, padding=" ").cast(pa.binary())
    if (numbers_in(pc.binary_length(blocks)) > BLOCK).any():
        is_long = pc.not_equal(pc.binary_length(blocks), BLOCK)
        blocks = pc.if_else(is_long, _hashed(blocks, secret), blocks)
    data = blocks.cast(pa.binary(BLOCK)).buffers()[1].to_pybytes()
    # Each block by itself: equal keys are to be equal, as of a keyed hash.
    cipher = Cipher(algorithms.AES(secret), modes.ECB())  # noqa: S305
    changed = cipher.encryptor().update(data[: len(keys) * BLOCK])
    return np.frombuffer(changed, np.uint64).reshape(-1, 2)


def _hashed(blocks: pa.BinaryArray, secret: bytes) -> pa.Array:
    return pa.array(
        [
            blake2s(secret + block, digest_size=BLOCK).digest()
            for block in blocks.to_pylist()
        ],
        pa.binary(),
    )
