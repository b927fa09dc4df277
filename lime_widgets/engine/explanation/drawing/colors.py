"""The colors of weights for and against the explained output."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

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
