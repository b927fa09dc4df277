"""LIME's five steps as a walk: for a table row, a text or an image, each step with the study's own numbers."""

from __future__ import annotations

import threading
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from ipywidgets import HTML, Button, HBox, Layout, ToggleButton
from traitlets import Int, observe, validate

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.texts import say
from lime_widgets.figures.figure import Figure, minus
from lime_widgets.figures.samples import OwnSample, Reader
from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy
from lime_widgets.widgets.views.bars import BarsView
from lime_widgets.widgets.views.image import ImageView
from lime_widgets.widgets.views.text import TextView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing
    from numpy.typing import NDArray
    from traitlets import Bunch

# Samples in the table of a step, without the instance.
N_SHOWN = 6
# How long each step stays while the walk plays.
SECONDS = 4.0
_CAPTION = (
    "Back, next or play: the same samples in every step. The last step's bars follow every parameter of the study."
)


class Step(NamedTuple):
    """A step: its name, the parts of the formula that it is about, and what happens."""

    name: str
    lit: tuple[str, ...]
    said: str


STEPS = (
    Step("Choose x", ("x",), "The instance x whose prediction is to be explained, and the model's answer f(x)."),
    Step(
        "Perturb",
        ("z",),
        "Draw z′: which parts of x stay (1) and which are off or other (0). The mapping h turns each z′ back into an "
        "input z = h(z′) that the model can take.",
    ),
    Step("Predict", ("f",), "Ask the black box f about every input h(z′)."),
    Step("Weigh", ("pi",), "Weigh every sample by the proximity kernel π: the nearer to x, the more it counts."),
    Step(
        "Fit and read",
        ("argmin", "L", "g", "omega"),
        "Fit a simple surrogate g to the weighted samples: the loss 𝓛 is small where g agrees with f near x, and Ω "
        "keeps g simple. Its weights are the explanation.",
    ),
)

# The formula of the LIME paper (Ribeiro, Singh and Guestrin 2016, equation 1), part by part.
_FORMULA = (
    ("x", "ξ(x)"), ("", " = "), ("argmin", "argmin"), ("g", "<sub>g ∈ G</sub>"), ("", " "), ("L", "𝓛("), ("f", "f"),
    ("L", ", "), ("g", "g"), ("L", ", "), ("pi", "π<sub>x</sub>"), ("L", ")"), ("", " + "), ("omega", "Ω(g)"),
    ("", ", over samples "), ("z", "z = h(z′)"),
)  # fmt: skip


class StepsFigure(Figure):
    """Walk through the five steps. `steps` makes it.

    Attributes
    ----------
    step : int
        The displayed step, 0 to 4. Set it from code, or by the buttons.
    """

    step = Int(0, help="The displayed step, 0 to 4.")

    def __init__(self, study: Study) -> None:
        self._back = Button(description="‹ Back", layout=Layout(width="90px"))
        self._next = Button(description="Next ›", layout=Layout(width="90px"))
        self._play = ToggleButton(description="▶ Play", value=False, layout=Layout(width="90px"))
        self._formula, self._shown = HTML(), HTML()
        # Numbers of superpixels tell a reader nothing: an image has its picture.
        self._bars: Any = ImageView(study) if isinstance(study, ImageStudy) else BarsView(study)
        self._timer: threading.Timer | None = None
        buttons = HBox([self._back, self._next, self._play])
        self._own: OwnSample | None = None if isinstance(study, TabularStudy) else OwnSample(study)
        own = [self._own, *([TextView(study)] if isinstance(study, TextStudy) else [])] if self._own else []
        # A click here takes a part out: the text, or the picture, which also shows the explanation.
        self._clicked: Any = own[-1] if isinstance(study, TextStudy) else self._bars if self._own else None
        super().__init__([study], [buttons, self._formula, self._shown, *own, self._bars], _CAPTION)
        self._parts += (self._back, self._next, self._play)
        self._back.on_click(lambda _button: self._go(-1))
        self._next.on_click(lambda _button: self._go(+1))
        self._play.observe(self._play_or_pause, "value")

    @validate("step")
    def _check_step(self, proposal: Bunch) -> int:
        if not 0 <= proposal.value < len(STEPS):
            raise problem("step.invalid", value=proposal.value, last=len(STEPS) - 1)
        return int(proposal.value)

    @property
    def table(self) -> pd.DataFrame:
        """The displayed samples: the instance, then the heaviest of the others.

        Returns
        -------
        DataFrame
            A column of z′ for each interpretable feature, then ``f`` (the model's answer), ``distance``, ``weight``
            and ``g`` (the surrogate's answer).

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        study, rows = self.open_study, self._rows()
        neighborhood, explanation = study.neighborhood, study.explanation
        Z = neighborhood.Z[rows]
        table = pd.DataFrame(Z, columns=list(neighborhood.feature_names))
        return table.assign(
            f=neighborhood.y[rows, explanation.output],
            distance=neighborhood.distances[rows],
            weight=self._weights()[rows],
            g=explanation.predict(Z),
        )

    def _weights(self) -> NDArray[np.float64]:
        study = self.open_study
        return kernel_weights(study.neighborhood.distances, study.explanation.kernel_width, study.kernel)[0]

    def _rows(self) -> NDArray[np.intp]:
        """Choose samples over the whole range of weights, the instance first; the same at every step."""
        order = np.argsort(-self._weights()[1:], kind="stable") + 1
        places = np.unique(np.linspace(0, len(order) * 0.6, N_SHOWN).astype(int))
        return np.concatenate([[0], order[places[places < len(order)]]])

    def _judge(self) -> str:
        step = STEPS[self.step]
        return f"Step {self.step + 1} of {len(STEPS)}: {step.name}"

    def _say(self, change: Bunch | None = None) -> None:
        super()._say(change)
        if self.study is not None and self.study.explanation:
            self._draw_step()

    @observe("step")
    def _follow_step(self, _change: Bunch) -> None:
        self._say()

    def _go(self, by: int) -> None:
        self.step = (self.step + by) % len(STEPS) if self._play.value else min(len(STEPS) - 1, max(0, self.step + by))

    def _play_or_pause(self, change: Bunch) -> None:
        self._play.description = "⏸ Pause" if change.new else "▶ Play"
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if change.new:
            self._wait_and_go()

    def _wait_and_go(self) -> None:
        def go() -> None:
            if self._play.value and not self.closed:
                self._go(+1)
                self._wait_and_go()

        self._timer = threading.Timer(SECONDS, go)
        self._timer.daemon = True
        self._timer.start()

    def _draw_step(self) -> None:
        step = STEPS[self.step]
        self._back.disabled, self._next.disabled = self.step == 0, self.step == len(STEPS) - 1
        self._formula.value = _formula(step.lit)
        perturbs = self.step in {1, 2}
        for part in filter(None, (self._own, self._clicked)):
            part.layout.display = "" if perturbs else "none"
        if self._bars is not self._clicked or not perturbs:
            self._bars.layout.display = "" if self.step == len(STEPS) - 1 else "none"
        self._shown.value = f"<p style='margin:4px 0'>{escape(step.said)}</p>{self._samples()}"

    def _samples(self) -> str:
        """Write the samples as far as the step knows them."""
        study = self.open_study
        rows = self._rows()[: 1 if self.step == 0 else None]
        table, readers = self.table, Reader(study)
        heads = ["", *(["z′"] if self.step else []), "x" if self.step == 0 else "z = h(z′)", "f"]
        heads = heads[: 3 if self.step == 1 else None] + (["distance", "π"] if self.step > 2 else [])
        heads += ["g"] if self.step == len(STEPS) - 1 else []
        lines = []
        for k, row in enumerate(rows):
            numbers = [f"{table[name].iloc[k]:.3f}" for name in ("f", "distance", "weight", "g")]
            known = {0: numbers[:1], 1: [], 2: numbers[:1], 3: numbers[:3], 4: numbers}[self.step]
            bits = [] if self.step == 0 else [readers.bits(row)]
            cells = ["x" if row == 0 else f"z{k}", *bits, readers.input(row), *(escape(minus(each)) for each in known)]
            lines.append(
                "<tr>" + "".join(f"<td style='padding:2px 10px 2px 0'>{cell}</td>" for cell in cells) + "</tr>"
            )
        head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in heads)
        return f"<table cellpadding='3' style='line-height:1.3;text-align:left'><tr>{head}</tr>{''.join(lines)}</table>"

    def _draw(self, drawing: Drawing) -> None:
        study, table = self.open_study, self.table
        left, right = drawing.subplots(1, 2)
        left.scatter(
            table["distance"], table["f"], s=20 + 200 * table["weight"] / table["weight"].max(), color="#2369b0"
        )
        left.scatter(table["distance"], table["g"], marker="x", color="black")
        left.set(xlabel="distance", ylabel="f (dots), g (crosses)")
        study.explanation.plot(ax=right)

    def close(self) -> None:
        """Stop playing, close the views and release the study."""
        if self.study is not None:
            self._play.value = False
        super().close()


def _formula(lit: tuple[str, ...]) -> str:
    """Write the formula with the parts lit that the step is about."""
    bright = (
        "background:color-mix(in srgb,var(--jp-brand-color1,#1976d2) 25%,transparent);border-radius:3px;font-weight:600"
    )
    parts = [f"<span style='{bright if name in lit else 'opacity:.65'}'>{text}</span>" for name, text in _FORMULA]
    return f"<p style='font-size:20px;margin:6px 0;line-height:1.6'>{''.join(parts)}</p>"


def steps(study: Study) -> StepsFigure:
    """Make a walk through LIME's five steps for a study of a table row, a text or an image.

    Parameters
    ----------
    study : Study

    Returns
    -------
    StepsFigure

    Raises
    ------
    LimeError
        If it is not a study, or its model cannot answer.

    References
    ----------
    M. T. Ribeiro, S. Singh and C. Guestrin (2016), "'Why should I trust you?' Explaining the predictions of any
    classifier", KDD, equation 1.
    """
    if not isinstance(study, Study):
        raise problem("steps.no_study", kind=type(study).__name__)
    study.wait()
    if not study.explanation:
        raise problem("steps.no_explanation", status=study.status, mend=study.error or say("explanation.call_wait"))
    return StepsFigure(study)
