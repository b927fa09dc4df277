"""The origin of a neighborhood: what its features are of, and what is to be said of the instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


class Measure(Protocol):
    """The unit of a feature that is a number."""

    def text(self, number: float, beside: float) -> str:
        """Write a threshold of the representation in the unit of its column, on the same side of another number."""


@dataclass(frozen=True)
class Origin:
    """Where the features of a neighborhood come from.

    Attributes
    ----------
    columns : tuple of p str
        What each feature is of: the column of a table, the unit of a text, the superpixel. Empty if it is not known.
    values : tuple of p objects
        The instance's value there; None for a part of a text or an image.
    notes : tuple of str
        What is to be said of the instance, in sentences: reasons for doubt that no fit shows.
    remarks : tuple of str
        What else is to be said, in sentences: of how it is represented and sampled.
    n_rivals : int
        Of a model with several targets: how many of the first outputs are classes of the first target; else 0.
    part : str
        What the features are parts of the instance as, such as "word" or "superpixel"; "" for other features.
    measures : tuple of p (Measure or None)
        Writes a number of the representation in the unit of what it is of; None for an on/off feature. Empty if it is
        not known.
    partial : str
        A sentence that says how few of the samples are there, while the model answers; else "".
    """

    columns: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    partial: str = ""
    n_rivals: int = 0
    part: str = ""
    measures: tuple[Measure | None, ...] = field(default=(), repr=False)

    @property
    def doubts(self) -> tuple[str, ...]:
        """All reasons for doubt that no fit shows."""
        return ((self.partial,) if self.partial else ()) + self.notes
