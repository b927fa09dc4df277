"""The job that measures how faithful the displayed explanation is, without the model, and what a study says of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, cast

from traitlets import Any as AnyTrait
from traitlets import Bool, Float, HasTraits, Unicode

from lime_widgets.engine.errors import problem, report
from lime_widgets.engine.fidelity.result import fidelity_of
from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.jobs.judging.fresh import FreshJob, Offer
    from lime_widgets.study.state import StudyTraits

# A measure that takes longer does not follow each batch of fresh samples.
_QUICK_SECONDS = 0.1


class HasFidelity(HasTraits):
    """A study that can judge its explanation on samples that had no part in it."""

    judging = Bool(
        default_value=False,
        help="Whether `fidelity` follows every change, once the study is at rest. That needs no model evaluation; "
        "`check_fidelity` asks the model about fresh samples.",
    ).tag(stage=Stage.DRAW)
    fidelity = AnyTrait(
        None,
        read_only=True,
        help="How faithful the explanation is; None until `check_fidelity` is called or `judging` is set.",
    )
    fidelity_progress = Float(
        None,
        allow_none=True,
        read_only=True,
        help="Share of what `check_fidelity` asks that the model has answered, 0 to 1; None when nothing is asked.",
    )
    fidelity_error = Unicode(
        None, allow_none=True, read_only=True, help="Why the model could not be asked about fresh samples, or None."
    )

    @property
    def fidelity_offer(self) -> Offer:
        """What `check_fidelity` would ask the model now."""
        study = cast("StudyTraits", self)
        with study.lock:
            return study._runtime.fidelity.offer()  # type: ignore[no-any-return]  # noqa: SLF001  its own

    def check_fidelity(self, n_fresh: int | None = None) -> None:
        """Ask the model about fresh samples and while features are removed, and set `fidelity`.

        The samples are drawn like those of the neighborhood, with another seed. They add to those that were drawn
        before. A change of the kernel width, the output or the number of features measures them again without
        asking; another instance or other samples forget them. Of a table row, values are replaced by those of 16
        training rows, and the answers are averaged.

        Parameters
        ----------
        n_fresh : int, optional
            How many fresh samples to draw; by default a quarter of `n_samples`, 256 to 1,024. None are drawn where
            every perturbation is known already, or the user supplied the rows.

        Raises
        ------
        LimeError
            If `n_fresh` is not a whole number of 0 or more, or there is no explanation yet.

        Examples
        --------
        >>> import numpy as np
        >>> from lime_widgets import Study, TabularExplainer
        >>> X = np.random.default_rng(0).normal(size=(200, 3))
        >>> explainer = TabularExplainer(X, discretizer=None)
        >>> study = Study(lambda X: X[:, 0] - X[:, 1], X[0], explainer, n_samples=512, alpha=0.0)
        >>> study.wait()
        True
        >>> study.check_fidelity()
        >>> study.wait()
        True
        >>> round(study.fidelity.fresh, 6), study.fidelity.n_fresh
        (1.0, 256)
        """
        study = cast("StudyTraits", self)
        if n_fresh is not None and (not isinstance(n_fresh, int) or isinstance(n_fresh, bool) or n_fresh < 0):
            raise problem("n_fresh.invalid", n_fresh=n_fresh)
        with study.together():
            if not study.explanation:
                raise problem("fidelity.no_explanation", status=study.status)
            study._runtime.fidelity.ask(n_fresh)  # noqa: SLF001  its own

    def cancel_fidelity(self) -> None:
        """Stop asking the model about fresh samples after the present batch; those that are there stay."""
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.fidelity.cancel()  # noqa: SLF001  its own


class FidelityJob:
    """Measures the displayed explanation, without the model, once the study is at rest.

    Parameters
    ----------
    study : Study
        With the traits of `HasFidelity`.
    chain : Chain
    asked : FreshJob
        Keeps the fresh samples.
    """

    priority: ClassVar[Priority] = Priority.SWEEP

    def __init__(self, study: StudyTraits, chain: Chain, asked: FreshJob) -> None:
        self._study, self._chain, self._asked = study, chain, asked
        self._known: tuple[Any, ...] = ()  # what `fidelity` is about
        self._running: tuple[Any, ...] = ()
        self._once = False  # whether somebody asked, while nobody follows every change
        self._lasted = 0.0
        asked.between = self._run_between

    def ask(self, n_fresh: int | None) -> None:
        """Measure once the model has answered."""
        self._once = True
        self._asked.ask(n_fresh)

    def cancel(self) -> None:
        """See `HasFidelity.cancel_fidelity`."""
        self._asked.cancel()

    def offer(self) -> Offer:
        """See `HasFidelity.fidelity_offer`."""
        return self._asked.offer()

    def update(self) -> None:
        """Forget the fidelity of a former explanation where nobody follows it; call before a publication."""
        study = self._study
        self._asked.follow()
        known = self._is_known
        if study.fidelity_progress is None and known:
            self._once = False
        if not study.judging and not self._once and self._known and not known:
            self._known = ()
            study.set_trait("fidelity", None)

    def wanted(self) -> bool:
        """Whether the displayed explanation is to be measured."""
        study = self._study
        if not (study.judging or self._once) or not study.explanation or self._chain.is_sweep_wanted:
            return False
        return study.status in {"ready", "cancelled"} and bool(study.current) and not self._is_known

    def due(self) -> float:
        """After a rest: it takes longer than a frame of the screen."""
        return 0.0 if self._once else self._chain.changed_at + pacing.REST_SECONDS

    def run(self) -> None:
        """Measure."""
        study, chain, began = self._study, self._chain, time.monotonic()
        with study.lock:
            if not self.wanted():
                return
            displayed, key = chain.displayed, self._key()
            self._running = key
            rows = self._asked.rows(displayed)
            removal, is_current = self._asked.removal(displayed)
            request = cast("Any", displayed.request)
            key = self._key()  # known answers may have made curves
        found = fidelity_of(
            request.neighborhood,
            displayed.sweeps[0].sweep,
            cast("Any", displayed.explanation),
            fresh=rows,
            removal=removal,
            removal_is_current=is_current,
            n_model_calls=self._asked.n_calls,
            n_features=request.n_features,
            feature_selection=request.feature_selection,
            alpha=request.alpha,
            kernel=request.kernel,
            surrogate=request.surrogate,
            **request.of_surrogate,
        )
        self._lasted = time.monotonic() - began
        with study.together():
            if _same(self._key(), key):
                self._known = key
                study.set_trait("fidelity", found)
                chain.touch(Stage.DRAW)

    def failed(self, error: BaseException) -> None:
        """Say why: a custom kernel may raise for fresh samples."""
        with self._study.together():
            if _same(self._key(), self._running):
                self._known = self._running
                self._study.set_trait("fidelity", None)
            self._study.set_trait("fidelity_error", report(error))
            self._chain.touch(Stage.DRAW)

    def _run_between(self) -> None:
        """Measure between two batches of fresh samples, if that is quick."""
        with self._study.lock:
            wanted = self._lasted < _QUICK_SECONDS and self.wanted()
        if wanted:
            self.run()

    @property
    def _is_known(self) -> bool:
        return bool(self._known) and _same(self._known, self._key())

    def _key(self) -> tuple[Any, ...]:
        """Give all that the fidelity depends on."""
        displayed = self._chain.displayed
        sweep = displayed.sweeps[0].sweep if displayed.sweeps else None
        return displayed.explanation, sweep, *self._asked.key(displayed)


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two keys have the same objects, and equal numbers."""
    return len(one) == len(other) and all(
        a is b or (isinstance(a, int) and a == b) for a, b in zip(one, other, strict=True)
    )
