"""Perturbations of an instance: a sequence of rows, and the inputs that they stand for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.distance import DISTANCES, to_instance
from lime_widgets.engine.explanation.neighborhood import DEFAULT_N_FEATURES
from lime_widgets.engine.model.black_box import BATCH_SIZE
from lime_widgets.engine.sampling.masks import Masks, enumerated, fits_all, probabilities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.sampling.masks import Removed

# The metrics that distances between masks can be measured by, the default first.
MASK_DISTANCES = ("cosine", "removed")


class Perturbation(ABC):
    """A sequence of perturbations of one instance, row 0 being the instance itself."""

    # The metrics that distances can be measured by, the default first.
    metrics: ClassVar[tuple[str, ...]] = DISTANCES
    # Whether the rows were handed over rather than drawn.
    given: ClassVar[bool] = False

    @property
    @abstractmethod
    def instance(self) -> Any:
        """The instance, as the user's data are made of."""

    @property
    @abstractmethod
    def feature_names(self) -> tuple[str, ...]:
        """Names of the p interpretable features."""

    @abstractmethod
    def default_kernel_width_for(self, metric: str) -> float:
        """The kernel width that ``None`` stands for where distances are measured by this metric."""

    @property
    def default_kernel_width(self) -> float:
        """The kernel width that ``None`` stands for with the first of the metrics."""
        return self.default_kernel_width_for(self.metrics[0])

    @property
    def exact(self) -> bool:
        """Whether the sequence is that of all perturbations that there are, each once."""
        return False

    @property
    def redrawn(self) -> bool:
        """Whether another seed gives other rows."""
        return not self.exact

    @property
    def default_n_features(self) -> int:
        """How many features ``None`` keeps, where there are as many."""
        return DEFAULT_N_FEATURES

    @property
    def batch_size(self) -> int:
        """How many inputs the model is given at once, where the black box says nothing of it."""
        return BATCH_SIZE

    @abstractmethod
    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Rows of the sequence: their representation Z (m, p), and the inputs h(Z)."""

    @abstractmethod
    def inputs(self, rows: NDArray[np.intp], Z: NDArray[np.float64]) -> Any:
        """What the model is given in some rows of the sequence, in whatever order.

        Parameters
        ----------
        rows : ndarray of int of shape (m,)
            Their places in the sequence, 0 for the instance.
        Z : ndarray of shape (n, p)
            Representation of the sequence's first rows, these among them.
        """

    def represented(self, start: int, stop: int) -> NDArray[np.float64]:
        """Z of rows of the sequence, where their inputs are not needed."""
        return self.rows(start, stop)[0]

    def follows(self, other: Perturbation) -> bool:
        """Whether all rows but the instance, 1, 2, ..., are the same inputs as the other sequence's."""
        return self is other

    def begins_as(self, other: Perturbation) -> bool:
        """Whether the instance, row 0, is the same input as the other sequence's."""
        return self is other

    def distances(self, Z: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
        """Distances of the rows of Z from row 0, in the units of the kernel width."""
        return to_instance(Z, metric)

    def planned(self, n_samples: int) -> Perturbation:
        """The sequence that so many samples are taken from: this one, or another of the same instance."""
        del n_samples
        return self

    def size(self, n_samples: int) -> int:
        """How many rows of the sequence so many samples come to."""
        return n_samples

    def counts(self, Z: NDArray[np.float64], n_samples: int) -> NDArray[np.float64] | None:
        """How many of so many samples each row stands for; None where each is one."""
        del Z, n_samples
        return None


class MaskPerturbation(Perturbation):
    """Perturbations that keep some of an instance's p parts and take the others away.

    Parameters
    ----------
    p : int
        Number of parts.
    random_state : int
        The seed that names the sequence.
    design : {"sobol", "independent"}
    removed : {"uniform", "binomial"}
        How many parts a mask takes away; see `lime_widgets.engine.sampling.masks.Masks`.
    """

    metrics: ClassVar[tuple[str, ...]] = MASK_DISTANCES
    # How far what keeps nothing is from the instance.
    farthest: ClassVar[float] = 1.0

    def __init__(self, p: int, *, random_state: int, design: Design, removed: Removed) -> None:
        self._p = p
        self._removed: Removed = removed
        self._sequence = Masks(p, random_state=random_state, design=design, removed=removed)
        self._all: NDArray[np.bool_] | None = None

    @property
    def exact(self) -> bool:
        """Whether the sequence is that of all perturbations that there are, each once."""
        return self._all is not None

    @abstractmethod
    def restore(self, masks: NDArray[np.bool_]) -> Any:
        """The inputs h(Z) that these masks make of the instance."""

    def masks(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Rows of the sequence, true where a part is kept: (stop - start, p)."""
        return self._sequence.rows(start, stop) if self._all is None else self._all[start:stop]

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Rows of the sequence: their representation Z (m, p), and the inputs h(Z)."""
        masks = self.masks(start, stop)
        return masks.astype(np.float64), self.restore(masks)

    def inputs(self, rows: NDArray[np.intp], Z: NDArray[np.float64]) -> Any:
        """What the model is given in some rows of the sequence, in whatever order."""
        # A copy, as pictures are restored into memory that the next ones are restored into.
        return copy(self.restore(Z[rows] > 0))

    def distances(self, Z: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
        """Distances of the rows of Z from the instance, 0 to `farthest`.

        Parameters
        ----------
        Z : ndarray of shape (n, p)
        metric : {"cosine", "removed"}
            ``"cosine"`` is the cosine distance, 1 − √(kept / p), as in the reference
            implementation; ``"removed"`` the share of the parts that are taken away.

        Raises
        ------
        LimeError
            If the metric is neither.
        """
        if metric not in MASK_DISTANCES:
            raise problem(
                f"The distance is {metric!r}.",
                expected=" or ".join(f'"{name}"' for name in MASK_DISTANCES),
                mend='Leave it out to get "cosine".',
            )
        if metric == "cosine":
            return self.farthest * to_instance(Z, "cosine")
        return np.asarray(self.farthest - self.farthest * Z.mean(axis=1))

    def planned(self, n_samples: int) -> Self:
        """All perturbations where they are no more than the samples asked for, else the random sequence."""
        every = fits_all(self._p, n_samples)
        if every == self.exact:
            return self
        planned = copy(self)
        planned._all = enumerated(self._p) if every else None  # noqa: SLF001  it is of the same kind
        return planned

    def size(self, n_samples: int) -> int:
        """How many rows of the sequence so many samples come to."""
        return n_samples if self._all is None else len(self._all)

    def counts(self, Z: NDArray[np.float64], n_samples: int) -> NDArray[np.float64] | None:
        """How many of so many samples each row stands for; None where each is one."""
        if self._all is None:
            return None
        # The instance itself is asked about first, and may be drawn again.
        counts = (n_samples - 1) * probabilities(Z > 0, removed=self._removed)
        counts[0] += 1.0
        return counts
