"""Explorers: the views of one study, laid out in one widget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import widget_serialization
from traitlets import Dict, List, Unicode, observe, validate

from lime_widgets.engine.errors import one_of
from lime_widgets.widgets.views.view import FULL_WIDTH, StudyView
from lime_widgets.widgets.wire.inbound import Check, names_check

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy

# The views that are folded up below the others. Each is made when it is first unfolded, because bqplot takes 0.6 s to
# import. The browser has their titles.
_PLOTS = {"kernel_width": "KernelWidthView", "neighborhood": "NeighborhoodView"}
# These need no model of their own.
_FOLDS = ("advanced", *_PLOTS)


class _Explorer(StudyView):
    """Views of one study, laid out by the browser; further views are folded up below them."""

    title = Unicode(help="The name of the model, at the top.").tag(sync=True)
    unfolded = List(help="The names of the views that are unfolded.").tag(sync=True)
    folds = Dict(help="The views that were unfolded once, by name.").tag(sync=True, **widget_serialization)

    study: TabularStudy | TextStudy | ImageStudy

    def __init__(self, study: Study, **traits: Any) -> None:
        super().__init__(study, **traits)
        # A user who searches flips without an explorer goes on when it closes.
        self._began_flipping = not self.study.flipping
        self.study.flipping = True

    _foldable: ClassVar[tuple[str, ...]] = _FOLDS
    _from_page: ClassVar[dict[str, Check]] = {"unfolded": names_check("unfolded", _FOLDS)}
    _began_flipping = False

    def _first_traits(self) -> dict[str, Any]:
        return {"layout": FULL_WIDTH}

    @validate("unfolded")
    def _check_unfolded(self, proposal: Bunch) -> list[str]:
        mend = "Leave out what shall stay folded up."
        return [one_of(name, self._foldable, what="A name in unfolded", mend=mend) for name in proposal.value]

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
        if self._began_flipping:
            study.flipping = False
        super().close()
        self.study = study


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
    _foldable = ("table", *_FOLDS)
    _from_page: ClassVar[dict[str, Check]] = {"unfolded": names_check("unfolded", _foldable)}

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
