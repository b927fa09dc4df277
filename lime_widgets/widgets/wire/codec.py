"""The one way for arrays to the browser; its other half is js/src/model/codec.ts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Dtype = Literal["f8", "f4", "i4", "i2", "u1"]


class WireArray(TypedDict):
    """An array: its values in C order, little endian."""

    dtype: Dtype
    shape: list[int]
    data: Annotated[bytes, "The kernel's buffer from the widget manager. A saved page may provide bytes instead."]


def encode(values: ArrayLike, dtype: Dtype) -> WireArray:
    """Write an array as its type, shape and little-endian bytes in C order.

    Examples
    --------
    >>> encode([1.0, 2.0], "f4")["shape"]
    [2]
    """
    array = np.ascontiguousarray(values, dtype=f"<{dtype}")
    return {"dtype": dtype, "shape": list(array.shape), "data": array.tobytes()}
