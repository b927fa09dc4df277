"""The colors of weights for and against the explained output."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Rgb: TypeAlias = tuple[int, int, int]

# For and against on white, as the views draw them in a light theme (js/src/ui/base.css; a test compares the two).
PALETTES: Mapping[str, tuple[Rgb, Rgb]] = MappingProxyType(
    {"blue-orange": ((35, 105, 176), (194, 86, 10)), "green-red": ((33, 128, 58), (198, 47, 47))}
)
# For and against on any background, for HTML and print: Okabe and Ito's color-blind-safe blue and vermilion, in
# shades that are readable on white and on black.
BARS_FOR = "#2f86c8"
BARS_AGAINST = "#d9731a"
# From almost no weight to the largest, as the samples have them in a light theme (js/src/views/samples/painting.ts; a
# test compares the two).
RAMP = ("#c9d3de", "#7fb0d6", "#2369b0", "#0b2f66")


def color_map() -> Any:
    """Give the colors of weights as a color map of matplotlib."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("weights", RAMP)
