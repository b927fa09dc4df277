"""The tree of each kernel width as views draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypedDict

from lime_widgets.widgets.wire.sections import name_for_page

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.kinds.tree import Tree


class WireTreeNode(TypedDict):
    """One node of a tree; the first is the root."""

    test: Annotated[str, "The question in words; empty for a leaf."]
    otherwise: Annotated[str, "What holds where the answer is no."]
    feature: Annotated[int, "−1 for a leaf."]
    value: float
    share: Annotated[float, "The share of the weight of all samples."]
    yes: Annotated[int, "The node that follows; −1 for a leaf."]
    no: int
    on_path: Annotated[bool, "Whether the instance comes here."]


def tree_state(tree: Tree) -> list[WireTreeNode]:
    """Describe the nodes of a tree."""
    return [
        {
            "test": name_for_page(node.test),
            "otherwise": name_for_page(node.otherwise),
            "feature": node.feature,
            "value": node.value,
            "share": node.share,
            "yes": node.yes,
            "no": node.no,
            "on_path": node.on_path,
        }
        for node in tree.nodes
    ]
