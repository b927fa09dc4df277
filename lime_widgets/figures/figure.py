"""Base of the figures: a verdict that follows the studies, a caption, and views of one or several studies."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Accordion, HBox, Layout, ToggleButtons, VBox

from lime_widgets.engine.errors import problem
from lime_widgets.widgets.views.controls import ControlsView
from lime_widgets.widgets.views.summary import SummaryView

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from ipywidgets import Widget
    from matplotlib.figure import Figure as Drawing
    from traitlets import Bunch

    from lime_widgets.study import Study

_DISTANCES = {
    "as published: Σ Δ², without the root": "sqeuclidean",
    "Euclidean: √(Σ Δ²)": "euclidean",
}
_STYLE = "margin:0;line-height:1.4;max-width:60em;color:var(--jp-content-font-color1,inherit)"


class Figure(VBox):
    """Interactive figure: its verdict in the first line, a caption, and views.

    Parameters
    ----------
    studies : sequence of Study
        The studies that it shows; the first is `study`.
    parts : sequence of Widget
        What stands below the caption, in this order. They are closed with the figure.
    caption : str
        Plain text.

    Attributes
    ----------
    study : Study or None
        The first study; None after `close`.
    studies : tuple of Study
        All of them; empty after `close`.
    """

    # Nothing to close yet: ipywidgets closes a figure that was never finished, too.
    studies: tuple[Study, ...] = ()
    study: Study | None = None
    _parts: tuple[Widget, ...] = ()

    def __init__(self, studies: Sequence[Study], parts: Sequence[Widget], caption: str) -> None:
        self.studies = tuple(studies)
        self.study = self.studies[0] if self.studies else None
        self._verdict = HTML()
        text = HTML(f"<p style='{_STYLE}'>{escape(caption)}</p>")
        self._parts = (self._verdict, text, *parts)
        super().__init__([self._verdict, text, *parts], layout=Layout(overflow="hidden"))
        for study in self.studies:
            study.observe(self._say, "explanation")
        self._say()

    @property
    def verdict(self) -> str:
        """The sentence in the first line: what the figure shows as it stands."""
        return minus(self._judge()) if all(study.explanation for study in self.studies) else "The model is being asked."

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.verdict}>" if not self.closed else f"<{type(self).__name__}, closed>"

    @property
    def table(self) -> pd.DataFrame:
        """Numbers that the figure shows."""
        raise NotImplementedError

    def plot(self) -> Drawing:
        """Draw the figure as it stands for print.

        Returns
        -------
        matplotlib.figure.Figure
            Save it with ``figure.plot().savefig("figure.svg")``.

        Raises
        ------
        LimeError
            If the figure is closed.
        ImportError
            If matplotlib is not installed.
        """
        if self.closed:
            raise closed_error()
        try:
            from matplotlib.figure import Figure as Canvas
        except ImportError as error:
            msg = "plot needs matplotlib: pip install lime-widgets[plot]"
            raise ImportError(msg) from error
        drawing = Canvas(figsize=(8.0, 4.5), layout="constrained")
        self._draw(drawing)
        drawing.suptitle(self.verdict, fontsize="medium", x=0.02, ha="left", parse_math=False)
        return drawing

    @property
    def closed(self) -> bool:
        """Whether it is closed, and its studies are released."""
        return self.comm is None

    @property
    def open_study(self) -> Study:
        """The study of a figure that is not closed.

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        if self.study is None:
            raise closed_error()
        return self.study

    def _judge(self) -> str:
        """Give the verdict; every study has an explanation."""
        raise NotImplementedError

    def _draw(self, drawing: Drawing) -> None:
        """Fill a figure of matplotlib."""
        raise NotImplementedError

    def _say(self, _change: Bunch | None = None) -> None:
        style = f"{_STYLE};font-size:15px;font-weight:600"
        self._verdict.value = f"<p style='{style}'>{escape(self.verdict)}</p>"

    def close(self) -> None:
        """Close the views and release the studies, so that their memory can be freed."""
        if self.studies or self._parts:
            for study in self.studies:
                study.unobserve(self._say, "explanation")
            for part in self._parts:
                close_whole(part)
            self.layout.close()
            self.study, self.studies, self._parts = None, (), ()
        super().close()
        self.children = ()


def close_whole(part: Widget) -> None:
    """Close a widget with its style and its layout, which ipywidgets keeps otherwise."""
    for owned in (getattr(part, "style", None), getattr(part, "layout", None)):
        if owned is not None:
            owned.close()
    part.close()


def minus(text: str) -> str:
    """Write numbers with a minus sign, not with a hyphen."""
    return re.sub(r"(?<![\w.])-(?=[\d.])", "−", text)


def as_table(rows: pd.DataFrame, form: str = ".2f", *, index: bool = False) -> str:
    """Write a table as HTML, its numbers below their heads.

    Parameters
    ----------
    rows : DataFrame
    form : str, default ".2f"
        The format of numbers that are not whole.
    index : bool, default False
        Whether to write the index in front.
    """

    def line(tag: str, cells: Sequence[Any]) -> str:
        texts = [minus(format(cell, form)) if isinstance(cell, float) else str(cell) for cell in cells]
        style = "text-align:left;padding:1px 14px 1px 0;white-space:nowrap"
        return "<tr>" + "".join(f"<{tag} style='{style}'>{escape(text)}</{tag}>" for text in texts) + "</tr>"

    head = line("th", ["", *rows] if index else list(rows))
    body = "".join(line("td", row if index else row[1:]) for row in rows.itertuples())
    color = "color:var(--jp-content-font-color1,inherit)"
    return f"<div style='overflow-x:auto;line-height:1.5;{color}'><table>{head}{body}</table></div>"


class Titled(Figure):
    """Figure of several studies side by side, each with a title that follows it.

    Parameters
    ----------
    studies : sequence of Study
    views : sequence of sequence of Widget
        The views of each study.
    above, below : sequence of Widget
        What stands above and below the columns.
    caption : str
    basis : int
        The least width of a column in CSS pixels. Columns wrap where there is less room.
    """

    def __init__(
        self,
        studies: Sequence[Study],
        views: Sequence[Sequence[Widget]],
        caption: str,
        *,
        above: Sequence[Widget] = (),
        below: Sequence[Widget] = (),
        basis: int = 380,
    ) -> None:
        self._titles = [HTML() for _ in studies]
        layout = {"flex": f"1 1 {basis}px", "min_width": "0", "overflow": "hidden"}
        columns = [VBox([title, *each], layout=layout) for title, each in zip(self._titles, views, strict=True)]
        beside = HBox(columns, layout=Layout(flex_flow="row wrap", overflow="hidden"))
        super().__init__(studies, [*above, beside, *below], caption)
        self._parts += (*columns, *self._titles, *(view for each in views for view in each))

    def _title_of(self, place: int) -> str:
        """Say what one of the studies shows."""
        raise NotImplementedError

    def _say(self, change: Bunch | None = None) -> None:
        super()._say(change)
        for place, (title, study) in enumerate(zip(self._titles, self.studies, strict=True)):
            if study.explanation:
                title.value = f"<p style='{_STYLE};padding:4px 8px'>{escape(self._title_of(place))}</p>"


def closed_error() -> Exception:
    """Give the error of a figure that is closed."""
    return problem("figure.closed")


class PublishedFigure(Figure):
    """Interactive figure of one study with a switch for the distance, a summary and all controls.

    Parameters
    ----------
    study : Study
        The study to show.
    views : sequence of Widget
        Views of the study.
    caption : str
        Plain text above the views.

    Attributes
    ----------
    distance : ToggleButtons
        Switches between the published distance and the Euclidean distance. No button is pressed while
        the study has another distance.
    """

    def __init__(self, study: Study, views: Sequence[Widget], caption: str) -> None:
        self.distance = ToggleButtons(
            options=_DISTANCES,
            value=study.distance,
            description="Distance",
            tooltips=[
                "The article calls this the Euclidean distance, but takes no square root",
                "The Euclidean distance with its square root; the picture changes",
            ],
            style={"button_width": "auto"},
        )
        parameters = everything_about(study)
        super().__init__([study], [self.distance, *views, SummaryView(study), parameters], caption)
        self._parts += (parameters.children[0],)
        self.distance.observe(self._set_study_distance, "value")
        study.observe(self._press_button, "distance")

    def _set_study_distance(self, change: Bunch) -> None:
        # None: the study has another distance, and no button is pressed.
        if change.new is not None and self.study is not None:
            self.study.distance = change.new

    def _press_button(self, change: Bunch) -> None:
        self.distance.value = change.new if change.new in _DISTANCES.values() else None

    def close(self) -> None:
        """Close the views and release the study, so that its memory can be freed."""
        if self.study is not None:
            self.study.unobserve(self._press_button, "distance")
        super().close()


def everything_about(study: Study) -> Any:
    """Make the folded panel of all parameters of a study."""
    return Accordion([ControlsView(study)], titles=("Every parameter",), selected_index=None)
