"""The neighborhood: perturbed samples, the black box's answers, and their distances.

It is the one thing that is expensive to get. It grows by appending rows and never starts
over for a question that the rows it holds can answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.explanation.doubts import doubts
from lime_widgets.engine.explanation.kernel import (
    Kernel,
    check_kernel_widths,
    effective_sample_size,
    kernel_weights,
    kernel_width_grid,
)
from lime_widgets.engine.explanation.result import Explanation, Sweep
from lime_widgets.engine.explanation.width_selection import DEFAULT_TARGET, widest
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.fit import fit
from lime_widgets.engine.surrogate.options import (
    FeatureSelection,
    SurrogateName,
    check_alpha,
    check_feature_selection,
    check_surrogate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

DEFAULT_N_FEATURES = 10
# Where no sample weighs more than this, squares of the weights are lost.
_NO_WEIGHT = 1e-150


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
        Names of the p columns, default ``"feature 0"`` onwards.
    output_names : sequence of str, optional
        Names of the k outputs, default ``"output 0"`` onwards, or ``"value"`` if there is one.
    output_kind : {"probability", "value", "score"}, default "value"
        What the outputs are.
    default_kernel_width : float, optional
        The width that ``kernel_width=None`` stands for; by default 0.75·√p, as in LIME.
    default_n_features : int, default 10
        How many features ``n_features=None`` keeps; all where there are fewer.
    counts : array_like of shape (n,), optional
        How many samples each row stands for, one each by default. A row that counts 0 takes no part in the
        fit: so an instance that is not one of the samples itself is in row 0 and counts 0.
    exact : bool, default False
        Whether the rows are all perturbations that there are, each once. What is fitted to them has no
        sampling error.

    Raises
    ------
    LimeError
        If the arrays do not fit together, hold something that is not finite, or have fewer
        than two rows.

    Examples
    --------
    >>> import numpy as np
    >>> Z = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    >>> near = Neighborhood(Z, 2 * Z[:, 0] - Z[:, 1], np.sqrt((1 - Z).sum(axis=1)))
    >>> near.explain(n_features=2, alpha=0.0, kernel_width=1.0).as_list()
    [('feature 0', 2.0), ('feature 1', -1.0)]
    """

    Z: NDArray[np.float64]
    y: NDArray[np.float64]
    distances: NDArray[np.float64]
    feature_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    output_kind: str = "value"
    default_kernel_width: float = field(default=0.0)
    default_n_features: int = DEFAULT_N_FEATURES
    counts: NDArray[np.float64] | None = None
    exact: bool = False

    def __init__(
        self,
        Z: ArrayLike,
        y: ArrayLike,
        distances: ArrayLike,
        feature_names: Sequence[str] | None = None,
        *,
        output_names: Sequence[str] | None = None,
        output_kind: str = "value",
        default_kernel_width: float | None = None,
        default_n_features: int = DEFAULT_N_FEATURES,
        counts: ArrayLike | None = None,
        exact: bool = False,
    ) -> None:
        Z_array = _finite("Z", Z, dims=(2,))
        y_array = _finite("y", y, dims=(1, 2))
        d_array = _finite("distances", distances, dims=(1,))
        if y_array.ndim == 1:
            y_array = y_array[:, None]
        n, p = Z_array.shape
        if not (len(y_array) == len(d_array) == n):
            raise problem(
                f"Z has {n:,} rows, y {len(y_array):,} and distances {len(d_array):,}.",
                expected="one row of each for every sample",
                mend="Build all three from the same samples; row 0 is the instance.",
            )
        if n < 2 or p < 1:
            raise problem(
                f"Z has {n:,} rows and {p:,} columns.",
                expected="at least two samples (the instance and one more) and one feature",
                mend="Draw more samples.",
            )
        if (d_array < 0).any():
            raise problem(
                f"The smallest distance is {d_array.min():.4g}.",
                expected="distances of 0 or above",
                mend="Pass distances, not similarities.",
            )
        c_array = None if counts is None else _finite("counts", counts, dims=(1,))
        if c_array is not None and not (len(c_array) == n and (c_array >= 0).all() and c_array.any()):
            raise problem(
                f"counts has {len(c_array):,} values, the smallest {c_array.min(initial=np.inf):.4g}, "
                f"the largest {c_array.max(initial=-np.inf):.4g}.",
                expected=f"{n:,} values of 0 or above, one a row, and not 0 all of them",
                mend="Say of each row how many samples it stands for, or leave counts out.",
            )
        if output_kind not in {"probability", "value", "score"}:
            raise problem(
                f"output_kind is {output_kind!r}.",
                expected='"probability", "value" or "score"',
                mend='Leave it out to get "value".',
            )
        k = y_array.shape[1]
        defaults = ("value",) if k == 1 else tuple(f"output {i}" for i in range(k))
        fields = {
            "Z": Z_array,
            "y": y_array,
            "distances": d_array,
            "feature_names": _names("feature_names", feature_names, tuple(f"feature {i}" for i in range(p))),
            "output_names": _names("output_names", output_names, defaults),
            "output_kind": output_kind,
            "default_kernel_width": (0.75 * p**0.5 if default_kernel_width is None else default_kernel_width),
            "default_n_features": check_n_features(default_n_features, p),
            "counts": c_array,
            "exact": bool(exact),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        n, p = self.Z.shape
        return f"Neighborhood({n:,} samples of {p:,} features, outputs {shortened(', '.join(self.output_names), 60)})"

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

    @cached_property
    def _design_matrix(self) -> DesignMatrix:
        return DesignMatrix(self.Z, self.distances, self.counts)

    def prefix(self, n_samples: int) -> Neighborhood:
        """Give the first rows alone, as if only so many had been asked for."""
        if n_samples >= len(self):
            return self
        counts = None if self.counts is None else self.counts[:n_samples]
        return self._with(
            Z=self.Z[:n_samples], y=self.y[:n_samples], distances=self.distances[:n_samples], counts=counts
        )

    def at(self, distances: NDArray[np.float64], default_kernel_width: float | None = None) -> Neighborhood:
        """Give the same samples at other distances, of which another kernel width may be the default."""
        width = self.default_kernel_width if default_kernel_width is None else default_kernel_width
        return self._with(distances=distances, default_kernel_width=width)

    def counted(self, counts: NDArray[np.float64], *, exact: bool = True) -> Neighborhood:
        """Give the same samples, each standing for so many; `exact` where there are no others."""
        return self._with(counts=counts, exact=exact)

    def _with(self, **changes: Any) -> Neighborhood:
        state = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        return Neighborhood(**state)

    def explain(
        self,
        *,
        output: int | str | None = None,
        kernel_width: float | None = None,
        n_features: int | None = None,
        feature_selection: FeatureSelection = "auto",
        alpha: float = 1.0,
        kernel: Kernel = "exponential",
        surrogate: SurrogateName = "ridge",
    ) -> Explanation:
        """Fit the local surrogate; the black box is not asked again.

        Parameters
        ----------
        output : int or str, optional
            Index or name of the output to explain; by default the class that the model
            predicts for the instance, or the only output.
        kernel_width : float, optional
            In units of the distances; by default `default_kernel_width`.
        n_features : int, optional
            How many features to keep, 1 or more; by default `default_n_features`. All where there are fewer.
        feature_selection : {"auto", "forward_selection", "highest_weights", "lasso_path", \
"none"}, default "auto"
            See `lime_widgets.engine.surrogate.fit.fit`.
        alpha : float, default 1.0
            Penalty on the squares of the coefficients.
        kernel : str or callable, default "exponential"
            See `lime_widgets.engine.explanation.kernel.kernel_weights`.
        surrogate : {"ridge", "logistic"}, default "ridge"
            What is fitted: LIME's ridge regression, or for answers between 0 and 1 a logistic regression,
            whose coefficients are in log-odds. Features are selected alike for both.

        Returns
        -------
        Explanation

        Raises
        ------
        LimeError
            If a parameter is out of its range, the output does not exist, or a logistic surrogate is asked for
            answers outside 0 and 1.
        """
        width = self.default_kernel_width if kernel_width is None else kernel_width
        if np.ndim(width):
            raise problem(
                f"The kernel width is {width!r}.",
                expected="one number above 0, in units of the distance",
                mend="Call sweep for several widths at once.",
            )
        return self.sweep(
            [width],
            output=output,
            n_features=n_features,
            feature_selection=feature_selection,
            alpha=alpha,
            kernel=kernel,
            surrogate=surrogate,
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
        surrogate: SurrogateName = "ridge",
        with_stderr: bool = True,
    ) -> Sweep:
        """Fit the local surrogate at many kernel widths in one pass.

        Parameters
        ----------
        kernel_widths : array_like of shape (T,)
        with_stderr : bool, default True
            Whether to work out standard errors, about half of the cost.
        output, n_features, feature_selection, alpha, kernel, surrogate
            As for `explain`.

        Returns
        -------
        Sweep

        Raises
        ------
        LimeError
            If a parameter is out of its range, the output does not exist, or a logistic surrogate is asked for
            answers outside 0 and 1.
        """
        widths = np.atleast_1d(check_kernel_widths(kernel_widths))
        weights = self._weights(widths, kernel)
        column = self.resolve_output(output)
        y = np.ascontiguousarray(self.y[:, column])
        ess = effective_sample_size(weights, self.counts)
        fits = fit(
            self._design_matrix,
            y,
            weights if self.counts is None else weights * self.counts,
            n_features=check_n_features(n_features, self.Z.shape[1], self.default_n_features),
            feature_selection=check_feature_selection(feature_selection),
            alpha=check_alpha(alpha),
            surrogate=check_surrogate(surrogate),
            with_stderr=with_stderr and not self.exact,
        )
        if self.exact:
            fits.stderr.fill(0.0)
        instance = np.append(self.Z[0], 0.0)  # feature -1, none, is worth 0
        model_prediction = float(y[0])
        return Sweep(
            kernel_width=widths,
            features=fits.features,
            coef=fits.coef,
            stderr=fits.stderr,
            intercept=fits.link - (fits.coef * instance[fits.features]).sum(axis=1),
            score=fits.score,
            ess=ess,
            local_prediction=fits.at_instance,
            doubts=doubts(
                fits, ess, model_prediction, float(np.ptp(y)), output_kind=self.output_kind, exact=self.exact
            ),
            feature_names=self.feature_names,
            model_prediction=model_prediction,
            n_samples=len(self) if self.counts is None else round(self.counts.sum()),
            exact=self.exact,
            output=column,
            output_name=self.output_names[column],
            output_kind=self.output_kind,
            surrogate=surrogate,
        )

    def widest(self, target: float = DEFAULT_TARGET, kernel_widths: ArrayLike | None = None, **asked: Any) -> float:
        """Choose the largest kernel width at which the surrogate still follows the model as closely as wanted.

        Parameters
        ----------
        target : float, default 0.9
            The weighted R² that is wanted, above 0 and up to 1.
        kernel_widths : array_like of shape (T,), optional
            The widths to choose from; by default 129, from a sixteenth of `default_kernel_width` to sixteen
            times it.
        **asked
            As for `sweep`.

        Returns
        -------
        float
            Where no width reaches the target, the one that comes closest:
            see `lime_widgets.engine.explanation.width_selection.widest`.

        Raises
        ------
        LimeError
            If the target or a parameter is out of its range or the output does not exist.

        Examples
        --------
        >>> import numpy as np
        >>> x = np.linspace(-3, 3, 301)
        >>> x[0] = 0.5
        >>> near = Neighborhood(x[:, None], np.sin(x), np.abs(x - 0.5))
        >>> near.widest(0.99, alpha=0.0) < near.widest(0.9, alpha=0.0)
        True
        """
        widths = kernel_width_grid(self.default_kernel_width) if kernel_widths is None else kernel_widths
        # Errors have no say in the choice, and are half of the cost.
        sweep = self.sweep(widths, **({"with_stderr": False} | asked))
        return float(sweep.kernel_width[widest(sweep, target).index])

    def _weights(self, widths: NDArray[np.float64], kernel: Kernel) -> NDArray[np.float64]:
        """Weights of the samples at each width, (T, n)."""
        weights = kernel_weights(self.distances, widths, kernel)
        if self.counts is not None and not self.counts[0]:
            # Where the instance does not count a narrow kernel may reach no sample; then the nearest is all there is.
            unreached = np.where(self.counts > 0, weights, 0.0).max(axis=1) < _NO_WEIGHT
            if unreached.any():
                away = np.where(self.counts > 0, self.distances, np.inf)
                weights[unreached] = away == away.min()
        return weights

    def resolve_output(self, output: int | str | None) -> int:
        """Index of the output that is meant.

        Parameters
        ----------
        output : int, str or None
            A whole number is an index, also where the classes are numbers themselves; anything
            else is looked up among the names. None is the class that the model predicts for
            the instance, or the first output where the outputs are not classes.

        Raises
        ------
        LimeError
            If there is no such output.
        """
        names = self.output_names
        if output is None:
            return int(np.argmax(self.prediction)) if self.output_kind != "value" else 0
        if isinstance(output, int | np.integer) and not isinstance(output, bool):
            if 0 <= output < len(names):
                return int(output)
        elif (name := str(output)) in names or (name := f"score of {output}") in names:
            return names.index(name)
        listed = ", ".join(f"{index} ({name})" for index, name in enumerate(names[:20]))
        raise problem(
            f"The output {output!r} does not exist.",
            expected=f"the index or the name of one of {len(names):,}: {listed}" + (", …" if len(names) > 20 else ""),
            mend="Pass one of these, or None for the predicted class.",
        )


def check_n_features(n_features: int | None, p: int, default: int = DEFAULT_N_FEATURES) -> int:
    """How many of p features to keep: all where there are fewer than wanted; None is the default.

    Raises
    ------
    LimeError
        If it is not a whole number of 1 or more.
    """
    if n_features is None:
        return min(default, p)
    if isinstance(n_features, int | np.integer) and not isinstance(n_features, bool) and n_features >= 1:
        return min(int(n_features), p)
    raise problem(
        f"n_features is {n_features!r}.",
        expected=f"a whole number of 1 or more; there are {p:,} interpretable features",
        mend=f"Leave it out to get {min(default, p)}.",
    )


def _finite(name: str, values: ArrayLike, dims: tuple[int, ...]) -> NDArray[np.float64]:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise problem(
            f"{name} cannot be read as numbers ({error}).",
            expected="an array of numbers",
            mend="Code what is no number first; Z is the interpretable representation, not the data.",
        ) from error
    if array.ndim not in dims:
        raise problem(
            f"{name} has shape {array.shape}.",
            expected=f"{' or '.join(map(str, dims))} dimensions",
            mend="Z is (samples, features), y (samples,) or (samples, outputs), distances (samples,).",
        )
    if not np.isfinite(array).all():
        row = int(np.argwhere(~np.isfinite(array))[0][0])
        raise problem(
            f"{name} holds a value in row {row:,} that is not finite.",
            expected="finite numbers",
            mend="Leave such rows out before you build the neighborhood.",
        )
    return array


def _names(what: str, given: Sequence[str] | None, defaults: tuple[str, ...]) -> tuple[str, ...]:
    if given is None:
        return defaults
    if len(given) != len(defaults):
        raise problem(
            f"{what} has {len(given)} names.",
            expected=f"{len(defaults)}, one a column",
            mend="Give as many names as there are columns, or leave them out.",
        )
    return tuple(map(str, given))
