"""What a fit is asked for and what each kind of surrogate gives, before `fit` orders and judges it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.kinds.bayesian import Beliefs
    from lime_widgets.engine.surrogate.options import FeatureSelection, Surrogate


class LocalModel(Protocol):
    """A surrogate that is no weighted sum of the features."""

    def predict(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the answers to rows of the interpretable representation, (m, p)."""


class FitOptions(NamedTuple):
    """The parameters of `fit`, with "auto" resolved.

    ``shares`` are the answers if the surrogate is logistic, else None; ``answers`` are the answers as they are;
    ``features`` are the columns if they are selected already.
    """

    n_features: int
    method: FeatureSelection
    alpha: float
    with_stderr: bool
    shares: NDArray[np.float64] | None
    surrogate: Surrogate
    answers: NDArray[np.float64]
    max_depth: int
    beliefs: Beliefs
    features: NDArray[np.intp] | None = None

    def part(self, start: int, stop: int) -> FitOptions:
        """Give the options of some of the widths."""
        return self if self.features is None else self._replace(features=self.features[start:stop])


@dataclass(frozen=True)
class RawFits:
    """Fits in the order of the selection, with attributes as in `Fits` and `Moments`.

    ``offset`` is the surrogate's value for row 0 less the output's, or its log-odds, ``residual`` is
    Σ w r², ``left_out`` the same of samples left out, and ``freedom`` tr (G + αI)⁻¹. Kinds whose penalty is another
    give the share ``retained`` themselves.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    offset: NDArray[np.float64]
    residual: NDArray[np.float64]
    left_out: NDArray[np.float64]
    freedom: NDArray[np.float64]
    spread: NDArray[np.float64]
    total: NDArray[np.float64]
    separated: NDArray[np.bool_]
    retained: NDArray[np.float64] | None = None
    models: tuple[LocalModel | None, ...] = ()


def concatenated(parts: list[RawFits]) -> RawFits:
    """Join fits at the widths of several steps."""
    if len(parts) == 1:
        return parts[0]
    joined: dict[str, Any] = {}
    for each in fields(RawFits):
        values = [getattr(part, each.name) for part in parts]
        if each.name == "models":
            joined[each.name] = tuple(model for value in values for model in value)
        else:
            joined[each.name] = None if values[0] is None else np.concatenate(values)
    return RawFits(**joined)
