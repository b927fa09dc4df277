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
import atexit
import math
import operator
import threading
import time
import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bool, Float, Int, TraitType, Unicode, validate

from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.explanation import Sweep
from lime_widgets.engine.growing import Growing
from lime_widgets.engine.neighborhood import check_n_features
from lime_widgets.engine.representation import Answers, begin, cut
from lime_widgets.engine.surrogate import sweep_cost
from lime_widgets.study.parameters import Parameters, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.blackbox import BlackBox
    from lime_widgets.engine.neighborhood import Neighborhood
    from lime_widgets.engine.perturbation import Perturbation
    from lime_widgets.engine.representation import Explainer

# How long nothing must have changed before the full sweep is worked out.
_REST_SECONDS = 0.12
# A sweep that takes longer than this is made of fewer widths, and worked out in parts of so long, between which it
# is seen whether it is still wanted; one that would hold more weights than that (1 MB to send) is, too.
_SWEEP_SECONDS = 2.0
_PART_SECONDS = 0.3
_SWEEP_WEIGHTS = 2**17
_FEWEST_WIDTHS = 9
# Fits that take longer do not follow every batch.
_LONG_FIT = 0.1
# Where nobody has said how many rows a batch has, it takes about so long, and has so many at the least.
_BATCH_SECONDS = 0.5
_FEWEST_ROWS = 8
# How often a coroutine looks whether all is quiet.
_LOOK_SECONDS = 0.01

# A thread that is still inside of a model when the interpreter is torn down can bring the whole process down
# with it ("terminate called without an active exception"), so workers end first.
_workers: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
_leaving = threading.Event()


@atexit.register
def _end_workers() -> None:
    """Let each worker finish the batch that it is at, and no more."""
    _leaving.set()
    for worker in list(_workers):
        worker.join()


class _Question(NamedTuple):
    """What is asked of a neighbourhood, but for the kernel width."""

    neighborhood: Neighborhood
    keywords: dict[str, Any]


class Study(Parameters):
    """One black box explained at one instance, reactively; no front end.

    Every parameter is a trait: setting it from code and moving a control are the same act.
    `status`, `progress`, `error`, `explanation`, `sweep`, `neighborhood` and `n_model_calls`
    say how the study stands and are read-only; observe `generation` to hear of every change
    of these once, after all of them are set.

    A study may be changed from any thread. Observers are called one at a time, in the thread
    that made the change or in the worker, and may change the study themselves.

    Parameters
    ----------
    model : fitted estimator, pipeline, callable or BlackBox
        What is explained.
    x : instance
        As the explainer takes it.
    explainer : TabularExplainer or TextExplainer
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
    >>> from lime_widgets import Study, TabularExplainer
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> study = Study(lambda X: X[:, 0] - X[:, 1], X[0], TabularExplainer(X), n_samples=512)
    >>> study.wait()
    True
    >>> study.kernel_width = 2.0  # refitted when this line returns; the model is not asked
    >>> study.explanation.kernel_width, study.n_model_calls
    (2.0, 512)
    """

    # What views share of how it is looked at.
    highlight = Int(-1, help="The interpretable feature that is pointed at, −1 for none.").tag(stage=Stage.DRAW)
    compared = TraitType((), help="Further outputs to explain beside the one that is, by index or name.").tag(
        stage=Stage.FIT
    )
    sweeping = Bool(
        default_value=False,
        help="Whether a sweep over the whole grid of kernel widths follows every change, once "
        "nothing changes any more.",
    ).tag(stage=Stage.DRAW)

    # How it stands.
    status = Unicode("ready", read_only=True, help="ready, sampling, failed or cancelled.")
    progress = Float(0.0, read_only=True, help="Share of the samples that are there, 0 to 1.")
    error = Unicode(None, allow_none=True, read_only=True, help="What went wrong, or None.")
    neighborhood = AnyTrait(None, read_only=True, help="What the explanation is fitted to.")
    sweep = AnyTrait(None, read_only=True, help="Explanations at one or many kernel widths.")
    explanation = AnyTrait(None, read_only=True, help="The explanation at the kernel width.")
    comparisons = AnyTrait((), read_only=True, help="The sweeps of the outputs in `compared`, one each.")
    n_model_calls = Int(0, read_only=True, help="How many samples the model was asked about.")
    generation = Int(0, read_only=True, help="Counts the changes of what stands above.")

    # What kind of data is explained, in a word, and the explainer of such data; of all kinds of study that there are.
    kind: ClassVar[str] = "thing"
    explains: ClassVar[type[Explainer]]
    _kinds: ClassVar[list[type[Any]]] = []
    # Parameters that are settings of the explainer, too: the one follows the other.
    _settings: ClassVar[tuple[str, ...]] = ()

    def __new__(cls, *arguments: Any, **keywords: Any) -> Self:
        """Make the kind of study that goes with the explainer's kind of data."""
        explainer = arguments[2] if len(arguments) > 2 else keywords.get("explainer")
        kinds = Study._kinds if cls is Study else ()
        return super().__new__(next((kind for kind in kinds if isinstance(explainer, kind.explains)), cls))

    def __init_subclass__(cls) -> None:
        """Note which explainers this kind of study goes with."""
        super().__init_subclass__()
        if "explains" in vars(cls):
            Study._kinds.append(cls)

    def __init__(self, model: Any, x: Any, explainer: Any, **parameters: Any) -> None:
        super().__init__()
        self._refuse_unknown(parameters.keys() - set(self.parameter_names))
        self._changed = threading.Condition(self._lock)
        self._worker: threading.Thread | None = None
        self._working_in: int | None = None
        # `_held` are all rows of the sequence asked for that the model has answered, by the
        # distance `_metric`. `neighborhood` is made of `_basis`, so many rows of those that
        # were held; `_shown` is their sequence, `_answered` whose answers it has, and `_column`
        # which of them is explained. `_swept` holds what was last asked of it, the explained output first, and
        # `_explained` what `explanation` was taken from.
        self._held: Neighborhood | None = None
        self._rows = Growing(), Growing()  # room for its Z and y, to which the next rows are appended
        self._answers = Answers()
        self._metric = self.distance
        self._basis: tuple[Neighborhood, int] | None = None
        self._shown: Perturbation | None = None
        self._answered: BlackBox | None = None
        self._column: int | None = None
        self._swept: list[tuple[_Question, Sweep]] = []
        self._explained: _Question | None = None
        # How many seconds a row took the model, in the last batch.
        self._pace: float | None = None
        # How many seconds the last fit took, and when it ended.
        self._last_fit = 0.0, 0.0
        self._sweep_due: float | None = None
        # The instance and the explainer whose rows are shown.
        self._shown_of: tuple[Any, Any] | None = None
        with self.together(), self._all_or_none():
            self.explainer = explainer
            settings = {name: parameters[name] for name in self._settings if name in parameters}
            if settings:  # before the instance, which may be one only to these
                self.explainer = self.explainer.replace(**settings)
            self.instance = x
            self.model = model
            self.update(**({"kernel_width": None, "n_features": None} | parameters))
            self.initial = {name: getattr(self, name) for name in self.parameter_names}
            self._first_wanted = self._wanted_features
            self.first_instance = x

    @property
    def shown_perturbation(self) -> Perturbation | None:
        """The sequence of perturbations that `neighborhood` was made of."""
        return self._shown

    @property
    def current(self) -> bool:
        """Whether what is shown is of the instance that is asked for, and not of one before it."""
        instance, explainer = self._shown_of or (None, None)
        return self.instance is instance and self.explainer is explainer

    def reset(self) -> None:
        """Set every parameter and the instance back to what the study began with."""
        with self.together(), self._all_or_none():
            self.reset_instance()
            self.update(**self.initial)
            self._wanted_features = self._first_wanted

    def reset_instance(self) -> None:
        """Explain what the study began with."""
        with self.together():
            if self.instance is not self.first_instance:
                self.instance = self.first_instance

    def redraw(self) -> None:
        """Draw other samples: go on to the next seed."""
        with self.together():
            self.random_state = (self.random_state + 1) % 2**32

    @validate("output")
    def _check_output(self, proposal: Bunch) -> Any:
        if proposal.value is None or self._answered is not self.model:
            return proposal.value  # to be found among the outputs when they are known
        return self.neighborhood.resolve_output(proposal.value)

    @validate("compared")
    def _check_compared(self, proposal: Bunch) -> tuple[Any, ...]:
        value = proposal.value
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise problem(
                f"compared is {value!r}.",
                expected="a sequence of outputs, by index or name",
                mend='Pass ("cat", "dog") to explain these two beside the explained output, or () for none.',
            )
        if self._answered is not self.model:
            return tuple(value)
        return tuple(dict.fromkeys(self.neighborhood.resolve_output(output) for output in value))

    # ---- the chain ------------------------------------------------------------------------

    def _follow(self, change: Bunch) -> None:
        super()._follow(change)
        if change.name == "sweeping" and self._pending is None:
            self._pending = Stage.DRAW  # what is there already is to be swept, too
        if change.name in {"model", "instance", "explainer"}:
            self._answers = Answers()
            self._pace = None
        if change.name == "explainer":
            for name in self._settings:
                setattr(self, name, getattr(change.new, name))
        elif change.name in self._settings:
            now = getattr(self.explainer, change.name)
            # What is one's own may be an array, which cannot be compared as a whole.
            plain = isinstance(now, str | int) and isinstance(change.new, str | int)
            if change.new is not now and not (plain and change.new == now):
                self.explainer = self.explainer.replace(**{change.name: change.new})

    def _conclude(self) -> None:
        """Run the chain from the first link that was touched, and say how it stands."""
        if self._pending is None:
            return
        try:
            if self._pending < Stage.DRAW:
                self._run(self._pending)
        except Exception as error:  # noqa: BLE001  whatever it is, a view must show it
            self._stand("failed", sentence(error))
        self._pending = None
        self._publish()

    def _run(self, stage: Stage) -> None:
        asked = self._asked_for()
        if stage == Stage.SAMPLE:
            self._held = None
            # As many as were asked for, also after there were fewer for a while.
            wanted, self.n_features = self._wanted_features, self._wanted_features
            self._wanted_features = wanted
        lacking = self._held is None or len(self._held) < asked.size(self.n_samples)
        if not lacking:
            self._stand("ready")
        elif stage <= Stage.GROW or self.status in {"sampling", "failed"}:
            self._stand("sampling")
        if self._metric != self.distance:
            self._measure()
        if self._held is not None and self._basis != (self._held, self.n_samples):
            self._show(asked, self._held)
        self._fit()

    def _measure(self) -> None:
        self._metric = self.distance
        if self._held is not None:
            self._held = self._held.at(self._asked_for().distances(self._held.Z, self.distance))
        elif self.neighborhood is not None:
            near, shown = self.neighborhood, self._shown or self._asked_for()
            self.set_trait("neighborhood", near.at(shown.distances(near.Z, self.distance)))

    def _show(self, asked: Perturbation, held: Neighborhood) -> None:
        """Explain these rows from now on, as many of them as are asked for."""
        self._shown, self._answered, self._basis = asked, self.black_box, (held, self.n_samples)
        self._shown_of = self.instance, self.explainer
        self.set_trait("neighborhood", cut(asked, held, self.n_samples))
        self.set_trait("progress", min(1.0, len(held) / asked.size(self.n_samples)))

    def _fit(self) -> None:
        """Fit at the kernel width, or take the fit from a sweep that holds one."""
        near = self.neighborhood
        if near is None:
            return
        # Rows of before are explained while the model has not yet said which output is meant.
        if self._answered is self.black_box and (self.output is not None or self._shown is self._asked):
            self._column = None
            self._column = near.resolve_output(self.output)
            self.output = self._column
            self.compared = self.compared
        if self._column is None:
            return
        self._swept = [(question, self._fitted(question)) for question in self._questions()]
        self._settle()
        question, sweep = self._swept[0]
        if question != self._explained or self.explanation.kernel_width != self.kernel_width:
            self._explained = question
            self.set_trait("explanation", sweep[cast("int", sweep.index(self.kernel_width))])

    def _fitted(self, question: _Question) -> Sweep:
        """A sweep that holds an answer for the kernel width: the one that is there, or else of this width alone."""
        known = next((sweep for asked, sweep in self._swept if asked == question), None)
        if known is not None and known.index(self.kernel_width) is not None:
            return known
        began = time.monotonic()
        sweep = question.neighborhood.sweep([self.kernel_width], **question.keywords)
        self._last_fit = time.monotonic() - began, time.monotonic()
        return sweep

    def _settle(self) -> None:
        sweep, *comparisons = (sweep for _, sweep in self._swept)
        self.set_trait("sweep", sweep)
        if len(comparisons) != len(self.comparisons) or any(map(operator.is_not, comparisons, self.comparisons)):
            self.set_trait("comparisons", tuple(comparisons))

    def _questions(self) -> list[_Question]:
        """What is asked of the neighbourhood: about the explained output, and about each that is compared to it."""
        near = self.neighborhood
        return [
            _Question(
                near,
                {
                    "output": output,
                    # Of the rows of before, while there are no others, what was asked for of them.
                    "n_features": check_n_features(self._wanted_features, near.Z.shape[1], near.default_n_features),
                    "feature_selection": self.feature_selection,
                    "alpha": self.alpha,
                    "kernel": self.kernel,
                },
            )
            for output in (self._column, *(self.compared if self._answered is self.black_box else ()))
        ]

    def _stand(self, status: str, error: str | None = None) -> None:
        if status == "sampling" and self._held is None:
            self.set_trait("progress", 0.0)
        self.set_trait("error", error)
        self.set_trait("status", status)

    def _publish(self) -> None:
        """Say that all is set, and wake whoever waits for it."""
        at_rest = self.status in {"ready", "cancelled"}
        lacking = any(len(sweep) == 1 for _, sweep in self._swept)
        if self.sweeping and at_rest and lacking and len(self._grid()) > 1:
            self._sweep_due = time.monotonic() + _REST_SECONDS
        else:
            self._sweep_due = None
        self.set_trait("generation", self.generation + 1)
        self._changed.notify_all()

    # ---- the worker -----------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop asking the model, within one batch; the rows that are there stay."""
        with self.together():
            if self.status == "sampling":
                self._stand("cancelled")
                self._pending = Stage.DRAW if self._pending is None else self._pending

    def resume(self) -> None:
        """Go on asking the model for the rows that are lacking."""
        with self.together():
            self._pending = Stage.GROW if self._pending is None else min(self._pending, Stage.GROW)

    def wait(self, timeout: float | None = None) -> bool:
        """Block until nothing is under way any more.

        Where that could not come about (in a block of `together`, or in an observer) it returns
        at once.

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
            if self._inside or self._telling or self._working_in == threading.get_ident():
                timeout = 0
            return self._changed.wait_for(lambda: not self._busy(), timeout)

    async def settled(self) -> None:
        """Return when nothing is under way any more, leaving the event loop free until then."""
        while not self.wait(0):  # noqa: ASYNC110  it needs no thread and no certain loop, and can be cancelled
            await asyncio.sleep(_LOOK_SECONDS)

    def _busy(self) -> bool:
        return self.status == "sampling" or self._sweep_due is not None or self._errand() is not None

    def _errand(self) -> Callable[[], None] | None:
        """What the worker is to do before all else, if there is such a thing."""
        return None

    def _go_on(self) -> None:
        if self._worker is not None or not self._busy() or _leaving.is_set():
            return
        self._worker = threading.Thread(target=self._work, name="lime-study", daemon=True)
        try:
            self._worker.start()
            _workers.add(self._worker)
        except RuntimeError:  # a platform without threads, such as Pyodide
            self._work(rest=0.0)

    def _work(self, *, rest: float = _REST_SECONDS) -> None:
        """Run errands, ask the model, then sweep, until there is nothing left to do."""
        self._working_in = threading.get_ident()
        while True:
            with self._lock:
                errand, sampling, due = self._errand(), self.status == "sampling", self._sweep_due
                if not self._busy() or _leaving.is_set():
                    self._worker = self._working_in = None
                    return
                left = due - time.monotonic() if due is not None and rest else 0.0
                if errand is None and not sampling and left > 0:
                    self._changed.wait(left)
                    continue
            if errand is not None:
                errand()
            elif sampling:
                self._ask_batch()
            else:
                self._sweep_all()

    def _complain(self, errors: list[BaseException]) -> None:
        if self._working_in != threading.get_ident():
            super()._complain(errors)
        else:  # nobody is there to catch them, and there is more to be done
            for error in errors:
                threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, self._worker)))

    def _ask_batch(self) -> None:
        with self._lock:
            asked, black_box, answers = self._asked_for(), self.black_box, self._answers
            start = 0 if self._held is None else len(self._held)
            # A neighbourhood begins with two rows, the instance and one more.
            stop = min(asked.size(self.n_samples), start + max(2, black_box.batch_size or self._batch(asked)))
        failure: BaseException | None = None
        began = time.monotonic()
        try:
            Z, y = answers.ask(asked, black_box, start, stop, about_to_ask=self._count)
        except BaseException as error:  # noqa: BLE001  a model may raise anything at all
            failure = error
        self._pace = (time.monotonic() - began) / (stop - start)
        with self.together():
            if asked is not self._asked:
                return  # nobody waits for this answer any more
            if failure is None:
                try:
                    self._hold(asked, Z, y)
                except Exception as error:  # noqa: BLE001  whatever it is, a view must show it
                    failure = error
            if self.status != "sampling":
                return  # cancelled: what came is kept, for when it goes on, but not shown
            share = 0.0 if self._held is None else len(self._held) / asked.size(self.n_samples)
            if failure is None and share < 1 and self._too_soon():
                self.set_trait("progress", share)
                self._pending = Stage.DRAW
            elif failure is None:
                self._pending = Stage.GROW
            else:
                self._stand("failed", sentence(failure))
                self._pending = Stage.DRAW

    def _batch(self, asked: Perturbation) -> int:
        """How many rows to ask about at once: as many as the data propose, fewer of a slow model."""
        most = asked.batch_size
        if self._pace is None:
            return max(_FEWEST_ROWS, most // 4)
        return int(np.clip(_BATCH_SECONDS / max(self._pace, 1e-9), min(_FEWEST_ROWS, most), most))

    def _too_soon(self) -> bool:
        """Whether fits, where they take any time to speak of, would come to take more than a fifth of it."""
        lasted, ended = self._last_fit
        return lasted > _LONG_FIT and time.monotonic() < ended + 4 * lasted

    def _count(self, n_inputs: int) -> None:
        with self.together():
            self.set_trait("n_model_calls", self.n_model_calls + n_inputs)

    def _hold(self, asked: Perturbation, Z: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Append the next rows of the sequence, as if all of them had been asked at once."""
        held = self._held
        if held is None or len(held) != len(self._rows[0]):
            self._rows = Growing(), Growing()
            if held is not None:  # rows that came before could not be held
                self._rows[0].append(held.Z), self._rows[1].append(held.y)
        Z, y = self._rows[0].append(Z), self._rows[1].append(y)
        self._held = begin(asked, Z, y, metric=self.distance, black_box=self.black_box)

    def _sweep_all(self) -> None:
        with self._lock:
            due, grid, swept = self._sweep_due, self._grid(), list(self._swept)
        failure = None
        try:
            for place, (question, sweep) in enumerate(swept):
                if len(sweep) > 1:
                    continue
                parts = []
                for widths in np.array_split(grid, math.ceil(self._seconds(len(grid)) / _PART_SECONDS)):
                    with self._lock:
                        if self._sweep_due != due:
                            return
                    parts.append(question.neighborhood.sweep(widths, **question.keywords))
                swept[place] = question, Sweep.joined(parts)
        except Exception as error:  # noqa: BLE001  a kernel of the user's own may raise anything
            failure = error
        with self.together():
            if due is None or self._sweep_due != due or [question for question, _ in swept] != self._questions():
                return  # something has changed meanwhile
            self._pending = Stage.DRAW
            if failure is not None:
                self._stand("failed", sentence(failure))
                return
            self._swept = swept
            self._settle()

    def _seconds(self, n_widths: int) -> float:
        """About how long it takes to sweep so many widths."""
        n, p = self.neighborhood.Z.shape
        asked = {"n_features": self.n_features, "feature_selection": self.feature_selection}
        return sweep_cost(n, p, n_widths, **asked)

    def _grid(self) -> NDArray[np.float64]:
        """The widths to sweep: every one of the grid, or of few a doubling where they take long or are much to send."""
        grid, width = self.kernel_widths, self.kernel_width
        shown = self.neighborhood.Z.shape[1] if self.feature_selection == "none" else self.n_features
        while len(grid) > 1 and (self._seconds(len(grid)) > _SWEEP_SECONDS or shown * len(grid) > _SWEEP_WEIGHTS):
            grid = grid[::2]
            if len(grid) < _FEWEST_WIDTHS:
                return np.array([width])
        if np.isclose(grid, width, rtol=1e-9, atol=0).any():
            return grid
        return np.sort(np.append(grid, width))
