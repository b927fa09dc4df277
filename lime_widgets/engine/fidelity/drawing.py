"""A fidelity in words, as a table and as figures for print.

The functions take a `Fidelity`, whose methods call them.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import encodable, problem
from lime_widgets.engine.explanation.drawing.axes import axes_for
from lime_widgets.engine.explanation.drawing.bars import apart, number_text
from lime_widgets.engine.explanation.drawing.colors import BARS_AGAINST, BARS_FOR
from lime_widgets.engine.fidelity.samples_drawing import answer_name
from lime_widgets.engine.texts import say
from lime_widgets.engine.texts.entries import with_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# With fewer effective fresh samples the headline says that R² is uncertain.
ENOUGH_FRESH = 30
_Z = 1.96  # half width of a 95 % interval, in standard errors


def headline(fidelity: Any) -> str:
    """Say what the surrogate explains, and how far off it is at the instance."""
    explanation = fidelity.explanation
    gap = say("fidelity.off", gap=number_text(fidelity.gap))
    which, score = "fidelity.left_out", explanation.loo_score
    if explanation.exact:
        which, score = "fidelity.exact", explanation.score
    elif np.isfinite(fidelity.fresh):
        which, score = "fidelity.fresh", fidelity.fresh
    if not np.isfinite(score):
        return say("fidelity.flat")
    where = say(which)
    how = "fidelity.explains" if score >= 0 else "fidelity.worse"
    sentence = say(how, where=where, share=percent(score), score=with_minus(f"{score:.2f}"), gap=gap)
    if which == "fidelity.fresh" and fidelity.fresh_ess < ENOUGH_FRESH:
        sentence = f"{sentence} {say('fidelity.few_fresh', ess=f'{fidelity.fresh_ess:.0f}')}"
    return sentence


def measures(fidelity: Any) -> list[tuple[str, float, str]]:
    """Give each measure with its value and what it says; those that are not known are left out."""
    explanation, removal = fidelity.explanation, fidelity.removal
    values = {
        "score": explanation.score,
        "loo_score": float("nan") if explanation.exact else explanation.loo_score,
        "fresh": fidelity.fresh,
        # What the grade judges, where features tell no more than the instance's bin.
        "all_bins": explanation.fidelity if explanation.fidelity > explanation.loo_score else float("nan"),
        "gap": fidelity.gap,
        "right_side": fidelity.right_side,
        "infidelity": fidelity.infidelity,
    }
    if removal is not None and fidelity.removal_is_current:
        values |= {
            "deletion_area": removal.deletion_area,
            "insertion_area": removal.insertion_area,
            "random_area": removal.random_area,
        }
    model, surrogate = apart(explanation.model_prediction, explanation.local_prediction)
    words = {
        "n": fidelity.n_fresh,
        "half": number_text(_Z * fidelity.fresh_stderr),
        "model": model,
        "surrogate": surrogate,
    }
    return [
        (name, float(value), say(f"fidelity.measure.{name}", share=percent(value), **words))
        for name, value in values.items()
        if np.isfinite(value)
    ]


def percent(share: float) -> str:
    """Write a share in whole percent.

    Examples
    --------
    >>> percent(0.617), percent(-0.2)
    ('62 %', '−20 %')
    """
    return with_minus(f"{100 * share:.0f} %") if np.isfinite(share) else "undefined"


def plain(fidelity: Any) -> str:
    """Write the headline and a line for each measure."""
    rows = [(say(f"fidelity.name.{name}"), number_text(value), text) for name, value, text in measures(fidelity)]
    width = max(len(name) for name, _, _ in rows)
    return "\n".join([headline(fidelity), *(f"  {name:<{width}}  {value:>7}  {text}" for name, value, text in rows)])


def html(fidelity: Any) -> str:
    """Write the same as HTML without scripts, which loads nothing and uses the colors of the page's theme."""
    cell = "text-align:left;padding:1px 8px;vertical-align:top"
    rows = "".join(
        f"<tr><td style='{cell};white-space:nowrap'>{escape(say(f'fidelity.name.{name}'))}</td>"
        f"<td style='{cell};text-align:right'>{number_text(value)}</td><td style='{cell}'>{escape(text)}</td></tr>"
        for name, value, text in measures(fidelity)
    )
    return encodable(
        "<div style='color:var(--jp-content-font-color1,inherit);font-size:13px'>"
        f"<p style='margin:2px 0'><b>{escape(headline(fidelity))}</b></p>"
        f"<table style='border-collapse:collapse'>{rows}</table></div>"
    )


def plot(fidelity: Any, what: str, ax: Axes | None) -> Axes:
    """Draw one of the curves; see `Fidelity.plot`."""
    if what == "removal" and fidelity.removal is None:
        raise problem("fidelity.no_removal")
    ax = axes_for(ax, 6, 3.4)
    _PLOTS[what](fidelity, ax)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(headline(fidelity), fontsize="small", loc="left", wrap=True, parse_math=False)
    return ax


def _by_features(fidelity: Any, ax: Axes) -> None:
    curve = fidelity.by_n_features
    _scores(ax, curve.n_features, curve, exact=fidelity.explanation.exact)
    ax.axvline(len(fidelity.explanation.features), color="0.5", linestyle="--", linewidth=1)
    divides = fidelity.explanation.method == "shapley"
    ax.set_xlabel(say("fidelity.axis.n_shown" if divides else "fidelity.axis.n_features"))


def _by_width(fidelity: Any, ax: Axes) -> None:
    curve = fidelity.by_width
    _scores(ax, curve.kernel_width, curve, exact=fidelity.explanation.exact)
    ax.axvline(fidelity.explanation.kernel_width, color="0.5", linestyle="--", linewidth=1)
    ax.set_xscale("log")
    ax.set_xlabel(say("axis.kernel_width"))


def _scores(ax: Axes, x: Any, curve: Any, *, exact: bool) -> None:
    """Draw R² in sample, left out and fresh; an axis that begins a little below 0 at the lowest."""
    marker = "o" if len(x) <= 40 else None
    ax.plot(x, curve.score, color="0.35", marker=marker, markersize=3, label=say("fidelity.name.score"))
    if not exact:
        ax.plot(x, curve.loo_score, color=BARS_FOR, marker=marker, markersize=3, label=say("fidelity.name.loo_score"))
    if np.isfinite(curve.fresh).any():
        half = _Z * curve.fresh_stderr
        ax.fill_between(x, curve.fresh - half, curve.fresh + half, color=BARS_AGAINST, alpha=0.2, linewidth=0)
        ax.plot(x, curve.fresh, color=BARS_AGAINST, marker=marker, markersize=3, label=say("fidelity.name.fresh"))
    ax.set_ylim(max(ax.get_ylim()[0], -0.25), 1.02)
    ax.set_ylabel("R²")
    ax.legend(frameon=False, fontsize="small")


def _residuals(fidelity: Any, ax: Axes) -> None:
    found = fidelity.residuals
    weight = found.weight / max(float(found.weight[1:].max(initial=0.0)), 1e-300)
    ax.scatter(found.distance, found.residual, s=6, color=BARS_FOR, alpha=np.clip(weight, 0.05, 0.8), linewidths=0)
    frame = found.frame
    sides = (found.residual > frame, "^", frame), (found.residual < -frame, "v", -frame)
    n = sum(int(side.sum()) for side, _, _ in sides)
    size = number_text(float(np.abs(found.residual).max()))
    label = say("fidelity.axis.beyond", n=n, size=size)
    for side, marker, edge in sides:
        if side.any():
            ax.scatter(
                found.distance[side], np.full(side.sum(), edge), s=16, marker=marker, color="0.15", alpha=0.75,
                linewidths=0, clip_on=False, zorder=3, label=label,
            )  # fmt: skip
            label = "_"  # one line of the legend
    ax.plot(found.at, found.rms, color="0.2", label=say("fidelity.axis.rms"))
    ax.plot(found.at, -found.rms, color="0.2")
    ax.plot(found.at, found.mean, color=BARS_AGAINST, label=say("fidelity.axis.mean"))
    ax.axhline(0, color="0.6", linewidth=0.8)
    ax.set_ylim(-frame, frame)
    ax.set_xlabel(say("axis.distance"))
    ax.set_ylabel(say("fidelity.axis.residual"))
    ax.legend(frameon=False, fontsize="small")


def _removal(fidelity: Any, ax: Axes) -> None:
    removal = fidelity.removal
    for name, color in (("deletion", BARS_AGAINST), ("insertion", BARS_FOR)):
        areas = number_text(getattr(removal, f"{name}_area"))
        ax.plot(removal.share, getattr(removal, name), color=color, label=say(f"fidelity.axis.{name}", area=areas))
    random = say("fidelity.axis.random", area=number_text(removal.random_area))
    ax.plot(removal.share, removal.random, color="0.5", linestyle="--", label=random)
    ax.plot(removal.share, removal.random[::-1], color="0.5", linestyle="--")
    ax.set_xlabel(say("fidelity.axis.share"))
    ax.set_ylabel(answer_name(fidelity.explanation), parse_math=False)
    ax.legend(frameon=False, fontsize="small")


_PLOTS = {"n_features": _by_features, "kernel_width": _by_width, "residuals": _residuals, "removal": _removal}
