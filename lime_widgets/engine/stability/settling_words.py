"""Why sampling stopped, in words."""

from __future__ import annotations

from math import isinf
from typing import Any

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.stability.gaps import FIRST_LOOK
from lime_widgets.engine.texts import say

_LONGEST_NAME = 60
# A number of samples that nobody draws.
_HOPELESS = 10_000_000


def sentence(settlement: Any) -> str:
    """Say why sampling stopped; see `Settlement.sentence`."""
    last, k = settlement.looks[-1], settlement.k
    texts = {"samples": f"{last.n_samples:,}", "k": k, "confidence": percent(settlement.confidence)}
    if settlement.why == "settled":
        texts["samples"] = f"{settlement.settled_at:,}"
        if last.exact:
            return say("settle.settled_exact", n=k, variants=2 ** len(settlement.feature_names))
        settled = say("settle.settled_one" if k == 1 else "settle.settled", **texts)
        if settlement.settled_at == last.n_samples:
            return settled
        return say("settle.stays", settled=settled, samples=f"{last.n_samples:,}")
    said, known = settlement.explanation.origin.said, settlement.feature_names
    names = {
        name: said(short_name(known[int(features[last.closest])], _LONGEST_NAME))
        for name, features in (("inside", last.features), ("outside", last.rivals))
    }
    if settlement.why == "budget":
        return say("settle.budget", **texts, **names, needed=_needed(settlement.needed, settlement.n_samples))
    return say("settle.ties" if settlement.why == "ties" else "settle.growing", **texts, **names)


def percent(share: float) -> str:
    """Write a confidence in percent, without digits that it does not have."""
    return f"{100 * share:.10g} %"


def _needed(samples: float, drawn: int) -> str:
    if drawn < FIRST_LOOK:
        return say("settle.more")
    if isinf(samples):
        return say("settle.no_gap")
    if samples >= _HOPELESS:
        return say("settle.hopeless")
    # One digit more would promise what an extrapolation cannot hold.
    size = 10 ** (len(str(int(samples))) - 2)
    return say("settle.needed", needed=f"{round(samples / size) * size:,.0f}")
