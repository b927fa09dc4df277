"""A decision tree that is a surrogate, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lime_widgets.engine.explanation.drawing import tree as drawing
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.origin import Measure, Origin
    from lime_widgets.engine.surrogate.kinds.tree import TreeModel


@dataclass(frozen=True)
class TreeNode:
    """One node of a tree.

    Attributes
    ----------
    test : str
        The question in words, such as "temp ≤ 7.8" or "“claim” is there"; "" for a leaf.
    otherwise : str
        The words of the answer no, such as "temp > 7.8".
    feature : int
        The column of the interpretable representation; −1 for a leaf.
    threshold : float or None
        In the unit of that column; None for a leaf.
    value : float
        The weighted mean of the model's answers in this node.
    share : float
        The share of the weight of all samples in this node.
    yes, no : int
        The nodes that follow, as places among the nodes; −1 for a leaf.
    on_path : bool
        Whether the instance comes here.
    """

    test: str
    otherwise: str
    feature: int
    threshold: float | None
    value: float
    share: float
    yes: int
    no: int
    on_path: bool


@dataclass(frozen=True)
class Tree:
    """A decision tree over the interpretable features; node 0 is the root.

    Attributes
    ----------
    nodes : tuple of TreeNode
    """

    nodes: tuple[TreeNode, ...]
    model: TreeModel = field(repr=False, compare=False)

    @property
    def path(self) -> tuple[int, ...]:
        """The nodes from the root to the instance's leaf."""
        return self.model.path

    @property
    def depth(self) -> int:
        """The most splits between the root and a leaf."""
        return max(depth for _, depth in self.walk())

    def walk(self, node: int = 0, depth: int = 0) -> list[tuple[int, int]]:
        """List the nodes from the root down, yes before no, each with its depth."""
        here = self.nodes[node]
        below = [] if here.yes < 0 else [*self.walk(here.yes, depth + 1), *self.walk(here.no, depth + 1)]
        return [(node, depth), *below]

    def conditions(self) -> list[str]:
        """Give what holds for the instance at each split of its path, in words."""
        return [
            self.nodes[node].test if self.nodes[node].yes == child else self.nodes[node].otherwise
            for node, child in zip(self.path, self.path[1:], strict=False)
        ]

    def predict(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the values of the leaves of rows (m, p)."""
        return self.model.predict(Z)

    def to_list(self) -> list[dict[str, Any]]:
        """Give the nodes as plain dictionaries."""
        return [dict(vars(node)) for node in self.nodes]

    def to_text(self) -> str:
        """Write the tree as indented lines."""
        return "\n".join([say("tree.text"), *drawing.lines(self)])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the tree for print, the instance's path in a stronger color.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return drawing.plot(self, ax)

    def _repr_html_(self) -> str:
        return drawing.html(self)


class _Words(NamedTuple):
    """The two answers to a split, and whether yes is to the right."""

    test: str
    otherwise: str
    yes_is_right: bool


def in_words(
    model: TreeModel,
    feature_names: Sequence[str],
    origin: Origin,
    on_off: NDArray[np.bool_],
    instance: NDArray[np.float64],
    unit: float = 1.0,
) -> Tree:
    """Name the splits of a tree.

    Parameters
    ----------
    model : TreeModel
    feature_names : sequence of p str
    origin : Origin
        What the features are of.
    on_off : ndarray of bool of shape (p,)
        Which features are 0 or 1 in all samples.
    instance : ndarray of shape (p,)
    unit : float, default 1.0
        What the answers were divided by.
    """
    model = model if unit == 1.0 else model.times(unit)
    on_path = set(model.path)
    nodes = []
    for place, feature in enumerate(model.feature.tolist()):
        yes, no = int(model.left[place]), int(model.right[place])
        words, threshold = _Words("", "", yes_is_right=False), None
        if feature >= 0:
            name, threshold = feature_names[feature], float(model.threshold[place])
            words = (
                _of_part(name, origin)
                if on_off[feature]
                else _of_number(
                    name, threshold, float(instance[feature]), origin.measures[feature] if origin.measures else None
                )
            )
        if words.yes_is_right:
            yes, no = no, yes
        value, share = float(model.value[place]), float(model.share[place])
        test = (words.test, words.otherwise, feature, threshold)
        nodes.append(TreeNode(*test, value, share, yes, no, on_path=place in on_path))
    return Tree(tuple(nodes), model)


def _of_part(name: str, origin: Origin) -> _Words:
    """Name a split of an on/off feature."""
    if origin.part == "superpixel":
        return _Words(say("tree.shown", name=name), say("tree.hidden", name=name), yes_is_right=True)
    if origin.part:
        return _Words(say("tree.there", name=name), say("tree.gone", name=name), yes_is_right=True)
    if origin.columns:  # the name of a bin or a category is a condition already
        return _Words(name, say("tree.not", condition=name), yes_is_right=True)
    return _Words(say("tree.one", name=name), say("tree.zero", name=name), yes_is_right=True)


def _of_number(name: str, threshold: float, instance: float, measure: Measure | None) -> _Words:
    value = number_text(threshold) if measure is None else measure.text(threshold, instance)
    said = {"name": name, "value": value}
    return _Words(say("tree.at_most", **said), say("tree.above", **said), yes_is_right=False)
