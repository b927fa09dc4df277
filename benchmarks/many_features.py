"""The fit of many on/off features, as a text's or an image's, beside that of `lime` 0.2.0.1; in one run.

Run as ``python benchmarks/large_p.py [rounds]``. Both are given the same masks, answers and distances, at the
seam that `lime` calls ``LimeBase.explain_instance_with_data``; they take turns as in ``speed.py``. Ours is given a
design of its own each time, and works out standard errors, which `lime` does not have.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from lime.lime_base import LimeBase
from sklearn.linear_model import Ridge
from speed import show, take_turns

from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.surrogate.cost import sweep_cost
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.fit import Fits, fit

if TYPE_CHECKING:
    from lime_widgets.engine.surrogate.options import FeatureSelection

WIDTH = 25.0
N_WIDTHS = 129
# Of images all superpixels are kept.
IMAGE_SAMPLES = 1024
SINGLE = [
    (5000, 110, 5),
    (5000, 110, 8),
    (1000, 2000, 5),
    (1000, 2000, 8),
    (1000, 2000, 10),
    (IMAGE_SAMPLES, 100, 100),
    (IMAGE_SAMPLES, 300, 300),
]
SWEEPS = [(4096, 40), (4096, 110), (4096, 300), (1000, 2000), (IMAGE_SAMPLES, 100), (IMAGE_SAMPLES, 300)]
# Beyond so many fits of a candidate `lime`'s forward selection is reckoned from a few of them.
MOST_CANDIDATES = 1000


def masks(n: int, p: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Masks drawn as for a text or an image, a rough model's answers and distances in percent."""
    rng = np.random.default_rng(0)
    if n == IMAGE_SAMPLES:
        Z = rng.integers(2, size=(n, p)).astype(np.float64)
    else:
        removed = rng.integers(1, p + 1, size=n)
        Z = (np.argsort(rng.random((n, p)), axis=1) >= removed[:, None]).astype(np.float64)
    Z[0] = 1.0
    y = np.tanh(Z @ rng.normal(size=p) / np.sqrt(p)) + 0.05 * rng.normal(size=n)
    return Z, y, 100 * (1 - np.sqrt(Z.mean(axis=1)))


def lime_fit(Z: np.ndarray, y: np.ndarray, distances: np.ndarray, n_features: int) -> Any:
    base = LimeBase(lambda d: kernel_weights(d, WIDTH)[0], random_state=0)
    return base.explain_instance_with_data(Z, y[:, None], distances, 0, n_features, feature_selection="auto")


def our_fit(
    Z: np.ndarray,
    y: np.ndarray,
    distances: np.ndarray,
    n_features: int,
    *,
    widths: np.ndarray | float = WIDTH,
    method: FeatureSelection = "auto",
) -> Fits:
    weights = kernel_weights(distances, widths)
    return fit(DesignMatrix(Z, distances), y, weights, n_features=n_features, feature_selection=method)


def lime_reckoned(Z: np.ndarray, y: np.ndarray, distances: np.ndarray, n_features: int) -> float:
    """Seconds of `lime`'s forward selection, from the first twelve candidates of each step."""
    weights = kernel_weights(distances, WIDTH)[0]
    total = 0.0
    for step in range(n_features):
        taken = []
        for candidate in range(step, step + 12):
            columns = [*range(step), candidate]
            start = perf_counter()
            ridge = Ridge(alpha=0).fit(Z[:, columns], y, sample_weight=weights)
            ridge.score(Z[:, columns], y, sample_weight=weights)
            taken.append(perf_counter() - start)
        total += float(np.median(taken)) * (Z.shape[1] - step)
    return total


def one_width(rounds: int) -> None:
    for n, p, n_features in SINGLE:
        problem = (*masks(n, p), n_features)
        title = f"One explanation, {n:,} samples of {p:,} features, {n_features} kept"
        if n_features <= 6 and p * n_features > MOST_CANDIDATES:
            times = take_turns({"lime_widgets": partial(our_fit, *problem)}, rounds)
            reckoned = 1e3 * lime_reckoned(*problem)
            show(
                f"{title} (lime reckoned from a few candidates; ratio: times faster)",
                {"lime": (reckoned, reckoned)} | times,
                times_faster=True,
            )
        else:
            times = take_turns(
                {"lime": partial(lime_fit, *problem), "lime_widgets": partial(our_fit, *problem)}, rounds
            )
            show(f"{title} (ratio: times faster)", times, times_faster=True)


def sweeps(rounds: int) -> None:
    widths = np.geomspace(2.5, 250, N_WIDTHS)
    some: list[tuple[FeatureSelection, int]] = [("auto", 5), ("auto", 10), ("none", 10), ("lasso_path", 10)]
    print(f"\nSweep of {N_WIDTHS} widths, with errors{'':19}{'min ms':>9}{'median ms':>11}{'reckoned':>11}")
    for n, p in SWEEPS:
        Z, y, distances = masks(n, p)
        cases = [case for case in some if n != IMAGE_SAMPLES or case[0] == "none"]
        for method, n_features in cases:
            cost = 1e3 * sweep_cost(n, p, N_WIDTHS, n_features=n_features, feature_selection=method)
            name = f"({n:,}, {p:,}) {method}" + ("" if method == "none" else f", {n_features} kept")
            if cost > 10_000:
                print(f"{name:50}{'—':>9}{'—':>11}{cost:11.0f}")
                continue
            run = partial(our_fit, Z, y, distances, n_features, widths=widths, method=method)
            least, middle = take_turns({"": run}, rounds if cost < 1000 else 1)[""]
            print(f"{name:50}{least:9.1f}{middle:11.1f}{cost:11.0f}")


def peaks() -> None:
    print(f"\nPeak memory above that of the arrays given, MB{'':4}{'lime':>9}{'ours':>11}{'our sweep':>11}")
    for n, p, n_features in [(5000, 110, 8), (1000, 2000, 8), (1000, 2000, 10), (4096, 300, 10)]:
        taken = [
            float(
                subprocess.run(
                    [sys.executable, __file__, "peak", who, *map(str, (n, p, n_features))],
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout
            )
            for who in ("lime", "ours", "sweep")
        ]
        print(
            f"({n:,}, {p:,}), {n_features} kept".ljust(50)
            + "".join(f"{size:{9 + 2 * (i > 0)}.1f}" for i, size in enumerate(taken))
        )


def peak(who: str, n: int, p: int, n_features: int) -> float:
    """How far the process grows for one fit; a small one comes first, for what is loaded once."""
    warm, problem = masks(100, 70), masks(n, p)
    widths = np.geomspace(2.5, 250, N_WIDTHS) if who == "sweep" else WIDTH
    run = lime_fit if who == "lime" else partial(our_fit, widths=widths)
    run(*warm, 8)
    # The masks' own temporaries raised the peak already: reset it (Linux), so that it starts from what is held.
    with open("/proc/self/clear_refs", "w", encoding="ascii") as refs:  # noqa: PTH123
        refs.write("5")
    before = resident()
    run(*problem, n_features)
    return (resident(peak=True) - before) / 2**20


def resident(*, peak: bool = False) -> int:
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmHWM" if peak else "VmRSS"].split()[0]) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        print(peak(sys.argv[2], *map(int, sys.argv[3:])))
    else:
        rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 8
        one_width(rounds)
        sweeps(rounds)
        peaks()
