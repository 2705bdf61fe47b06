"""Numbers between Arrow and numpy by their buffers, without copying.

Arrow's own way asks whether pandas is there and loads it, which takes a second and a
hundred megabytes, and nothing of it is used here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

KINDS = {pa.int32(): np.int32, pa.int64(): np.int64, pa.uint64(): np.uint64}


def numbers_in(array: pa.Array) -> npt.NDArray:
    """The numbers of an array without blanks, as numpy's; not to be changed."""
    kind = KINDS[array.type]
    if not len(array):
        return np.zeros(0, kind)
    found = np.frombuffer(array.buffers()[1], kind)
    return found[array.offset : array.offset + len(array)]


def array_of(numbers: npt.ArrayLike, kind: pa.DataType) -> pa.Array:
    """The other way round."""
    made = np.ascontiguousarray(numbers, KINDS[kind])
    return pa.Array.from_buffers(kind, made.size, [None, pa.py_buffer(made)])
