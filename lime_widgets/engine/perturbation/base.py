"""Perturbations of an instance: a sequence of rows and the model inputs that the rows represent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from lime_widgets.engine.explanation.checks import DEFAULT_N_FEATURES
from lime_widgets.engine.explanation.distance import DISTANCES, to_instance
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.model.black_box import BATCH_SIZE
from lime_widgets.engine.perturbation.answer_cache import RowAnswers

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.yardstick import Yardstick
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.answer_cache import AnswerCache


class Perturbation(ABC):
    """A sequence of perturbations of one instance. Row 0 is the instance itself."""

    # The distance metrics; the first is the default.
    metrics: ClassVar[tuple[str, ...]] = DISTANCES
    # Whether the user supplied the rows, so that none is drawn.
    user_supplied: ClassVar[bool] = False
    # Whether `ask_empty` needs one more answer of the model.
    asks_empty: ClassVar[bool] = False

    @property
    @abstractmethod
    def instance(self) -> Any:
        """The instance, in the user's own data type."""

    @property
    @abstractmethod
    def feature_names(self) -> tuple[str, ...]:
        """Names of the p interpretable features."""

    @property
    def origin(self) -> Origin:
        """What the features are of, and notes on the instance."""
        return Origin(self.feature_names, (None,) * len(self.feature_names))

    @abstractmethod
    def default_kernel_width_for(self, metric: str) -> float:
        """Give the default kernel width for distances by this metric."""

    @property
    def default_kernel_width(self) -> float:
        """The default kernel width for the default metric."""
        return self.default_kernel_width_for(self.metrics[0])

    @property
    def exact(self) -> bool:
        """Whether the sequence lists every possible perturbation once."""
        return False

    @property
    def depends_on_seed(self) -> bool:
        """Whether another seed gives other rows."""
        return not self.exact

    @property
    def default_n_features(self) -> int:
        """The default number of features to keep. Fewer are kept if the instance has fewer."""
        return DEFAULT_N_FEATURES

    @property
    def batch_size(self) -> int:
        """The number of inputs in one call of the model, if the black box sets no batch size."""
        return BATCH_SIZE

    def clusters(self, n: int) -> NDArray[np.intp] | None:
        """Give a number for each of the first n rows, equal where they were drawn together; None if none were."""
        del n
        return None

    @property
    def local_width(self) -> float:
        """The kernel width that the rows are drawn for; 0 where the kernel has no part in drawing them."""
        return 0.0

    def local_width_for(self, width: float, metric: str) -> float:
        """Give the width for which rows are to be drawn where an exponential kernel of this metric looks."""
        del metric
        return width

    @property
    def can_be_local(self) -> bool:
        """Whether the rows can be drawn from the kernel instead."""
        return False

    def log_proposal(self, Z: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Give the logarithm of how much more densely each row was drawn than the distribution asks, up to a constant.

        Parameters
        ----------
        Z : ndarray of shape (n, p)
            Representation of rows 0 to n − 1.

        Returns
        -------
        ndarray of shape (n,) or None
            None where the rows are drawn from the distribution itself.
        """
        del Z
        return None

    def off_data_share(self, n: int) -> float | None:
        """Give the share of the first n rows that lie off the training data; None if that is not known."""
        del n
        return None

    def remarks_on(self, n_samples: int) -> tuple[str, ...]:
        """Say what a reader should know of this number of samples, in sentences."""
        del n_samples
        return ()

    def yardstick(self, metric: str) -> Yardstick | None:
        """Give other representations of the same rows, to which on/off features of a table are compared."""
        del metric
        return None

    @abstractmethod
    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Make rows ``start`` to ``stop - 1``.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
            The interpretable representation.
        inputs : sequence of length stop - start
            The model inputs h(Z).
        """

    def instance_input(self) -> Any:
        """Make the model input of row 0, the instance, as a sequence of length 1."""
        return self.rows(0, 1)[1]

    @abstractmethod
    def inputs(self, rows: NDArray[np.intp], Z: NDArray[np.float64]) -> Any:
        """Make the model inputs of some rows, in any order.

        Parameters
        ----------
        rows : ndarray of int of shape (m,)
            Row numbers in the sequence; 0 is the instance.
        Z : ndarray of shape (n, p)
            Representation of the first n rows. It covers all requested rows.
        """

    def representation(self, start: int, stop: int) -> NDArray[np.float64]:
        """Make Z for rows ``start`` to ``stop - 1`` without their model inputs."""
        return self.rows(start, stop)[0]

    def shares_rows_with(self, other: Perturbation) -> bool:
        """Tell whether the two sequences have the same inputs in rows 1, 2, ...; row 0 may differ."""
        return self is other

    def shares_instance_with(self, other: Perturbation) -> bool:
        """Tell whether the two sequences have the same input in row 0."""
        return self is other

    def answer_cache(self) -> AnswerCache[Any]:
        """Create an empty cache for the model's answers to this kind of perturbation."""
        return RowAnswers()

    def distances(self, Z: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
        """Compute the distance of each row of Z from row 0, in the units of the kernel width."""
        return to_instance(Z, metric)

    def for_n_samples(self, n_samples: int) -> Perturbation:
        """Give the sequence to use for this number of samples: itself or another one of the same instance."""
        del n_samples
        return self

    def for_kernel(self, kernel: object) -> Perturbation:
        """Give the sequence to use for this kernel: itself or another one of the same instance."""
        del kernel
        return self

    def ask_empty(
        self, cache: Any, black_box: BlackBox, *, about_to_ask: Callable[[int], None] = lambda _: None
    ) -> NDArray[np.float64] | None:
        """Ask for the answer with every feature removed, (k,), which Shapley values start from; None if rows tell it.

        Parameters
        ----------
        cache : AnswerCache
        black_box : BlackBox
        about_to_ask : callable, optional
            Called with the number of inputs before the model is.
        """
        del cache, black_box, about_to_ask
        return None

    def known_empty(self, y: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Give the answer with every feature removed, (k,), from the answers (n, k) to the first rows, if it is exact.

        None if it is one of the rows' answers, or the mean of several that were drawn.
        """
        del y
        return None

    def probabilities(self, Z: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Compute the probability with which each row of Z was drawn; None where features are not on or off."""
        del Z
        return None

    def n_rows(self, n_samples: int) -> int:
        """Count the rows to ask the model about for this number of samples."""
        return n_samples

    def sample_counts(self, Z: NDArray[np.float64], n_samples: int) -> NDArray[np.float64] | None:
        """Count the samples that each row represents. None means one sample per row."""
        del Z, n_samples
        return None
