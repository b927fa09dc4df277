"""Perturbations that hide parts of an instance: words of a text or superpixels of an image."""

from __future__ import annotations

from abc import abstractmethod
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeAlias, get_args

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.distance import to_instance
from lime_widgets.engine.model.inputs import part_of
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
from lime_widgets.engine.perturbation.base import Perturbation
from lime_widgets.engine.sampling.masks import Masks, enumerated, fits_all, probabilities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.sampling.masks import Removal

# The metrics for distances between masks; the first is the default.
MASK_DISTANCES = ("cosine", "removed")


# Whether masks are LIME's, or drawn from the kernel.
MaskSampling: TypeAlias = Literal["uniform", "local"]
MASK_SAMPLINGS: tuple[MaskSampling, ...] = get_args(MaskSampling)


def _log_kernel(distances: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """Give the logarithm of the exponential kernel."""
    return np.asarray(-0.5 * np.square(distances / width))


class MaskPerturbation(Perturbation):
    """Perturbations that keep some of an instance's p parts and remove the others.

    Parameters
    ----------
    p : int
        Number of parts.
    random_state : int
        Seed of the sequence.
    design : {"sobol", "independent"}
    removal : {"uniform", "binomial"}
        Distribution of the number of removed parts; see `lime_widgets.engine.sampling.masks.Masks`.
    sampling : {"uniform", "local"}, default "uniform"
        Whether masks are drawn from that distribution, or from it times the kernel: importance sampling.
    local_width : float, optional
        The width of that kernel, an exponential one of the cosine distance; by default the default kernel width.
    """

    metrics: ClassVar[tuple[str, ...]] = MASK_DISTANCES
    # The distance of a mask that removes every part.
    max_distance: ClassVar[float] = 1.0

    def __init__(
        self,
        p: int,
        *,
        random_state: int,
        design: Design,
        removal: Removal,
        sampling: MaskSampling = "uniform",
        local_width: float | None = None,
    ) -> None:
        self._p = p
        self._removal: Removal = removal
        width = self.default_kernel_width if local_width is None else local_width
        self._local_width: float | None = width if sampling == "local" else None
        log_kernel = None
        if self._local_width is not None:
            distances = self.max_distance * (1.0 - np.sqrt(1.0 - np.arange(p + 1) / p))
            log_kernel = _log_kernel(distances, self._local_width)
        self._sequence = Masks(p, random_state=random_state, design=design, removal=removal, log_kernel=log_kernel)
        self._all_masks: NDArray[np.bool_] | None = None

    @property
    def exact(self) -> bool:
        """Whether the sequence lists every possible perturbation once."""
        return self._all_masks is not None

    @abstractmethod
    def restore(self, masks: NDArray[np.bool_]) -> Any:
        """Make the model inputs h(Z) from masks of shape (m, p); true keeps a part."""

    def masks(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Make the masks of rows ``start`` to ``stop - 1``: (stop - start, p), true where a part is kept."""
        return self._sequence.rows(start, stop) if self._all_masks is None else self._all_masks[start:stop]

    def clusters(self, n: int) -> NDArray[np.intp] | None:
        """Give the cluster of each of the first n rows; see `Perturbation.clusters`."""
        return None if self.exact else self._sequence.clusters(n)

    def local_width_for(self, width: float, metric: str) -> float:
        """Give the width by the cosine at which as many parts are removed as at this one."""
        share = width / self.max_distance
        if metric == "cosine" or share >= 1.0:
            return width
        return float(self.max_distance * (1.0 - np.sqrt(1.0 - share)))

    @property
    def can_be_local(self) -> bool:
        """Whether not all masks are listed."""
        return not self.exact

    @property
    def local_width(self) -> float:
        """The kernel width that the masks are drawn for; 0 for LIME's."""
        return 0.0 if self._local_width is None or self.exact else self._local_width

    def log_proposal(self, Z: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Give the logarithm of the kernel with which the masks were drawn; None if they are not."""
        if self._local_width is None or self.exact:
            return None
        return _log_kernel(self.distances(Z, "cosine"), self._local_width)

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Make rows ``start`` to ``stop - 1``: their representation Z (m, p) and the model inputs h(Z)."""
        masks = self.masks(start, stop)
        return masks.astype(np.float64), self.restore(masks)

    def instance_input(self) -> Any:
        """Make the model input of the instance, with all of its parts."""
        return self.restore(np.ones((1, self._p), dtype=np.bool_))

    def inputs(self, rows: NDArray[np.intp], Z: NDArray[np.float64]) -> Any:
        """Make the model inputs of some rows, in any order; see `Perturbation.inputs`."""
        # Images share a buffer that the next call overwrites, so the caller gets a copy.
        return part_of(self.restore(Z[rows] > 0), 0, len(rows))

    def answer_cache(self) -> MaskAnswers:
        """Create an empty cache of the model's answers by mask."""
        return MaskAnswers()

    def distances(self, Z: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
        """Compute the distance of each row of Z from the instance, 0 to `max_distance`.

        Parameters
        ----------
        Z : ndarray of shape (n, p)
        metric : {"cosine", "removed"}
            ``"cosine"`` is the cosine distance, 1 − √(kept / p), as in the reference
            implementation; ``"removed"`` is the share of removed parts.

        Returns
        -------
        ndarray of shape (n,)

        Raises
        ------
        LimeError
            If the metric is unknown.
        """
        if metric not in MASK_DISTANCES:
            raise problem("mask_distance.unknown", metric=metric)
        if metric == "cosine":
            return self.max_distance * to_instance(Z, "cosine")
        return np.asarray(self.max_distance - self.max_distance * Z.mean(axis=1))

    def for_n_samples(self, n_samples: int) -> Self:
        """List all 2ᵖ perturbations if they are no more than the samples; use the random sequence otherwise."""
        list_all = fits_all(self._p, n_samples)
        if list_all == self.exact:
            return self
        other = copy(self)
        other._all_masks = enumerated(self._p) if list_all else None  # noqa: SLF001  same class
        return other

    def n_rows(self, n_samples: int) -> int:
        """Count the rows to ask the model about for this number of samples."""
        return n_samples if self._all_masks is None else len(self._all_masks)

    def sample_counts(self, Z: NDArray[np.float64], n_samples: int) -> NDArray[np.float64] | None:
        """Count the samples that each row represents. None means one sample per row."""
        if self._all_masks is None:
            return None
        # Sample 1 is the instance; each of the others is a random draw, which may be the instance again.
        counts = (n_samples - 1) * probabilities(Z > 0, removal=self._removal)
        counts[0] += 1.0
        return counts
