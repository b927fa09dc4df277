"""Explorers: the views of one study, laid out in one widget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from IPython.core.formatters import format_display_data
from ipywidgets import widget_serialization
from traitlets import Dict, List, observe, validate

from lime_widgets.engine.errors import one_of, shortened
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.widgets.views.view import FULL_WIDTH, StudyView
from lime_widgets.widgets.wire.inbound import names_check

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.study import Study

# The views that are folded up below the others. Each is made when it is first unfolded, because bqplot takes 0.6 s to
# import. The browser has their titles.
_PLOTS = {"kernel_width": "KernelWidthView", "neighborhood": "NeighborhoodView"}
# These need no model of their own.
_FOLDS = ("advanced", "table", *_PLOTS)


class _Explorer(StudyView):
    """Views of one study, laid out by the browser; further views are folded up below them."""

    unfolded = List(help="The names of the views that are unfolded.").tag(sync=True)
    folds = Dict(help="The views that were unfolded once, by name.").tag(sync=True, **widget_serialization)

    study: Study

    def __init__(self, study: Study, **traits: Any) -> None:
        super().__init__(study, **traits)
        if study.has_trait("flipping"):
            study.flipping = True

    _from_page = {"unfolded": names_check("unfolded", _FOLDS)}  # noqa: RUF012  nobody writes to it

    def _first_traits(self) -> dict[str, Any]:
        return {"layout": FULL_WIDTH}

    @validate("unfolded")
    def _check_unfolded(self, proposal: Bunch) -> list[str]:
        mend = "Leave out what shall stay folded up."
        return [one_of(name, _FOLDS, what="A name in unfolded", mend=mend) for name in proposal.value]

    @observe("unfolded")
    def _unfold(self, change: Bunch) -> None:
        missing = [name for name in change.new if name in _PLOTS and name not in self.folds]
        if missing and self.study is not None:
            self.folds = self.folds | {name: self._make(name, self.study) for name in missing}

    def _make(self, name: str, study: Study) -> StudyView:
        view: type[StudyView] = getattr(import_module(f"lime_widgets.widgets.plots.{name}"), _PLOTS[name])
        return view(study)

    def close(self) -> None:
        """Close the explorer and the views in its folds; the study is not changed."""
        if self.comm is None:  # closed before, or never made
            return
        for view in self.folds.values():
            view.close()
        study = self.study
        super().close()
        self.study = study

    def __repr__(self) -> str:
        explanation = self.study.explanation
        if not explanation:
            return f"<{type(self).__name__}: {self.study.status}>"
        weights = ", ".join(f"{name} {number_text(weight)}" for name, weight in explanation.as_list()[:3])
        return f"<{type(self).__name__} of {shortened(explanation.output_name, 40)}: {shortened(weights, 120)}, ...>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the explanation as HTML for pages without widgets, such as a notebook on GitHub."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        explanation = self.study.explanation
        if data is None or not explanation:
            return bundle
        # As the user's IPython shows an explanation, with formatters of his own if there are any.
        html, _ = format_display_data(explanation, include={"text/html"})
        data = data | {"text/plain": repr(self)} | html
        return (data, metadata) if isinstance(bundle, tuple) else data


class TabularExplorer(_Explorer):
    """Interactive explorer for the explanation of one table row.

    The prediction and the fidelity of the explanation are on top. Below are the controls and the bars, side
    by side or, on a narrow page, one below the other.

    Parameters
    ----------
    study : Study
        The study to show. All views of a study stay in sync.

    Raises
    ------
    LimeError
        If it is not a study of a table row.
    """

    _front_end_name = "tabular_explorer"
    _data_kind = "table row"


class TextExplorer(_Explorer):
    """Interactive explorer for the explanation of one text.

    The prediction and the fidelity of the explanation are on top. Below are the controls beside the text,
    whose units are colored by their weights, and the bars. The table of perturbations is at the bottom.

    Parameters
    ----------
    study : Study
        The study to show. All views of a study stay in sync.

    Raises
    ------
    LimeError
        If it is not a study of a text.
    """

    _front_end_name = "text_explorer"
    _data_kind = "text"
    _shows_samples = True

    def _first_traits(self) -> dict[str, Any]:
        return super()._first_traits() | {"unfolded": ["table"]}


class ImageExplorer(_Explorer):
    """Interactive explorer for the explanation of one image.

    The prediction and the fidelity of the explanation are on top. Below are the controls beside the image,
    whose superpixels are colored by their weights.

    Parameters
    ----------
    study : Study
        The study to show. All views of a study stay in sync.

    Raises
    ------
    LimeError
        If it is not a study of an image.
    """

    _front_end_name = "image_explorer"
    _data_kind = "image"
