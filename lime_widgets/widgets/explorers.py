"""Explorers: the views of one study, laid out in one widget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import widget_serialization
from traitlets import Dict, List, Unicode, observe, validate

from lime_widgets.engine.errors import one_of, problem
from lime_widgets.widgets.views.pictures import draw_image, draw_text
from lime_widgets.widgets.views.view import FULL_WIDTH, StudyView
from lime_widgets.widgets.wire.inbound import Check, displayed, names_check

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from traitlets import Bunch

    from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy

# The views that are folded up below the others. Each is made when it is first unfolded, because bqplot takes 0.6 s to
# import. The browser has their titles.
_PLOTS = {"kernel_width": "KernelWidthView", "fidelity": "FidelityView", "neighborhood": "NeighborhoodView"}
# These need no model of their own.
_FOLDS = ("advanced", "stability", *_PLOTS)


def _checks(foldable: tuple[str, ...]) -> dict[str, Check]:
    """Give the checks of what the page may set."""

    def presented(value: Any) -> None:
        whole = isinstance(value, dict) and set(value) == {"view", "controls"}
        good = whole and value["view"] in _views(foldable) and isinstance(value["controls"], list)
        if value is not None and not (good and all(isinstance(name, str) for name in value["controls"])):
            raise problem("page.presented", value=displayed(value))

    return {"unfolded": names_check("unfolded", foldable), "presented": presented}


def _views(foldable: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names of the views that can be presented."""
    return ("picture", *(name for name in foldable if name != "advanced"))


class _Explorer(StudyView):
    """Views of one study, laid out by the browser; further views are folded up below them."""

    title = Unicode(help="The name of the model, at the top.").tag(sync=True)
    unfolded = List(help="The names of the views that are unfolded.").tag(sync=True)
    folds = Dict(help="The views that were unfolded once, by name.").tag(sync=True, **widget_serialization)
    presented = Dict(
        default_value=None,
        allow_none=True,
        help="The presented view and its controls, such as {'view': 'picture', 'controls': []}; None while nothing is "
        "presented. `present` sets it.",
    ).tag(sync=True)

    study: TabularStudy | TextStudy | ImageStudy

    def __init__(self, study: Study, **traits: Any) -> None:
        super().__init__(study, **traits)
        # A user who searches flips without an explorer goes on when it closes.
        self._began_flipping = not self.study.flipping
        self.study.flipping = True

    _foldable: ClassVar[tuple[str, ...]] = _FOLDS
    _from_page: ClassVar[dict[str, Check]] = _checks(_FOLDS)
    _began_flipping = False

    def _first_traits(self) -> dict[str, Any]:
        return {"layout": FULL_WIDTH}

    @validate("unfolded")
    def _check_unfolded(self, proposal: Bunch) -> list[str]:
        return [one_of(name, self._foldable, "unfolded.unknown") for name in proposal.value]

    def present(self, *controls: str, view: str = "picture") -> None:
        """Show the explorer on a projector: over the whole page, in large type, one view at a time.

        The page has buttons for the next view and for the end; a presenter's keys, Page Up and Page Down, work too, and
        Escape ends it.

        Parameters
        ----------
        *controls : str
            Parameters whose controls are shown, such as ``"kernel_width"``; none by default.
        view : str, default "picture"
            The view to begin with: ``"picture"``, ``"stability"``, ``"kernel_width"``, ``"fidelity"``,
            ``"neighborhood"``, ``"table"`` for a text, or ``"global"`` for a table row.

        Raises
        ------
        LimeError
            If the study has no such parameter, or the explorer no such view.

        Examples
        --------
        >>> explorer.present("kernel_width", "n_features")  # doctest: +SKIP
        """
        one_of(view, _views(self._foldable), "view.unknown")
        for name in controls:
            one_of(name, self.study.parameter_names, "control.unknown")
        self.presented = {"view": view, "controls": list(controls)}

    def end_presentation(self) -> None:
        """Put the explorer back into its cell."""
        self.set_trait("presented", None)

    @observe("unfolded")
    def _unfold(self, change: Bunch) -> None:
        missing = [name for name in change.new if name in _PLOTS and name not in self.folds]
        if missing and self.study is not None:
            self.folds = self.folds | {name: self._make(name, self.study) for name in missing}
        for name, view in self.folds.items():
            if view.has_trait("seen"):
                view.seen = name in change.new

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

    The prediction, the grade of the explanation and a sentence that says why are on top. Below are the essential
    controls and the bars; all other parameters and views are folded up.

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
    _foldable = (*_FOLDS, "global")
    _from_page: ClassVar[dict[str, Check]] = _checks(_foldable)


class TextExplorer(_Explorer):
    """Interactive explorer for the explanation of one text.

    The prediction, the grade of the explanation and a sentence that says why are on top. Below are the essential
    controls, the text, whose units are colored by their weights, and the bars. The table of samples and all other
    parameters and views are folds.

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
    _from_page: ClassVar[dict[str, Check]] = _checks(_foldable)

    def _first_traits(self) -> dict[str, Any]:
        return super()._first_traits() | {"unfolded": ["table"]}

    def _picture(self, study: Any, ax: Axes | None) -> Axes:
        return draw_text(study, ax)


class ImageExplorer(_Explorer):
    """Interactive explorer for the explanation of one image.

    The prediction, the grade of the explanation and a sentence that says why are on top. Below are the essential
    controls and the image, whose superpixels are colored by their weights; all other parameters and views are folds.

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

    def _picture(self, study: Any, ax: Axes | None) -> Axes:
        return draw_image(study, ax)
