"""The result: an explanation at one kernel width, a sweep over many, and how they leave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.explanation.doubts import DOUBTS
from lime_widgets.engine.surrogate.newton import sigmoid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Explanation:
    """A local surrogate at one kernel width: what weighed for and against one output.

    Attributes
    ----------
    features : ndarray of int of shape (K,)
        Columns of the interpretable representation, largest |coefficient| first.
    coef, stderr : ndarray of shape (K,)
        Their coefficients in that order, and the coefficients' standard errors (NaN where
        they were not worked out). Of a logistic surrogate they and the intercept are in log-odds.
    intercept : float
    feature_names : tuple of str
        Names of all p interpretable features; ``feature_names[features[0]]`` is the first's.
    score : float
        Weighted R² in sample; NaN where the output does not vary.
    local_prediction, model_prediction : float
        The surrogate's and the black box's answer for the instance.
    ess : float
        Effective sample size, (Σw)²/Σw².
    n_samples : int
        Number of samples, the instance among them.
    kernel_width : float
    output : int
        Which column of the black box's answer is explained.
    output_name : str
    output_kind : {"probability", "value", "score"}
        What the black box answers with.
    doubts : tuple of str
        Reasons not to believe the explanation, in plain words; empty if there are none.
    exact : bool
        Whether every perturbation there is was asked about, so that no sampling error is left.
    surrogate : {"ridge", "logistic"}
        What was fitted.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    intercept: float
    feature_names: tuple[str, ...]
    score: float
    local_prediction: float
    model_prediction: float
    ess: float
    n_samples: int
    kernel_width: float
    output: int
    output_name: str
    output_kind: str = "value"
    doubts: tuple[str, ...] = ()
    exact: bool = False
    surrogate: str = "ridge"

    def predict(self, Z: ArrayLike) -> NDArray[np.float64]:
        """What the surrogate says: the intercept and the weighted sum of the kept features.

        Of a logistic surrogate that is the log-odds, and what it says the probability.

        Parameters
        ----------
        Z : array_like of shape (..., p)
            Rows of the interpretable representation.

        Returns
        -------
        ndarray of shape (...)

        Raises
        ------
        LimeError
            If the rows are not of so many finite numbers.
        """
        p = len(self.feature_names)
        try:
            rows = np.asarray(Z, np.float64)
        except (TypeError, ValueError):
            rows = np.empty(())
        if rows.ndim < 1 or rows.shape[-1] != p or not np.isfinite(rows).all():
            raise problem(
                f"Z is {shortened(repr(Z), 60)}.",
                expected=f"rows of {p:,} finite numbers, one for each interpretable feature",
                mend="Pass rows of the representation, such as Neighborhood.Z.",
            )
        linear = np.asarray(self.intercept + rows[..., self.features] @ self.coef)
        return sigmoid(linear) if self.surrogate == "logistic" else linear

    def as_list(self) -> list[tuple[str, float]]:
        """Pairs of feature name and weight, largest |weight| first."""
        return [
            (self.feature_names[feature], float(weight))
            for feature, weight in zip(self.features, self.coef, strict=True)
        ]

    def as_map(self) -> dict[int, list[tuple[int, float]]]:
        """The explained output's index, and its pairs of feature index and weight."""
        return {
            self.output: [
                (int(feature), float(weight)) for feature, weight in zip(self.features, self.coef, strict=True)
            ]
        }

    def to_frame(self) -> pd.DataFrame:
        """One row a feature: ``feature``, ``name``, ``weight``, ``stderr``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "feature": self.features,
                "name": [self.feature_names[feature] for feature in self.features],
                "weight": self.coef,
                "stderr": self.stderr,
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain Python objects that ``json.dumps`` takes; NaN becomes None."""

        def plain(number: float) -> float | None:
            return float(number) if np.isfinite(number) else None

        return {
            "output": self.output,
            "output_name": self.output_name,
            "output_kind": self.output_kind,
            "features": [int(feature) for feature in self.features],
            "names": [name for name, _ in self.as_list()],
            "coef": [float(weight) for weight in self.coef],
            "stderr": [plain(error) for error in self.stderr],
            "intercept": float(self.intercept),
            "score": plain(self.score),
            "local_prediction": float(self.local_prediction),
            "model_prediction": float(self.model_prediction),
            "ess": float(self.ess),
            "n_samples": self.n_samples,
            "kernel_width": float(self.kernel_width),
            "doubts": list(self.doubts),
            "exact": self.exact,
            "surrogate": self.surrogate,
        }

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the weights as horizontal bars with 95 % intervals, for print.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure is made if it is left out.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        try:
            import matplotlib.pyplot as plt
        except ImportError as error:
            msg = "Explanation.plot needs matplotlib: pip install lime-widgets[plot]"
            raise ImportError(msg) from error
        count = len(self.features)
        if ax is None:
            _, ax = plt.subplots(figsize=(7, 1.4 + 0.32 * max(count, 1)), layout="constrained")
        places = np.arange(count)[::-1]
        colors = [_FOR if weight >= 0 else _AGAINST for weight in self.coef]
        ax.barh(places, self.coef, color=colors, height=0.7)
        if np.isfinite(self.stderr).all() and not self.exact:
            ax.errorbar(
                self.coef,
                places,
                xerr=1.96 * self.stderr,
                fmt="none",
                ecolor="0.25",
                elinewidth=1,
                capsize=2,
            )
        # A name is no formula, whatever dollar signs it has.
        ax.set_yticks(places, [name for name, _ in self.as_list()], parse_math=False)
        ax.axvline(0, color="0.25", linewidth=0.8)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(f"{self._unit()} for {self.output_name}", parse_math=False)
        ax.set_title(self._fidelity(), fontsize="small", loc="left")
        return ax

    def _unit(self) -> str:
        return "weight in log-odds" if self.surrogate == "logistic" else "weight"

    def _fidelity(self) -> str:
        sampled = f"effective sample size {self.ess:,.0f} of {self.n_samples:,}"
        return (
            f"R² {number_text(self.score)} · {'exact, without sampling error' if self.exact else sampled} · "
            f"model {number_text(self.model_prediction)}, surrogate {number_text(self.local_prediction)}"
        )

    def _repr_html_(self) -> str:
        """Bars in plain HTML: no script, nothing loaded, the colors of the page's theme."""
        reach = max((abs(weight) for weight in self.coef), default=0.0) or 1.0
        rows = []
        for (name, weight), error in zip(self.as_list(), self.stderr, strict=True):
            width = 50 * abs(weight) / reach
            side = f"left:{50 - width:.2f}%" if weight < 0 else "left:50%"
            color = _FOR if weight >= 0 else _AGAINST
            interval = f" ± {number_text(1.96 * error)}" if np.isfinite(error) and not self.exact else ""
            shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
            rows.append(
                f"<tr><td style='text-align:right;padding:1px 8px'>{escape(shown)}</td>"
                "<td style='position:relative;width:260px;padding:1px 0'>"
                f"<div style='position:absolute;top:3px;bottom:3px;{side};width:{width:.2f}%;"
                f"background:{color}'></div></td>"
                f"<td style='text-align:left;padding:1px 8px;white-space:nowrap'>"
                f"{number_text(weight)}{interval}</td></tr>"
            )
            if len("".join(rows).encode()) > _LONGEST_TABLE:
                left = len(self.features) - len(rows)
                rows.append(f"<tr><td colspan='3'>… and {left:,} smaller weights</td></tr>")
                break
        unit = f" · {self._unit()}" if self.surrogate == "logistic" else ""
        warnings = "".join(f"<p style='margin:2px 0'>⚠ {escape(text)}</p>" for text in self.doubts)
        return (
            "<div style='color:var(--jp-content-font-color1,inherit);font-size:13px'>"
            f"<p style='margin:2px 0'><b>{escape(self.output_name[:_LONGEST_NAME])}</b> · "
            f"{escape(self._fidelity())}{unit}</p>{warnings}"
            f"<table style='border-collapse:collapse'>{''.join(rows)}</table></div>"
        )


# Okabe and Ito's color-blind-safe blue and vermilion, readable on white and on black.
_FOR = "#2f86c8"
_AGAINST = "#d9731a"
_LONGEST_NAME = 120
_LONGEST_TABLE = 16_000  # bytes


def number_text(number: float) -> str:
    """Write a number with as many digits as tell something: 3 significant ones, no more.

    Examples
    --------
    >>> [number_text(value) for value in (0.4213, 0.00001234, 4512.3, 0.0)]
    ['0.421', '1.23e-05', '4,512', '0']
    """
    if not np.isfinite(number):
        return "undefined" if np.isnan(number) else str(number)
    if number == 0:
        return "0"
    size = abs(number)
    if size >= 1e7 or size < 1e-4:
        return f"{number:.2e}"
    if size >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"


@dataclass(frozen=True)
class Sweep:
    """Explanations of one neighborhood at T kernel widths, as arrays over the widths.

    Attributes
    ----------
    kernel_width : ndarray of shape (T,)
        Ascending as given.
    features : ndarray of int of shape (T, K)
        Columns of the interpretable representation, per width largest |coefficient| first;
        −1 where a lasso path keeps fewer than K.
    coef, stderr : ndarray of shape (T, K)
    intercept, score, ess, local_prediction : ndarray of shape (T,)
    doubts : ndarray of int32 of shape (T,)
        Bit i is set where ``fidelity.DOUBTS[i]`` arises.
    feature_names : tuple of str
    model_prediction : float
    n_samples, output : int
    output_name, output_kind : str
    exact : bool
    surrogate : {"ridge", "logistic"}
        As in `Explanation`.
    """

    kernel_width: NDArray[np.float64]
    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    intercept: NDArray[np.float64]
    score: NDArray[np.float64]
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

    def __len__(self) -> int:
        return len(self.kernel_width)

    @staticmethod
    def joined(parts: Sequence[Sweep]) -> Sweep:
        """One sweep of several that differ in their kernel widths alone."""
        arrays: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name, value in vars(parts[0]).items()
            if isinstance(value, np.ndarray)
        }
        return replace(parts[0], **arrays)

    def __getitem__(self, index: int) -> Explanation:
        """The explanation at one of the widths."""
        kept = self.features[index] >= 0
        mask = int(self.doubts[index])
        return Explanation(
            features=self.features[index][kept],
            coef=self.coef[index][kept],
            stderr=self.stderr[index][kept],
            intercept=float(self.intercept[index]),
            feature_names=self.feature_names,
            score=float(self.score[index]),
            local_prediction=float(self.local_prediction[index]),
            model_prediction=self.model_prediction,
            ess=float(self.ess[index]),
            n_samples=self.n_samples,
            kernel_width=float(self.kernel_width[index]),
            output=self.output,
            output_name=self.output_name,
            output_kind=self.output_kind,
            doubts=tuple(doubt.sentence for bit, doubt in enumerate(DOUBTS) if mask >> bit & 1),
            exact=self.exact,
            surrogate=self.surrogate,
        )

    def index(self, kernel_width: float) -> int | None:
        """Where a kernel width stands in the sweep; None if it is not in it."""
        near = np.flatnonzero(np.isclose(self.kernel_width, kernel_width, rtol=1e-9, atol=0))
        return int(near[0]) if len(near) else None
