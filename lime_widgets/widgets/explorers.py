"""Explorers: the views of one study, laid out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from IPython.core.formatters import format_display_data
from ipywidgets import Accordion, Box, Layout, VBox, Widget

from lime_widgets.engine.errors import a, problem, shortened
from lime_widgets.engine.explanation.rendering import number_text
from lime_widgets.study import Study
from lime_widgets.widgets.views.bars import BarsView
from lime_widgets.widgets.views.controls import ControlsView
from lime_widgets.widgets.views.image import ImageView
from lime_widgets.widgets.views.summary import SummaryView
from lime_widgets.widgets.views.table import TableView
from lime_widgets.widgets.views.text import TextView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from traitlets import Bunch


class _Folds(Accordion):
    """Further views of a study. Each is made when it is first unfolded, because bqplot takes 0.6 s to import."""

    _titles: ClassVar[dict[str, str]] = {
        "How wide is local?": "kernel_width.KernelWidthView",
        "Sample by sample": "neighborhood.NeighborhoodView",
    }

    def __init__(self, study: Study) -> None:
        self._study = study
        boxes = [Box(layout=Layout(display="block", overflow="hidden")) for _ in self._titles]
        super().__init__(boxes, titles=tuple(self._titles), selected_index=None)
        self.observe(self._unfold, "selected_index")

    def _unfold(self, change: Bunch) -> None:
        box = None if change.new is None else self.children[change.new]
        if box is not None and not box.children:
            home, name = list(self._titles.values())[change.new].split(".")
            view = getattr(import_module(f"lime_widgets.widgets.plots.{home}"), name)
            box.children = [view(self._study)]

    def close(self) -> None:
        """Close the views that were made."""
        if self.comm is not None:
            for box in self.children:
                for part in (*box.children, box.layout, box):
                    part.close()
            self.layout.close()
        super().close()


class _Explorer(VBox):
    """Views of one study, laid out; further views are folded up below them."""

    # Empty until the views are made: an explorer whose construction fails is closed too.
    _parts: tuple[Widget, ...] = ()

    def __init__(self, study: Study, pictures: Sequence[Widget], below: Sequence[Widget] = ()) -> None:
        self.study = study
        summary = SummaryView(study)
        controls = ControlsView(study, layout=Layout(flex="1 1 270px", min_width="0"))
        column = VBox([*pictures], layout=Layout(flex="4 1 520px", min_width="0"))
        # On a narrow page the pictures come first, so that they stay in sight while a control moves.
        middle = Box([controls, column], layout=Layout(flex_flow="row wrap-reverse", align_items="flex-end"))
        folds = _Folds(study)
        self._parts = (summary, controls, *pictures, column.layout, column, middle.layout, middle, *below, folds)
        super().__init__([summary, middle, *below, folds], layout=Layout(overflow="hidden"))

    def __repr__(self) -> str:
        explanation = self.study.explanation
        if explanation is None:
            return f"<{type(self).__name__}: {self.study.status}>"
        weights = ", ".join(f"{name} {number_text(weight)}" for name, weight in explanation.as_list()[:3])
        return f"<{type(self).__name__} of {shortened(explanation.output_name, 40)}: {shortened(weights, 120)}, ...>"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the explanation as HTML for pages without widgets, such as a notebook on GitHub."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is None or self.study.explanation is None:
            return bundle
        # As the user's IPython shows an explanation, with formatters of his own if there are any.
        html, _ = format_display_data(self.study.explanation, include={"text/html"})
        data = data | {"text/plain": repr(self)} | html
        return (data, metadata) if isinstance(bundle, tuple) else data

    def close(self) -> None:
        """Close the views; the study is not changed."""
        for part in self._parts:
            part.close()
        if self.comm is not None:
            self.layout.close()
            super().close()


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

    def __init__(self, study: Study) -> None:
        if isinstance(study, Study) and study.data_kind != "table row":
            raise problem(
                f"TabularExplorer was given a study of {a(study.data_kind)}.",
                expected="a study of a table row",
                mend=f"Show this study with lime_widgets.{study.data_kind.capitalize()}Explorer(study).",
            )
        super().__init__(study, [BarsView(study)])


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

    def __init__(self, study: Study) -> None:
        super().__init__(study, [TextView(study), BarsView(study)], [TableView(study)])


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

    def __init__(self, study: Study) -> None:
        super().__init__(study, [ImageView(study)])
