"""Axes of matplotlib, which only pictures for print need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes


# So that what is drawn keeps half of the width.
_LONGEST_NAME = 40
# This many characters fit along the vertical axis of the lowest picture.
_LONGEST_TITLE = 38


def printed_name(name: str) -> str:
    """Shorten the name of a feature for the side of a picture."""
    return short_name(name, _LONGEST_NAME)


def title_with(name: str, write: Callable[[str], str]) -> str:
    """Write the title of a vertical axis with a name, which loses its middle so that no end of the title is cut.

    Examples
    --------
    >>> title_with("will cancel within the next quarter", "probability of {}".format)
    'probability of will cancel…ext quarter'
    """
    return write(short_name(name, max(8, _LONGEST_TITLE - len(write("")))))


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
