"""Repeats of an explanation with other seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import is_whole, problem
from lime_widgets.engine.explanation.kinds.options import check_options
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.explainer import check_explainer
from lime_widgets.engine.sampling.designs import Design, RandomState, check_n_samples, seed_of
from lime_widgets.engine.stability.result import Stability, stability_of

if TYPE_CHECKING:
    from lime_widgets.engine.perturbation.explainer import Explainer

DEFAULT_N_REPEATS = 10
MOST_REPEATS = 200


def check_n_repeats(n_repeats: int) -> int:
    """Check the number of repeats.

    Raises
    ------
    LimeError
        If it is not a whole number from 1 to 200.
    """
    if is_whole(n_repeats, 1, MOST_REPEATS):
        return int(n_repeats)
    raise problem("repeats.number", n_repeats=n_repeats, most=MOST_REPEATS, default=DEFAULT_N_REPEATS)


def repeat_seeds(seed: int, n_repeats: int) -> tuple[int, ...]:
    """Give the seeds of the repeats, those after the explanation's own."""
    return tuple((seed + place) % 2**32 for place in range(1, n_repeats + 1))


def stability(
    explainer: Explainer,
    model: Any,
    x: Any,
    *,
    n_repeats: int = DEFAULT_N_REPEATS,
    n_samples: int | None = None,
    random_state: RandomState = 0,
    design: Design = "sobol",
    distance: str | None = None,
    batch_size: int | None = None,
    n_jobs: int | None = None,
    **options: Any,
) -> Stability:
    """Explain an instance again with other seeds, and compare the explanations.

    Parameters
    ----------
    explainer : TabularExplainer, TextExplainer or ImageExplainer
    model : estimator, callable or BlackBox
    x : instance
        As the explainer takes it.
    n_repeats : int, default 10
        How many repeats to make, 1 to 200. Each calls the model for all of its samples.
    random_state : int, Generator, RandomState or None, default 0
        The seed of the explanation. Its repeats use the next seeds.
    n_jobs : int, optional
        The number of processes that call the model through joblib, −1 for one on each core; by default there is no
        other process. The model must be picklable.
    n_samples, design, distance, batch_size
        As for `Explainer.sample`.
    **options
        As for `Neighborhood.explain`, such as ``kernel_width=2.0``.

    Returns
    -------
    Stability
        Without repeats where nothing is drawn at random: they would all be equal, and the model is not called for them.

    Raises
    ------
    LimeError
        If the instance cannot be explained or a parameter is invalid.
    ModelError
        If the model raises an exception or returns unusable answers.

    Examples
    --------
    >>> import numpy as np
    >>> import lime_widgets as lw
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> explainer = lw.TabularExplainer(X)
    >>> repeats = lw.stability(explainer, lambda X: X[:, 0] - 2 * X[:, 1], X[0], n_repeats=4, n_samples=256)
    >>> repeats.agreement(2), repeats.n_model_calls
    (1.0, 1024)
    """
    check_explainer(explainer)
    check_options("stability", options, stability, Neighborhood.explain)
    check_n_jobs(n_jobs)
    n_repeats, seed = check_n_repeats(n_repeats), seed_of(random_state)
    default = explainer.default_n_samples_for(x)
    n_samples = check_n_samples(default if n_samples is None else n_samples, default)
    black_box = model if isinstance(model, BlackBox) else BlackBox(model)
    shared: dict[str, Any] = {"n_samples": n_samples, "design": design, "distance": distance, "batch_size": batch_size}
    shared["kernel"] = options.get("kernel", "exponential")
    present = explainer.sample(black_box, x, random_state=seed, **shared)
    first = present.explain(**options)
    perturbation = explainer.perturb(x, random_state=seed, design=design).for_n_samples(n_samples)
    if present.exact or (not perturbation.depends_on_seed and not black_box.answers_vary):
        return stability_of([first], [seed], exact=True)
    seeds = repeat_seeds(seed, n_repeats)
    before = black_box.n_rows
    if n_jobs is None:
        drawn = [explainer.sample(black_box, x, random_state=each, **shared) for each in seeds]
        n_rows = black_box.n_rows - before
    else:
        draws = [shared | {"x": x, "random_state": each} for each in seeds]
        drawn, n_rows = sampled_in_processes(explainer, model, draws, n_jobs)
    # By default each run would explain the class that it predicts; a model with noise may predict another.
    options["output"] = first.output
    repeats = [neighborhood.explain(**options) for neighborhood in drawn]
    return stability_of([first, *repeats], [seed, *seeds], n_model_calls=n_rows)


def check_n_jobs(n_jobs: int | None) -> None:
    """Check a number of processes.

    Raises
    ------
    LimeError
        If it is neither a whole number other than 0 nor None.
    """
    if n_jobs is not None and not (isinstance(n_jobs, int) and not isinstance(n_jobs, bool) and n_jobs != 0):
        raise problem("repeats.n_jobs", n_jobs=n_jobs)


def sampled_in_processes(
    explainer: Explainer, model: Any, draws: list[dict[str, Any]], n_jobs: int
) -> tuple[list[Neighborhood], int]:
    """Sample several times in processes of joblib.

    Parameters
    ----------
    explainer : Explainer
    model : estimator, callable or BlackBox
        Picklable.
    draws : list of dict
        Parameters of `Explainer.sample`, for each time.
    n_jobs : int
        As for `stability`.

    Returns
    -------
    neighborhoods : list of Neighborhood
    n_rows : int
        The number of rows that the model was asked about.
    """
    from joblib import Parallel, delayed  # type: ignore[import-untyped]

    drawn = Parallel(n_jobs=n_jobs)(delayed(_sampled)(explainer, model, draw) for draw in draws)
    return [neighborhood for neighborhood, _ in drawn], sum(n_rows for _, n_rows in drawn)


def _sampled(explainer: Explainer, model: Any, draw: dict[str, Any]) -> tuple[Neighborhood, int]:
    """Sample in another process; give the rows that the model was asked about."""
    black_box = model if isinstance(model, BlackBox) else BlackBox(model)
    before = black_box.n_rows
    drawn = explainer.sample(black_box, **draw)
    # The yardstick has functions of its own, which no process can hand over; the weights do not need it.
    return replace(drawn, yardstick=None), black_box.n_rows - before
