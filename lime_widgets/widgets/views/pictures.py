"""Texts and images as pictures: inside of HTML for pages without scripts, and for print."""

from __future__ import annotations

import base64
import io
import re
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import combining, east_asian_width

import numpy as np

from lime_widgets.engine.explanation.drawing.axes import axes_for
from lime_widgets.engine.explanation.drawing.colors import PALETTES, Rgb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.study import ImageStudy, TextStudy

MOST_UNITS = 2000
"""A longer text is cut: it is saved with every output."""
# How strongly the largest weight colors its word, as the views do.
_STRONGEST = 0.5
# A line of a printed text, in columns of a font of fixed width; a column is so many times as wide as the font is high.
_COLUMNS, _ADVANCE = 80, 0.602


def as_html(pixels: NDArray[Any], alt: str, *, width: int, longest: int | None = None) -> str:
    """Embed a picture as an element of HTML.

    Parameters
    ----------
    pixels : ndarray of shape (h, w, 3) or (h, w)
        uint8, or numbers from 0 to 1.
    alt : str
        What the picture shows, for a reader who cannot see it.
    width : int
        Its least width on the screen, in CSS pixels.
    longest : int, optional
        The picture is made smaller until its longest side has this number of pixels; by default twice the width. It is
        shown as wide as it then is, if that is more than `width`.

    Returns
    -------
    str
    """
    from PIL import Image

    whole = pixels if pixels.dtype == np.uint8 else (255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    picture = Image.fromarray(np.ascontiguousarray(whole))
    side = longest or 2 * width
    picture.thumbnail((side, side))
    shown = width if longest is None else max(width, picture.width)
    file = io.BytesIO()
    picture.save(file, "jpeg", quality=85)
    data = base64.b64encode(file.getvalue()).decode()
    return f"<img alt='{escape(alt, quote=True)}' width='{shown}' src='data:image/jpeg;base64,{data}'>"


class ColoredUnit(NamedTuple):
    """A unit of a text with the color of its weight.

    Attributes
    ----------
    start, stop : int
        Its place in the text.
    weight : float
        0 where the surrogate does not select it.
    color : Rgb
    alpha : float
        How strongly it is colored, 0 to 0.5.
    removed : bool
        Whether it is removed by hand.
    """

    start: int
    stop: int
    weight: float
    color: Rgb
    alpha: float
    removed: bool


def colored_units(study: TextStudy) -> Iterator[ColoredUnit]:
    """Color the first 2,000 units of a text by their weights."""
    displayed: Any = study.displayed_perturbation
    units, explanation = displayed.units, study.explanation
    weights = dict(zip(explanation.features.tolist(), explanation.coef.tolist(), strict=True))
    largest = max(map(abs, weights.values()), default=0.0) or 1.0
    toward, against = PALETTES[study.palette]
    spans = zip(units.starts.tolist(), units.stops.tolist(), units.features.tolist(), strict=True)
    for start, stop, feature in list(spans)[:MOST_UNITS]:
        weight = weights.get(feature, 0.0)
        alpha = _STRONGEST * abs(weight) / largest
        color = toward if weight > 0 else against
        yield ColoredUnit(start, stop, weight, color, alpha, feature in study.removed)


def draw_image(study: ImageStudy, ax: Axes | None) -> Axes:
    """Draw an image with its superpixels colored by their weights, for print."""
    ax = axes_for(ax, 5, 5)
    ax.imshow(study.painted())
    ax.set_title(study.explanation.why, fontsize="small", loc="left", wrap=True, parse_math=False)
    ax.axis("off")
    return ax


def draw_text(study: TextStudy, ax: Axes | None) -> Axes:
    """Draw a text with its units colored by their weights, for print."""
    from matplotlib.patches import Rectangle

    units, text = list(colored_units(study)), str(study.instance)
    if len(units) == MOST_UNITS:
        text = text[: units[-1].stop]
    lines, columns, n_lines = _laid_out(text)
    ax = axes_for(ax, 8, 0.7 + 0.3 * n_lines)
    ax.set_title(study.explanation.why, fontsize="small", loc="left", wrap=True, parse_math=False)
    ax.set(xlim=(0, _COLUMNS), ylim=(n_lines, 0))
    ax.axis("off")
    figure: Any = ax.figure
    figure.draw_without_rendering()  # only then the axes have their size
    size = ax.get_window_extent().width / figure.dpi * 72 / _COLUMNS / _ADVANCE
    of_place = np.full(len(text), -1)
    for number, unit in enumerate(units):
        of_place[unit.start : unit.stop] = number
    # One string for each piece of a unit, or of what is between units, on one line.
    turns = np.flatnonzero((np.diff(of_place) != 0) | (np.diff(lines) != 0)) + 1
    for start, stop in zip([0, *turns], [*turns, len(text)], strict=True):
        piece, line, column = text[start:stop].rstrip("\n"), int(lines[start]), int(columns[start])
        if not piece.strip():
            continue
        own = units[of_place[start]] if of_place[start] >= 0 else None
        if own is not None and own.weight and not own.removed:
            color = (*(part / 255 for part in own.color), own.alpha)
            ax.add_patch(Rectangle((column, line + 0.05), sum(map(_width, piece)), 0.9, color=color, linewidth=0))
        gray = "0.65" if own is not None and own.removed else "0.1"
        ax.text(column, line + 0.7, piece, fontsize=size, family="monospace", color=gray, parse_math=False)
    return ax


def _laid_out(text: str) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """Break a text into lines between words; give line and column of each character, and the number of lines."""
    lines, columns = np.zeros(len(text), np.intp), np.zeros(len(text), np.intp)
    line = column = 0
    for match in re.finditer(r"\S+|\n|[^\S\n]+", text):
        word = match.group()
        if column and column + sum(map(_width, word)) > _COLUMNS:
            line, column = line + 1, 0
            if word.isspace():  # a line does not begin with what parts it from the one before
                lines[match.start() : match.end()] = line
                continue
        for place, character in enumerate(word, match.start()):
            if column + _width(character) > _COLUMNS:
                line, column = line + 1, 0
            lines[place], columns[place] = line, column
            column += _width(character)
        if word == "\n":
            line, column = line + 1, 0
    return lines, columns, line + 1


def _width(character: str) -> int:
    """Give the columns of a character: 2 for a wide one, 0 for one that is added to the one before."""
    return 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
