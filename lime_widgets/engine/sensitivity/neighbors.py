"""The function that explains the neighbors of an instance beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import one_of
from lime_widgets.engine.explanation.kinds.options import check_options
from lime_widgets.engine.explanation.kinds.prior import Prior
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.answer_cache import RowAnswers
from lime_widgets.engine.perturbation.explainer import check_explainer
from lime_widgets.engine.perturbation.neighborhoods import sampled
from lime_widgets.engine.perturbation.neighbors import DEFAULT_N_NEIGHBORS, check_n_neighbors
from lime_widgets.engine.sampling.designs import Design, RandomState, check_n_samples, seed_of
from lime_widgets.engine.sensitivity.result import NumberKind, Sensitivity
from lime_widgets.engine.stability.repeats import check_n_jobs, sampled_in_processes

if TYPE_CHECKING:
    from lime_widgets.engine.perturbation.explainer import Explainer
    from lime_widgets.engine.perturbation.neighbors import Neighbors


def sensitivity(
    explainer: Explainer,
    model: Any,
    x: Any,
    *,
    n_neighbors: int = DEFAULT_N_NEIGHBORS,
    radius: float | None = None,
    kind: NumberKind = "weight",
    n_samples: int | None = None,
    random_state: RandomState = 0,
    design: Design = "sobol",
    distance: str | None = None,
    batch_size: int | None = None,
    n_jobs: int | None = None,
    **options: Any,
) -> Sensitivity:
    """Explain neighbors of an instance with the same seed and options, and compare the explanations.

    Neighbors of a table row have its numbers moved, drawn uniformly from a ball, and its categories. Neighbors of a
    text lack one word (or unit of the explainer) each; they are compared with the text on the words that both have.
    Neighbors of an image have noise on every pixel, and the superpixels of the image without noise.

    Parameters
    ----------
    explainer : TabularExplainer, TextExplainer or ImageExplainer
    model : estimator, callable or BlackBox
    x : instance
        As the explainer takes it.
    n_neighbors : int, default 20
        The most neighbors, 1 to 200. A text has one for each of its words, or so many of them, drawn by the seed.
    radius : float, optional
        How far neighbors may be. Of a table row it is the radius of the ball, in standard deviations of the training
        table, by default 0.25. Of an image it is the largest change of a channel of a pixel, as a share of the range
        from black to white, by default 0.02. A text has none.
    kind : {"weight", "contribution"}, default "weight"
        What is compared. The weights are what LIME gives, and what Alvarez-Melis and Jaakkola compare; those of a
        linear model are the same everywhere. A contribution is the weight times the value of the feature, so that it
        moves with the value. Of bins, words and superpixels the two are equal.
    n_samples, design, distance, batch_size
        As for `Explainer.sample`.
    random_state : int, Generator, RandomState or None, default 0
        The seed of all explanations, and of the neighbors.
    n_jobs : int, optional
        The number of processes that call the model through joblib, −1 for one on each core; by default there is no
        other process. The model must be picklable. Rows that share their samples need no other process.
    **options
        As for `Neighborhood.explain`, such as ``kernel_width=2.0``. A feature that is not selected has the weight 0:
        what the reader is shown is judged, and a feature that is selected for x alone is a change. With
        ``feature_selection="none"`` all features have weights.

    Returns
    -------
    Sensitivity

    Raises
    ------
    LimeError
        If the instance cannot be explained, has no neighbors, or a parameter is invalid.
    ModelError
        If the model raises an exception or returns unusable answers.

    Notes
    -----
    Let n be the number of samples and m that of neighbors. The instance takes n model evaluations, and one more to
    see whether the model repeats its answer. Table rows that are drawn from the training table share their samples, so
    that the neighbors take m more, in one call. Rows that are drawn around the instance, texts and images take up to
    n·m more; equal words or superpixels are not asked about twice for one neighbor. `Sensitivity.n_model_calls` counts
    those of the neighbors.

    Bins belong to the instance: a neighbor beyond an edge of a bin is explained by another bin, and compared by column.

    References
    ----------
    Yeh, Hsieh, Suggala, Inouye, Ravikumar (2019), "On the (in)fidelity and sensitivity of explanations": the largest
    change. Alvarez-Melis, Jaakkola (2018), "On the robustness of interpretability methods": the largest change by
    distance. Captum's ``sensitivity_max`` divides by ‖φ(x)‖, as `Sensitivity.relative`.

    Examples
    --------
    A linear model has the same weights everywhere. Its contributions move with the values:

    >>> import numpy as np
    >>> import lime_widgets as lw
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> explainer, model = lw.TabularExplainer(X, discretizer=None), lambda X: 3 * X[:, 0]
    >>> near = lw.sensitivity(explainer, model, X[0], n_samples=256, alpha=0.0)
    >>> round(near.max_sensitivity, 6), near.n_model_calls
    (0.0, 20)
    >>> moved = lw.sensitivity(explainer, model, X[0], n_samples=256, alpha=0.0, kind="contribution")
    >>> bool(moved.lipschitz <= 3 * X[:, 0].std())
    True
    """
    check_explainer(explainer)
    check_options("sensitivity", options, sensitivity, Neighborhood.explain)
    check_n_jobs(n_jobs)
    one_of(kind, ("weight", "contribution"), "number_kind.unknown")
    seed, kernel = seed_of(random_state), options.get("kernel", "exponential")
    explainer.check_kernel(kernel)
    near = explainer.neighbors(x, check_n_neighbors(n_neighbors), radius=radius, random_state=seed)
    default = explainer.default_n_samples_for(x)
    n_samples = check_n_samples(default if n_samples is None else n_samples, default)
    shared = {"n_samples": n_samples, "random_state": seed, "design": design, "distance": distance, "kernel": kernel}
    present, drawn, n_rows = _sampled(near, model, x, shared | {"batch_size": batch_size}, n_jobs)
    first = present.explain(**options)
    # By default each run would explain the class that the model predicts for the neighbor, which may be another.
    options["output"] = first.output
    prior = Prior.of(options.get("prior"))
    if prior is not None:
        options["prior"] = prior.checked(first.feature_names)
    runs = tuple(neighborhood.explain(**options) for neighborhood in drawn)
    return Sensitivity(
        first, runs, near.instances, near.names, near.distances, kind, explainer.data_kind, near.radius, near.features,
        binned=present.representation == "bins", n_model_calls=n_rows,
    )  # fmt: skip


def _sampled(
    near: Neighbors, model: Any, x: Any, shared: dict[str, Any], n_jobs: int | None
) -> tuple[Neighborhood, list[Neighborhood], int]:
    """Sample an instance and its neighbors; give the rows that the model was asked about for the neighbors."""
    explainer, n_samples = near.explainer, shared["n_samples"]
    black_box = model if isinstance(model, BlackBox) else BlackBox(model)
    if shared["batch_size"] is not None:
        black_box.batch_size = shared["batch_size"]
    drawing = {"random_state": shared["random_state"], "design": shared["design"]}
    asking = {"metric": shared["distance"] or explainer.metrics[0], "kernel": shared["kernel"]}
    own = explainer.perturb(x, **drawing)
    cache = own.answer_cache()
    present = sampled(own, black_box, n_samples, cache=cache, **asking)
    settled = explainer.settled(present)
    if settled is not None:  # the same rows, in the representation that all are explained in
        explainer, own = settled, settled.perturb(x, **drawing)
        present = sampled(own, black_box, n_samples, cache=cache, **asking)
    before = black_box.n_rows
    others = [explainer.perturb(neighbor, **drawing) for neighbor in near.instances]
    if isinstance(cache, RowAnswers) and others[0].shares_rows_with(own):
        drawn, answers = [], black_box.predict(near.inputs)
        for each, answer in zip(others, answers, strict=True):
            cache.know_instance(each, answer)
            drawn.append(sampled(each, black_box, n_samples, cache=cache, **asking))
        return present, drawn, black_box.n_rows - before
    if n_jobs is not None:
        draws = [shared | {"x": neighbor} for neighbor in near.instances]
        return present, *sampled_in_processes(explainer, model, draws, n_jobs)
    drawn = [sampled(each, black_box, n_samples, **asking) for each in others]
    return present, drawn, black_box.n_rows - before
