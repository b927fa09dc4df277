"""The origin of a neighborhood: what its features are of, and what is to be said of the instance."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Protocol

from lime_widgets.engine.texts import say


class Measure(Protocol):
    """The unit of a feature that is a number."""

    def text(self, number: float, beside: float) -> str:
        """Write a threshold of the representation in the unit of its column, on the same side of another number."""


# Widths whose logarithms differ by less are the same: every sample keeps most of its weight.
_SAME = 0.05


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
    off_data : float or None
        The share of the samples beyond the 99 % Mahalanobis distance of the training data; None where it is not known.
    can_be_local : bool
        Whether the samples can be drawn from the kernel: the explainer draws them, and does not list all of them.
    local_width : float
        The kernel width that they are drawn for; 0 where the kernel has no part in drawing them.
    measures : tuple of p (Measure or None)
        Writes a number of the representation in the unit of what it is of; None for an on/off feature. Empty if it is
        not known.
    at_rest : tuple of p float
        The value of each feature that stands for its absence: that of the training mean for a number, 0 (off) for an
        on/off feature. Empty for 0 everywhere.
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
    off_data: float | None = None
    can_be_local: bool = False
    local_width: float = 0.0
    at_rest: tuple[float, ...] = field(default=(), repr=False)
    measures: tuple[Measure | None, ...] = field(default=(), repr=False)

    def can_be_drawn_at(self, kernel_width: float) -> bool:
        """Whether samples drawn from the kernel at this width would be others than these."""
        drawn_there = self.local_width > 0 and abs(math.log(kernel_width / self.local_width)) < _SAME
        return self.can_be_local and not drawn_there

    def said(self, name: str) -> str:
        """Quote the name of a unit of a text for a sentence, where "to" would read as a word of it."""
        return say("why.quoted", name=name) if self.part and self.part != "superpixel" else name

    @property
    def doubts(self) -> tuple[str, ...]:
        """All reasons for doubt that no fit shows."""
        return ((self.partial,) if self.partial else ()) + self.notes
