"""Sampling until the choice of the top features is settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine.errors import is_whole, problem
from lime_widgets.engine.explanation.kinds.options import check_options
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.explainer import check_explainer
from lime_widgets.engine.perturbation.neighborhoods import first_samples, neighborhood_of
from lime_widgets.engine.sampling.designs import MOST_SAMPLES, Design, RandomState, seed_of
from lime_widgets.engine.stability import settling_drawing
from lime_widgets.engine.stability.gaps import FIRST_LOOK, Look, check_k, look
from lime_widgets.engine.stability.settling_words import sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.perturbation.explainer import Explainer

DEFAULT_K = 5
DEFAULT_BUDGET = 16_384
CONFIDENCE = 0.95
# A gap below its standard error may be 0, and no number of samples tells a gap of 0.
_LEAST_Z = 1.0

Why = Literal["settled", "ties", "budget", "growing"]


@dataclass(frozen=True, eq=False)
class Settlement:
    """Why sampling stopped, and how clear the choice of the top k features was at each number of samples.

    Attributes
    ----------
    looks : tuple of Look
        The gaps at each number of samples, the fewest first.
    k : int
        The number of features whose choice shall be settled.
    confidence : float
        The share of pairs of settled runs that shall have the same top k.
    budget : int
        The most samples to draw.
    explanation : Explanation
        At the last look.
    n_model_calls : int
        How many rows the model was asked about.
    """

    looks: tuple[Look, ...]
    k: int
    confidence: float
    budget: int
    explanation: Explanation = field(repr=False)
    n_model_calls: int = 0

    @property
    def threshold(self) -> float:
        """The z that every gap must exceed; see `threshold`."""
        return threshold(self.confidence, self.budget, cautious=self.looks[-1].cautious)

    @property
    def why(self) -> Why:
        """Why sampling stopped: "settled", "ties", "budget", or "growing" where it has not."""
        last = self.looks[-1]
        if last.tied.any():
            return "ties"
        if is_settled(last, self.threshold):
            return "settled"
        return "budget" if last.exact or last.n_samples >= self.budget else "growing"

    @property
    def settled(self) -> bool:
        """Whether the choice is settled."""
        return self.why == "settled"

    @property
    def n_samples(self) -> int:
        """The number of samples at the last look."""
        return self.looks[-1].n_samples

    @property
    def settled_at(self) -> int:
        """The number of samples from which on every look is clear and has the same features; 0 if it is not settled."""
        if not self.settled:
            return 0
        chosen, found = set(self.looks[-1].features.tolist()), self.n_samples
        for seen in reversed(self.looks):
            if not is_settled(seen, self.threshold) or set(seen.features.tolist()) != chosen:
                break
            found = seen.n_samples
        return found

    @property
    def needed(self) -> float:
        """About how many samples the smallest gap so far needs, n·(threshold/z)².

        Infinite where the gap is below its standard error: it may be 0.
        """
        last = self.looks[-1]
        z = float(last.z[last.closest])
        return last.n_samples * max(1.0, (self.threshold / z) ** 2) if z >= _LEAST_Z else float("inf")

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of all interpretable features."""
        return self.explanation.feature_names

    @property
    def sentence(self) -> str:
        """Say in one or two sentences why sampling stopped."""
        return sentence(self)

    def to_frame(self) -> pd.DataFrame:
        """Give a DataFrame with a row for each gap at each number of samples.

        Returns
        -------
        DataFrame of shape (looks · k, 6)
            ``n_samples``; ``feature`` and ``rival``, their places; ``gap`` with its ``stderr``; ``z``.
        """
        import pandas as pd

        columns = {"feature": "features", "rival": "rivals", "gap": "gap", "stderr": "stderr", "z": "z"}
        numbers = np.repeat([seen.n_samples for seen in self.looks], [len(seen.features) for seen in self.looks])
        whole = {name: np.concatenate([getattr(seen, of) for seen in self.looks]) for name, of in columns.items()}
        return pd.DataFrame({"n_samples": numbers} | whole)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the z of each gap against the number of samples, for print.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return settling_drawing.plot(self, ax)

    def __str__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return settling_drawing.html(self)


def threshold(confidence: float, budget: int, *, cautious: bool = False) -> float:
    """Give the z that each gap must exceed, in a one-sided test.

    Two runs differ if one of them chooses wrongly, so that each may with probability (1 − confidence)/2. It may at
    each look, so that this is divided by the number of looks up to the budget (Bonferroni). It is not divided by the
    number of gaps: a wrong choice is settled only if all of its gaps are clear, the wrong ones among them.

    With `cautious` errors it is not divided by the looks either. Those of a Sobol sequence are up to twice too large,
    because each of its eight blocks is less even than the whole (``benchmarks/accuracy/repeats.py``). That outweighs
    the looks: of forests on wine, breast cancer and bike rentals, all pairs of settled runs had the same top 5
    (``benchmarks/accuracy/settled.py``).
    """
    n_looks = 1 if cautious else len(look_sizes(budget))
    return float(-ndtri((1.0 - confidence) / 2.0 / n_looks))


def look_sizes(budget: int, first: int = FIRST_LOOK) -> list[int]:
    """Give the numbers of samples at which to look: doubled from the first up to the budget."""
    sizes = [first << step for step in range(64) if first << step < budget]
    return [*sizes, budget]


def is_settled(seen: Look, least: float) -> bool:
    """Tell whether every gap of a look is clear."""
    return bool(not seen.tied.any() and (seen.z > least).all())


def check_confidence(confidence: float) -> float:
    """Check the share of pairs of runs that shall agree.

    Raises
    ------
    LimeError
        If it is not a number from 0.5 and below 1.
    """
    number = isinstance(confidence, int | float | np.number) and not isinstance(confidence, bool)
    if number and 0.5 <= confidence < 1:
        return float(confidence)
    raise problem("settle.confidence", confidence=confidence)


def check_budget(budget: int) -> int:
    """Check the most samples to draw.

    Raises
    ------
    LimeError
        If it is not a whole number that a neighborhood can have.
    """
    if is_whole(budget, 2, MOST_SAMPLES):
        return int(budget)
    raise problem("settle.most", budget=budget, most=MOST_SAMPLES, default=DEFAULT_BUDGET)


def explain_until_settled(
    explainer: Explainer,
    model: Any,
    x: Any,
    *,
    k: int = DEFAULT_K,
    budget: int = DEFAULT_BUDGET,
    confidence: float = CONFIDENCE,
    random_state: RandomState = 0,
    design: Design = "sobol",
    distance: str | None = None,
    batch_size: int | None = None,
    **options: Any,
) -> Settlement:
    """Draw samples until the choice of the top k features is settled, or a budget is reached.

    The idea is S-LIME's (Zhou, Hooker, Wang 2021, "S-LIME: Stabilized-LIME for model explanation"): the number of
    samples is doubled until a test tells each chosen feature from those that are not. Samples are the first ones of
    one sequence, so that only new ones call the model.

    Parameters
    ----------
    explainer : TabularExplainer, TextExplainer or ImageExplainer
    model : estimator, callable or BlackBox
    x : instance
        As the explainer takes it.
    k : int, default 5
        The number of features whose choice shall be settled.
    budget : int, default 16,384
        The most samples to draw, the instance included.
    confidence : float, default 0.95
        The share of pairs of settled runs, with different seeds, that shall have the same top k.
    random_state, design, distance, batch_size
        As for `Explainer.sample`.
    **options
        As for `Neighborhood.explain`; ``n_features`` is `k` by default.

    Returns
    -------
    Settlement
        With the explanation at the last number of samples.

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
    >>> X = np.random.default_rng(0).normal(size=(200, 4))
    >>> model = lambda X: np.tanh(X @ [4.0, -2.0, 1.0, 0.1])
    >>> settlement = lw.explain_until_settled(lw.TabularExplainer(X), model, X[0], k=2)
    >>> settlement.why, settlement.n_samples
    ('settled', 512)
    """
    check_explainer(explainer)
    explainer.check_settings()
    check_options("explain_until_settled", options, explain_until_settled, Neighborhood.explain)
    confidence = check_confidence(confidence)
    budget = check_budget(budget)
    black_box = model if isinstance(model, BlackBox) else BlackBox(model)
    if batch_size is not None:
        black_box.batch_size = batch_size
    sequence = explainer.perturb(x, random_state=seed_of(random_state), design=design)
    options = {"n_features": check_k(k, len(sequence.feature_names))} | options
    cache, metric, before = sequence.answer_cache(), distance or explainer.metrics[0], black_box.n_rows
    looks: list[Look] = []
    for n_samples in look_sizes(budget):
        perturbation = sequence.for_n_samples(n_samples)
        Z, y = cache.ask(perturbation, black_box, 0, perturbation.n_rows(n_samples))
        black_box.ask_again(perturbation.instance_input(), y[0])
        rows = neighborhood_of(perturbation, Z, y, metric=metric, black_box=black_box)
        drawn = first_samples(perturbation, rows, n_samples, answers_vary=black_box.answers_vary)
        explanation = drawn.explain(**options)
        looks.append(look(drawn, explanation, k, **options))
        # Where the user gave the samples there are no others.
        most = looks[-1].n_samples if perturbation.user_supplied else budget
        made = Settlement(tuple(looks), k, confidence, most, explanation, black_box.n_rows - before)
        if made.why != "growing":
            break
    return made
