"""The samples and answers of a repeat, kept so that another fit of them calls no model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.engine.perturbation.neighborhoods import first_samples, neighborhood_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.base import Perturbation

# Tables larger than this are drawn again for each fit, which takes about as long as the fit: 32 MB.
MOST_HELD = 2**22


@dataclass(frozen=True, eq=False)
class KeptRun:
    """One repeat: a sequence with a seed of its own, and the model's answers.

    Attributes
    ----------
    seed : int
    n_samples : int
        How many samples its rows serve.
    y : ndarray of shape (n, k)
    masks : ndarray of bool of shape (n, p) or None
        What each sample keeps of a text or an image, a byte for each part; None for a table.
    perturbation : Perturbation or None
        The sequence of a table, from which its rows can be made again; None for a text or an image, whose sequence
        holds the whole instance.
    Z : ndarray of shape (n, p) or None
        The rows of a table that is not too large.
    """

    seed: int
    n_samples: int
    y: NDArray[np.float64]
    masks: NDArray[np.bool_] | None = None
    perturbation: Perturbation | None = None
    Z: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.y)

    def of(self, perturbation: Perturbation) -> KeptRun | None:
        """Give the same answers as those of another sequence; None where its rows are other ones.

        Tables share their rows where only the bins differ.
        """
        own = self.perturbation
        if own is None or not (perturbation.shares_rows_with(own) and perturbation.shares_instance_with(own)):
            return None
        return kept_table(self.seed, self.n_samples, perturbation, None, self.y)

    def grown(self, n_samples: int, Z: NDArray[np.float64], y: NDArray[np.float64]) -> KeptRun:
        """Give the run with further rows of its sequence.

        Parameters
        ----------
        n_samples : int
            How many samples all rows serve.
        Z : ndarray of shape (m, p)
        y : ndarray of shape (m, k)
        """
        answers = np.concatenate([self.y, y])
        if self.perturbation is None:
            masks = Z > 0 if self.masks is None else np.concatenate([self.masks, Z > 0])
            return KeptRun(self.seed, n_samples, answers, masks=masks)
        rows = None if self.Z is None else np.concatenate([self.Z, Z])
        return kept_table(self.seed, n_samples, self.perturbation, rows, answers)

    def neighborhood(
        self,
        like: Perturbation,
        n_samples: int,
        *,
        metric: str,
        black_box: BlackBox,
        empty: NDArray[np.float64] | None = None,
    ) -> Neighborhood:
        """Make the neighborhood of the first samples.

        Parameters
        ----------
        like : Perturbation
            The sequence that is repeated; it differs in the seed alone.
        n_samples : int
        metric : str
        black_box : BlackBox
        empty : ndarray of shape (k,), optional
            The answers with everything removed, which no seed changes.
        """
        sequence = self.perturbation or like
        rows = neighborhood_of(sequence, self._rows(), self.y, metric=metric, black_box=black_box, empty=empty)
        taken = first_samples(sequence, rows, n_samples, answers_vary=black_box.answers_vary)
        # R² of other representations takes longer than the fit, and no repeat shows it.
        return replace(taken, yardstick=None)

    def _rows(self) -> NDArray[np.float64]:
        if self.masks is not None:
            return self.masks.astype(np.float64)
        if self.Z is not None:
            return self.Z
        if self.perturbation is None:
            raise AssertionError
        return self.perturbation.representation(0, len(self))


def kept(
    seed: int, n_samples: int, perturbation: Perturbation, Z: NDArray[np.float64], y: NDArray[np.float64]
) -> KeptRun:
    """Keep the samples of a sequence, in as little memory as is useful."""
    if isinstance(perturbation, MaskPerturbation):
        return KeptRun(seed, n_samples, y, masks=Z > 0)
    return kept_table(seed, n_samples, perturbation, Z, y)


def kept_table(
    seed: int, n_samples: int, perturbation: Perturbation, Z: NDArray[np.float64] | None, y: NDArray[np.float64]
) -> KeptRun:
    """Keep the rows of a table; without Z they are made again if they shall be held."""
    small = len(y) * len(perturbation.feature_names) <= MOST_HELD
    if small and Z is None:
        Z = perturbation.representation(0, len(y))
    return KeptRun(seed, n_samples, y, perturbation=perturbation, Z=Z if small else None)
