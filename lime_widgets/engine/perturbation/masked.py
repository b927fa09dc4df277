"""Perturbations that hide parts of an instance: words of a text or superpixels of an image."""

from __future__ import annotations

from abc import abstractmethod
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeAlias, cast, get_args

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.distance import to_instance
from lime_widgets.engine.model.inputs import part_of
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
from lime_widgets.engine.perturbation.base import Perturbation
from lime_widgets.engine.sampling.masks import MOST_CHOSEN, Masks, enumerated, fits_all, probabilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.model.black_box import BlackBox
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
    asks_empty: ClassVar[bool] = True
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
        self._drawn_from = random_state, design
        self._for_lime: MaskPerturbation | None = None  # where this is the sequence for Shapley values
        self._for_shapley: MaskPerturbation | None = None  # the last one, so that it is one object
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
        return self._listing(all_masks=fits_all(self._p, n_samples))

    def for_kernel(self, kernel: object) -> Self:
        """Give the sequence to use for this kernel: for Shapley values, masks of all sizes and their opposites.

        The number of removed parts is then uniform, which is sampling by leverage scores (Musco and Witter 2025,
        "Provably accurate Shapley value estimation via leverage score sampling"). Masks that remove each part with
        probability ½ hardly ever keep few parts or nearly all, which count most. A complete list stays.
        """
        if kernel != "shapley":
            if self._for_lime is None:
                return self
            return cast("Self", self._for_lime)._listing(all_masks=self.exact)  # noqa: SLF001  same class
        random_state, design = self._drawn_from
        if self.exact or self._for_lime is not None or (self._removal == "uniform" and not self._needs_pairs):
            return self
        known = self._for_shapley
        if known is not None and known._for_lime is self:  # noqa: SLF001  same class
            return cast("Self", known)
        other = self._for_shapley = copy(self)
        other._for_lime, other._removal = self, "uniform"  # noqa: SLF001  same class
        other._sequence = Masks(  # noqa: SLF001
            self._p, random_state=random_state, design=design, removal="uniform", paired=True
        )
        return other

    @property
    def _needs_pairs(self) -> bool:
        return self._p > MOST_CHOSEN and self._drawn_from[1] == "sobol"

    def _listing(self, *, all_masks: bool) -> Self:
        """Give this sequence, or the complete list."""
        if all_masks == self.exact:
            return self
        other = copy(self)
        other._all_masks = enumerated(self._p) if all_masks else None  # noqa: SLF001  same class
        return other

    def ask_empty(
        self, cache: MaskAnswers, black_box: BlackBox, *, about_to_ask: Callable[[int], None] = lambda _: None
    ) -> NDArray[np.float64]:
        """Ask for the answer with every part removed, which Shapley values start from; see `Perturbation.ask_empty`."""
        nothing = np.zeros((1, self._p), np.bool_)
        return np.asarray(cache.ask_masks(self, black_box, nothing, about_to_ask=about_to_ask)[0])

    def probabilities(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the probability with which each row was drawn; see `Perturbation.probabilities`."""
        return probabilities(Z > 0, removal=self._removal)

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
