"""What repeats tell, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINES = 10


def headline(stability: Any) -> str:
    """Say how far the repeats agree; see `Stability.headline`."""
    if stability.exact:
        if stability.explanation.exact:
            return say("repeats.exact", variants=2 ** len(stability.feature_names))
        return say("repeats.fixed", samples=len_text(stability))
    if not stability.n_repeats:
        return say("repeats.none")
    if not np.nan_to_num(stability.coef).any():
        return say("repeats.nothing", n=stability.n_repeats)
    if stability.most < 1:
        return say("repeats.one_feature", n=stability.n_repeats)
    return _agreed(stability)


def _agreed(stability: Any) -> str:
    """Say on how many features the repeats agree."""
    n, k, most = stability.n_repeats, stability.agreed, stability.most
    if not k:
        if _is_odd(stability, 1):
            return say("repeats.odd_first", n=n)
        return say("repeats.no_agreement", same=_count(stability, 1), n=n)
    whole, ordered = k == most, stability.ordered
    texts = {"same": _count(stability, k), "n": n, "k": k}
    if k == 1:
        return say("repeats.whole_of_one" if whole else "repeats.first", **texts)
    if not whole:
        return say("repeats.agreed", **texts)
    if ordered >= k:
        return say("repeats.whole", **texts)
    return say("repeats.odd" if _is_odd(stability, k) else "repeats.disordered", **texts, first=ordered + 1)


def _is_odd(stability: Any, k: int) -> bool:
    """Whether all repeats, two or more, have the same first k features in one order, and this run alone another."""
    places = np.where(stability.rank <= k, stability.rank, 0)
    return bool(len(places) > 2 and (places[1:] == places[1]).all() and (places[1] != places[0]).any())


def sentences(stability: Any) -> tuple[tuple[str, str, str], ...]:
    """Give name, value and meaning of each number; see `Stability.sentences`."""
    return tuple(_sentences(stability))


def plain(stability: Any) -> str:
    """Give the headline, the numbers and the strongest features in a few lines."""
    lines = [headline(stability)]
    lines += [f"  {name} {value}" for name, value, _ in sentences(stability)]
    for feature in stability.order[:_MOST_LINES]:
        lines.append("  " + feature_text(stability, int(feature)))
    return "\n".join(lines)


def feature_text(stability: Any, feature: int) -> str:
    """Say how often a feature is selected, and how far its weight spreads."""
    return say(
        "repeats.feature",
        name=stability.feature_names[feature],
        times=round(float(stability.selected[feature]) * len(stability.runs)),
        n=len(stability.runs),
        value=value_name(stability),
        mean=number_text(float(stability.mean[feature])),
        spread=number_text(float(stability.spread[feature])),
    )


def value_name(stability: Any) -> str:
    """Say what the numbers of the runs are."""
    return say("repeats.value_shapley" if stability.explanation.method == "shapley" else "repeats.value")


def len_text(stability: Any) -> str:
    """Give the number of samples of the explanation."""
    return f"{stability.explanation.n_samples:,}"


def _sentences(stability: Any) -> Iterator[tuple[str, str, str]]:
    if not stability.n_repeats:
        return
    texts = {"k": stability.k}
    numbers = (
        (say("repeats.jaccard", **texts), stability.jaccard(), number_text, say("repeats.jaccard_means", **texts)),
        (say("repeats.vsi"), stability.vsi, _whole, say("repeats.vsi_means")),
        (say("repeats.csi"), stability.csi, _whole, say("repeats.csi_means")),
        (say("repeats.kendall"), stability.kendall_tau, number_text, say("repeats.kendall_means")),
        (say("repeats.flips"), stability.sign_flip_rate, percent, say("repeats.flips_means")),
        (say("repeats.ratio"), stability.spread_ratio, number_text, say("repeats.ratio_means")),
        (say("repeats.inside"), stability.inside, percent, say("repeats.inside_means")),
    )
    for name, number, written, means in numbers:
        if np.isfinite(number):
            yield name, written(number), means


def _whole(number: float) -> str:
    return f"{number:.0f}"


def percent(share: float) -> str:
    """Write a share in percent."""
    return number_text(share) if np.isnan(share) else say("repeats.percent", share=round(100 * share))


def _count(stability: Any, k: int) -> int:
    return round(float(stability.agreement(k)) * int(stability.n_repeats))
