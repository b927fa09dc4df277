"""How faithful an explanation is: R² on samples it has not seen, by number of features, and where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bool, observe

from lime_widgets.engine.errors import problem
from lime_widgets.engine.fidelity.drawing import measures
from lime_widgets.engine.texts import say
from lime_widgets.widgets.plots.plotted import Plot, PlottedView
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section, SectionState

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from traitlets import Bunch

    from lime_widgets.engine.fidelity.removal import Removal
    from lime_widgets.engine.fidelity.result import Fidelity
    from lime_widgets.study import Study


class WireMeasure(TypedDict):
    """One measure: its name, its value and what it says."""

    label: str
    value: float
    meaning: str


class WireScores(TypedDict):
    """R² of several surrogates: in sample, left out and on fresh samples, with half its 95 % interval."""

    at: Annotated[WireArray, "The numbers of features, or the kernel widths."]
    score: WireArray
    left_out: WireArray
    fresh: WireArray
    half: WireArray


class WireRemoval(TypedDict):
    """The model's answers while features go and come, what raises them most first, and the areas under the curves."""

    share: WireArray
    deletion: WireArray
    insertion: WireArray
    random: WireArray
    deletion_area: float
    insertion_area: float
    random_area: float
    random_spread: Annotated[float, "The standard deviation of the area of one random order."]
    random_error: Annotated[float, "The standard error of the distance of their mean from the other areas."]
    output: Annotated[int, "Of the explanation that gave the order, as the next two."]
    kernel_width: float
    n_features: int
    current: Annotated[bool, "Whether the order is that of the explanation shown."]


class WireFidelity(TypedDict):
    """How faithful the explanation at one kernel width is."""

    generation: int
    output: int
    kernel_width: float
    n_features: int
    selects: Annotated[bool, "Whether the number of features changes the surrogate."]
    divides: Annotated[bool, "Whether the weights are Shapley values: of all features, whatever number is shown."]
    exact: bool
    gap: float
    n_fresh: int
    fresh_ess: float
    n_calls: int
    by_features: WireScores
    by_width: WireScores
    measures: list[WireMeasure]
    removal: WireRemoval | None


class WireAsking(TypedDict):
    """What the model is asked for the fidelity, and what it could be asked."""

    progress: Annotated[float | None, "The answered share of the questions; null when none is open."]
    error: str | None
    n_fresh: Annotated[int, "The fresh samples that a click would draw; 0 where there are none."]
    n_rows: Annotated[int, "The model evaluations that it would take."]
    seconds: Annotated[float, "About how long; −1 if that is not known."]


class FidelityView(PlottedView):
    """How faithful the explanation is to the model, and what it costs to make it simpler.

    R² against the number of features, where the number is dragged: in sample, left out of the fit, and on fresh
    samples. Below it are the residuals against the distance, and the model's answer while features are removed and
    added, what raises it most first (Petsiuk et al. 2018). A button asks the model about fresh samples, and says how
    many; everything else needs no model evaluation.

    Parameters
    ----------
    study : Study
        A study of any kind of data. Its `judging` is set while such a view is open and its fold is not closed.

    Raises
    ------
    LimeError
        If it is not a study.
    """

    _front_end_name = "fidelity"
    _shows_samples = True
    _shows_fitted = True

    fidelity = AnyTrait(None, help="The measures; None until there is an explanation.").tag(sync=True)
    asking = AnyTrait(None, help="What the model is asked, and what it could be asked.").tag(sync=True)
    seen = Bool(
        default_value=True,
        help="Whether somebody can see the view: an explorer sets it with the fold. Otherwise nothing is measured.",
    )

    _is_judging = False

    def __init__(self, study: Study, **traits: Any) -> None:
        self._sent = SectionState((Section("fidelity", _key, _state), Section("asking", _asking_key, _asking_state)))
        super().__init__(study, **traits)
        with study.together():
            self._judge(begins=self.seen)
            study.observe(self._follow, "generation")
            self._send_changes()

    @observe("seen")
    def _note_seen(self, change: Bunch) -> None:
        self._judge(begins=change.new)

    def _judge(self, *, begins: bool) -> None:
        if self.study_model is not None and begins != self._is_judging:
            self._is_judging = begins
            self.study_model.judge(begins=begins)

    def _make_plot(self) -> Plot:
        plot = Plot()
        for name in ("x_features", "y_features", "x_residuals", "y_residuals", "x_removal", "y_removal"):
            plot.scale(name)
        plot.lines("band", "x_features", "y_features", close_path=True, fill="inside", stroke_width=0.0)
        plot.lines("chosen", "x_features", "y_features", stroke_width=2.0)
        plot.lines("scores", "x_features", "y_features", stroke_width=2.0)
        plot.points("score_points", "x_features", "y_features", default_size=22, stroke_width=0.0)
        plot.lines("zero", "x_residuals", "y_residuals", stroke_width=1.0)
        plot.lines("rms", "x_residuals", "y_residuals", stroke_width=2.0)
        plot.lines("mean", "x_residuals", "y_residuals", stroke_width=2.0, line_style="dashed")
        plot.lines("random", "x_removal", "y_removal", stroke_width=1.5, line_style="dashed")
        plot.lines("curves", "x_removal", "y_removal", stroke_width=2.5)
        plot.figure(
            "features", ("band", "chosen", "scores", "score_points"), x="x_features", y="y_features", height=240,
            x_label=say("fidelity.axis.n_features"), y_label=say("fidelity.axis.score"),
        )  # fmt: skip
        plot.figure(
            "residuals", ("zero", "rms", "mean"), x="x_residuals", y="y_residuals", height=220,
            x_label=say("axis.distance"), y_label=say("fidelity.axis.residual"),
        )  # fmt: skip
        plot.figure(
            "removal", ("random", "curves"), x="x_removal", y="y_removal", height=220,
            x_label=say("fidelity.axis.share"), y_label=say("axis.model"),
        )  # fmt: skip
        return plot

    def _follow(self, _change: Bunch) -> None:
        with self.hold_sync():
            self._send_changes()

    def _send_changes(self) -> None:
        study = self.study
        if study is not None:
            for name, value in self._sent.changes(study).items():
                setattr(self, name, value)

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        found = study.fidelity
        if found is None:
            call = "study.check_fidelity()"
            raise problem("view.nothing_yet", view=type(self).__name__, needed=say("needed.fidelity"), call=call)
        return found.plot(ax=ax)

    def _static(self, study: Study) -> tuple[str, str]:
        plain, html = super()._static(study)
        found = study.fidelity
        return (plain, html) if found is None else (f"{plain}\n{found}", html + found._repr_html_())

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None and self.study is not None:
            self.study.unobserve(self._follow, "generation")
            self._judge(begins=False)
        super().close()


def _key(study: Study) -> tuple[Any, ...] | None:
    found = study.fidelity
    return None if found is None else (found,)


def _state(study: Study) -> dict[str, Any]:
    return {"fidelity": fidelity_state(study.fidelity, study)}


def fidelity_state(found: Fidelity, study: Study) -> WireFidelity:
    """Describe the measures of one explanation."""
    explanation = found.explanation
    return {
        "generation": study.generation,
        "output": int(explanation.output),
        "kernel_width": explanation.kernel_width,
        "n_features": int(study.n_features),
        "selects": study.feature_selection != "none",
        "divides": explanation.method == "shapley",
        "exact": explanation.exact,
        "gap": found.gap,
        "n_fresh": found.n_fresh,
        "fresh_ess": found.fresh_ess,
        "n_calls": found.n_model_calls,
        "by_features": _scores_state(found.by_n_features.n_features, found.by_n_features),
        "by_width": _scores_state(found.by_width.kernel_width, found.by_width),
        "measures": [
            {"label": say(f"fidelity.name.{name}"), "value": value, "meaning": meaning}
            for name, value, meaning in measures(found)
        ],
        "removal": None if found.removal is None else _removal_state(found.removal, current=found.removal_is_current),
    }


def _scores_state(at: Any, scores: Any) -> WireScores:
    half = 1.96 * scores.fresh_stderr
    arrays = {"score": scores.score, "left_out": scores.loo_score, "fresh": scores.fresh, "half": half}
    encoded = {name: encode(values, "f4") for name, values in arrays.items()}
    return {"at": encode(at, "f8"), **encoded}  # type: ignore[typeddict-item]


def _removal_state(removal: Removal, *, current: bool) -> WireRemoval:
    return {
        "share": encode(removal.share, "f4"),
        "deletion": encode(removal.deletion, "f4"),
        "insertion": encode(removal.insertion, "f4"),
        "random": encode(removal.random, "f4"),
        "deletion_area": removal.deletion_area,
        "insertion_area": removal.insertion_area,
        "random_area": removal.random_area,
        "random_spread": removal.random_spread,
        "random_error": removal.random_error,
        "output": int(removal.output),
        "kernel_width": removal.kernel_width,
        "n_features": removal.n_features,
        "current": current,
    }


def _asking_key(study: Study) -> tuple[Any, ...] | None:
    """Give what the offer depends on; it is not computed while a hand drags the width."""
    if not study.explanation:
        return None
    return study.fidelity, study.fidelity_progress, study.fidelity_error, study.status, study.n_samples


def _asking_state(study: Study) -> dict[str, Any]:
    offer = study.fidelity_offer
    asking: WireAsking = {
        "progress": study.fidelity_progress,
        "error": study.fidelity_error,
        "n_fresh": offer.n_fresh,
        "n_rows": offer.n_rows,
        "seconds": -1.0 if offer.seconds is None else float(np.float32(offer.seconds)),
    }
    return {"asking": asking}
