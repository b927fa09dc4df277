"""Samples of a walk, in both directions: z′ and the input h(z′) that the model gets."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HBox, Label, Layout, ToggleButton, VBox

from lime_widgets.engine.errors import short_name
from lime_widgets.study import ImageStudy, TabularStudy, TextStudy
from lime_widgets.widgets.views.pictures import as_html

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.study import Study

# Bits of a z′ that are written out.
MOST_BITS = 12


class OwnSample(VBox):
    """A z′ of the reader's own: a button for each part, on the screen together with the input h(z′).

    The buttons and the parts that are removed by hand in the text or the picture are the same, so that h is seen in
    both directions.

    Parameters
    ----------
    study : TextStudy or ImageStudy
    """

    # ipywidgets closes what was never finished, too.
    _made = False

    def __init__(self, study: Any) -> None:
        self._study = study
        names = study.feature_names[:MOST_BITS]
        self._bits = [
            ToggleButton(True, description="1", tooltip=str(name), layout=Layout(width="34px"))  # noqa: FBT003
            for name in names
        ]
        n_more = len(study.feature_names) - len(names)
        more = [Label(f"… and {n_more} more")] if n_more else []
        said = Label("z′ of your own. Press a bit to switch its part, or click the part below to switch its bit:")
        row = HBox([*self._bits, *more], layout=Layout(flex_flow="row wrap"))
        super().__init__([said, row])
        for place, bit in enumerate(self._bits):
            bit.observe(lambda change, place=place: self._switch(place, on=change.new), "value")
        study.observe(self._follow, "removed")
        self._made = True
        self._follow()

    def _switch(self, place: int, *, on: bool) -> None:
        removed = set(self._study.removed)
        self._study.removed = sorted(removed - {place} if on else removed | {place})

    def _follow(self, _change: Bunch | None = None) -> None:
        removed = set(self._study.removed)
        for place, bit in enumerate(self._bits):
            bit.value = place not in removed
            bit.description = str(int(bit.value))

    def close(self) -> None:
        """Let go of the study, and close the buttons."""
        if self._made:
            self._made = False
            self._study.unobserve(self._follow, "removed")
            for part in (*self._bits, *self.children):
                part.layout.close()
                part.close()
        super().close()


class Reader:
    """Writes z′ and h(z′) of samples as HTML."""

    def __init__(self, study: Study) -> None:
        self._study, self._Z = study, study.neighborhood.Z
        self._names = study.neighborhood.feature_names

    def bits(self, row: int) -> str:
        """Write the interpretable representation."""
        z = self._Z[row]
        texts = [f"{value:.3g}".replace("-", "−") for value in z[:MOST_BITS]]
        more = ", …" if len(z) > MOST_BITS else ""
        return f"<code>[{', '.join(texts)}{more}]</code>"

    def input(self, row: int) -> str:
        """Write the input that the model gets."""
        perturbation: Any = self._study.displayed_perturbation
        value = perturbation.inputs(np.array([row]), self._Z)
        if isinstance(self._study, ImageStudy):
            return as_html(np.asarray(value)[0], f"input of sample {row}", width=96)
        if isinstance(self._study, TextStudy):
            kept = self._Z[row] > 0
            units = perturbation.units
            parts, end = [], 0
            for start, stop, feature in zip(units.starts, units.stops, units.features, strict=True):
                word = escape(units.text[start:stop])
                off = f"<s style='opacity:.5'>{word}</s>"
                parts.append(escape(units.text[end:start]) + (word if kept[feature] else off))
                end = stop
            return "".join(parts) + escape(units.text[end:])
        return self._row(value)

    def _row(self, value: Any) -> str:
        columns = self._study.explainer.table.columns if isinstance(self._study, TabularStudy) else ()
        values = value.iloc[0].tolist() if hasattr(value, "iloc") else np.asarray(value)[0].tolist()
        shown = [
            f"{escape(short_name(column.name, 24))} {escape(f'{each:.4g}' if isinstance(each, float) else str(each))}"
            for column, each in zip(columns, values, strict=True)
        ]
        return ", ".join(shown[:8]) + (", …" if len(shown) > 8 else "")
