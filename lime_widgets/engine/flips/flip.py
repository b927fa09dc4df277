"""What a search for flips finds, and the sentence that says it. All of it comes from the model, not the surrogate."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

# A search yields questions and is sent the model's answers to them, (m, k). It returns what it found.
Search: TypeAlias = "Generator[NDArray[Any], NDArray[np.float64], Flips]"


@dataclass(frozen=True, eq=False)
class Flip:
    """One change of the instance, and the model's answer to it.

    Attributes
    ----------
    answers : ndarray of shape (k,)
        The model's answer to the changed instance.
    removed : tuple of int
        The parts of a text or an image that are removed, ascending; empty for a table row.
    column : str
        The column of a table row that is changed; "" for parts.
    text : str
        Its new value as text, as the row's editor takes it.
    """

    answers: NDArray[np.float64] = field(repr=False)
    removed: tuple[int, ...] = ()
    column: str = ""
    text: str = ""


@dataclass(frozen=True, eq=False)
class Flips:
    """The smallest changes that flip the predicted class, as far as the model was asked.

    Attributes
    ----------
    found : tuple of Flip
        After each of them the model predicts another class; the smallest change first.
    strongest : Flip or None
        The removal of a single part that lowers the predicted class most; None for a table row.
    n_tried : int
        How many changed instances the model has answered, known answers included.
    n_calls : int
        How many of them it had to be asked about.
    sentence : str
    """

    found: tuple[Flip, ...] = ()
    strongest: Flip | None = None
    n_tried: int = 0
    n_calls: int = 0
    sentence: str = ""


@dataclass(frozen=True)
class Classes:
    """The model's classes.

    Attributes
    ----------
    names : tuple of k str
    kind : {"probability", "score"}
    predicted : int
        The class of the instance.
    n : int
        How many of the first outputs are classes that exclude each other.
    """

    names: tuple[str, ...]
    kind: str
    predicted: int
    n: int

    def of(self, answers: NDArray[np.float64]) -> NDArray[np.intp]:
        """Give the predicted class of each row of answers (m, k)."""
        return np.asarray(np.argmax(answers[:, : self.n], axis=1))

    def said(self, answers: NDArray[np.float64]) -> str:
        """Name the class of one answer (k,), with its probability: “spam” (97 %)."""
        best = int(self.of(answers[None])[0])
        name, chance = self.names[best], percent_text(float(answers[best]))
        return say("flip.class_at" if self.kind == "probability" else "flip.class", name=name, chance=chance)


def percent_text(p: float) -> str:
    """Write a probability in percent, with more digits where rounding would give 0 or 100.

    Examples
    --------
    >>> [percent_text(p) for p in (0.5, 0.9996, 0.004, 0.99999, 1.0)]
    ['50 %', '99.96 %', '0.4 %', '> 99.99 %', '100 %']
    """
    if 0 < p < 1e-4:
        return "< 0.01 %"
    if 1 - 1e-4 < p < 1:
        return "> 99.99 %"
    if 0 < p < 0.01:
        return f"{100 * p:.1g} %"
    digits = max(0, math.ceil(-math.log10(1 - p) - 1e-9) - 2) if 0.99 < p < 1 else 0
    return f"{100 * p:.{digits}f} %"
