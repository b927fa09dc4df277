"""An explanation as a figure for print and as HTML for a page without widgets.

The functions take an `Explanation`, whose methods call them.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.errors import encodable, short_name
from lime_widgets.engine.explanation.drawing.axes import axes_for, printed_name
from lime_widgets.engine.explanation.drawing.colors import BARS_AGAINST, BARS_FOR
from lime_widgets.engine.rounding import in_steps
from lime_widgets.engine.texts import say
from lime_widgets.engine.texts.entries import with_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_LONGEST_NAME = 120
_LONGEST_TABLE = 16_000  # bytes
_MOST_SUPERPIXELS = 8
# From here on numbers have a power of ten, as in the front end; where small differences count, from the next on.
_LARGE, _LARGEST_WHOLE = 1e9, 1e15
_SMALL = 1e-4
# A smaller share of a number is no difference.
_ROUNDING = 1e-12


def plot(explanation: Any, ax: Axes | None = None) -> Axes:
    """Draw the contributions as horizontal bars; see `Explanation.plot`."""
    bars = _bars(explanation)
    count = len(bars)
    ax = axes_for(ax, 7, 1.4 + 0.32 * max(count, 1))
    places = np.arange(count)[::-1]
    drawn, intervals = [bar.contribution for bar in bars], [bar.interval for bar in bars]
    ax.barh(places, drawn, color=[_color(bar) for bar in bars], height=0.7)
    if np.isfinite(intervals).any() and not explanation.exact:
        ax.errorbar(
            drawn,
            places,
            xerr=np.nan_to_num(intervals),
            fmt="none",
            ecolor="0.25",
            elinewidth=1,
            capsize=2,
        )
    # A name is no formula, whatever dollar signs it has.
    ax.set_yticks(places, [printed_name(bar.name) for bar in bars], parse_math=False)
    ax.axvline(0, color="0.25", linewidth=0.8)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    label_weights(ax, say("static.value_of", value=_unit(explanation), output=explanation.output_name))
    ax.set_title(_fidelity(explanation), fontsize="small", loc="left", wrap=True, parse_math=False)
    return ax


def label_weights(ax: Axes, label: str) -> None:
    """Write an axis of weights: all of a long label, and whole numbers in place of a factor that would cover it."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(lambda number, _: number_text(number))
    ax.set_xlabel(label, wrap=True, parse_math=False)


def html(explanation: Any) -> str:
    """Give the bars as plain HTML without scripts, which loads nothing and uses the colors of the page's theme."""
    bars = _bars(explanation)
    reach = max((abs(bar.contribution) for bar in bars), default=0.0) or 1.0
    rows = []
    for bar in bars:
        name, size = bar.name, bar.contribution
        width = 50 * abs(size) / reach
        side = f"left:{50 - width:.2f}%" if size < 0 else "left:50%"
        interval = f" ± {number_text(bar.interval)}" if np.isfinite(bar.interval) and not explanation.exact else ""
        slope = "" if bar.slope is None else f" <small>({say('static.slope', slope=number_text(bar.slope))})</small>"
        rows.append(
            f"<tr><td style='text-align:right;padding:1px 8px'>{escape(short_name(name, _LONGEST_NAME))}</td>"
            "<td style='position:relative;width:260px;padding:1px 0'>"
            f"<div style='position:absolute;top:3px;bottom:3px;{side};width:{width:.2f}%;"
            f"background:{_color(bar)}'></div></td>"
            f"<td style='text-align:left;padding:1px 8px;white-space:nowrap'>"
            f"{number_text(size)}{interval}{slope}</td></tr>"
        )
        # Numbers of superpixels tell a reader little: a picture does.
        enough = explanation.origin.part == "superpixel" and len(rows) == _MOST_SUPERPIXELS < len(bars)
        if enough or len("".join(rows).encode()) > _LONGEST_TABLE:
            left = len(bars) - len(rows)
            rows.append(f"<tr><td colspan='3'>{say('static.more', n=left)}</td></tr>")
            break
    unit = f" · {_unit(explanation)}" if explanation.surrogate == "logistic" else ""
    said = (
        f"<p style='margin:2px 0'>{escape(text)}</p>" for text in (*explanation.doubts, *explanation.origin.remarks)
    )
    why = f"<p style='margin:2px 0'>{escape(explanation.why)}</p>" if explanation.why else ""
    warnings = f"<p style='margin:2px 0'><b>{say(f'grade.{explanation.grade}')}</b></p>{''.join(said)}"
    return encodable(
        "<div style='color:var(--jp-content-font-color1,inherit);font-size:13px'>"
        f"<p style='margin:2px 0'><b>{escape(short_name(explanation.output_name, _LONGEST_NAME))}</b> · "
        f"{escape(_fidelity(explanation))}{unit}</p>{why}{warnings}"
        f"<table style='border-collapse:collapse'>{''.join(rows)}</table></div>"
    )


def _unit(explanation: Any) -> str:
    return say("static.log_odds" if explanation.surrogate == "logistic" else "static.contribution")


class _Bar(NamedTuple):
    """A bar: the name, the contribution with the half width of its 95 % interval, and the slope where it differs."""

    name: str
    contribution: float
    interval: float
    slope: float | None


def _bars(explanation: Any) -> list[_Bar]:
    """Give the bars, the longest first."""
    sizes, slopes = explanation.contributions, explanation.coef
    bars = [
        _Bar(name, float(size), float(half), None if size == slope else float(slope))
        for (name, _), size, slope, half in zip(
            explanation.as_list(), sizes, slopes, explanation.contribution_intervals, strict=True
        )
    ]
    order = np.argsort(-in_steps(np.abs(sizes)), kind="stable")
    bars = [bars[place] for place in order]
    left = len(explanation.feature_names) - len(bars)
    if explanation.method == "shapley" and left:
        bars.append(_Bar(say("static.rest", n=left), explanation.rest, 0.0 if explanation.exact else np.nan, None))
    return bars


def _color(bar: _Bar) -> str:
    return BARS_FOR if bar.contribution >= 0 else BARS_AGAINST


def _fidelity(explanation: Any) -> str:
    if explanation.method == "shapley":
        base, model = apart(explanation.intercept, explanation.model_prediction)
        n = explanation.n_samples
        errors = say("static.exact") if explanation.exact else say("static.sampled", ess=f"{explanation.ess:,.0f}", n=n)
        return say("static.shapley", errors=errors, base=base, model=model)
    sampled = say("static.sampled", ess=f"{explanation.ess:,.0f}", n=explanation.n_samples)
    left_out = "static.fit_folds" if explanation.folds else "static.fit_left_out"
    return say(
        "static.fit" if explanation.exact else left_out,
        folds=explanation.folds,
        score=number_text(explanation.score),
        left_out=number_text(explanation.loo_score),
        errors=say("static.exact") if explanation.exact else sampled,
        model=number_text(explanation.model_prediction),
        surrogate=number_text(explanation.local_prediction),
    )


def number_text(number: float) -> str:
    """Write a number with 3 significant digits, with the minus sign of a text.

    Examples
    --------
    >>> [number_text(value) for value in (0.4213, -0.00001234, 12_948_005.3, 0.0)]
    ['0.421', '−1.23e−05', '12,948,005', '0']
    """
    if not np.isfinite(number):
        return "undefined" if np.isnan(number) else with_minus(str(number))
    if number == 0:
        return "0"
    size = abs(number)
    if size >= _LARGE or size < _SMALL:
        return with_minus(f"{number:.2e}")
    if size >= 1000:
        return with_minus(f"{number:,.0f}")
    return with_minus(f"{number:.3g}")


def apart(one: float, other: float) -> tuple[str, str]:
    """Write two numbers for a sentence about their difference: where 3 digits do not show it, with more.

    Examples
    --------
    >>> apart(0.421, 0.5132)
    ('0.421', '0.513')
    >>> apart(10_140_561_323.3, 10_136_133_689.1)
    ('10,140,561,323', '10,136,133,689')
    >>> apart(10_000_000.3366, 9_999_999.8839)
    ('10,000,000.34', '9,999,999.88')
    """
    largest, gap = max(abs(one), abs(other)), abs(one - other)
    if not np.isfinite(gap) or gap <= _ROUNDING * largest:
        return number_text(one), number_text(other)
    place, first = (int(np.floor(np.log10(size))) for size in (largest, gap))
    shown = max(3, place + 1) if 1000 <= largest < _LARGE else 3
    if place - first < shown:
        return number_text(one), number_text(other)
    decimals = max(0, 1 - first)  # two digits of the difference
    if largest >= _LARGEST_WHOLE or largest < _SMALL:
        return with_minus(f"{one:.{place - first + 1}e}"), with_minus(f"{other:.{place - first + 1}e}")
    return with_minus(f"{one:,.{decimals}f}"), with_minus(f"{other:,.{decimals}f}")
