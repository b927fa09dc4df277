"""A decision tree as a figure for print, as plain text, and as HTML for a page without widgets.

The functions take a `Tree`, whose methods call them.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import encodable, short_name
from lime_widgets.engine.explanation.drawing.axes import axes_for
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.explanation.drawing.colors import BARS_FOR
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A question, and at least so much of its column's name.
_LONGEST_TEST = 34
_LEAST_NAME = 12
# "7.8 < temp ≤ 20.4", "temp > 20.4" or "weather = RAIN": a name between bounds.
_BETWEEN_BOUNDS = re.compile(r"((?:.{1,24}? < )?)(.*?)((?: [≤>=] .{1,24})?)")
_MUTED = "0.45"


def share_text(share: float) -> str:
    """Write a share of the weight.

    Examples
    --------
    >>> share_text(0.123), share_text(0.001), share_text(0.0)
    ('12 %', '< 1 %', '0 %')
    """
    return f"{100 * share:.0f} %" if share >= 0.005 or share == 0 else "< 1 %"


def lines(tree: Any) -> list[str]:
    """Write one line for each node, indented by its depth, with the answer that leads to it."""
    answers = _answers(tree)
    written = []
    for place, depth in tree.walk():
        node = tree.nodes[place]
        value = say("tree.value", value=number_text(node.value), share=share_text(node.share))
        told = f"{answers[place]}: {value}" if place in answers else value
        line = "  " * depth + (f"{told} · {say('tree.node', test=node.test)}" if node.test else told)
        is_leaf_here = node.on_path and not node.test
        written.append(say("tree.here", line=line) if is_leaf_here else line)
    return written


def html(tree: Any) -> str:
    """Give the tree as nested lists without scripts; the instance's path is bold."""

    def item(place: int, answer: str) -> str:
        node = tree.nodes[place]
        value = say("tree.value", value=number_text(node.value), share=share_text(node.share))
        test = f" · {escape(say('tree.node', test=node.test))}" if node.test else ""
        told = f"{escape(answer)}{escape(value)}{test}"
        told = f"<b style='color:{BARS_FOR}'>{told}</b>" if node.on_path else told
        below = ""
        if node.test:
            children = ((node.yes, say("tree.yes")), (node.no, say("tree.no")))
            inner = "".join(item(child, f"{said}: ") for child, said in children)
            below = f"<ul style='margin:0;padding-left:22px'>{inner}</ul>"
        return f"<li>{told}{below}</li>"

    return encodable(
        "<div style='color:var(--jp-content-font-color1,inherit);font-size:13px'>"
        f"<ul style='margin:2px 0;padding-left:18px'>{item(0, '')}</ul></div>"
    )


def plot(tree: Any, ax: Axes | None = None) -> Axes:
    """Draw the tree; see `Tree.plot`."""
    places = _places(tree)
    depth = max(-y for _, y in places.values())
    n_leaves = sum(not node.test for node in tree.nodes)
    ax = axes_for(ax, max(4.0, 1.7 * n_leaves), 1.2 + 1.1 * depth)
    answers = _answers(tree)
    for place, node in enumerate(tree.nodes):
        x, y = places[place]
        for child in (node.yes, node.no) if node.test else ():
            on_path = tree.nodes[child].on_path
            color, width = (BARS_FOR, 2.5) if on_path else (_MUTED, 1.0)
            to_x, to_y = places[child]
            ax.plot([x, to_x], [y, to_y], zorder=1, color=color, linewidth=width)
            answer: dict[str, Any] = {"fontsize": "x-small", "ha": "center", "va": "center", "color": color}
            ax.text((x + to_x) / 2, (y + to_y) / 2, answers[child], bbox={"color": "white", "pad": 1}, **answer)
        value = f"{number_text(node.value)} · {share_text(node.share)}"
        told = f"{_question(node.test)}\n{value}" if node.test else value
        edge = {"edgecolor": BARS_FOR, "linewidth": 2.0} if node.on_path else {"edgecolor": _MUTED, "linewidth": 1.0}
        box = {"boxstyle": "round", "facecolor": "white", **edge}
        text = ax.text(x, y, told, ha="center", va="center", fontsize="small", zorder=2, bbox=box)
        text.set_parse_math(False)  # a name is no formula, whatever dollar signs it has
    ax.set_xlim(-0.6, n_leaves - 0.4)
    ax.set_ylim(-depth - 0.4, 0.4)
    ax.axis("off")
    return ax


def _question(test: str) -> str:
    """Shorten the name in a question, and not its bounds, which tell the questions about a column apart."""
    found = _BETWEEN_BOUNDS.fullmatch(" ".join(test.split()))
    if found is None:
        return short_name(test, _LONGEST_TEST)
    low, name, high = found.groups()
    return f"{low}{short_name(name, max(_LEAST_NAME, _LONGEST_TEST - len(low) - len(high)))}{high}"


def _answers(tree: Any) -> dict[int, str]:
    """Give the answer, yes or no, that leads to each node but the root."""
    return {
        child: said
        for node in tree.nodes
        if node.test
        for child, said in ((node.yes, say("tree.yes")), (node.no, say("tree.no")))
    }


def _places(tree: Any) -> dict[int, tuple[float, float]]:
    """Lay the leaves side by side, yes to the left, and each inner node above the middle of its children."""
    places: dict[int, tuple[float, float]] = {}
    leaves = 0
    order = tree.walk()
    for place, depth in order:
        if not tree.nodes[place].test:
            places[place] = (float(leaves), -float(depth))
            leaves += 1
    for place, depth in reversed(order):
        node = tree.nodes[place]
        if node.test:
            places[place] = ((places[node.yes][0] + places[node.no][0]) / 2.0, -float(depth))
    return places
