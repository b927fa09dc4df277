"""The job that searches the smallest changes of the instance that flip the predicted class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bool, HasTraits

from lime_widgets.engine.flips.flip import Classes, Flips
from lime_widgets.engine.flips.parts import search_parts
from lime_widgets.engine.flips.rows import search_rows
from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.flips.flip import Search
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
    from lime_widgets.engine.perturbation.masked import MaskPerturbation
    from lime_widgets.engine.tabular.perturbation import TabularPerturbation
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits

# At most this number of features is ranked. Other parts are not tried, other columns are tried last.
_MOST_RANKED = 30
# About how many masks a search asks the model about; it tells beforehand how long the search takes.
_MASKS = 45


class Questions(Protocol):
    """How one kind of data is searched."""

    rows: ClassVar[int]

    def key(self, neighborhood: Neighborhood) -> tuple[Any, ...]:
        """Give all that the answers depend on; arrays by identity or as bytes."""

    def search(self, neighborhood: Neighborhood, classes: Classes) -> Search:
        """Begin a search."""

    def ask(self, questions: NDArray[Any], about_to_ask: Callable[[int], None]) -> NDArray[np.float64]:
        """Give the model's answers to one batch of questions."""


class FlipJob:
    """Keeps a study's `flips` up to date while `flipping` is set.

    Parameters
    ----------
    study : Study
        With the traits `flipping` and `flips`.
    chain : Chain
    begin : callable
        Takes the study and the chain, and gives the questions about the displayed instance.
    """

    priority: ClassVar[Priority] = Priority.FLIPS

    def __init__(self, study: StudyTraits, chain: Chain, begin: Callable[[StudyTraits, Chain], Questions]) -> None:
        self._study, self._chain, self._begin = study, chain, begin
        self._done: tuple[tuple[Any, ...], Flips] | None = None
        self._asked_for = False
        self._key_asked: tuple[Any, ...] | None = None  # what the part that runs is about
        self._running: _Running | None = None

    def search_once(self) -> None:
        """Search, however long it takes."""
        self._asked_for = True
        self._chain.touch(Stage.DRAW)

    @property
    def is_offered(self) -> bool:
        """Whether a search is possible that was not begun, because the model is slow."""
        return self._is_possible and not self._is_known and not self._is_quick and not self._asked_for

    def update(self) -> None:
        """Set `flips` to the finished search of the displayed instance, or None."""
        known = self._done[1] if self._done is not None and self._is_known else None
        self._study.set_trait("flips", known)

    def wanted(self) -> bool:
        """Whether the study is at rest and its flips are not known."""
        study = self._study
        asked = self._asked_for or (study.flipping and self._is_quick)
        return bool(asked and self._is_possible and not self._is_known)

    def due(self) -> float:
        """After a rest: nobody waits for it."""
        return 0.0 if self._asked_for else self._chain.changed_at + pacing.FLIPS_REST_SECONDS

    def run(self) -> None:
        """Ask the model the next batch of questions."""
        study, chain = self._study, self._chain
        with study.lock:
            if not self._is_possible:
                return
            key = self._key()
            running = self._running
            self._key_asked = key
            if running is None or not _same(running.key, key):
                questions = self._begin(study, chain)
                classes = _classes(study.neighborhood)
                search = questions.search(study.neighborhood, classes)
                running = self._running = _Running(key, questions, search)
            size = max(1, pacing.batch_rows(chain.perturbation.batch_size, chain.seconds_per_row))
        flips = running.go_on(size, chain.count_model_calls)
        if flips is not None:
            self._finish(key, flips)

    def failed(self, error: BaseException) -> None:
        """Find nothing: the explanation is not affected, and the model may fail for odd instances."""
        del error
        running = self._running
        if self._key_asked is not None:
            self._finish(self._key_asked, Flips(n_calls=0 if running is None else running.n_calls))

    def _finish(self, key: tuple[Any, ...], flips: Flips) -> None:
        with self._study.together():
            self._running, self._done, self._asked_for = None, (key, flips), False
            self._chain.touch(Stage.DRAW)

    @property
    def _is_possible(self) -> bool:
        study = self._study
        neighborhood = study.neighborhood
        if neighborhood is None or study.status != "ready" or not study.current:
            return False
        return neighborhood.predicted is not None and neighborhood.n_outputs > 1

    @property
    def _is_known(self) -> bool:
        return self._is_possible and self._done is not None and _same(self._done[0], self._key())

    @property
    def _is_quick(self) -> bool:
        seconds, rows = self._chain.seconds_per_row, self._begin(self._study, self._chain).rows
        return seconds is None or seconds * rows <= pacing.FLIPS_SECONDS

    def _key(self) -> tuple[Any, ...]:
        return self._begin(self._study, self._chain).key(self._study.neighborhood)


class _Running:
    """A search under way: the questions that are open, and the answers so far."""

    def __init__(self, key: tuple[Any, ...], questions: Questions, search: Search) -> None:
        self.key, self.n_calls = key, 0
        self._questions, self._search = questions, search
        self._open: NDArray[Any] | None = None
        self._answers: list[NDArray[np.float64]] = []

    def go_on(self, size: int, about_to_ask: Callable[[int], None]) -> Flips | None:
        """Ask one batch; give the flips where it was the last one."""
        try:
            if self._open is None:
                self._open = next(self._search)
            n_answered = sum(map(len, self._answers))
            batch = self._open[n_answered : n_answered + size]
            self._answers.append(self._questions.ask(batch, lambda n: self._count(n, about_to_ask)))
            if n_answered + len(batch) < len(self._open):
                return None
            answers, self._answers = np.concatenate(self._answers), []
            self._open = None  # where the search ends, no question is open
            self._open = self._search.send(answers)
        except StopIteration as end:
            return _counted(end.value, self.n_calls)
        return None

    def _count(self, n: int, about_to_ask: Callable[[int], None]) -> None:
        self.n_calls += n
        about_to_ask(n)


class HasFlips(HasTraits):
    """A study that can search the smallest changes that flip the predicted class."""

    flipping = Bool(
        default_value=False,
        help="Whether the smallest changes that flip the predicted class are searched, once the study is at rest and "
        "where the model is quick enough. An image is also evaluated with everything hidden. `find_flips` searches "
        "once, however long it takes.",
    ).tag(stage=Stage.DRAW)
    flips = AnyTrait(
        None,
        read_only=True,
        help="The smallest changes that flip the predicted class, from the model itself; None until they are searched.",
    )

    _flips: FlipJob

    @property
    def flips_offered(self) -> bool:
        """Whether the model is too slow for an automatic search, so that `find_flips` must be called."""
        return self._flips.is_offered

    def find_flips(self) -> None:
        """Search the smallest changes that flip the predicted class, however long it takes; see `flips`."""
        study = cast("StudyTraits", self)
        with study.together():
            self._flips.search_once()


class PartQuestions:
    """Questions about a text or an image without some of its parts."""

    rows: ClassVar[int] = _MASKS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._perturbation = cast("MaskPerturbation", chain.displayed.perturbation)
        self._black_box: BlackBox = study.black_box
        self._cache = cast("MaskAnswers", chain.answer_cache)

    def key(self, neighborhood: Neighborhood) -> tuple[Any, ...]:
        """Give the kept answers, which belong to one instance and one model; and which masks are likely known."""
        return (self._cache, self._perturbation.feature_names, neighborhood.predicted)

    def search(self, neighborhood: Neighborhood, classes: Classes) -> Search:
        """Begin with the parts that speak most for the predicted class."""
        explanation = _ranking(neighborhood)
        towards = explanation.features[explanation.coef > 0].tolist()
        names = self._perturbation.feature_names
        return search_parts(towards, names, classes, part=neighborhood.origin.part)

    def ask(self, questions: NDArray[Any], about_to_ask: Callable[[int], None]) -> NDArray[np.float64]:
        """Give the model's answers to masks; known ones are not asked for again."""
        return self._cache.ask_masks(self._perturbation, self._black_box, questions, about_to_ask=about_to_ask)


class RowQuestions:
    """Questions about a table row with one value changed."""

    rows: ClassVar[int] = pacing.FEWEST_FLIP_ROWS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._perturbation = cast("TabularPerturbation", chain.displayed.perturbation)
        self._black_box: BlackBox = study.black_box
        self._explainer, self._x = study.explainer, study.instance
        self._most = pacing.flip_rows(chain.seconds_per_row)

    def key(self, neighborhood: Neighborhood) -> tuple[Any, ...]:
        """Give the table, the row and the model: bins and samples change nothing."""
        return (self._explainer.table, self._black_box, self._perturbation.codes.tobytes(), neighborhood.predicted)

    def search(self, neighborhood: Neighborhood, classes: Classes) -> Search:
        """Begin with the columns of the largest contributions; try all columns if the model is quick enough."""
        explanation = _ranking(neighborhood)
        sources = self._perturbation.source_columns
        by_size = explanation.features[np.argsort(-np.abs(explanation.contributions), kind="stable")]
        order = dict.fromkeys(int(sources[feature]) for feature in by_size)
        order |= dict.fromkeys(range(len(self._explainer.table.columns)))
        return search_rows(self._explainer, self._x, list(order), classes, self._most)

    def ask(self, questions: NDArray[Any], about_to_ask: Callable[[int], None]) -> NDArray[np.float64]:
        """Give the model's answers to coded rows."""
        inputs = self._explainer.table.decode(questions)
        return self._black_box.predict(inputs, first_row=0, proposed=len(questions), about_to_ask=about_to_ask)


def _ranking(neighborhood: Neighborhood) -> Any:
    n_features = min(len(neighborhood.feature_names), _MOST_RANKED)
    return neighborhood.explain(
        output=neighborhood.predicted, n_features=n_features, feature_selection="highest_weights"
    )


def _classes(neighborhood: Neighborhood) -> Classes:
    n = neighborhood.origin.n_rivals or neighborhood.n_outputs
    return Classes(neighborhood.output_names, neighborhood.output_kind, cast("int", neighborhood.predicted), n)


def _counted(flips: Flips, n_calls: int) -> Flips:
    return Flips(flips.found, flips.strongest, flips.n_tried, n_calls, flips.sentence)


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    plain = (str, bytes, int, tuple)
    return all(a is b or (isinstance(a, plain) and a == b) for a, b in zip(one, other, strict=True))
