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
# Training rows are beside them in another color.
RAMP = ("#c9d3de", "#7fb0d6", "#2369b0", "#0b2f66")
TRAINING = "#b45f06"
# A surface from the smallest to the largest answer (js/src/plot/ramp.ts).
SURFACE = ("#e9eef4", "#33587f")
# Of twelve features, as curves of a light theme have them (js/src/ui/drawing/series.css; a test compares the two).
SERIES = (
    "#2369b0", "#c2560a", "#21803a", "#b3261e", "#7b4bb3", "#0b7f8c",
    "#b0367f", "#6f6a00", "#8a5a3c", "#4a55c4", "#5b6b7a", "#3f7d6d",
)  # fmt: skip


def color_map() -> Any:
    """Give the colors of weights as a color map of matplotlib."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("weights", RAMP)
