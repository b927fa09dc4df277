"""A shallow weighted decision tree as the surrogate, and what its path to the instance adds up from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_MAX_DEPTH, MOST_DEPTH = 3, 8


@dataclass(frozen=True, eq=False)
class TreeModel:
    """A decision tree over the interpretable representation, as arrays over its N nodes; node 0 is the root.

    Attributes
    ----------
    feature : ndarray of int of shape (N,)
        The column of Z that a node splits; −1 for a leaf.
    threshold : ndarray of shape (N,)
        Rows with z ≤ threshold go left.
    left, right : ndarray of int of shape (N,)
        The children; −1 for a leaf.
    value : ndarray of shape (N,)
        The weighted mean of the answers in a node.
    share : ndarray of shape (N,)
        The share of the weight of all samples in a node.
    path : tuple of int
        The nodes from the root to the leaf of row 0, the instance.
    """

    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]
    share: NDArray[np.float64]
    path: tuple[int, ...]

    def predict(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the values of the leaves of rows (m, p)."""
        # scikit-learn compares numbers in single precision.
        rows = Z.astype(np.float32)
        node = np.zeros(len(Z), dtype=np.intp)
        while (inner := np.flatnonzero(self.left[node] >= 0)).size:
            at = node[inner]
            goes_left = rows[inner, self.feature[at]] <= self.threshold[at]
            node[inner] = np.where(goes_left, self.left[at], self.right[at])
        return np.asarray(self.value[node])

    def times(self, unit: float) -> TreeModel:
        """Give the tree of answers that are larger by a factor."""
        return TreeModel(self.feature, self.threshold, self.left, self.right, self.value * unit, self.share, self.path)

    def contributions(self) -> dict[int, float]:
        """Attribute the change of the value at each split of the path to the split's feature.

        With the value of the root these add up to the value of the leaf (Palczewska, Palczewski, Robinson and Neagu
        2013, "Interpreting random forest models using a feature contribution method", section III; Saabas 2014).

        Returns
        -------
        dict of int to float
            By feature, in the order of the path.
        """
        sums: dict[int, float] = {}
        for node, child in zip(self.path, self.path[1:], strict=False):
            feature = int(self.feature[node])
            sums[feature] = sums.get(feature, 0.0) + float(self.value[child] - self.value[node])
        return sums


def fit_tree(
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    columns: NDArray[np.intp],
    max_depth: int,
) -> TreeModel:
    """Fit scikit-learn's DecisionTreeRegressor, with random_state=0, to some columns of Z (n, p)."""
    from sklearn.tree import DecisionTreeRegressor

    # Of answers that are all equal, rounding errors would be split.
    base = y[0] if (y == y[0]).all() else 0.0
    fitted = DecisionTreeRegressor(max_depth=max_depth, random_state=0)
    tree = fitted.fit(Z[:, columns], y - base, sample_weight=weights).tree_
    is_leaf = tree.children_left < 0
    path = [0]
    while not is_leaf[path[-1]]:
        node = path[-1]
        goes_left = np.float32(Z[0, columns[tree.feature[node]]]) <= tree.threshold[node]
        path.append(int((tree.children_left if goes_left else tree.children_right)[node]))
    return TreeModel(
        feature=np.where(is_leaf, -1, columns[np.maximum(tree.feature, 0)]),
        threshold=np.where(is_leaf, np.nan, tree.threshold),
        left=tree.children_left.astype(np.intp),
        right=tree.children_right.astype(np.intp),
        value=tree.value[:, 0, 0] + base,
        share=tree.weighted_n_node_samples / tree.weighted_n_node_samples[0],
        path=tuple(path),
    )
