"""The study: one black box, one instance, and an explanation that is never out of date.

A study holds the parameters of an explanation as traits and keeps this chain up to date:

    instance ─ perturb ─▶ inputs ─ predict ─▶ neighborhood ─ weigh ─▶ weights ─ fit ─▶ explanation

`transactions` make each change whole, `chain` runs the `pipeline` from the link that changed, and the `worker` calls
the model.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from traitlets import Any as AnyTrait
from traitlets import Bool, Float, Int, Unicode

from lime_widgets.engine.explanation.kernel import kernel_width_grid
from lime_widgets.study import pacing, parameters
from lime_widgets.study.jobs.shared import HasJobs
from lime_widgets.study.methods.other import HasOther
from lime_widgets.study.runtime import Runtime, copy_refused
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import ExplanationTrait, unknown_names

if TYPE_CHECKING:
    import threading

    import numpy as np
    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.perturbation.explainer import Explainer
    from lime_widgets.study.worker import Job


class Study(parameters.HasSurrogate, HasOther, HasJobs):
    """Reactive explanation of one prediction; it has no front end.

    Every parameter is a trait: setting it from code and moving a control are the same act.
    Results are read-only traits. Observe `generation` to be notified once after every change of them.

    A study may be changed from any thread. Observers are called one at a time, in the thread that made
    the change or in the worker, and may change the study themselves.

    Parameters
    ----------
    model : fitted estimator, pipeline, callable or BlackBox
        The black box to explain.
    x : instance
        What the prediction was made for, as the explainer takes it.
    explainer : TabularExplainer, TextExplainer or ImageExplainer
        Perturbs data of this kind. The explainer decides which subclass of Study is created:
        `TabularStudy`, `TextStudy` or `ImageStudy`, which have further parameters and methods.
    **parameters
        Any of `parameter_names`, such as ``kernel_width=2.0``.

    Raises
    ------
    TypeError
        If a keyword is not the name of a parameter.
    LimeError
        If the instance or a parameter cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets import Study, TabularExplainer
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> study = Study(lambda X: X[:, 0] - X[:, 1], X[0], TabularExplainer(X), n_samples=512)
    >>> study.wait()
    True
    >>> study.kernel_width = 2.0  # refitted when this line returns, without a model call
    >>> study.explanation.kernel_width, study.n_model_calls
    (2.0, 513)
    """

    # ---- parameters ---------------------------------------------------------------------------

    model = parameters.model()
    instance = parameters.instance()
    explainer = parameters.explainer()
    output = parameters.output()
    compared = parameters.compared()
    n_samples = parameters.n_samples()
    random_state = parameters.random_state()
    design = parameters.design()
    distance = parameters.distance()
    kernel = parameters.kernel()
    kernel_width = parameters.kernel_width()
    compared_widths = parameters.compared_widths()
    target_score = parameters.target_score()
    n_features = parameters.n_features()
    feature_selection = parameters.feature_selection()
    alpha = parameters.alpha()
    palette = parameters.palette()
    highlight = parameters.highlight()
    sweeping = parameters.sweeping()

    # ---- results ------------------------------------------------------------------------------
    status = Unicode("ready", read_only=True, help="ready, sampling, failed or cancelled.")
    progress = Float(0.0, read_only=True, help="Share of the samples that the model has evaluated, 0 to 1.")
    error = Unicode(None, allow_none=True, read_only=True, help="What went wrong, or None.")
    exception = AnyTrait(None, read_only=True, help="The exception behind `error`, with its traceback, or None.")
    neighborhood = AnyTrait(None, read_only=True, help="The samples that the explanation is fitted to.")
    sweep = AnyTrait(None, read_only=True, help="Explanations at the needed kernel widths, or over the whole grid.")
    complete = Bool(False, read_only=True, help="Whether the sweeps cover the whole grid of widths.")  # noqa: FBT003
    target_met = Bool(True, read_only=True, help="Whether a kernel width reaches `target_score`.")  # noqa: FBT003
    explanation = ExplanationTrait(read_only=True, help="The explanation at the kernel width; false before the first.")
    comparisons = AnyTrait((), read_only=True, help="The sweeps of the compared outputs, one for each.")
    n_model_calls = Int(0, read_only=True, help="The number of model evaluations: one for each row.")
    generation = Int(0, read_only=True, help="Counts the changes of the results above.")

    # The kind of data in words, and its explainer; both are set by each subclass.
    data_kind: ClassVar[str] = "thing"
    explains: ClassVar[type[Explainer]]
    # Parameters that are settings of the explainer too: each follows the other.
    explainer_settings: ClassVar[tuple[str, ...]] = ()
    # Whether the model's answers may serve another instance; the answer cache finds out which of them.
    answers_outlive_instance: ClassVar[bool] = False
    # Traits of stage DRAW whose change is published at once.
    published_at_once: ClassVar[frozenset[str]] = frozenset()
    _kinds: ClassVar[list[type[Any]]] = []
    initial_n_features: int | None = None  # the number of features that the study began with
    # Attributes that are no traits and may be set.
    _attributes: ClassVar[frozenset[str]] = frozenset({"initial", "initial_n_features", "first_instance"})

    def __new__(cls, *arguments: Any, **keywords: Any) -> Self:
        """Create the subclass that goes with the explainer."""
        explainer = arguments[2] if len(arguments) > 2 else keywords.get("explainer")
        kinds = Study._kinds if cls is Study else ()
        made: Self = super().__new__(next((kind for kind in kinds if isinstance(explainer, kind.explains)), cls))
        return made

    def __init_subclass__(cls) -> None:
        """Register the subclass for its explainer."""
        super().__init_subclass__()
        if "explains" in vars(cls):
            Study._kinds.append(cls)

    def __init__(self, model: Any, x: Any, explainer: Any, **values: Any) -> None:
        self._runtime = Runtime(self)
        self._runtime.worker.add(*self.jobs())
        super().__init__()
        if unknown := values.keys() - set(self.parameter_names):
            raise TypeError(unknown_names(self, unknown))
        with self.together(), self._runtime.transactions.all_or_nothing():
            self.explainer = explainer
            settings = {name: values[name] for name in self.explainer_settings if name in values}
            if settings:  # before the instance, which may be valid only with these
                self.explainer = self.explainer.replace(**settings)
            self.instance = x
            self.model = model
            defaults = {"kernel_width": None, "n_features": None, "n_samples": self.explainer.default_n_samples_for(x)}
            self.update(**(defaults | values))
            self.initial = {name: getattr(self, name) for name in self.parameter_names}
            self.initial_n_features = self._runtime.chain.pending.n_features
            self.first_instance = x

    def jobs(self) -> tuple[Job, ...]:
        """Make the jobs that only this kind of data has."""
        return ()

    # ---- parameters ---------------------------------------------------------------------------

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of the parameters of the explanation."""
        return tuple(self.trait_names(parameter=True))

    @property
    def kernel_widths(self) -> NDArray[np.float64]:
        """The grid of kernel widths that a sweep uses: 129 steps, the default width in the middle."""
        return kernel_width_grid(self.default_kernel_width)

    @property
    def default_kernel_width(self) -> float:
        """The kernel width that None stands for, with this distance."""
        return self.requested_perturbation.default_kernel_width_for(self.distance)

    @property
    def default_n_features(self) -> int:
        """The number of features that the study began with, or all where there are fewer."""
        with self.lock:
            return self._runtime.chain.n_features(self.initial_n_features)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the interpretable features of the requested instance."""
        return self.requested_perturbation.feature_names

    @property
    def black_box(self) -> BlackBox:
        """The adapter that calls the model."""
        black_box: BlackBox = self.model
        return black_box

    def update(self, **changes: Any) -> None:
        """Set several parameters in one change, in any order; if one is refused, none is set.

        Raises
        ------
        TypeError
            If there is no such parameter.
        LimeError
            If a parameter cannot be used.
        """
        if unknown := changes.keys() - self.traits(stage=lambda stage: stage is not None).keys():
            raise TypeError(unknown_names(self, unknown))
        with self.together(), self._runtime.transactions.all_or_nothing():
            # Earlier links first: the number of features depends on the bins.
            for name in sorted(changes, key=lambda name: self.trait_metadata(name, "stage")):
                setattr(self, name, changes[name])

    def reset(self) -> None:
        """Set every parameter and the instance back to what the study began with."""
        with self.together(), self._runtime.transactions.all_or_nothing():
            self.reset_instance()
            self.update(**self.initial)
            self._runtime.chain.want_n_features(self.initial_n_features)

    def reset_instance(self) -> None:
        """Explain the instance that the study began with, before it was edited."""
        with self.together():
            if self.instance is not self.first_instance:
                self.instance = self.first_instance

    def redraw(self) -> None:
        """Draw other samples: use the next seed."""
        with self.together():
            self.random_state = (self.random_state + 1) % 2**32

    # ---- the samples --------------------------------------------------------------------------

    @property
    def requested_perturbation(self) -> Perturbation:
        """The sequence of perturbations that the parameters ask for."""
        with self.lock:
            return self._runtime.chain.perturbation

    @property
    def displayed_perturbation(self) -> Perturbation | None:
        """The sequence that `neighborhood` was drawn from; while the model runs it may be an older one."""
        return self._runtime.chain.displayed.perturbation

    @property
    def current(self) -> bool:
        """Whether the displayed samples are those of the requested instance, not of a former one."""
        displayed = self._runtime.chain.displayed
        return self.instance is displayed.instance and self.explainer is displayed.explainer

    @property
    def knows_outputs(self) -> bool:
        """Whether the model has answered, so that its outputs are known."""
        return self.neighborhood is not None and self._runtime.chain.displayed.black_box is self.model

    @property
    def completing(self) -> bool:
        """Whether the study is ready as soon as the model answers its present batch.

        A hand that drags had better wait for that before it asks for something else: the model cannot
        be interrupted, and its answer would be thrown away.
        """
        return self.status == "sampling" and self._runtime.rows.is_completing

    @property
    def brief(self) -> bool:
        """Whether the model evaluates only another instance, and will most likely answer at once."""
        return self._runtime.is_brief

    def cancel(self) -> None:
        """Stop calling the model after the present batch; the rows that are there stay."""
        with self.together():
            if self.status == "sampling":
                self._runtime.chain.stand("cancelled")
                self._runtime.chain.touch(Stage.DRAW)

    def resume(self) -> None:
        """Call the model for the missing rows, after a cancellation, a failure or an interrupt."""
        with self.together():
            self._runtime.chain.touch(Stage.GROW)

    # ---- waiting ------------------------------------------------------------------------------

    def wait(self, timeout: float | None = None) -> bool:
        """Block until nothing is under way any more.

        Where waiting cannot end (inside `together`, or in an observer) it returns at once.

        Parameters
        ----------
        timeout : float, optional
            The most seconds to wait; by default there is no limit.

        Returns
        -------
        bool
            Whether the study is at rest; False if the time ran out first.
        """
        return self._runtime.wait(timeout)

    async def settled(self) -> None:
        """Return when nothing is under way any more; the event loop stays free until then."""
        while not self.wait(0):  # noqa: ASYNC110  it needs no thread and no certain loop, and can be cancelled
            await asyncio.sleep(pacing.POLL_SECONDS)

    @property
    def lock(self) -> threading.RLock:
        """Held during a change; hold it to read several traits of the same state."""
        return self._runtime.transactions.lock

    def together(self) -> Any:
        """Batch trait changes in a ``with`` block, and recompute once on exit."""
        return self._runtime.transactions.open()

    hold_trait_notifications = together  # traitlets' own would bypass the chain

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a trait in a change of its own, or in the open one; refuse unknown names, which are often misspelt."""
        if self.has_trait(name):
            with self.together(), self._runtime.transactions.all_or_nothing():
                super().__setattr__(name, value)
        elif name.startswith("_") or name in self._attributes:
            super().__setattr__(name, value)
        else:
            raise AttributeError(unknown_names(self, {name}))

    def notify_change(self, change: Bunch) -> None:
        """React to a trait that was set, and notify its observers when the change is whole."""
        with self.together():
            self._runtime.transactions.record(change)
            self._react(change)

    def _react(self, change: Bunch) -> None:
        """Note what a trait that was set entails."""
        self._runtime.chain.react(change)

    def before_run(self, stage: Stage) -> None:
        """Update what does not wait for the chain; for subclasses."""

    def before_publication(self) -> None:
        """Set the results that only a subclass has."""

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        """Refuse to be copied or pickled, because a lock and a thread belong to a study."""
        raise TypeError(copy_refused())
