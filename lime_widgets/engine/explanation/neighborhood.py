"""The neighborhood: perturbed samples, the black box's answers, and their distances. Only it needs model calls."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.explanation.checks import (
    DEFAULT_N_FEATURES,
    check_n_features,
    checked_fields,
    find_output,
)
from lime_widgets.engine.explanation.kernel import (
    SHAPLEY,
    Kernel,
    check_kernel_widths,
    kernel_width_grid,
    sample_weights,
)
from lime_widgets.engine.explanation.kinds.options import check_options, check_used, surrogate_options
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.explanation.shapley.game import game_of, single_weights
from lime_widgets.engine.explanation.sweep import Sweep, swept
from lime_widgets.engine.explanation.width_selection import DEFAULT_TARGET, widest
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.options import (
    FeatureSelection,
    Surrogate,
    check_alpha,
    check_feature_selection,
)
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.explanation.doubts import Representation
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.explanation.yardstick import Yardstick
    from lime_widgets.engine.surrogate.clusters import Clusters


@dataclass(frozen=True, eq=False)
class Neighborhood:
    """Samples around an instance, from an explainer or from arrays of any origin.

    Parameters
    ----------
    Z : array_like of shape (n, p)
        Interpretable representation; row 0 is the instance.
    y : array_like of shape (n,) or (n, k)
        The black box's answers.
    distances : array_like of shape (n,)
        Distances from the instance, in the units of the kernel width.
    feature_names : sequence of str, optional
        Names of the p columns; by default ``"feature 0"``, ``"feature 1"``, ...
    output_names : sequence of str, optional
        Names of the k outputs; by default ``"output 0"``, ``"output 1"``, ..., or ``"value"`` for one output.
    output_kind : {"probability", "value", "score"}, default "value"
        The kind of the outputs.
    default_kernel_width : float, optional
        The width for ``kernel_width=None``; by default 0.75·√p, as in LIME.
    default_n_features : int, default 10
        The number of features for ``n_features=None``; all if there are fewer.
    counts : array_like of shape (n,), optional
        The number of samples each row represents, by default 1. A row with count 0 takes no part in the fit:
        an instance that is not one of the samples is row 0 with count 0.
    log_proposal : array_like of shape (n,), optional
        The logarithm of how much more densely each row was drawn than the distribution that the explanation is
        about, up to a constant; by default 0. The weight of a row is the kernel's divided by what this is the
        logarithm of: importance sampling (GLIME, Tan et al. 2023, draws from the kernel itself).
    clusters : array_like of shape (n,), optional
        Which samples were drawn together, as equal values; by default each sample was drawn on its own. Standard
        errors need it.
    exact : bool, default False
        Whether the rows are the complete list of perturbations. Then the fit has no sampling error.
    origin : Origin, optional
        What the features are of, and notes on the instance.
    probabilities : array_like of shape (n,), optional
        For Shapley values of features that are on (1) or off (0): the probability with which each row was drawn. By
        default it depends on the number of features that are on, and not on which.
    empty : array_like of shape (k,), optional
        The answers with every feature off; by default the mean over the rows where all are.
    yardstick : Yardstick, optional
        Other representations of the same rows, to which bins are compared.

    Raises
    ------
    LimeError
        If the arrays do not belong together, hold values that are not finite, or have fewer than two rows.

    Examples
    --------
    >>> import numpy as np
    >>> Z = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    >>> neighborhood = Neighborhood(Z, 2 * Z[:, 0] - Z[:, 1], np.sqrt((1 - Z).sum(axis=1)))
    >>> neighborhood.explain(n_features=2, alpha=0.0, kernel_width=1.0).as_list()
    [('feature 0', 2.0), ('feature 1', -1.0)]
    """

    Z: NDArray[np.float64]
    y: NDArray[np.float64]
    distances: NDArray[np.float64]
    feature_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = field(default=(), kw_only=True)
    output_kind: str = field(default="value", kw_only=True)
    default_kernel_width: float = field(default=0.0, kw_only=True)
    default_n_features: int = field(default=DEFAULT_N_FEATURES, kw_only=True)
    counts: NDArray[np.float64] | None = field(default=None, kw_only=True)
    log_proposal: NDArray[np.float64] | None = field(default=None, kw_only=True)
    clusters: Clusters | None = field(default=None, kw_only=True)
    exact: bool = field(default=False, kw_only=True)
    origin: Origin = field(default=Origin(), kw_only=True)
    probabilities: NDArray[np.float64] | None = field(default=None, kw_only=True, repr=False)
    empty: NDArray[np.float64] | None = field(default=None, kw_only=True, repr=False)
    yardstick: Yardstick | None = field(default=None, kw_only=True, repr=False)

    def __post_init__(self) -> None:
        for name, value in checked_fields(self).items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        n, p = self.Z.shape
        return say("repr.neighborhood", samples=n, features=p, outputs=shortened(", ".join(self.output_names), 60))

    def __len__(self) -> int:
        return len(self.Z)

    @property
    def n_outputs(self) -> int:
        """Number of columns of the black box's answer."""
        return int(self.y.shape[1])

    @property
    def prediction(self) -> NDArray[np.float64]:
        """The black box's answer for the instance, shape (k,)."""
        return np.asarray(self.y[0])

    @property
    def predicted(self) -> int | None:
        """The class that the model predicts for the instance; None where the outputs are not classes."""
        if self.output_kind == "value":
            return None
        return int(np.argmax(self.y[0, : self.origin.n_rivals or None]))

    @cached_property
    def design_matrix(self) -> DesignMatrix:
        """The samples as a fit takes them."""
        at_rest = np.array(self.origin.at_rest) if self.origin.at_rest else None
        return DesignMatrix(self.Z, self.distances, self.counts, self.clusters, self.log_proposal, at_rest)

    @cached_property
    def representation(self) -> Representation:
        """What the features are: whether a number lies in a bin, a number itself, or a part that is there or not."""
        if self.yardstick is not None:
            return "bins" if self.yardstick.is_binned else "numbers"
        return "parts" if ((self.Z == 0) | (self.Z == 1)).all() else "numbers"

    def weights(self, kernel_widths: ArrayLike, kernel: Kernel = "exponential") -> NDArray[np.float64]:
        """Give the weight of one sample of each row, (T, n); those of Shapley values are the same at all T widths."""
        if kernel == SHAPLEY:
            return np.repeat(single_weights(game_of(self))[None], np.size(kernel_widths), axis=0)
        return sample_weights(self.distances, kernel_widths, kernel, self.counts, self.log_proposal)

    def prefix(self, n_samples: int) -> Neighborhood:
        """Give the neighborhood of the first rows."""
        if n_samples >= len(self):
            return self
        per_row = ("Z", "y", "distances", "counts", "log_proposal", "probabilities")
        first = {name: value[:n_samples] for name in per_row if (value := getattr(self, name)) is not None}
        return replace(self, **first, clusters=None if self.clusters is None else self.clusters.prefix(n_samples))

    def at(self, distances: NDArray[np.float64], default_kernel_width: float | None = None) -> Neighborhood:
        """Give the same samples with other distances, and the default kernel width for these."""
        width = self.default_kernel_width if default_kernel_width is None else default_kernel_width
        return replace(self, distances=distances, default_kernel_width=width)

    def counted(self, counts: NDArray[np.float64], *, exact: bool = True) -> Neighborhood:
        """Give the same rows with the number of samples each represents; `exact` if they are the complete list."""
        return replace(self, counts=counts, exact=exact)

    def explain(
        self,
        *,
        output: int | str | None = None,
        kernel_width: float | None = None,
        n_features: int | None = None,
        feature_selection: FeatureSelection = "auto",
        alpha: float = 1.0,
        kernel: Kernel = "exponential",
        surrogate: Surrogate = "ridge",
        **of_surrogate: Any,
    ) -> Explanation:
        """Fit the local surrogate; the black box is not called.

        Parameters
        ----------
        output : int or str, optional
            Index or name of the output; by default the class that the model predicts, or the only output.
        kernel_width : float, optional
            In units of the distances; by default `default_kernel_width`.
        n_features : int, optional
            How many features to keep, 1 or more; by default `default_n_features`.
        feature_selection : str, default "auto"
            See `lime_widgets.engine.surrogate.fit.fit`.
        alpha : float, default 1.0
            Penalty of a ridge or logistic surrogate on the squares of the coefficients, of a lasso on their sizes:
            scikit-learn's ``Lasso`` with the penalty ``alpha / (2 * weights.sum())`` is the same.
        kernel : str or callable, default "exponential"
            See `lime_widgets.engine.explanation.kernel.kernel_weights`. ``"shapley"`` gives Shapley values, which need
            features that are on or off, and take no kernel width, penalty or selection.
        surrogate : {"ridge", "lasso", "bayesian", "logistic", "tree"} or estimator, default "ridge"
            LIME's ridge; a lasso; a Bayesian ridge; a logistic regression of answers between 0 and 1, with coefficients
            in log-odds; a decision tree; or any scikit-learn regressor whose fit takes ``sample_weight``, such as
            ``GradientBoostingRegressor()`` or a pipeline, which is copied. Where it is no sum, the weights are its
            Shapley values, from its answer with all features absent; see `lime_widgets.engine.surrogate.fit.fit`.
        **of_surrogate
            For a tree `max_depth`, default 3. For a Bayesian ridge `prior`, an explanation, or a mapping or Series of
            feature names to prior means, by default 0; `prior_precision`, 1 over the prior variance of the weights, or
            ``"prior"`` for 1 over the squares of the prior's standard errors; and `noise_precision`, 1 over the
            variance of an answer of weight 1. Precisions are estimated by default, and where the prior has none.

        Returns
        -------
        Explanation

        Raises
        ------
        LimeError
            If a parameter is unknown, out of its range or not used by the surrogate, the output does not exist, or
            the surrogate is logistic and answers lie outside 0 to 1.
        """
        check_options("explain", of_surrogate, Neighborhood.explain)
        given = {"kernel_width": kernel_width, "alpha": alpha, "feature_selection": feature_selection}
        check_used(kernel, surrogate, given | of_surrogate)
        width = self.default_kernel_width if kernel_width is None else kernel_width
        if np.ndim(width):
            raise problem("kernel_width.several", width=width)
        return self.sweep(
            [width],
            output=output,
            n_features=n_features,
            feature_selection=feature_selection,
            alpha=alpha,
            kernel=kernel,
            surrogate=surrogate,
            **of_surrogate,
        )[0]

    def sweep(
        self,
        kernel_widths: ArrayLike,
        *,
        output: int | str | None = None,
        n_features: int | None = None,
        feature_selection: FeatureSelection = "auto",
        alpha: float = 1.0,
        kernel: Kernel = "exponential",
        surrogate: Surrogate = "ridge",
        with_stderr: bool = True,
        **of_surrogate: Any,
    ) -> Sweep:
        """Fit the local surrogate at many kernel widths in one pass.

        Parameters
        ----------
        kernel_widths : array_like of shape (T,)
        with_stderr : bool, default True
            Whether to compute standard errors, about half of the cost.
        output, n_features, feature_selection, alpha, kernel, surrogate, **of_surrogate
            As for `explain`.

        Returns
        -------
        Sweep

        Raises
        ------
        LimeError
            As for `explain`.
        """
        check_options("sweep", of_surrogate, Neighborhood.sweep)
        return swept(
            self,
            np.atleast_1d(check_kernel_widths(kernel_widths)),
            self.resolve_output(output),
            kernel=kernel,
            with_stderr=with_stderr,
            n_features=check_n_features(n_features, self.Z.shape[1], self.default_n_features),
            feature_selection=check_feature_selection(feature_selection),
            alpha=check_alpha(alpha),
            **surrogate_options(surrogate, **of_surrogate),
        )

    def widest(self, target: float = DEFAULT_TARGET, kernel_widths: ArrayLike | None = None, **options: Any) -> float:
        """Choose the largest kernel width whose leave-one-out R² reaches a target.

        Parameters
        ----------
        target : float, default 0.9
            The target for leave-one-out R², above 0 and up to 1.
        kernel_widths : array_like of shape (T,), optional
            The widths to choose from; by default 129, from 1/16 to 16 times `default_kernel_width`.
        **options
            As for `sweep`.

        Returns
        -------
        float
            If no width reaches the target, the one that comes closest; see
            `lime_widgets.engine.explanation.width_selection.widest`.

        Examples
        --------
        >>> import numpy as np
        >>> x = np.linspace(-3, 3, 301)
        >>> x[0] = 0.5
        >>> neighborhood = Neighborhood(x[:, None], np.sin(x), np.abs(x - 0.5))
        >>> neighborhood.widest(0.99, alpha=0.0) < neighborhood.widest(0.9, alpha=0.0)
        True
        """
        check_options("widest", options, Neighborhood.sweep)
        widths = kernel_width_grid(self.default_kernel_width) if kernel_widths is None else kernel_widths
        # The choice needs no errors, which are half of the cost.
        sweep = self.sweep(widths, **({"with_stderr": False} | options))
        return float(sweep.kernel_width[widest(sweep, target, default=self.default_kernel_width).index])

    def resolve_output(self, output: int | str | None) -> int:
        """Find the index of an output.

        Parameters
        ----------
        output : int, str or None
            A whole number is an index, also if the classes are numbers. Other values are looked up among
            the names. None is the class that the model predicts for the instance, or the first output if
            the outputs are not classes.

        Raises
        ------
        LimeError
            If there is no such output.
        """
        if output is None:
            return 0 if (predicted := self.predicted) is None else predicted
        return find_output(output, self.output_names)
