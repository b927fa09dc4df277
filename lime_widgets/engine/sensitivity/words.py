"""What the neighbors of an instance tell of its explanation, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.explanation.doubts import SOME_TAKEN
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.explanation.drawing.tree import share_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINES = 10
_LONGEST_NAME = 60
# Weights that are selected from noise are about two standard errors large, and another draw selects others: it makes
# changes of two sampling errors.
_CLEAR = 3.0
# Changes below this part of the explanation are rounding errors.
_NOUGHT = 1e-9
_PENALIZED = frozenset({"ridge", "lasso", "logistic"})


def headline(sensitivity: Any) -> str:
    """Say how far the explanation moves with the instance; see `Sensitivity.headline`."""
    n, worst = len(sensitivity.runs), sensitivity.worst
    near = say(f"sensitive.{sensitivity.data_kind.replace(' ', '_')}", n=n, radius=_radius(sensitivity))
    if not np.isfinite(sensitivity.relative):
        return say("sensitive.nothing", near=near)
    if sensitivity.relative <= _NOUGHT:
        return say("sensitive.same", near=near, answer=number_text(float(sensitivity.model_change.max())))
    k, same = sensitivity.k, int((sensitivity.jaccard() == 1.0).sum())
    parts = [
        say(
            f"sensitive.{sensitivity.kind}",
            near=near,
            share=share_text(sensitivity.relative),
            name=sensitivity.names[worst],
            answer=number_text(float(sensitivity.model_change[worst])),
        ),
        *_reasons(sensitivity),
        say("sensitive.top", same=same, n=n, k=k) if k > 1 else say("sensitive.top_one", same=same, n=n),
    ]
    if sensitivity.change[worst] <= _CLEAR * sensitivity.sampling_error[worst]:
        parts.append(say("sensitive.unclear"))
    return " ".join(parts)


def _reasons(sensitivity: Any) -> list[str]:
    """Say which feature changes most, and where the penalty takes part; where it takes more of one, only that."""
    driver = short_name(sensitivity.feature_name(sensitivity.driver), _LONGEST_NAME)
    parts = [say(_reason(sensitivity), feature=driver)]
    here, there = (run.shrinkage for run in (sensitivity.explanation, sensitivity.runs[sensitivity.worst]))
    if sensitivity.explanation.surrogate not in _PENALIZED or not max(here, there) > SOME_TAKEN:
        return parts
    taken = {"here": share_text(here), "there": share_text(there)}
    if abs(here - there) > SOME_TAKEN:
        return [say("sensitive.penalty_differs", **taken)]
    return [*parts, say("sensitive.penalty", **taken)]


def _reason(sensitivity: Any) -> str:
    """Give the id of the text that says why a feature changes most."""
    values = sensitivity.own_values, sensitivity.neighbor_values[sensitivity.worst]
    if sensitivity.changes_bin:
        return "sensitive.bin"
    return "sensitive.driver" if all(each[sensitivity.driver] for each in values) else "sensitive.selected"


def sentences(sensitivity: Any) -> tuple[tuple[str, str, str], ...]:
    """Give name, value and meaning of each number; see `Sensitivity.sentences`."""
    return tuple(_sentences(sensitivity))


def plain(sensitivity: Any) -> str:
    """Give the headline, the numbers and the worst neighbors in a few lines."""
    lines = [headline(sensitivity)]
    lines += [f"  {name} {value}" for name, value, _ in sentences(sensitivity)]
    lines += [
        "  " + say("sensitive.line", **dict(zip(("name", "distance", "change", "answer"), cells, strict=True)))
        for cells in rows(sensitivity)
    ]
    return "\n".join(lines)


def rows(sensitivity: Any) -> list[tuple[str, ...]]:
    """Give name, distance, change and the model's change of the worst neighbors, as texts."""
    order = np.argsort(-sensitivity.change, kind="stable")[:_MOST_LINES]
    numbers = (sensitivity.distance, sensitivity.change, sensitivity.model_change)
    return [(sensitivity.names[place], *(number_text(float(each[place])) for each in numbers)) for place in order]


def _sentences(sensitivity: Any) -> Iterator[tuple[str, str, str]]:
    yield say("sensitive.max"), number_text(sensitivity.max_sensitivity), say("sensitive.max_means")
    if np.isfinite(sensitivity.relative):
        yield say("sensitive.relative"), number_text(sensitivity.relative), say("sensitive.relative_means")
    yield say("sensitive.lipschitz"), number_text(sensitivity.lipschitz), say("sensitive.lipschitz_means")
    k, answers = sensitivity.k, sensitivity.model_change
    yield say("repeats.jaccard", k=k), number_text(float(sensitivity.jaccard().mean())), say("sensitive.jaccard_means")
    yield say("sensitive.answer"), number_text(float(answers.max())), say("sensitive.answer_means")


def _radius(sensitivity: Any) -> str:
    return "" if sensitivity.radius is None else number_text(sensitivity.radius)
