"""Table rows: their interpretable representation, and how they are perturbed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import pandas as pd
from scipy.special import ndtri

from lime_widgets.engine import discretizer as discretizers
from lime_widgets.engine.blackbox import BlackBox
from lime_widgets.engine.columns import Column, edge_texts, held_rows, read_columns
from lime_widgets.engine.errors import problem
from lime_widgets.engine.representation import begin
from lime_widgets.engine.sampling import Design, RandomState, seed_of, unit_points

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.discretizer import Discretizer
    from lime_widgets.engine.distance import Distance
    from lime_widgets.engine.explanation import Explanation
    from lime_widgets.engine.kernel import Kernel
    from lime_widgets.engine.neighborhood import Neighborhood
    from lime_widgets.engine.surrogate import FeatureSelection

# Sobol points are balanced at powers of two; `lime` draws 5,000 independent ones.
DEFAULT_N_SAMPLES = 4096


class TabularExplainer:
    """Perturbs rows of a table the way its training table is distributed.

    A numeric column that is cut into bins is represented by "in the instance's bin or not",
    a categorical one by "the instance's category or not", and a numeric column left as it is
    by its standardised value. A column with missing values has "missing" as a category of its
    own; where the column is left as it is, that is one more on/off feature.

    Parameters
    ----------
    X_train : DataFrame or array_like of shape (n, C)
        Training table: at least two rows. What the model is given is made of the same: a
        DataFrame with these columns and dtypes, or an array.
    categorical_features : "auto" or sequence of (int or str), default "auto"
        Places or names of the categorical columns. ``"auto"`` finds them from the dtypes: text,
        category and boolean columns are categorical, numbers are not.
    discretizer : {"quartile", "decile", "entropy"}, None or mapping, default "quartile"
        Where numeric columns are cut. ``"entropy"`` needs `labels`; None leaves numbers as
        they are; a mapping of column names gives edges (columns not named: quartiles) or None.
    sample_around_instance : bool, default False
        Where samples lie. By default around the data: cut and categorical columns are drawn
        from the training table's own values, numbers left as they are from a normal
        distribution with the column's mean and standard deviation. If true, around the
        instance, in every column: numbers from a normal distribution with the instance's value
        as its mean, categories as the instance's with probability ½ and from the training
        table else.
    labels : array_like of shape (n,), optional
        Classes or values of the training rows, for ``discretizer="entropy"``.
    feature_names : sequence of C str, optional
        Names of the columns; by default the DataFrame's, or ``"feature 0"`` onwards.

    Raises
    ------
    LimeError
        If the table has fewer than two rows, no columns, or columns that cannot be used, or an
        argument does not fit it.

    Notes
    -----
    Each column takes one coordinate of a random point and turns it into a value through the
    column's quantile function, so that a low-discrepancy sequence stays one. `lime` draws a bin
    and then a normal value truncated to it; here the values within a bin are the training
    table's own, so whole numbers stay whole and nothing falls outside of what was seen.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> explainer = TabularExplainer(X, feature_names=["a", "b"])
    >>> explanation = explainer.explain(lambda X: 3 * X[:, 0], X[0], n_samples=256)
    >>> explanation.as_list()[0][0].split()[-3]
    'a'
    """

    def __init__(
        self,
        X_train: Any,
        *,
        categorical_features: Literal["auto"] | Sequence[int | str] = "auto",
        discretizer: Discretizer = "quartile",
        sample_around_instance: bool = False,
        labels: ArrayLike | None = None,
        feature_names: Sequence[str] | None = None,
    ) -> None:
        self._array_dtype = None if isinstance(X_train, pd.DataFrame) else _table(X_train).dtype
        frame = X_train if isinstance(X_train, pd.DataFrame) else _frame(X_train, feature_names)
        if feature_names is not None and len(feature_names) != frame.shape[1]:
            raise problem(
                f"feature_names has {len(feature_names)} names.",
                expected=f"{frame.shape[1]}, one a column of the training table",
                mend="Give as many names as there are columns, or leave them out.",
            )
        if frame.shape[0] < 2 or frame.shape[1] < 1:
            raise problem(
                f"The training table has {frame.shape[0]} rows and {frame.shape[1]} columns.",
                expected="at least two rows and one column",
                mend="Pass the table that the model was trained on, not the row to be explained.",
            )
        self._labels = _check_labels(labels, len(frame))
        self._column_index = frame.columns
        named = frame if feature_names is None else frame.set_axis(list(feature_names), axis=1)
        for names in (frame.columns, named.columns.map(str)):
            if names.has_duplicates:
                raise problem(
                    f"The training table has two columns named {names[names.duplicated()][0]!r}.",
                    expected="a name of its own for every column",
                    mend="Rename one of them, or leave it out if it is a copy.",
                )
        self.columns, self._codes = read_columns(named, _categorical_places(categorical_features, named.columns))
        self.held = held_rows(self._codes)
        self.means = np.nanmean(self._codes, axis=0)
        self.deviations = np.nanstd(self._codes, axis=0)
        # A constant column is 0 whatever it is divided by.
        self.scales = np.where(self.deviations > 0, self.deviations, 1.0)
        self.missing_shares = np.isnan(self._codes).mean(axis=0)
        self.integers = np.array([column.is_integer for column in self.columns])
        self.bounds = np.array([column.bounds for column in self.columns])
        self.discretizer: Discretizer = None
        self.sample_around_instance = False
        self._set(discretizer=discretizer, sample_around_instance=sample_around_instance)

    def _set(self, *, discretizer: Discretizer, sample_around_instance: bool) -> None:
        self.edges = discretizers.edges(discretizer, self.columns, self._codes, self._labels)
        self.edge_texts = tuple(
            [] if cuts is None else edge_texts(cuts, column.decimals)
            for column, cuts in zip(self.columns, self.edges, strict=True)
        )
        self.discretizer = discretizer
        self.sample_around_instance = bool(sample_around_instance)

    @property
    def has_labels(self) -> bool:
        """Whether ``discretizer="entropy"`` can be asked for."""
        return self._labels is not None

    def replace(self, **changes: Any) -> Self:
        """The same training table with another `discretizer` or `sample_around_instance`.

        Raises
        ------
        LimeError
            If a value is not one of those that the constructor takes.
        """
        settings = {
            "discretizer": self.discretizer,
            "sample_around_instance": self.sample_around_instance,
        }
        unknown = changes.keys() - settings.keys()
        if unknown:
            raise problem(
                f"{', '.join(sorted(unknown))} cannot be replaced.",
                expected="discretizer or sample_around_instance",
                mend="Build a new explainer for another table.",
            )
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._set(**(settings | changes))
        return other

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> TabularPerturbation:
        """Check a row and set up the sequence of its perturbations.

        Parameters
        ----------
        x : Series, mapping, one-row DataFrame, or array_like of shape (C,)
            The instance; names are matched where it has them.
        random_state : int, default 0
        design : {"sobol", "independent"}, default "sobol"

        Returns
        -------
        TabularPerturbation

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that cannot stand
            in its column.
        """
        return TabularPerturbation(self, self.codes(x), random_state, design)

    def codes(self, x: Any) -> NDArray[np.float64]:
        """The instance as numbers, one a column; see `lime_widgets.engine.columns`.

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that cannot stand
            in its column.
        """
        values = self.row(x).values()
        return np.array([column.code(value) for column, value in zip(self.columns, values, strict=True)])

    def read(self, name: str, text: str) -> Any:
        """The value that a text stands for in a column, named as it is shown."""
        for column in self.columns:
            if column.name == name:
                return column.read(text)
        return text  # no such column: `row` says so

    def row(self, x: Any) -> dict[str, Any]:
        """The instance's values by the name of their column, in the training table's order.

        Raises
        ------
        LimeError
            If the instance has other columns than the training table.
        """
        values = _row_values(x, self.columns, self._column_index)
        return dict(zip((column.name for column in self.columns), values, strict=True))

    def sample(
        self,
        model: Any,
        x: Any,
        *,
        n_samples: int = DEFAULT_N_SAMPLES,
        random_state: RandomState = 0,
        design: Design = "sobol",
        distance: Distance = "euclidean",
        batch_size: int | None = None,
    ) -> Neighborhood:
        """Perturb a row and ask the model about every perturbation.

        Parameters
        ----------
        model : estimator, callable or BlackBox
        x : Series, mapping, one-row DataFrame, or array_like of shape (C,)
        n_samples : int, default 4096
            Number of rows the model is asked about, the instance among them; at least 2.
        random_state : int, Generator, RandomState or None, default 0
            The same number gives the same neighbourhood on every call; None a new one.
        design : {"sobol", "independent"}, default "sobol"
        distance : str, default "euclidean"
            See `lime_widgets.engine.distance.to_instance`.
        batch_size : int, optional
            The most rows the model is given at once.

        Returns
        -------
        Neighborhood

        Raises
        ------
        LimeError
            If the row or a parameter cannot be used.
        ModelError
            If the model raises, or answers what cannot be explained.
        """
        black_box = model if isinstance(model, BlackBox) else BlackBox(model)
        if batch_size is not None:
            black_box.batch_size = batch_size
        perturbation = self.perturb(x, random_state=seed_of(random_state), design=design)
        Z, inputs = perturbation.rows(0, check_n_samples(n_samples))
        y = black_box.predict(inputs)
        return begin(perturbation, Z, y, metric=distance, black_box=black_box)

    def explain(
        self,
        model: Any,
        x: Any,
        *,
        n_samples: int = DEFAULT_N_SAMPLES,
        random_state: RandomState = 0,
        design: Design = "sobol",
        distance: Distance = "euclidean",
        batch_size: int | None = None,
        output: int | str | None = None,
        kernel_width: float | None = None,
        n_features: int | None = None,
        feature_selection: FeatureSelection = "auto",
        alpha: float = 1.0,
        kernel: Kernel = "exponential",
    ) -> Explanation:
        """Sample a neighbourhood and fit the local surrogate to it.

        The parameters are those of `sample` and of `Neighborhood.explain`.
        """
        neighborhood = self.sample(
            model,
            x,
            n_samples=n_samples,
            random_state=random_state,
            design=design,
            distance=distance,
            batch_size=batch_size,
        )
        return neighborhood.explain(
            output=output,
            kernel_width=kernel_width,
            n_features=n_features,
            feature_selection=feature_selection,
            alpha=alpha,
            kernel=kernel,
        )

    def decode(self, codes: NDArray[np.float64]) -> Any:
        """Turn coded rows into what the model is given, h(Z): a DataFrame or an array."""
        plain = not any(column.is_categorical or column.is_integer for column in self.columns)
        if self._array_dtype is not None:
            if plain and self._array_dtype.kind == "f":
                return codes.astype(self._array_dtype, copy=False)
            decoded = np.empty(codes.shape, dtype=self._array_dtype)
            for place, column in enumerate(self.columns):
                decoded[:, place] = column.decode(codes[:, place])
            return decoded
        if plain and all(column.dtype == np.float64 for column in self.columns):
            return pd.DataFrame(codes, columns=self._column_index)
        # The dtype is named, because pandas would make text that is held as objects a `str` column.
        frame = pd.DataFrame(
            {
                place: pd.Series(column.decode(codes[:, place]), dtype=column.dtype)
                for place, column in enumerate(self.columns)
            }
        )
        frame.columns = self._column_index
        return frame


class TabularPerturbation:
    """The sequence of perturbations of one row.

    Parameters
    ----------
    explainer : TabularExplainer
    codes : ndarray of shape (C,)
        The instance, coded.
    random_state : int
    design : {"sobol", "independent"}

    Attributes
    ----------
    source_columns : tuple of int
        For every interpretable feature the place of the column that it speaks of.
    """

    def __init__(
        self,
        explainer: TabularExplainer,
        codes: NDArray[np.float64],
        random_state: int,
        design: Design,
    ) -> None:
        self.codes = codes
        self._explainer = explainer
        self._random_state = random_state
        self._design = design
        columns, edges = explainer.columns, explainer.edges
        around = explainer.sample_around_instance
        self._on_off = np.array(
            [column.is_categorical or cuts is not None for column, cuts in zip(columns, edges, strict=True)]
        )
        numeric = np.array([not column.is_categorical for column in columns])
        # How a column is drawn: from a normal distribution, or from the order statistics of the
        # training table; around the instance its own value takes the latter's place half of the time.
        self._around = around
        is_normal = numeric & (~np.isnan(codes) if around else ~self._on_off)
        self._normal, self._drawn = np.flatnonzero(is_normal), np.flatnonzero(~is_normal)
        self._plain = np.flatnonzero(~self._on_off)
        self._cut = [int(place) for place in np.flatnonzero(is_normal & self._on_off)]
        self._centre = np.where(around, codes, explainer.means)
        self._held = np.ascontiguousarray(explainer.held[:, self._drawn])
        self._held_matches = np.column_stack(
            [np.empty((len(explainer.held), 0))]
            + [self._matches(place, explainer.held[:, place]) for place in map(int, self._drawn)]
        )
        # One more feature for every number that is left as it is and sometimes missing.
        self._gaps = np.flatnonzero(~self._on_off & np.array([column.has_missing for column in columns]))
        self.source_columns = (*range(len(columns)), *map(int, self._gaps))

    @property
    def instance(self) -> Any:
        """The row as the model is given it: a one-row DataFrame, or an array of shape (1, C)."""
        return self._explainer.decode(self.codes[None])

    @property
    def default_kernel_width(self) -> float:
        """LIME's 0.75·√C for a table of C columns."""
        return 0.75 * math.sqrt(len(self.codes))

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """What each interpretable feature says, such as ``"temp > 20.4"``."""
        names = []
        for place, column in enumerate(self._explainer.columns):
            cuts, code = self._explainer.edges[place], self.codes[place]
            if not self._on_off[place]:
                names.append(column.name)
            elif math.isnan(code):
                names.append(f"{column.name} is missing")
            elif cuts is None:
                names.append(f"{column.name} = {column.text(code)}")
            else:
                names.append(_bin_name(column.name, cuts, self._explainer.edge_texts[place], code))
        names += [f"{self._explainer.columns[place].name} is missing" for place in self._gaps]
        return tuple(names)

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Rows ``start`` to ``stop - 1`` of the sequence.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
        inputs : DataFrame or ndarray of shape (stop - start, C)
        """
        Z, codes = self.coded_rows(start, stop)
        return Z, self._explainer.decode(codes)

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the sequence as Z and as codes of the columns, before they are decoded."""
        points = unit_points(start, stop, len(self.codes), random_state=self._random_state, design=self._design)
        if start == 0:
            # Any point; the instance is put in its place below.
            points[:1] = 0.75
        drawn, normal, plain = self._drawn, self._normal, self._plain
        # Memory costs more to touch for the first time than these sums do: points become values
        # in place, and are copied only where a table has columns of both kinds.
        codes = matches = np.empty_like(points)
        if not len(normal):
            codes, matches = self._from_table(points)
        elif not len(drawn):
            codes = self._from_normal(points)
        else:
            matches = np.empty_like(points)
            codes[:, drawn], matches[:, drawn] = self._from_table(points[:, drawn])
            codes[:, normal] = self._from_normal(points[:, normal])
        if start == 0:
            codes[:1] = self.codes
            matches[:1] = 1.0
        for column in self._cut:
            matches[:, column] = self._matches(column, codes[:, column])
        if len(plain):
            scaled = codes[:, plain]
            scaled -= self._explainer.means[plain]
            scaled /= self._explainer.scales[plain]
            if len(plain) == len(self.codes):
                matches = scaled
            else:
                matches[:, plain] = scaled
        if len(self._gaps):
            matches = np.hstack([np.nan_to_num(matches, copy=False), np.isnan(codes[:, self._gaps])])
        return matches, codes

    def _from_table(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Values of the columns that are drawn from the training table, and whether each matches."""
        kept = points < 0.5 if self._around else None
        if kept is not None:
            points *= 2.0
            points -= 1.0
            points[kept] = 0.0
        points *= len(self._held)
        place = points.astype(np.intp)
        place *= len(self._drawn)
        place += np.arange(len(self._drawn))
        values, matches = self._held.take(place), self._held_matches.take(place)
        if kept is not None:
            values = np.where(kept, self.codes[self._drawn], values)
            matches[kept] = 1.0
        return values, matches

    def _from_normal(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the columns that are drawn from a normal distribution, in place of the points."""
        explainer, normal = self._explainer, self._normal
        missing = explainer.missing_shares[normal]
        gone = None
        if missing.any():
            points /= 1.0 - missing
            gone = points >= 1.0
            points[gone] = 0.5
        ndtri(points, out=points)
        points *= explainer.deviations[normal]
        points += self._centre[normal]
        whole = explainer.integers[normal]
        if whole.any():
            # Beyond its bounds an integer dtype would wrap around: −1 would reach the model as 255.
            points[:, whole] = np.clip(np.rint(points[:, whole]), *explainer.bounds[normal][whole].T)
        if gone is not None:
            points[gone] = np.nan
        return points

    def _matches(self, place: int, codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Whether values of a column fall where the instance's does, as 1 and 0."""
        cuts, own = self._explainer.edges[place], self.codes[place]
        same: NDArray[np.bool_]
        if cuts is not None:
            same = discretizers.bins(codes, cuts) == discretizers.bins(np.array([own]), cuts)
        elif math.isnan(own):
            same = np.isnan(codes)
        else:
            same = codes == own
        return same.astype(np.float64)


def check_n_samples(n_samples: int) -> int:
    """Give the number of samples back, or say why there cannot be so many.

    Raises
    ------
    LimeError
        If it is not a whole number of at least 2.
    """
    if isinstance(n_samples, int | np.integer) and n_samples >= 2:
        return int(n_samples)
    raise problem(
        f"n_samples is {n_samples!r}.",
        expected="a whole number of at least 2, the instance and one more",
        mend=f"Leave it out to get {DEFAULT_N_SAMPLES:,}.",
    )


def _bin_name(name: str, cuts: NDArray[np.float64], texts: list[str], code: float) -> str:
    place = int(discretizers.bins(np.array([code]), cuts)[0])
    if place == 0:
        return f"{name} ≤ {texts[0]}"
    if place == len(cuts):
        return f"{name} > {texts[-1]}"
    return f"{texts[place - 1]} < {name} ≤ {texts[place]}"


def _table(X_train: Any) -> NDArray[Any]:
    array = np.asarray(X_train)
    if array.ndim != 2:
        raise problem(
            f"The training table has shape {array.shape}.",
            expected="two dimensions, (rows, columns)",
            mend="Pass a DataFrame or a two-dimensional array.",
        )
    return array


def _frame(X_train: Any, feature_names: Sequence[str] | None) -> pd.DataFrame:
    array = _table(X_train)
    names = [f"feature {place}" for place in range(array.shape[1])]
    if feature_names is not None and len(feature_names) == array.shape[1]:
        names = list(feature_names)
    frame = pd.DataFrame(array, columns=names)
    # Objects that are all numbers are numbers; what is text or mixed stays as it is.
    return frame.infer_objects() if array.dtype == object else frame


def _check_labels(labels: ArrayLike | None, n_rows: int) -> NDArray[Any] | None:
    if labels is None:
        return None
    array = np.asarray(labels)
    if array.shape != (n_rows,):
        raise problem(
            f"labels has shape {array.shape}.",
            expected=f"({n_rows:,},), one label for each row of the training table",
            mend="Pass y_train, in the order of the rows.",
        )
    return array


def _categorical_places(chosen: Literal["auto"] | Sequence[int | str], names: pd.Index) -> list[int] | None:
    if isinstance(chosen, str):
        if chosen == "auto":
            return None
        chosen = [chosen]
    places = []
    known = [str(name) for name in names]
    for feature in chosen:
        if isinstance(feature, int | np.integer) and 0 <= feature < len(known):
            places.append(int(feature))
        elif str(feature) in known:
            places.append(known.index(str(feature)))
        else:
            raise problem(
                f"categorical_features names {feature!r}, which is no column.",
                expected=f"places from 0 to {len(known) - 1}, or names such as " + ", ".join(map(repr, known[:12])),
                mend="Correct the name, or leave categorical_features out to go by the dtypes.",
            )
    return places


def _row_values(x: Any, columns: Sequence[Column], index: pd.Index) -> list[Any]:
    """The instance's values in the order of the training table's columns."""
    if isinstance(x, pd.DataFrame):
        if len(x) != 1:
            raise problem(
                f"The instance is a table of {len(x):,} rows.",
                expected="one row",
                mend="Pass a single row, such as X.iloc[[0]] or X.iloc[0].",
            )
        # Column by column, as a row of mixed types would become one of objects.
        x = {name: x[name].iloc[0] for name in x.columns}
    elif isinstance(x, pd.Series):
        x = x.to_dict()
    if isinstance(x, Mapping):
        labels = list(index) if set(x) & set(index) else [column.name for column in columns]
        lacking = [label for label in labels if label not in x]
        extra = [label for label in x if label not in labels]
        if lacking or extra:
            raise problem(
                "The instance's columns are not those of the training table"
                + (f"; it lacks {', '.join(map(repr, lacking[:12]))}" if lacking else "")
                + (f"; it has {', '.join(map(repr, extra[:12]))} besides" if extra else "")
                + ".",
                expected=f"the training table's {len(labels)} columns",
                mend="Select the columns that the model was trained on.",
            )
        return [x[label] for label in labels]
    if isinstance(x, str) or not isinstance(x, Sequence | np.ndarray):
        raise problem(
            f"The instance is {x!r} ({type(x).__name__}).",
            expected=f"a row of {len(columns)} values: a Series, a mapping, a one-row DataFrame or an array",
            mend="Pass a row such as X.iloc[0].",
        )
    values = list(x[0]) if np.ndim(x) == 2 and len(x) == 1 else list(x)
    if len(values) != len(columns) or any(np.ndim(value) for value in values):
        raise problem(
            f"The instance has shape {np.shape(x)}.",
            expected=f"{len(columns)} values, one a column of the training table",
            mend="Pass one row with the columns that the model was trained on, target left out.",
        )
    return values
