"""The prior of a Bayesian ridge, from another explanation or from named weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import in_quotes, problem, short_name, shortened
from lime_widgets.engine.names import guesses
from lime_widgets.engine.surrogate.kinds.bayesian import Beliefs
from lime_widgets.engine.surrogate.options import check_precision
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.origin import Origin

FROM_PRIOR = "prior"
"""The precision that is 1 over the square of the prior's own standard errors."""
# Logistic weights are log-odds, and contributions of a tree no slopes.
_NO_SLOPES = frozenset({"logistic", "tree"})
_MOST_NAMED = 5
_LONGEST_NAME = 40


@dataclass(frozen=True, eq=False)
class Prior:
    """Weights that are believed before the samples are seen.

    Attributes
    ----------
    names : tuple of str
        Names of features; other features have the mean 0.
    mean : ndarray of shape (m,)
        Their weights.
    sd : ndarray of shape (m,)
        Their standard errors; NaN where they are not known.
    typed : bool
        Whether each name must be that of a feature, because a person wrote it. An explanation of another instance has
        features that this one has not.
    output_name : str or None
        The output that the explanation is of; None of a mapping.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    typed: bool = False
    output_name: str | None = None

    @staticmethod
    def of(value: Any) -> Prior | None:
        """Read an explanation or a mapping (or pandas Series) of names to weights; None is no prior.

        Raises
        ------
        LimeError
            If it is neither, or the explanation's weights are no slopes.
        """
        if value is None or isinstance(value, Prior):
            return value
        if isinstance(value, Mapping) or (hasattr(value, "keys") and hasattr(value, "items")):
            return Prior._of_mapping(dict(value.items()))
        if not (hasattr(value, "coef") and hasattr(value, "stderr") and hasattr(value, "feature_names")):
            raise problem("prior.invalid", prior=shortened(repr(value), 60))
        if value.surrogate in _NO_SLOPES or value.fitted is not None:
            raise problem("prior.no_weights", kind=value.surrogate)
        names = tuple(value.feature_names[feature] for feature in value.features)
        return Prior(names, np.array(value.coef), np.array(value.stderr), output_name=value.output_name)

    @staticmethod
    def _of_mapping(weights: Mapping[Any, Any]) -> Prior:
        try:
            mean = np.asarray(list(weights.values()), np.float64)
        except (TypeError, ValueError):
            mean = np.empty((0, 0))
        if mean.ndim != 1 or not len(mean) or not np.isfinite(mean).all():
            raise problem("prior.invalid", prior=shortened(repr(weights), 60))
        return Prior(tuple(map(str, weights)), mean, np.full(len(mean), np.nan), typed=True)

    def places(self, feature_names: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Match by name: places among the features, and here.

        Raises
        ------
        LimeError
            If no name is the same, or one that a person wrote is none of a feature.
        """
        known = {name: place for place, name in enumerate(feature_names)}
        pairs = [(known[name], place) for place, name in enumerate(self.names) if name in known]
        if self.typed and len(pairs) < len(self.names):
            unknown = [name for name in self.names if name not in known]
            mend = guesses(unknown, feature_names) or say("option.correct")
            listed = in_quotes(unknown[:5]), in_quotes(feature_names[:5])
            raise problem("prior.unknown", unknown=listed[0], known=listed[1], mend=mend)
        if not pairs:
            listed = in_quotes(self.names[:5]), in_quotes(feature_names[:5])
            raise problem("prior.no_match", prior=listed[0], known=listed[1])
        there, here = np.array(pairs, dtype=np.intp).T
        return there, here

    def checked(self, feature_names: Sequence[str]) -> Prior:
        """Check the names, and give the prior for other instances too, whose bins or words may be others.

        Raises
        ------
        LimeError
            As `places`.
        """
        self.places(feature_names)
        return replace(self, typed=False)


def check_prior_precision(precision: Any) -> float | str | None:
    """Check a prior precision: a number above 0, "prior", or None.

    Raises
    ------
    LimeError
        If it is anything else.
    """
    if isinstance(precision, str) and precision == FROM_PRIOR:
        return precision
    return check_precision("prior_precision", precision)


def beliefs_of(
    prior: Prior | None, precision: float | str | None, noise: float | None, feature_names: Sequence[str]
) -> Beliefs:
    """Give the prior of p features.

    Parameters
    ----------
    prior : Prior or None
        None has the mean 0.
    precision : float, "prior" or None
        With "prior" the precision of a feature is 1 over its standard error squared. Features for which the prior has
        no weight, or no error above 0, share one estimated precision.
    noise : float or None
    feature_names : sequence of p str

    Raises
    ------
    LimeError
        If the names are not those of features, as `Prior.places` says, or the precision is to be the prior's and it has
        no errors.
    """
    if prior is None:
        if precision == FROM_PRIOR:
            raise problem("prior.no_errors")
        return Beliefs(None, None if precision is None else float(precision), noise)
    there, here = prior.places(feature_names)
    mean = np.zeros(len(feature_names))
    mean[there] = prior.mean[here]
    if precision != FROM_PRIOR:
        return Beliefs(mean, None if precision is None else float(precision), noise)
    sd = prior.sd[here]
    usable = sd > 0
    if not usable.any():
        raise problem("prior.no_errors")
    # What the prior does not name is not known to be 0.
    precisions = np.full(len(feature_names), np.nan)
    precisions[there[usable]] = 1.0 / np.square(sd[usable])
    return Beliefs(mean, precisions, noise)


def remarked(
    origin: Origin,
    prior: Prior | None,
    precision: float | str | None,
    feature_names: Sequence[str],
    features: NDArray[np.intp],
) -> Origin:
    """Remark for which of the fitted features, −1 for none, the prior has no weight."""
    known = set(() if prior is None else prior.names)
    missing = [name for each in np.unique(features[features >= 0]) if (name := feature_names[each]) not in known]
    if prior is None or not missing:
        return origin
    names = in_quotes(short_name(name, _LONGEST_NAME) for name in missing[:_MOST_NAMED])
    if len(missing) > _MOST_NAMED:
        names = say("note.more_columns", names=names, n=len(missing) - _MOST_NAMED)
    estimated = precision is None or isinstance(precision, str)
    said = say("note.prior_estimated" if estimated else "note.prior_zero", names=names)
    return replace(origin, remarks=(*origin.remarks, said))
