"""The reactive core: one black box, one instance, and an explanation that is never out of date.

A study holds the parameters of an explanation as traits and keeps the chain

    instance ─ perturb ─▶ inputs ─ predict ─▶ neighborhood ─ weigh ─▶ weights ─ fit ─▶ explanation

up to date: a change enters it at its own link, and only what lies after that runs again.
Whatever only weighs and fits runs at once, in the thread that made the change. Whatever asks
the model runs batch by batch in one worker thread, which looks between batches whether it is
still wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from traitlets import Int, TraitType

from lime_widgets.study.parameters import Stage
from lime_widgets.study.worker import Working

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.explainer import Explainer


class Study(Working):
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
    explainer : TabularExplainer, TextExplainer or ImageExplainer
        Knows how to perturb data of this kind.
    **parameters
        Any of the traits that `parameter_names` lists, such as ``kernel_width=2.0``.

    Notes
    -----
    A study of a table row, of a text and of an image have parameters and methods of their own:
    see `lime_widgets.study.TabularStudy`, `TextStudy` and `ImageStudy`. Which of them is made goes
    by the explainer.

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
    palette = TraitType(
        "blue-orange",
        help="Colors for and against. Blue and orange can be told apart by color-blind readers.",
    ).tag(
        stage=Stage.DRAW, parameter=True, label="Colors", group="look",
        choices={"blue-orange": "blue and orange", "green-red": "green and red"},
    )  # fmt: skip
    # What kind of data is explained, in a word, and the explainer of such data; of all kinds of study that there are.
    data_kind: ClassVar[str] = "thing"
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
        with self.together(), self._all_or_none():
            self.explainer = explainer
            settings = {name: parameters[name] for name in self._settings if name in parameters}
            if settings:  # before the instance, which may be one only to these
                self.explainer = self.explainer.replace(**settings)
            self.instance = x
            self.model = model
            defaults = {"kernel_width": None, "n_features": None, "n_samples": explainer.default_n_samples}
            self.update(**(defaults | parameters))
            self.initial = {name: getattr(self, name) for name in self.parameter_names}
            self._first_wanted = self._wanted_features
            self.first_instance = x

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

    def _follow(self, change: Bunch) -> None:
        super()._follow(change)
        if change.name == "explainer":
            for name in self._settings:
                setattr(self, name, getattr(change.new, name))
        elif change.name in self._settings:
            now = getattr(self.explainer, change.name)
            # What is one's own may be an array, which cannot be compared as a whole.
            plain = isinstance(now, str | int) and isinstance(change.new, str | int)
            if change.new is not now and not (plain and change.new == now):
                self.explainer = self.explainer.replace(**{change.name: change.new})
