"""Take hold of a LIME explanation: every parameter under your hand, redrawn while it moves.

`explore` shows one prediction of a model, explained live. It is built from explainers that perturb,
neighborhoods that hold the model's answers, explanations that are fitted to them, a `Study` that keeps
all of it up to date, and widgets that draw a study.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lime_widgets import datasets, exercises, figures
    from lime_widgets.engine.errors import LimeError, LimeWarning, ModelError
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.explanation.sweep import Sweep
    from lime_widgets.engine.fidelity.result import Fidelity
    from lime_widgets.engine.global_surrogate.surrogate import GlobalSurrogate
    from lime_widgets.engine.image.explainer import ImageExplainer
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.sensitivity.neighbors import sensitivity
    from lime_widgets.engine.sensitivity.result import Sensitivity
    from lime_widgets.engine.stability.repeats import stability
    from lime_widgets.engine.stability.result import Stability
    from lime_widgets.engine.stability.settling import Settlement, explain_until_settled
    from lime_widgets.engine.tabular.explainer import TabularExplainer
    from lime_widgets.engine.text.explainer import TextExplainer
    from lime_widgets.study import Study
    from lime_widgets.widgets.comparison import ModelComparison
    from lime_widgets.widgets.explore import explore
    from lime_widgets.widgets.explorers import ImageExplorer, TabularExplorer, TextExplorer
    from lime_widgets.widgets.plots.curve import CurveView
    from lime_widgets.widgets.plots.fidelity import FidelityView
    from lime_widgets.widgets.plots.kernel_width import KernelWidthView
    from lime_widgets.widgets.plots.neighborhood import NeighborhoodView
    from lime_widgets.widgets.plots.plane import PlaneView
    from lime_widgets.widgets.views.bars import BarsView
    from lime_widgets.widgets.views.controls import ControlsView
    from lime_widgets.widgets.views.image import ImageView
    from lime_widgets.widgets.views.overall import GlobalView
    from lime_widgets.widgets.views.stability import StabilityView
    from lime_widgets.widgets.views.summary import SummaryView
    from lime_widgets.widgets.views.table import TableView
    from lime_widgets.widgets.views.text import TextView
    from lime_widgets.widgets.views.tree import TreeView

# scikit-learn takes 1.6 s to import and ipywidgets half a second. A module is loaded when its name is first used.
_HOMES = {
    "BlackBox": "engine.model.black_box",
    "LimeError": "engine.errors",
    "LimeWarning": "engine.errors",
    "ModelError": "engine.errors",
    "Explanation": "engine.explanation.result",
    "Sweep": "engine.explanation.sweep",
    "Fidelity": "engine.fidelity.result",
    "Neighborhood": "engine.explanation.neighborhood",
    "GlobalSurrogate": "engine.global_surrogate.surrogate",
    "ImageExplainer": "engine.image.explainer",
    "TabularExplainer": "engine.tabular.explainer",
    "TextExplainer": "engine.text.explainer",
    "Sensitivity": "engine.sensitivity.result",
    "Settlement": "engine.stability.settling",
    "Stability": "engine.stability.result",
    "explain_until_settled": "engine.stability.settling",
    "sensitivity": "engine.sensitivity.neighbors",
    "stability": "engine.stability.repeats",
    "Study": "study",
    "BarsView": "widgets.views.bars",
    "ControlsView": "widgets.views.controls",
    "CurveView": "widgets.plots.curve",
    "FidelityView": "widgets.plots.fidelity",
    "GlobalView": "widgets.views.overall",
    "ImageExplorer": "widgets.explorers",
    "ImageView": "widgets.views.image",
    "KernelWidthView": "widgets.plots.kernel_width",
    "ModelComparison": "widgets.comparison",
    "NeighborhoodView": "widgets.plots.neighborhood",
    "PlaneView": "widgets.plots.plane",
    "StabilityView": "widgets.views.stability",
    "SummaryView": "widgets.views.summary",
    "TabularExplorer": "widgets.explorers",
    "TableView": "widgets.views.table",
    "TextExplorer": "widgets.explorers",
    "TextView": "widgets.views.text",
    "TreeView": "widgets.views.tree",
    "explore": "widgets.explore",
}

# Subpackages that are loaded when they are first used.
_ROOMS = ("datasets", "exercises", "figures")

__all__ = [
    "BarsView",
    "BlackBox",
    "ControlsView",
    "CurveView",
    "Explanation",
    "Fidelity",
    "FidelityView",
    "GlobalSurrogate",
    "GlobalView",
    "ImageExplainer",
    "ImageExplorer",
    "ImageView",
    "KernelWidthView",
    "LimeError",
    "LimeWarning",
    "ModelComparison",
    "ModelError",
    "Neighborhood",
    "NeighborhoodView",
    "PlaneView",
    "Sensitivity",
    "Settlement",
    "Stability",
    "StabilityView",
    "Study",
    "SummaryView",
    "Sweep",
    "TableView",
    "TabularExplainer",
    "TabularExplorer",
    "TextExplainer",
    "TextExplorer",
    "TextView",
    "TreeView",
    "datasets",
    "exercises",
    "explain_until_settled",
    "explore",
    "figures",
    "sensitivity",
    "stability",
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
