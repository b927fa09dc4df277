"""Models of other libraries that are not called with tables or arrays: how each is asked."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.arrays import as_array, is_tensor
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable


# The names of a bound call.
_CALLS = ("__call__", "_wrapped_call_impl")


def library_call(model: Any, method: str) -> Callable[[Any], Any] | None:
    """Give the function that asks a model of PyTorch, XGBoost or Keras; None for a model that is asked as it is.

    Parameters
    ----------
    model : object
        The model, or the object of a bound method.
    method : str
        The name of the method that answers; "" if the object itself is called.

    Returns
    -------
    callable or None
    """
    if _is_of(model, "keras", "Model"):  # with the backend torch it is a module, too
        return partial(_ask_keras, model) if method in {"", "predict", *_CALLS} else None
    if _is_of(model, "xgboost", "Booster") and method == "predict":
        return partial(_ask_booster, model)
    if is_network(model) and method in {"", "forward", *_CALLS}:
        return partial(_ask_network, model)
    return None


def note_on(model: Any) -> str:
    """Say that a network is in training mode; "" for other models."""
    training = is_network(model) and not _is_of(model, "keras", "Model") and model.training
    return say("note.training") if training else ""


def is_network(model: Any) -> bool:
    """Tell whether a model is a module of PyTorch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(model, torch.nn.Module)


def _is_of(model: Any, library: str, name: str) -> bool:
    return any(
        parent.__name__ == name and parent.__module__.partition(".")[0] == library for parent in type(model).__mro__
    )


def _ask_network(network: Any, inputs: Any) -> Any:
    """Call a module with tensors of its own type and on its own device: images have their channels first."""
    torch: Any = sys.modules["torch"]
    if isinstance(inputs, list):  # texts; a module that takes them has its own tokenizer
        return network(inputs)
    tensor = inputs if is_tensor(inputs) else _tensor_of(torch, inputs)
    known = next((each for each in network.parameters() if each.is_floating_point()), None)
    with torch.no_grad():
        return network(tensor.float() if known is None else tensor.to(device=known.device, dtype=known.dtype))


def _tensor_of(torch: Any, inputs: Any) -> Any:
    array = as_array(inputs)
    if array.ndim == 3:  # gray images
        array = array[:, None]
    elif array.ndim == 4:
        array = np.moveaxis(array, -1, 1)
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float64))


def _ask_booster(booster: Any, inputs: Any) -> Any:
    """Call a Booster of XGBoost with a DMatrix, under the names of its features."""
    xgboost: Any = sys.modules["xgboost"]
    named = hasattr(inputs, "columns")
    names = None if named else booster.feature_names
    return booster.predict(xgboost.DMatrix(inputs, feature_names=names, enable_categorical=named))


def _ask_keras(model: Any, inputs: Any) -> Any:
    """Call a model of Keras without its progress bar; gray images get the channel that it was made with."""
    shape = getattr(model, "input_shape", None)
    array = inputs if isinstance(inputs, list) else as_array(inputs)
    if isinstance(array, np.ndarray) and isinstance(shape, tuple) and array.ndim == 3 and len(shape) == 4:
        array = array[..., None]
    return model.predict(np.asarray(array), verbose=0)
