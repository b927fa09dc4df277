"""Several models side by side, on one instance, at one kernel width and on one scale."""

from __future__ import annotations

import threading
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HBox

from lime_widgets.study.worker import WORKER_NAME
from lime_widgets.widgets.views import static
from lime_widgets.widgets.wire.study_model import study_model_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from traitlets import Bunch

    from lime_widgets.study import Study
    from lime_widgets.widgets.explorers import ImageExplorer, TabularExplorer, TextExplorer

# What the models share: the question, not the answer.
_SHARED = ("instance", "kernel_width", "n_features", "n_samples", "random_state", "chart")
# Narrower than this, an explorer has its own line.
_LEAST_WIDTH = "420px"


class ModelComparison(HBox):
    """Explorers of several models, side by side.

    They explain one instance. The kernel width, the number of features and samples, and the seed move together, the
    bars have one scale, and each explorer outlines the bars of the model before it.

    Parameters
    ----------
    explorers : mapping of str to explorer
        By the name of the model.
    """

    def __init__(self, explorers: Mapping[str, TabularExplorer | TextExplorer | ImageExplorer]) -> None:
        self.explorers = dict(explorers)
        self._following = False
        for name, explorer in self.explorers.items():
            explorer.title = name
            explorer.layout.flex = f"1 1 {_LEAST_WIDTH}"
            explorer.layout.width = "auto"
        super().__init__(list(self.explorers.values()))
        self.layout.flex_flow = "row wrap"
        for study in self.studies.values():
            study.observe(self._follow, [name for name in _SHARED if study.has_trait(name)])
            study.observe(self._outline, "explanation")
        self._outline(None)

    @property
    def studies(self) -> dict[str, Study]:
        """The studies of the models, by their names."""
        return {name: explorer.study for name, explorer in self.explorers.items()}

    def _follow(self, change: Bunch) -> None:
        """Ask the same of the other models."""
        # What a study settles by itself, such as a width for a target, is its own; and two workers that set each
        # other's studies could wait for each other.
        if self._following or threading.current_thread().name == WORKER_NAME:
            return
        self._following = True
        try:
            for study in self.studies.values():
                if study is not change.owner and study.has_trait(change.name):
                    setattr(study, change.name, change.new)
        finally:
            self._following = False

    def _outline(self, _change: Bunch | None) -> None:
        """Give all bars one scale, and outline the bars of the model before."""
        explained = [(name, study) for name, study in self.studies.items() if study.explanation]
        if not explained:
            return
        sizes = [float(np.abs(study.explanation.contributions).max(initial=0.0)) for _, study in explained]
        for place, (_, study) in enumerate(explained):
            other, former = explained[place - 1]
            model: Any = study_model_of(study)
            model.extent = max(sizes)
            model.pinned = None if former is study else _pinned(other, former, study)

    def close(self) -> None:
        """Close all explorers; the studies are not changed."""
        if self.comm is None:  # it is closed, or could not be made
            return
        for study in self.studies.values():
            study.unobserve(self._follow, [name for name in _SHARED if study.has_trait(name)])
            study.unobserve(self._outline, "explanation")
        for explorer in self.explorers.values():
            explorer.close()
        super().close()

    def __repr__(self) -> str:
        said = [
            f"{name}: {static.plain(study)}" if study.explanation else f"{name}: {study.status}"
            for name, study in self.studies.items()
        ]
        return "<ModelComparison>\n" + "\n".join(said)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle: Any = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is None:
            return bundle
        shown = [
            f"<h4>{escape(name)}</h4>{static.html(study)}" for name, study in self.studies.items() if study.explanation
        ]
        data = data | {"text/plain": repr(self), "text/html": "".join(shown)}
        return (data, metadata) if isinstance(bundle, tuple) else data


def _pinned(name: str, former: Study, study: Study) -> dict[str, Any]:
    """Describe an explanation as the browser pins one."""
    explanation = former.explanation
    columns: Any = getattr(former.displayed_perturbation, "source_columns", ())
    weights = [
        [f"column {columns[feature]}" if len(columns) else explanation.feature_names[feature], float(size)]
        for feature, size in zip(explanation.features, explanation.contributions, strict=True)
    ]
    output = study.explanation.output
    return {"label": name, "output": output, "model": float(former.neighborhood.prediction[output]), "weights": weights}
