"""Axes of matplotlib, which only pictures for print need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


# So that what is drawn keeps half of the width.
_LONGEST_NAME = 40


def printed_name(name: str) -> str:
    """Shorten the name of a feature for the side of a picture."""
    return short_name(name, _LONGEST_NAME)


def axes_for(ax: Axes | None, width: float, height: float) -> Axes:
    """Give the axes to draw in: those that the user passed, or new ones of this size in inches.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(say("static.needs_matplotlib")) from error
    return plt.subplots(figsize=(width, height), layout="constrained")[1] if ax is None else ax
