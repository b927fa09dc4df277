"""The reactive core: one black box, one instance, and an explanation that is never out of date.

A study holds the parameters of an explanation as traits and keeps the chain

    instance ─ perturb ─▶ inputs ─ predict ─▶ neighbourhood ─ weigh ─▶ weights ─ fit ─▶ explanation

up to date: a change enters it at its own link, and only what lies after that runs again.
Whatever only weighs and fits runs at once, in the thread that made the change. Whatever asks
the model runs batch by batch in one worker thread, which looks between batches whether it is
still wanted.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bool, Float, HasTraits, Int, TraitType, Unicode, observe, validate

from lime_widgets.engine.blackbox import BlackBox
from lime_widgets.engine.discretizer import DISCRETIZERS
from lime_widgets.engine.distance import DISTANCES
from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.kernel import KERNELS, check_kernel_widths
from lime_widgets.engine.neighborhood import check_n_features
from lime_widgets.engine.representation import begin
from lime_widgets.engine.sampling import DEFAULT_N_SAMPLES, DESIGNS, check_n_samples, seed_of
from lime_widgets.engine.surrogate import FEATURE_SELECTIONS, check_alpha
from lime_widgets.engine.tabular import TabularExplainer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.explanation import Explanation, Sweep
    from lime_widgets.engine.neighborhood import Neighborhood
    from lime_widgets.engine.representation import Perturbation

# Steps of the kernel width's grid to a doubling, and doublings to either side of the default.
_STEPS_A_DOUBLING = 16
_DOUBLINGS = 4
# How long nothing must have changed before the full sweep is worked out.
_REST_SECONDS = 0.12


class _Question(NamedTuple):
    """What is asked of a neighbourhood, but for the kernel width."""

    neighborhood: Neighborhood
    keywords: dict[str, Any]


class Stage(IntEnum):
    """Where in the chain a parameter enters; a lower stage runs all of the later ones too."""

    SAMPLE = 0
    GROW = 1
    MEASURE = 2
    FIT = 3
    DRAW = 4


# Parameters are of the plain `TraitType`: every value, None included, then goes through the
# validators below, and what is wrong with it is said in the package's own words.
class Study(HasTraits):
    """One black box explained at one instance, reactively; no front end.

    Every parameter is a trait: setting it from code and moving a control are the same act.
    `status`, `progress`, `error`, `explanation`, `sweep`, `neighborhood` and `n_model_calls`
    say how the study stands and are read-only; observe `generation` to hear of every change
    of these once, after all of them are set.

    Parameters
    ----------
    model : fitted estimator, pipeline, callable or BlackBox
        What is explained.
    x : instance
        As the explainer takes it.
    explainer : TabularExplainer
        Knows how to perturb data of this kind.
    **parameters
        Any of the traits that `parameter_names` lists, such as ``kernel_width=2.0``.

    Raises
    ------
    TypeError
        If a keyword is not the name of a parameter.
    LimeError
        If the instance or a parameter cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> study = Study(lambda X: X[:, 0] - X[:, 1], X[0], TabularExplainer(X), n_samples=512)
    >>> study.wait()
    True
    >>> study.kernel_width = 2.0  # refitted when this line returns; the model is not asked
    >>> study.explanation.kernel_width, study.n_model_calls
    (2.0, 512)
    """

    # What is explained.
    model = AnyTrait(help="The black box: a fitted estimator, a pipeline or a callable.").tag(stage=Stage.SAMPLE)
    instance = AnyTrait(help="What the prediction was made for.").tag(stage=Stage.SAMPLE)
    explainer = AnyTrait(help="Perturbs data of this kind.").tag(stage=Stage.SAMPLE)
    output = TraitType(
        None,
        help="The output to explain, by index or name. By default the class that the model predicts.",
    ).tag(stage=Stage.FIT, parameter=True, label="Explained output", group="explain")

    # The neighbourhood.
    n_samples = TraitType(
        DEFAULT_N_SAMPLES,
        help="How many perturbed samples the model is asked about. More make the weights "
        "steadier; only the new ones are asked.",
    ).tag(
        stage=Stage.GROW, parameter=True, label="Samples", group="neighbourhood",
        low=64, high=65_536, scale="log",
    )  # fmt: skip
    random_state = TraitType(
        0,
        help="Seed of the random samples: the same seed gives the same explanation. Redraw to "
        "see how much the weights depend on it.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Seed", group="neighbourhood", low=0)
    design = TraitType(
        "sobol",
        help="How the samples are spread: Sobol points fill the space evenly and make the "
        "weights steadier; independent draws are LIME's.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Design", group="neighbourhood",
        choices={"sobol": "Sobol points", "independent": "independent draws"},
    )  # fmt: skip

    # Proximity.
    distance = TraitType(
        "euclidean", help="How far a sample is from the instance, between representations."
    ).tag(
        stage=Stage.MEASURE, parameter=True, label="Distance", group="neighbourhood",
        choices={name: name for name in DISTANCES},
    )  # fmt: skip
    kernel = TraitType(
        "exponential", help="How a sample's weight falls with its distance."
    ).tag(
        stage=Stage.FIT, parameter=True, label="Kernel", group="neighbourhood",
        choices={name: name for name in KERNELS},
    )  # fmt: skip
    kernel_width = TraitType(
        None,
        help="How local the explanation is: the distance over which a sample's weight falls. "
        "In units of the distance; None is the default width.",
    ).tag(stage=Stage.FIT, parameter=True, label="Kernel width", group="explain", scale="log")

    # The surrogate.
    n_features = TraitType(
        None,
        help="How many features the surrogate may use, 1 to all. None is 10, or all where there are fewer.",
    ).tag(stage=Stage.FIT, parameter=True, label="Features", group="explain", low=1)
    feature_selection = TraitType(
        "auto", help="How the features that the surrogate uses are chosen."
    ).tag(
        stage=Stage.FIT, parameter=True, label="Feature selection", group="surrogate",
        choices={
            "auto": "auto", "forward_selection": "forward selection",
            "highest_weights": "highest weights", "lasso_path": "lasso path",
            "none": "none (all features)",
        },
    )  # fmt: skip
    alpha = TraitType(1.0, help="Ridge penalty: how strongly the weights are pulled to 0. LIME's is 1.").tag(
        stage=Stage.FIT, parameter=True, label="Penalty", group="surrogate", low=0.0, step=0.1
    )

    # What views share of how it is looked at.
    highlight = Int(-1, help="The interpretable feature that is pointed at, −1 for none.").tag(stage=Stage.DRAW)
    sweeping = Bool(
        False,
        help="Whether a sweep over the whole grid of kernel widths follows every change, once "
        "nothing changes any more.",
    ).tag(stage=Stage.DRAW)

    # How it stands.
    status = Unicode("sampling", read_only=True, help="ready, sampling, failed or cancelled.")
    progress = Float(0.0, read_only=True, help="Share of the samples that are there, 0 to 1.")
    error = Unicode(None, allow_none=True, read_only=True, help="What went wrong, or None.")
    neighborhood = AnyTrait(None, read_only=True, help="What the explanation is fitted to.")
    sweep = AnyTrait(None, read_only=True, help="Explanations at one or many kernel widths.")
    explanation = AnyTrait(None, read_only=True, help="The explanation at the kernel width.")
    n_model_calls = Int(0, read_only=True, help="How many samples the model was asked about.")
    generation = Int(0, read_only=True, help="Counts the changes of what stands above.")

    def __new__(cls, model: Any = None, x: Any = None, explainer: Any = None, **parameters: Any) -> Study:
        """Make the kind of study that goes with the explainer's kind of data."""
        if cls is Study and isinstance(explainer, TabularExplainer):
            cls = TabularStudy  # noqa: PLW0642  the one place where the kind is decided
        return super().__new__(cls)

    def __init__(self, model: Any, x: Any, explainer: Any, **parameters: Any) -> None:
        super().__init__()
        unknown = sorted(parameters.keys() - set(self.parameter_names))
        if unknown:
            msg = (
                f"Study has no parameter {', '.join(map(repr, unknown))}. Expected some of "
                f"{', '.join(self.parameter_names)}."
            )
            raise TypeError(msg)
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._worker: threading.Thread | None = None
        # `_asked` is the sequence that the parameters ask for and `_held` all rows of it that
        # the model has answered; `_shown` is the sequence that `neighborhood` is made of.
        self._asked: Perturbation | None = None
        self._held: Neighborhood | None = None
        self._shown: Perturbation | None = None
        self._sweep_due: float | None = None
        self._swept: _Question | None = None
        self._held_back: Stage | None = Stage.DRAW
        self.explainer = explainer
        self.instance = x
        self.model = model
        self._asked = self._perturbation()
        self.kernel_width = None
        self.n_features = None
        for name, value in parameters.items():
            setattr(self, name, value)
        self.initial = {name: getattr(self, name) for name in self.parameter_names}
        self.first_instance = x
        self._held_back = None
        self._advance(Stage.SAMPLE)

    # ---- parameters -----------------------------------------------------------------------

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of the traits that are parameters of the explanation."""
        return tuple(self.trait_names(parameter=True))

    @property
    def kernel_widths(self) -> NDArray[np.float64]:
        """The grid that the kernel width is swept over: 129 steps, the default in the middle."""
        reach = _DOUBLINGS * _STEPS_A_DOUBLING
        steps = np.arange(-reach, reach + 1) / _STEPS_A_DOUBLING
        return self.default_kernel_width * np.exp2(steps)

    @property
    def default_kernel_width(self) -> float:
        """The kernel width that None stands for."""
        return self._asked_for().default_kernel_width

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the interpretable features that the parameters ask for."""
        return self._asked_for().feature_names

    @property
    def shown(self) -> Perturbation | None:
        """The sequence of perturbations that `neighborhood` was made of."""
        return self._shown

    @property
    def black_box(self) -> BlackBox:
        """The adapter through which the model is asked."""
        black_box: BlackBox = self.model
        return black_box

    def update(self, **changes: Any) -> None:
        """Set several parameters at once: all or none, and the chain runs once.

        Raises
        ------
        LimeError
            If one of them cannot be used; then none is set.
        """
        with self.together():
            noted, before = self._held_back, {}
            try:
                for name, value in changes.items():
                    before[name] = getattr(self, name)
                    setattr(self, name, value)
            except Exception:
                for name, value in before.items():
                    setattr(self, name, value)
                self._held_back = noted  # all is as it was, so nothing need run
                raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold the chain back until the end of the block, then run it once."""
        with self._lock:
            if self._held_back is not None:
                yield
                return
            self._held_back = Stage.DRAW
            try:
                yield
            finally:
                stage, self._held_back = self._held_back, None
                self._advance(stage)

    def reset(self) -> None:
        """Set every parameter and the instance back to what the study began with."""
        with self.together():
            self.reset_instance()
            for name, value in self.initial.items():
                setattr(self, name, value)

    def reset_instance(self) -> None:
        """Explain what the study began with."""
        if self.instance is not self.first_instance:
            self.instance = self.first_instance

    def redraw(self) -> None:
        """Draw other samples: go on to the next seed."""
        self.random_state = (self.random_state + 1) % 2**32

    @validate("model")
    def _check_model(self, proposal: Bunch) -> BlackBox:
        value = proposal.value
        return value if isinstance(value, BlackBox) else BlackBox(value)

    @validate("instance")
    def _check_instance(self, proposal: Bunch) -> Any:
        self.explainer.perturb(proposal.value, random_state=0, design="sobol")
        return proposal.value

    @validate("explainer")
    def _check_explainer(self, proposal: Bunch) -> Any:
        if not hasattr(proposal.value, "perturb"):
            raise problem(
                f"The explainer is {type(proposal.value).__name__!r}.",
                expected="a TabularExplainer",
                mend="Build one with lime_widgets.TabularExplainer(X_train).",
            )
        if self._asked is not None:
            proposal.value.perturb(self.instance, random_state=0, design="sobol")
        return proposal.value

    @validate("output")
    def _check_output(self, proposal: Bunch) -> Any:
        known = self.neighborhood
        return proposal.value if proposal.value is None or known is None else known.resolve_output(proposal.value)

    @validate("n_samples")
    def _check_n_samples(self, proposal: Bunch) -> int:
        return check_n_samples(proposal.value)

    @validate("random_state")
    def _check_random_state(self, proposal: Bunch) -> int:
        return seed_of(proposal.value)

    @validate("kernel_width")
    def _check_kernel_width(self, proposal: Bunch) -> float:
        if proposal.value is None:
            return self.default_kernel_width
        return float(check_kernel_widths(proposal.value))

    @validate("n_features")
    def _check_n_features(self, proposal: Bunch) -> int:
        return check_n_features(proposal.value, len(self.feature_names))

    @validate("alpha")
    def _check_alpha(self, proposal: Bunch) -> float:
        return check_alpha(proposal.value)

    @validate("design", "distance", "kernel", "feature_selection")
    def _check_choice(self, proposal: Bunch) -> Any:
        known = {
            "design": DESIGNS,
            "distance": DISTANCES,
            "kernel": KERNELS,
            "feature_selection": FEATURE_SELECTIONS,
        }[proposal.trait.name]
        if proposal.value in known or (proposal.trait.name == "kernel" and callable(proposal.value)):
            return proposal.value
        raise problem(
            f"{proposal.trait.name} is {proposal.value!r}.",
            expected="one of " + ", ".join(f'"{name}"' for name in known),
            mend=f'The default is "{known[0]}".',
        )

    @observe("output", "n_samples", "random_state", "design", "distance", "kernel",
             "kernel_width", "n_features", "feature_selection", "alpha", "instance", "explainer",
             "model")  # fmt: skip
    def _parameter_changed(self, change: Bunch) -> None:
        if change.name == "model" and self._asked is not None:
            with self._quietly():
                self.output = None
        self._advance(self.traits()[change.name].metadata["stage"])

    @observe("sweeping")
    def _sweeping_changed(self, change: Bunch) -> None:
        with self._lock:
            if change.new:
                self._publish()  # what is there already is to be swept, too
            else:
                self._sweep_due = None
                self._changed.notify_all()

    # ---- the chain ------------------------------------------------------------------------

    def _asked_for(self) -> Perturbation:
        return self._perturbation() if self._asked is None else self._asked

    def _perturbation(self) -> Perturbation:
        perturbation: Perturbation = self.explainer.perturb(
            self.instance, random_state=self.random_state, design=self.design
        )
        return perturbation

    def _advance(self, stage: Stage) -> None:
        """Run the chain from a stage on, or note the stage down while changes are held back."""
        with self._lock:
            if self._held_back is not None:
                self._held_back = min(self._held_back, stage)
                return
            if stage == Stage.DRAW:
                return
            if stage == Stage.SAMPLE:
                self._asked, self._held = self._perturbation(), None
                with self._quietly():
                    self.n_features = min(self.n_features, len(self.feature_names))
            elif stage == Stage.MEASURE:
                self._measure()
            lacking = self._held is None or len(self._held) < self.n_samples
            if not lacking:
                self._stand("ready")
            elif stage <= Stage.GROW or self.status in {"sampling", "failed"}:
                self._stand("sampling")
            if stage == Stage.GROW and self._held is not None:
                self._show(self._held)
            self._fit()
            self._publish()

    def _measure(self) -> None:
        shown_is_held = self.neighborhood is not None and self._shown is self._asked
        if self._held is not None:
            self._held = self._held.measured(self.distance)
        if shown_is_held and self._held is not None:
            self._show(self._held)
        elif self.neighborhood is not None:
            self.set_trait("neighborhood", self.neighborhood.measured(self.distance))

    def _show(self, held: Neighborhood) -> None:
        """Explain these rows from now on, as many of them as are asked for."""
        self._shown = self._asked
        self.set_trait("neighborhood", held.prefix(self.n_samples))
        self.set_trait("progress", min(1.0, len(held) / self.n_samples))

    def _stand(self, status: str, error: str | None = None) -> None:
        if status == "sampling" and self._held is None:
            self.set_trait("progress", 0.0)
        self.set_trait("error", error)
        self.set_trait("status", status)

    def _publish(self) -> None:
        """Tell of all that was set, once, and wake whoever waits for it."""
        self.set_trait("generation", self.generation + 1)
        if self.sweeping and self.sweep is not None and len(self.sweep) == 1:
            self._sweep_due = time.monotonic() + _REST_SECONDS
        self._changed.notify_all()
        if self._worker is None and (self.status == "sampling" or self._sweep_due is not None):
            self._worker = threading.Thread(target=self._work, name="lime-study", daemon=True)
            try:
                self._worker.start()
            except RuntimeError:  # a platform without threads, such as Pyodide
                self._work()

    def _fit(self) -> None:
        """Fit at the kernel width, or take the fit from the sweep where it holds one."""
        near = self.neighborhood
        if near is None:
            return
        try:
            with self._quietly():
                self.output = near.resolve_output(self.output)
            question = self._question()
            if question != self._swept:
                self.set_trait("sweep", near.sweep([self.kernel_width], **question.keywords))
                self._swept = question
            found = self.sweep.index(self.kernel_width)
            if found is None:
                self.set_trait("sweep", near.sweep([self.kernel_width], **question.keywords))
                found = 0
            self.set_trait("explanation", self.sweep[found])
        except Exception as error:  # noqa: BLE001  whatever it is, a view must show it
            self._stand("failed", sentence(error))

    def _question(self) -> _Question:
        """What is asked of the neighbourhood, but for the kernel width."""
        near = self.neighborhood
        return _Question(
            near,
            {
                "output": self.output,
                "n_features": min(self.n_features, near.Z.shape[1]),
                "feature_selection": self.feature_selection,
                "alpha": self.alpha,
                "kernel": self.kernel,
            },
        )

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Set parameters as a consequence of others, without running the chain again."""
        before, self._held_back = self._held_back, Stage.DRAW
        try:
            yield
        finally:
            self._held_back = before

    # ---- the worker -----------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop asking the model, within one batch; the rows that are there stay."""
        with self._lock:
            if self.status == "sampling":
                self._stand("cancelled")
                self._publish()

    def resume(self) -> None:
        """Go on asking the model for the rows that are lacking."""
        self._advance(Stage.GROW)

    def wait(self, timeout: float | None = None) -> bool:
        """Block until nothing is under way any more.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most; by default as long as it takes.

        Returns
        -------
        bool
            Whether it is quiet; false if the time ran out first.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self.status != "sampling" and self._sweep_due is None, timeout)

    async def settled(self) -> None:
        """Return when nothing is under way any more, leaving the event loop free until then."""
        await asyncio.to_thread(self.wait)

    def _work(self) -> None:
        """Ask the model, then sweep, until there is nothing left to do."""
        while True:
            with self._lock:
                sampling, due = self.status == "sampling", self._sweep_due
                if not sampling and due is None:
                    self._worker = None
                    return
                if not sampling and due is not None and due > time.monotonic():
                    self._changed.wait(due - time.monotonic())
                    continue
            try:
                if sampling:
                    self._ask_batch()
                else:
                    self._sweep_all()
            except BaseException as error:  # noqa: BLE001  a model may raise anything at all
                with self._lock:
                    self._sweep_due = None
                    self._stand("failed", sentence(error))
                    self._publish()

    def _ask_batch(self) -> None:
        with self._lock:
            asked, black_box = self._asked_for(), self.black_box
            start = 0 if self._held is None else len(self._held)
            # A neighbourhood begins with two rows, the instance and one more.
            stop = min(self.n_samples, start + max(2, black_box.batch_size))
            self.set_trait("n_model_calls", self.n_model_calls + stop - start)
        try:
            Z, inputs = asked.rows(start, stop)
            y = black_box.predict(inputs, first_row=start)
        except BaseException:
            if asked is self._asked and self.status == "sampling":
                raise
            return  # nobody waits for this answer any more
        with self._lock:
            if asked is not self._asked:
                return
            if self._held is None:
                self._held = begin(asked, Z, y, metric=self.distance, black_box=black_box)
            else:
                self._held = self._held.extended(Z, y, self.distance)
            if self.status != "sampling":
                return  # cancelled: kept, for when it goes on, but not shown
            if len(self._held) >= self.n_samples:
                self._stand("ready")
            self._show(self._held)
            self._fit()
            self._publish()

    def _sweep_all(self) -> None:
        with self._lock:
            question, width = self._question(), self.kernel_width
            self._sweep_due = None
        grid = self.kernel_widths
        if not np.isclose(grid, width, rtol=1e-9, atol=0).any():
            grid = np.sort(np.append(grid, width))
        sweep = question.neighborhood.sweep(grid, **question.keywords)
        with self._lock:
            if question == self._question() and sweep.index(self.kernel_width) is not None:
                self._swept = question
                self.set_trait("sweep", sweep)
                self._publish()


class TabularStudy(Study):
    """A study of a table row."""

    discretizer = AnyTrait(
        "quartile",
        allow_none=True,
        help="Where numbers are cut into bins. A bin's weight says what it matters that the "
        "value lies in it; without bins a weight is per standard deviation.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Bins", group="neighbourhood",
        choices={"quartile": "quartiles", "decile": "deciles", "entropy": "entropy",
                 None: "none"},
    )  # fmt: skip
    sample_around_instance = Bool(
        False,
        help="Draw the samples around the instance instead of around the data.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Sample around the row",
          group="neighbourhood")  # fmt: skip

    def change(self, column: str, value: Any) -> None:
        """Ask what if: explain the row with one value changed.

        Parameters
        ----------
        column : str
            Name of the column.
        value : object
            Its new value; None where it is to be missing.

        Raises
        ------
        LimeError
            If there is no such column, or the value cannot stand in it.
        """
        row = self.explainer.row(self.instance)
        if column not in row:
            raise problem(
                f"The row has no column {column!r}.",
                expected="one of " + ", ".join(map(repr, row)),
                mend="Correct the name.",
            )
        self.instance = row | {column: value}

    @validate("discretizer", "sample_around_instance")
    def _check_representation(self, proposal: Bunch) -> Any:
        if proposal.value != getattr(self.explainer, proposal.trait.name):
            self.explainer.replace(**{proposal.trait.name: proposal.value})
        return proposal.value

    @observe("discretizer", "sample_around_instance")
    def _representation_changed(self, change: Bunch) -> None:
        if change.new != getattr(self.explainer, change.name):
            self.explainer = self.explainer.replace(**{change.name: change.new})

    @observe("explainer")
    def _explainer_changed(self, change: Bunch) -> None:
        self.discretizer = change.new.discretizer
        self.sample_around_instance = change.new.sample_around_instance
