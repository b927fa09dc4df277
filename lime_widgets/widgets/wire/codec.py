"""The one way for arrays to the browser; its other half is js/src/model/codec.ts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def encode(values: ArrayLike, dtype: Literal["f8", "f4", "i4", "i2", "u1"]) -> dict[str, Any]:
    """Write an array as its type, shape and little-endian bytes in C order.

    Examples
    --------
    >>> encode([1.0, 2.0], "f4")["shape"]
    [2]
    """
    array = np.ascontiguousarray(values, dtype=f"<{dtype}")
    return {"dtype": dtype, "shape": list(array.shape), "data": array.tobytes()}
