"""Checks of the arrays and options that a neighborhood is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.arrays import as_array
from lime_widgets.engine.errors import message_of, one_of, problem
from lime_widgets.engine.surrogate.clusters import Clusters
from lime_widgets.engine.texts import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

DEFAULT_N_FEATURES = 10
MOST_SIZE = 1e75
"""Larger values in Z have fourth powers, as in standard errors, that overflow."""

OUTPUT_KINDS = ("probability", "value", "score")


def check_n_features(n_features: int | None, p: int, default: int = DEFAULT_N_FEATURES) -> int:
    """Give the number of features to keep, at most p; None is the default.

    Raises
    ------
    LimeError
        If it is not a whole number of 1 or more.
    """
    if n_features is None:
        return min(default, p)
    if isinstance(n_features, int | np.integer) and not isinstance(n_features, bool) and n_features >= 1:
        return min(int(n_features), p)
    raise problem("n_features.invalid", n_features=n_features, n=p, default=min(default, p))


def finite_array(name: str, values: ArrayLike, dims: tuple[int, ...]) -> NDArray[np.float64]:
    """Read an argument as an array of finite numbers with one of these numbers of dimensions."""
    try:
        array = as_array(values).astype(np.float64, copy=False)
    except (TypeError, ValueError) as error:
        raise problem("array.unreadable", name=name, reason=message_of(error)) from error
    if array.ndim not in dims:
        raise problem(
            "array.dimensions", name=name, shape=array.shape, dimensions=listed(list(map(str, dims)), "list.or")
        )
    if not np.isfinite(array).all():
        row = int(np.argwhere(~np.isfinite(array))[0][0])
        raise problem("array.not_finite", name=name, row=row)
    return array


def unit_of(y: NDArray[np.float64]) -> float:
    """Give the power of two that makes the largest of some numbers a number from 1 to 2, or 1 for ordinary numbers.

    Ordinary ones keep their size, because scikit-learn's lasso path stops at a size of its own, also in `lime`.
    """
    largest = float(np.abs(y).max(initial=0.0))
    ordinary = largest == 0.0 or 1e-6 <= largest <= 1e6
    return 1.0 if ordinary else float(np.ldexp(1.0, int(np.frexp(largest)[1]) - 1))


def in_units(numbers: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    """Multiply numbers by a unit. What is beyond the largest float becomes that."""
    if unit == 1.0:
        return numbers
    most = np.finfo(np.float64).max
    with np.errstate(over="ignore"):
        return np.asarray(np.clip(numbers * unit, -most, most))


def checked_names(what: str, given: Sequence[str] | None, defaults: tuple[str, ...]) -> tuple[str, ...]:
    """Check the number of names; without any, give the defaults."""
    if not given:
        return defaults
    if len(given) != len(defaults):
        raise problem("names.number", what=what, given=len(given), n=len(defaults))
    return tuple(map(str, given))


def checked_counts(counts: ArrayLike, n: int) -> NDArray[np.float64]:
    """Check the number of samples that each of n rows represents."""
    array = finite_array("counts", counts, dims=(1,))
    if len(array) == n and (array >= 0).all() and array.any():
        return array
    raise problem(
        "counts.invalid", given=len(array), least=array.min(initial=np.inf), most=array.max(initial=-np.inf), needed=n
    )


def checked_log_proposal(log_proposal: ArrayLike | None, n: int) -> NDArray[np.float64] | None:
    """Check the logarithm of how densely each of n rows was drawn."""
    if log_proposal is None:
        return None
    array = finite_array("log_proposal", log_proposal, dims=(1,))
    if len(array) == n:
        return array
    raise problem("log_proposal.number", given=len(array), needed=n)


def checked_probabilities(probabilities: ArrayLike | None, n: int) -> NDArray[np.float64] | None:
    """Check the probabilities with which n rows were drawn; the instance may have 0."""
    if probabilities is None:
        return None
    array = finite_array("probabilities", probabilities, dims=(1,))
    if len(array) == n and (array >= 0).all():
        return array
    raise problem("probabilities.invalid", given=len(array), least=array.min(initial=np.inf), needed=n)


def checked_answers(answers: ArrayLike, k: int) -> NDArray[np.float64]:
    """Check the k answers with every feature off."""
    array = np.atleast_1d(finite_array("empty", answers, dims=(0, 1)))
    if len(array) == k:
        return array
    raise problem("empty.invalid", given=len(array), needed=k)


def checked_clusters(clusters: ArrayLike | Clusters | None, n: int) -> Clusters | None:
    """Check the cluster of each of n rows."""
    if clusters is None:
        return None
    found = clusters if isinstance(clusters, Clusters) else Clusters(np.ravel(as_array(clusters)))
    if len(found) == n:
        return found
    raise problem("clusters.number", given=len(found), needed=n)


def check_samples(Z: NDArray[np.float64], y: NDArray[np.float64], distances: NDArray[np.float64]) -> None:
    """Check that the arrays belong together.

    Raises
    ------
    LimeError
    """
    n, p = Z.shape
    if not (len(y) == len(distances) == n):
        raise problem("samples.lengths", rows=n, answers=len(y), distances=len(distances))
    if n < 2 or p < 1:
        raise problem("samples.too_few", rows=n, columns=p)
    largest = float(np.abs(Z).max())
    if largest > MOST_SIZE:
        raise problem("samples.too_large", largest=largest, most=MOST_SIZE)
    if (distances < 0).any():
        raise problem("distances.negative", least=distances.min())


class OutputIndex(int):
    """The place of an output among the others, where a plain number could also be meant as a label."""


def find_output(output: int | str, names: tuple[str, ...]) -> OutputIndex:
    """Find the place of an output by its name or its place.

    A label means the label, whether it is given as text or as a number.

    Raises
    ------
    LimeError
        If there is no such output, or if a number is the label of one output and the place of another.

    Examples
    --------
    >>> from lime_widgets.engine.explanation.checks import find_output
    >>> find_output("spam", ("ham", "spam")), find_output(0, ("ham", "spam")), find_output(3, ("1", "2", "3"))
    (1, 0, 2)
    """
    name = next((name for name in (str(output), say("name.score", output=str(output))) if name in names), None)
    place = OutputIndex(output) if _is_place(output, len(names)) else None
    if isinstance(output, OutputIndex) and place is not None:
        return place
    if name is not None and place is not None and names[place] != name:
        raise problem("output.ambiguous", output=output, name=name, other=names[place])
    if name is not None:
        return OutputIndex(names.index(name))
    if place is not None:
        return place
    listed = ", ".join(f"{index} ({name})" for index, name in enumerate(names[:20]))
    raise problem("output.unknown", output=output, n=len(names), known=listed, more=", …" if len(names) > 20 else "")


def _is_place(output: object, n: int) -> bool:
    return isinstance(output, int | np.integer) and not isinstance(output, bool) and bool(0 <= output < n)


def checked_fields(neighborhood: Any) -> dict[str, Any]:
    """Check the fields of a `Neighborhood`, and give their values by name."""
    Z = finite_array("Z", neighborhood.Z, dims=(2,))
    y = finite_array("y", neighborhood.y, dims=(1, 2))
    y = y[:, None] if y.ndim == 1 else y
    distances = finite_array("distances", neighborhood.distances, dims=(1,))
    check_samples(Z, y, distances)
    p, k = Z.shape[1], y.shape[1]
    features = tuple(say("name.feature", place=i) for i in range(p))
    outputs = (say("name.value"),) if k == 1 else tuple(say("name.output", place=i) for i in range(k))
    return {
        "Z": Z,
        "y": y,
        "distances": distances,
        "feature_names": checked_names("feature_names", neighborhood.feature_names, features),
        "output_names": checked_names("output_names", neighborhood.output_names, outputs),
        "output_kind": one_of(neighborhood.output_kind, OUTPUT_KINDS, "output_kind.unknown"),
        "default_kernel_width": neighborhood.default_kernel_width or 0.75 * p**0.5,
        "default_n_features": check_n_features(neighborhood.default_n_features, p),
        "counts": None if neighborhood.counts is None else checked_counts(neighborhood.counts, len(Z)),
        "log_proposal": checked_log_proposal(neighborhood.log_proposal, len(Z)),
        "clusters": checked_clusters(neighborhood.clusters, len(Z)),
        "exact": bool(neighborhood.exact),
        "probabilities": checked_probabilities(neighborhood.probabilities, len(Z)),
        "empty": None if neighborhood.empty is None else checked_answers(neighborhood.empty, k),
    }
