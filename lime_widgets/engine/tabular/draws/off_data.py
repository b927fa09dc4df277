"""How far rows lie from the training data: the share of samples for which the model was not trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lime_widgets.engine.cache import last_results

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.perturbation import TabularPerturbation
    from lime_widgets.engine.tabular.table import TrainingTable

INSIDE = 0.99
"""The share of the training rows that count as inside."""
LARGE = 0.2
"""From this share of samples off the data on, a note says so."""
# A column is in a direction without variance where its share of the direction's length, squared, is larger.
_LEAST_PART = 1e-3
# Of directions in which the training data do not vary, relative to the mean variance of the columns.
_LEAST_VARIANCE = 1e-6
# More rows than these hardly change a covariance, or its edge.
_MOST_ROWS = 5_000
# Multiplications for one share: 4,096 rows of 32 columns take 2 ms.
_MOST_PRODUCTS = 2**22
# The most training rows that are compared with the samples one by one.
_MOST_TRAINING = 1_000

_clouds = last_results(4)


class Cloud(NamedTuple):
    """The numbers of a training table as a cloud of points.

    Attributes
    ----------
    columns : ndarray of int of shape (q,)
        The numeric columns.
    whitening : ndarray of shape (q, q)
        Standardized numbers times this matrix are uncorrelated with variance 1.
    edge : float
        The distance within which 99 % of the training rows lie.
    bound : ndarray of int of shape (b,)
        The columns that determine each other: the rows lie in a plane of them, as with copies and sums.
    """

    columns: NDArray[np.intp]
    whitening: NDArray[np.float64]
    edge: float
    bound: NDArray[np.intp]


def cloud_of(table: TrainingTable) -> Cloud | None:
    """Give the cloud of a table's numbers; None for a table without any. The result is kept."""
    return _clouds(table, lambda: _estimated(table))  # type: ignore[no-any-return]


def from_data(table: TrainingTable, codes: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Compute the Mahalanobis distance of coded rows from the training data.

    Parameters
    ----------
    table : TrainingTable
    codes : ndarray of shape (m, C)
        Missing numbers count as the mean, and categories not at all.

    Returns
    -------
    ndarray of shape (m,) or None
        None for a table without numbers. A direction in which the training data do not vary counts as one of a
        thousandth of a standard deviation, so that a row that leaves it is far away.
    """
    cloud = cloud_of(table)
    return None if cloud is None else _distances(table, codes, cloud.columns, cloud.whitening)


class DataDistances(NamedTuple):
    """How far samples and training rows lie from the training data, by the Mahalanobis distance.

    Attributes
    ----------
    edge : float
        The distance within which 99 % of the training rows lie.
    samples : ndarray of shape (n,)
        Of each sample.
    training : ndarray of shape (m,)
        Of training rows, at even steps up to 1,000.
    training_distance : ndarray of shape (m,)
        Their distance from the instance.
    """

    edge: float
    samples: NDArray[np.float64]
    training: NDArray[np.float64]
    training_distance: NDArray[np.float64]


def beside_data(
    table: TrainingTable, perturbation: TabularPerturbation, codes: NDArray[np.float64] | None, metric: str
) -> DataDistances | None:
    """Compare coded samples (n, C) with the training data; None for a table without numbers, or without samples.

    Parameters
    ----------
    table : TrainingTable
    perturbation : TabularPerturbation
        Of the instance.
    codes : ndarray of shape (n, C) or None
    metric : str
        Of the distance from the instance.
    """
    cloud = cloud_of(table)
    if cloud is None or codes is None:
        return None
    training = table.codes[:: -(-len(table) // _MOST_TRAINING)]
    # Distances are from row 0.
    Z = perturbation.represent(np.concatenate([perturbation.codes[None], training]))
    far, near = (_distances(table, rows, cloud.columns, cloud.whitening) for rows in (codes, training))
    return DataDistances(cloud.edge, far, near, perturbation.distances(Z, metric)[1:])


def off_data_share(table: TrainingTable, codes: NDArray[np.float64]) -> float | None:
    """Compute the share of rows beyond the training data's own 99 % Mahalanobis distance, 0 to 1.

    Parameters
    ----------
    table : TrainingTable
    codes : ndarray of shape (m, C)
        Coded rows.

    Returns
    -------
    float or None
        None for a table without numbers.
    """
    cloud, distances = cloud_of(table), from_data(table, codes)
    return None if cloud is None or distances is None else float((distances > cloud.edge).mean())


def n_judged(table: TrainingTable, n: int) -> int:
    """Give the number of rows from which the share of n rows is computed."""
    return min(n, max(256, _MOST_PRODUCTS // max(1, len(table.columns)) ** 2))


def _estimated(table: TrainingTable) -> Cloud | None:
    columns = np.flatnonzero([not column.is_categorical for column in table.columns])
    if not len(columns):
        return None
    rows = table.codes[:: -(-len(table) // _MOST_ROWS)]
    numbers = _standardized(table, rows, columns)
    values, vectors = np.linalg.eigh(numbers.T @ numbers / len(numbers))
    whitening = vectors / np.sqrt(np.maximum(values, _LEAST_VARIANCE))
    edge = float(np.quantile(_distances(table, rows, columns, whitening), INSIDE))
    # Rows on the edge are inside, whatever rounding makes of them.
    return Cloud(columns, whitening, edge * (1.0 + 1e-9) + 1e-9, _bound(table, columns, values, vectors, len(rows)))


def _bound(
    table: TrainingTable,
    columns: NDArray[np.intp],
    values: NDArray[np.float64],
    vectors: NDArray[np.float64],
    n_rows: int,
) -> NDArray[np.intp]:
    """Give the columns that vary and are in directions that do not."""
    if n_rows <= len(columns):  # few rows lie in a plane whatever the columns are
        return np.empty(0, np.intp)
    part = np.square(vectors[:, values <= _LEAST_VARIANCE]).sum(axis=1)
    return np.asarray(columns[(part > _LEAST_PART) & (table.deviations[columns] > 0)])


def _standardized(table: TrainingTable, codes: NDArray[np.float64], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    numbers = (codes[:, columns] - table.means[columns]) / table.scales[columns]
    return np.nan_to_num(numbers, copy=False, nan=0.0)


def _distances(
    table: TrainingTable, codes: NDArray[np.float64], columns: NDArray[np.intp], whitening: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(_standardized(table, codes, columns) @ whitening, axis=1))
