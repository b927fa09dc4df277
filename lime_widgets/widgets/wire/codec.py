"""The one way for arrays to the browser; its other half is js/src/model/codec.ts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Dtype = Literal["f8", "f4", "i4", "i2", "u1"]

# Beyond these single precision has no finite number, or only few digits.
_MOST_SINGLE, _LEAST_SINGLE = float(np.finfo(np.float32).max), 1e-30


class WireArray(TypedDict):
    """An array: its values in C order, little endian."""

    dtype: Dtype
    shape: list[int]
    data: Annotated[bytes, "The kernel's buffer from the widget manager. A saved page may provide bytes instead."]


def encode(values: ArrayLike, dtype: Dtype) -> WireArray:
    """Write an array as its type, shape and little-endian bytes in C order.

    Numbers that single precision cannot hold, such as answers of 1e200 or 1e-60, go in double precision.

    Examples
    --------
    >>> encode([1.0, 2.0], "f4")["shape"]
    [2]
    """
    if dtype == "f4" and _needs_double(values):
        dtype = "f8"
    array = np.ascontiguousarray(values, dtype=f"<{dtype}")
    return {"dtype": dtype, "shape": list(array.shape), "data": array.tobytes()}


def _needs_double(values: ArrayLike) -> bool:
    sizes = np.abs(np.asarray(values, dtype=np.float64))
    largest = float(np.nanmax(sizes, initial=0.0, where=np.isfinite(sizes)))
    return largest > _MOST_SINGLE or 0.0 < largest < _LEAST_SINGLE
