"""NumPy arrays from what other libraries make: tensors, frames, Arrow data, sparse matrices."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_array(value: Any) -> NDArray[Any]:
    """Convert a value to an array, whatever library it is of.

    Parameters
    ----------
    value : array_like, tensor, DataFrame of pandas or polars, Arrow array or table, or SciPy sparse matrix
        A tensor may need a gradient, be on another device, or be of a type that NumPy lacks (bfloat16).

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If a masked array has masked values: what is under the mask means nothing.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from lime_widgets.engine.arrays import as_array
    >>> as_array(csr_array([[0.0, 2.0]])).tolist()
    [[0.0, 2.0]]
    """
    if hasattr(value, "detach") and hasattr(value, "cpu"):
        return _of_tensor(value)
    if is_sparse(value):
        return np.asarray(value.toarray())
    if is_arrow_table(value):
        return np.column_stack([as_array(column) for column in value.columns])
    if isinstance(value, list | tuple) and value and all(is_tensor(each) for each in value):
        return np.stack([_of_tensor(each) for each in value])
    if isinstance(value, list | tuple) and any(isinstance(each, np.ma.MaskedArray) for each in value):
        value = np.ma.stack(value)
    if isinstance(value, np.ma.MaskedArray):
        if np.ma.is_masked(value):
            raise ValueError(say("array.masked"))
        return np.asarray(np.ma.getdata(value))
    return np.asarray(value)


def is_tensor(value: Any) -> bool:
    """Tell whether a value is a tensor of PyTorch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def is_sparse(value: Any) -> bool:
    """Tell whether a value is a sparse matrix or array of SciPy."""
    return type(value).__module__.startswith("scipy.sparse")


def is_arrow_table(value: Any) -> bool:
    """Tell whether a value is a table or a record batch of pyarrow."""
    return type(value).__module__ == "pyarrow.lib" and hasattr(value, "column_names")


def is_polars(value: Any) -> bool:
    """Tell whether a value is a DataFrame of polars."""
    polars = sys.modules.get("polars")
    return polars is not None and isinstance(value, polars.DataFrame)


def _of_tensor(tensor: Any) -> NDArray[Any]:
    plain = tensor.detach().cpu()
    try:
        return np.asarray(plain.numpy())
    except TypeError:  # NumPy has no bfloat16
        return np.asarray(plain.float().numpy())
