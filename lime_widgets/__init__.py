"""Take hold of a LIME explanation: every parameter under your hand, redrawn while it moves.

`explore` shows one prediction of a model, explained live. Below it lie the parts to build
with: explainers that perturb, neighbourhoods that hold the model's answers, explanations
fitted to them, a `Study` that keeps all of it current, and widgets that draw a study.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lime_widgets import datasets, figures
    from lime_widgets.engine.blackbox import BlackBox
    from lime_widgets.engine.errors import LimeError, LimeWarning, ModelError
    from lime_widgets.engine.explanation import Explanation, Sweep
    from lime_widgets.engine.image import ImageExplainer
    from lime_widgets.engine.neighborhood import Neighborhood
    from lime_widgets.engine.tabular import TabularExplainer
    from lime_widgets.engine.text import TextExplainer
    from lime_widgets.study import Study
    from lime_widgets.widgets.bars import BarsView
    from lime_widgets.widgets.controls import ControlsView
    from lime_widgets.widgets.curve import CurveView
    from lime_widgets.widgets.explorers import ImageExplorer, TabularExplorer, TextExplorer, explore
    from lime_widgets.widgets.image import ImageView
    from lime_widgets.widgets.kernel_width import KernelWidthView
    from lime_widgets.widgets.near import NeighborhoodView
    from lime_widgets.widgets.plane import PlaneView
    from lime_widgets.widgets.summary import SummaryView
    from lime_widgets.widgets.table import TableView
    from lime_widgets.widgets.text import TextView

# scikit-learn takes 1.6 s to import and ipywidgets half a second, so a name's module is
# loaded when the name is first used, not when the package is.
_HOMES = {
    "BlackBox": "engine.blackbox",
    "LimeError": "engine.errors",
    "LimeWarning": "engine.errors",
    "ModelError": "engine.errors",
    "Explanation": "engine.explanation",
    "Sweep": "engine.explanation",
    "Neighborhood": "engine.neighborhood",
    "ImageExplainer": "engine.image",
    "TabularExplainer": "engine.tabular",
    "TextExplainer": "engine.text",
    "Study": "study",
    "BarsView": "widgets.bars",
    "ControlsView": "widgets.controls",
    "CurveView": "widgets.curve",
    "ImageExplorer": "widgets.explorers",
    "ImageView": "widgets.image",
    "KernelWidthView": "widgets.kernel_width",
    "NeighborhoodView": "widgets.near",
    "PlaneView": "widgets.plane",
    "SummaryView": "widgets.summary",
    "TabularExplorer": "widgets.explorers",
    "TableView": "widgets.table",
    "TextExplorer": "widgets.explorers",
    "TextView": "widgets.text",
    "explore": "widgets.explorers",
}

# Packages of this one that are loaded when they are first used.
_ROOMS = ("datasets", "figures")

__all__ = [
    "BarsView",
    "BlackBox",
    "ControlsView",
    "CurveView",
    "Explanation",
    "ImageExplainer",
    "ImageExplorer",
    "ImageView",
    "KernelWidthView",
    "LimeError",
    "LimeWarning",
    "ModelError",
    "Neighborhood",
    "NeighborhoodView",
    "PlaneView",
    "Study",
    "SummaryView",
    "Sweep",
    "TableView",
    "TabularExplainer",
    "TabularExplorer",
    "TextExplainer",
    "TextExplorer",
    "TextView",
    "datasets",
    "explore",
    "figures",
]

__version__ = version("lime-widgets")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_ROOMS})
