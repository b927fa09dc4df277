"""The inputs of a model: parts of them, and how messages name and show them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lime_widgets.engine.arrays import as_array, is_arrow_table, is_polars, is_sparse, is_tensor
from lime_widgets.engine.errors import shortened
from lime_widgets.engine.texts import say


def n_inputs(inputs: Any) -> int:
    """Count the inputs."""
    return int(inputs.shape[0]) if hasattr(inputs, "shape") else len(inputs)


def part_of(inputs: Any, start: int, stop: int) -> Any:
    """Copy rows of the inputs, in the inputs' own type: a model may write into its input."""
    part = inputs.iloc[start:stop] if hasattr(inputs, "iloc") else inputs[start:stop]
    copied = next((getattr(part, name) for name in ("copy", "clone") if hasattr(part, name)), None)
    return part if copied is None else copied()


def unit_of(inputs: Any) -> str:
    """Name one of the inputs: "text", "image" or "row"."""
    if isinstance(inputs, list) and are_texts(inputs[:1]):
        return "text"
    return "image" if are_images(inputs) else "row"


def unit_text(unit: str, n: int = 1) -> str:
    """Write "text", "image" or "row", for one or for several, in the reader's language."""
    return say(f"model.{unit}", n=n)


def content_of(row: Any) -> str:
    """Write a batch of one row for a message."""
    if isinstance(row, pd.DataFrame):
        return shortened(", ".join(f"{name}={value}" for name, value in row.iloc[0].items()))
    if is_polars(row) or is_arrow_table(row):
        values = row.row(0, named=True) if is_polars(row) else row.to_pylist()[0]
        return shortened(", ".join(f"{name}={value}" for name, value in values.items()))
    if are_images(row):
        return say("model.image_of", size=size_text(row), dtype=row.dtype)
    if is_sparse(row):
        return shortened(repr(as_array(row)[0].tolist()))
    return shortened(repr(row.tolist()[0] if hasattr(row, "tolist") else row[0]))


def are_texts(rows: Any) -> bool:
    """Tell whether the inputs are a list of texts."""
    return isinstance(rows, list) and all(isinstance(text, str) for text in rows)


def are_images(rows: Any) -> bool:
    """Tell whether the inputs are an array of images."""
    return (isinstance(rows, np.ndarray) or is_tensor(rows)) and rows.ndim >= 3


def size_text(images: Any) -> str:
    """Write the size of the images."""
    return "×".join(map(str, images.shape[1:]))
