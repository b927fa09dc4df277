"""Explanations of a neighborhood at many kernel widths: weigh, fit, judge."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.checks import in_units, unit_of
from lime_widgets.engine.explanation.doubts import GRADES, bit_of, doubts, grades
from lime_widgets.engine.explanation.drawing import widths
from lime_widgets.engine.explanation.intervals import LEVEL, Errors, errors
from lime_widgets.engine.explanation.kernel import Kernel, check_kernel_widths, effective_sample_size
from lime_widgets.engine.explanation.kinds.options import for_fit
from lime_widgets.engine.explanation.kinds.prior import remarked
from lime_widgets.engine.explanation.kinds.tree import in_words
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.explanation.reasons import reasons
from lime_widgets.engine.explanation.result import Explanation
from lime_widgets.engine.explanation.shapley.fits import shapley_fits
from lime_widgets.engine.explanation.why import whys
from lime_widgets.engine.surrogate.fit import fit
from lime_widgets.engine.surrogate.kinds.models import FOLDS
from lime_widgets.engine.surrogate.kinds.tree import TreeModel
from lime_widgets.engine.surrogate.options import is_sum, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.doubts import Method, Representation
    from lime_widgets.engine.explanation.reasons import Reason
    from lime_widgets.engine.surrogate.fit import Fits
    from lime_widgets.engine.surrogate.kinds.raw_fits import LocalModel
    from lime_widgets.engine.surrogate.options import Surrogate


@dataclass(frozen=True)
class Sweep:
    """Explanations of one neighborhood at T kernel widths, as arrays over the widths.

    Attributes
    ----------
    kernel_width : ndarray of shape (T,)
        In the given order.
    features : ndarray of int of shape (T, K)
        Columns of the interpretable representation, largest |coefficient| first at each width;
        −1 where a lasso path keeps fewer than K.
    coef, stderr, interval, contributions : ndarray of shape (T, K)
    intercept, score, loo_score, fidelity, shrinkage, ess, local_prediction : ndarray of shape (T,)
    doubts : ndarray of int32 of shape (T,)
        Bit i is set where ``doubts.DOUBTS[i]`` arises.
    grade : ndarray of int8 of shape (T,)
        0 good, 1 fair, 2 poor.
    feature_names : tuple of str
    model_prediction : float
    n_samples, output : int
    output_name, output_kind : str
    exact : bool
    surrogate : str
        As in `Explanation`.
    fitted : tuple of T (LocalModel or None)
        The surrogate where it is no weighted sum.
    folds : int
        As in `Explanation`.
    alpha : float
    believed : bool
        Whether the precision of a Bayesian ridge's prior was given, not estimated.
    method : {"lime", "shapley"}
    rest : float
        Of Shapley values: the sum of those that are not shown; else 0.
    predicted : int or None
        The output that the model predicts for the instance; None where the outputs are not classes.
    representation : {"bins", "numbers", "parts"}
        See `lime_widgets.engine.explanation.doubts.doubts`.
    """

    kernel_width: NDArray[np.float64]
    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    interval: NDArray[np.float64]
    contributions: NDArray[np.float64]
    intercept: NDArray[np.float64]
    score: NDArray[np.float64]
    loo_score: NDArray[np.float64]
    fidelity: NDArray[np.float64]
    shrinkage: NDArray[np.float64]
    ess: NDArray[np.float64]
    local_prediction: NDArray[np.float64]
    doubts: NDArray[np.int32]
    feature_names: tuple[str, ...] = field(repr=False)
    model_prediction: float
    n_samples: int
    output: int
    output_name: str
    output_kind: str
    exact: bool = False
    surrogate: str = "ridge"
    fitted: tuple[LocalModel | None, ...] = field(default=(), repr=False)
    folds: int = 0
    alpha: float = 1.0
    believed: bool = False
    method: Method = "lime"
    rest: float = 0.0
    predicted: int | None = None
    representation: Representation = "numbers"
    origin: Origin = field(default=Origin(), repr=False)
    _without_bins: Callable[[float], float] | None = field(default=None, repr=False)

    @property
    def grade(self) -> NDArray[np.int8]:
        """The grade at each width: 0 good, 1 fair, 2 poor."""
        # What no fit shows, such as a value that no row of the training table has, is worth a look.
        return np.maximum(grades(self.doubts), np.int8(bool(self.origin.doubts)))

    def reasons(self, index: int) -> tuple[Reason, ...]:
        """Give the reasons for doubt at one of the widths."""
        return reasons(self, index)

    def why(self, indices: list[int] | None = None) -> list[str]:
        """Say in one sentence why the surrogate answers as it does, at all of the widths or at some."""
        return whys(self, indices)

    def without_bins(self, index: int) -> float:
        """Give leave-one-out R² of numbers in place of bins at one of the widths; NaN if nothing is binned."""
        compare = self._without_bins
        return float("nan") if compare is None else compare(float(self.kernel_width[index]))

    def __len__(self) -> int:
        return len(self.kernel_width)

    @staticmethod
    def joined(parts: Sequence[Sweep]) -> Sweep:
        """Join sweeps that differ only in their kernel widths."""
        arrays: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name, value in vars(parts[0]).items()
            if isinstance(value, np.ndarray)
        }
        return replace(parts[0], **arrays, fitted=tuple(model for part in parts for model in part.fitted))

    def __getitem__(self, index: int) -> Explanation:
        """Give the explanation at one of the widths."""
        kept = self.features[index] >= 0
        by_width = {
            name: value[index] if value.ndim == 1 else value[index][kept]
            for name, value in vars(self).items()
            if isinstance(value, np.ndarray) and name != "doubts"
        }
        numbers: dict[str, Any] = {
            name: float(value) if np.ndim(value) == 0 else value for name, value in by_width.items()
        }
        shared: dict[str, Any] = {
            each.name: getattr(self, each.name)
            for each in fields(Explanation)
            if each.name not in {*numbers, "doubts", "grade", "reasons", "why", "fitted"}
        }
        shared["fitted"] = self.fitted[index] if self.fitted else None
        found = self.reasons(index)
        said = (*(reason.sentence for reason in found), *self.origin.doubts)
        grade = GRADES[int(self.grade[index])]
        return Explanation(**numbers, **shared, grade=grade, doubts=said, reasons=found, why=self.why([index])[0])

    def plot(self, ax: Axes | None = None, *, kernel_width: float | None = None) -> Axes:
        """Draw the weights of up to eight features over the kernel width, for print.

        Bands are 95 % intervals. Widths at which too few samples count are shaded, and their weights decide neither
        which features are drawn nor the ends of the axis.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.
        kernel_width : float, optional
            A width to mark. The title then says how far to trust the nearest one in the sweep.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        LimeError
            If the width is not above 0.
        ImportError
            If matplotlib is not installed.
        """
        marked = None if kernel_width is None else float(check_kernel_widths([kernel_width])[0])
        untold = sum(1 << bit_of(name) for name in ("few_samples", "separated"))
        return widths.plot(self, ax, marked, (self.doubts & untold) > 0)

    def index(self, kernel_width: float) -> int | None:
        """Find a kernel width in the sweep; None if it is not there."""
        places = np.flatnonzero(np.isclose(self.kernel_width, kernel_width, rtol=1e-9, atol=0))
        return int(places[0]) if len(places) else None


def swept(
    samples: Any, widths: NDArray[np.float64], output: int, *, kernel: Kernel, with_stderr: bool, **options: Any
) -> Sweep:
    """Fit the local surrogate to a `Neighborhood`, whose method calls this, at kernel widths (T,).

    The parameters are those of `Neighborhood.sweep`, checked; `fit` takes the options.
    """
    if kernel == "shapley":
        return _shapley(samples, widths, output, with_stderr=with_stderr, **options)
    counts, exact = samples.counts, samples.exact
    single = samples.weights(widths, kernel)
    weights = single if counts is None else single * counts
    # Squares of answers above 1e154 overflow, and those below 1e-154 vanish. A power of two changes no digit.
    surrogate = options["surrogate"]
    unit = unit_of(samples.y[:, output]) if surrogate in ("ridge", "lasso", "tree") else 1.0
    y = np.ascontiguousarray(samples.y[:, output]) / unit
    ess = effective_sample_size(single, counts)
    fits = fit(
        samples.design_matrix,
        y,
        weights,
        with_stderr=with_stderr and not exact,
        **for_fit(samples.feature_names, unit, options),
    )
    made = _errors(samples, fits, ess, weights, surrogate)
    loo_score = fits.score if exact else fits.loo_score  # where everything is a sample, no sample is new
    fidelity, without_bins, yardstick = loo_score, None, samples.yardstick
    if yardstick is not None and is_sum(surrogate):
        # A fit on some of the bins that does better than one on all of them was given fewer samples to fit.
        fidelity = np.fmax(yardstick.fidelity(samples, y, weights, ess), loo_score)
        # Numbers have other names than bins.
        own = {name: value for name, value in options.items() if name not in {"prior", "prior_precision"}}
        without_bins = partial(yardstick.without_bins, samples, output, kernel=kernel, **own)
    kind = {name: getattr(samples, name) for name in ("representation", "output_kind", "exact")}
    name, prior, precision = samples.output_names[output], options.get("prior"), options.get("prior_precision")
    other_output = prior is not None and prior.output_name not in (None, name)
    return Sweep(
        kernel_width=widths,
        **_weights(samples, fits, made, unit),
        score=fits.score,
        loo_score=loo_score,
        fidelity=fidelity,
        shrinkage=1.0 - fits.retained,
        ess=ess,
        doubts=doubts(fits, ess, made.interval, fidelity, y, unit, other_output=other_output, **kind),
        model_prediction=float(samples.y[0, output]),
        n_samples=len(y) if counts is None else round(counts.sum()),
        output=output,
        output_name=name,
        surrogate=name_of(surrogate),
        fitted=_in_words(samples, fits, unit),
        folds=0 if is_sum(surrogate) or exact else FOLDS,
        alpha=options["alpha"],
        predicted=samples.predicted,
        feature_names=samples.feature_names,
        origin=remarked(samples.origin, prior, precision, samples.feature_names, fits.features),
        believed=precision is not None,
        _without_bins=without_bins,
        **kind,
    )


def _shapley(
    samples: Any,
    widths: NDArray[np.float64],
    output: int,
    *,
    with_stderr: bool,
    n_features: int,
    surrogate: Surrogate,
    **unused: Any,
) -> Sweep:
    """Give Shapley values, one frame for all kernel widths: they have none, nor a penalty or a selection."""
    del unused
    if surrogate != "ridge":
        raise problem("shapley.surrogate", surrogate=name_of(surrogate))
    unit = unit_of(samples.y[:, output])
    y = np.ascontiguousarray(samples.y[:, output]) / unit
    made = shapley_fits(samples, output, y, unit, n_features=n_features, with_stderr=with_stderr)
    fits, ess = made.fits, made.ess
    kind: dict[str, Any] = {
        "representation": "parts",
        "output_kind": samples.output_kind,
        "exact": samples.exact,
        "method": "shapley",
    }
    loo_score = fits.score if samples.exact else fits.loo_score
    one = Sweep(
        kernel_width=widths[:1],
        **_weights(samples, fits, made.errors, unit),
        score=fits.score,
        loo_score=loo_score,
        fidelity=loo_score,
        shrinkage=np.zeros(1),
        ess=ess,
        doubts=doubts(fits, ess, made.errors.interval, loo_score, y, unit, n_fitted=samples.Z.shape[1], **kind),
        model_prediction=float(samples.y[0, output]),
        n_samples=len(y) if samples.counts is None else round(samples.counts.sum()),
        output=output,
        output_name=samples.output_names[output],
        surrogate="ridge",
        rest=made.rest * unit,
        predicted=samples.predicted,
        feature_names=samples.feature_names,
        origin=samples.origin,
        **kind,
    )
    one.intercept[:] = made.base * unit
    return replace(Sweep.joined([one] * len(widths)), kernel_width=widths)


def _errors(
    samples: Any, fits: Fits, ess: NDArray[np.float64], weights: NDArray[np.float64], surrogate: Surrogate
) -> Errors:
    if surrogate == "bayesian":  # the posterior is normal
        return Errors(fits.stderr, fits.stderr * ndtri((1.0 + LEVEL) / 2.0))
    if samples.exact:  # nothing was sampled
        return Errors(np.zeros_like(fits.coef), np.zeros_like(fits.coef))
    return errors(fits.stderr, (fits.features >= 0).sum(axis=1), ess, weights, samples.clusters)


def _in_words(samples: Any, fits: Fits, unit: float) -> tuple[LocalModel | None, ...]:
    """Name the splits of trees; other surrogates stay as they are."""
    if all(model is None for model in fits.models):
        return ()
    on_off = ((samples.Z == 0) | (samples.Z == 1)).all(axis=0)
    about = (samples.feature_names, samples.origin, on_off, samples.Z[0], unit)
    return tuple(in_words(model, *about) if isinstance(model, TreeModel) else model for model in fits.models)


def _weights(samples: Any, fits: Fits, made: Errors, unit: float) -> dict[str, Any]:
    """Give what is in the unit of the answers, and which features it is of."""
    instance = np.append(samples.Z[0], 0.0)  # feature -1, none, has the value 0
    # The weights of a surrogate that is no sum are contributions already.
    is_weighted = np.array([model is None for model in fits.models])
    contributions = np.where(is_weighted[:, None], fits.coef * instance[fits.features], fits.coef)
    numbers = {
        "coef": fits.coef,
        "stderr": made.stderr,
        "interval": made.interval,
        "contributions": contributions,
        "intercept": fits.link - contributions.sum(axis=1),
        "local_prediction": fits.at_instance,
    }
    return {"features": fits.features} | {name: in_units(values, unit) for name, values in numbers.items()}
