"""The segmentation methods, and the settings of each with their ranges and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Option:
    """One numeric setting of a segmentation.

    Attributes
    ----------
    text : str
        The name of its texts in the catalogue: the segmentation's name, a dot, and scikit-image's name of the setting.
    low, high : float
        Smallest and largest accepted value, and the ends of the slider.
    step : float
        Step of the slider; the integer 1 if only whole numbers are accepted.
    default : float
    scale : {"log"} or None
        Scale of the slider; None is linear.
    """

    text: str
    low: float
    high: float
    step: float
    default: float
    scale: Literal["log"] | None = None

    @property
    def name(self) -> str:
        """scikit-image's name."""
        return self.text.partition(".")[2]

    @property
    def label(self) -> str:
        """The name on screen."""
        return say(f"setting.{self.text}.label")

    @property
    def help(self) -> str:
        """The tooltip of the control."""
        return say(f"setting.{self.text}.help")

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are accepted."""
        return isinstance(self.step, int)


METHODS: Mapping[str, tuple[Option, ...]] = MappingProxyType(
    {
        "quickshift": (
            Option("quickshift.kernel_size", *(1.0, 20.0, 0.5, 4.0)),
            Option("quickshift.max_dist", *(1.0, 400.0, 1.0, 200.0), "log"),
            Option("quickshift.ratio", *(0.0, 1.0, 0.05, 0.2)),
        ),
        "slic": (
            Option("slic.n_segments", *(2, 2_000, 1, 50), "log"),
            Option("slic.compactness", *(0.01, 100.0, 0.01, 10.0), "log"),
        ),
        "felzenszwalb": (
            Option("felzenszwalb.scale", *(1.0, 2_000.0, 1.0, 200.0), "log"),
            Option("felzenszwalb.sigma", *(0.0, 5.0, 0.1, 0.8)),
            Option("felzenszwalb.min_size", *(1, 5_000, 1, 200), "log"),
        ),
        "watershed": (
            Option("watershed.markers", *(2, 2_000, 1, 50), "log"),
            Option("watershed.compactness", *(0.0, 0.1, 0.001, 0.001)),
        ),
        "grid": (Option("grid.size", *(1, 256, 1, 16), "log"),),
    }
)

# Finer defaults for images whose shorter side is below a number of pixels, the smallest first.
_LARGE = 1_000
_FINER: dict[str, tuple[tuple[int, dict[str, float]], ...]] = {
    "quickshift": (
        (20, {"kernel_size": 1.0, "max_dist": 2.0}),
        (48, {"kernel_size": 1.0}),
        (80, {"kernel_size": 2.0}),
    ),
    "felzenszwalb": (
        (20, {"scale": 1.0, "min_size": 4}),
        (48, {"scale": 10.0, "min_size": 20}),
        (80, {"min_size": 50}),
    ),
    "grid": ((20, {"size": 2}), (48, {"size": 4}), (80, {"size": 8})),
}


def default_of(segmentation: str, option: Option, shape: tuple[int, ...] | None = None) -> float:
    """Give the default of a setting, which is finer for a small image.

    Parameters
    ----------
    segmentation : str
    option : Option
    shape : tuple of int, optional
        Height and width of the image.

    Returns
    -------
    float

    Notes
    -----
    The usual defaults cut a digit of 28 × 28 pixels into two superpixels, which explain nothing.
    """
    side = min(shape) if shape else _LARGE
    finer = next((settings for most, settings in _FINER.get(segmentation, ()) if side < most), {})
    return finer.get(option.name, option.default)
