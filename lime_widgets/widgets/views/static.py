"""A study's explanation without widgets: for a notebook on GitHub, a page that is not trusted, and a terminal."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from IPython.core.formatters import format_display_data

from lime_widgets.engine.errors import encodable, short_name
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.flips.flip import percent_text
from lime_widgets.engine.texts import say
from lime_widgets.study import ImageStudy, TextStudy
from lime_widgets.widgets.views.pictures import MOST_UNITS, as_html, colored_units

if TYPE_CHECKING:
    from lime_widgets.study import Study

_LONGEST_NAME = 60
# The number of features in plain text.
_N_LINES = 5
# A larger picture is made smaller: it is saved with every output.
_LONGEST_SIDE, _LEAST_WIDTH = 480, 240
_MUTED = "color:var(--jp-content-font-color2,inherit);opacity:.85"


def plain(study: Study) -> str:
    """Say what the model predicts, why, and how far to believe it, in a few lines.

    Parameters
    ----------
    study : Study
        With an explanation.
    """
    explanation = study.explanation
    lines = [say("static.plain", answer=_answer(study), why=explanation.why).strip()]
    if flips := _flips(study):
        lines.append(flips)
    graded = {"grade": say(f"grade.{explanation.grade}"), "score": number_text(explanation.score)}
    doubts = explanation.doubts
    lines.append(say("static.grade_doubt", doubt=doubts[0], **graded) if doubts else say("static.grade", **graded))
    # Numbers of superpixels tell a reader nothing.
    n = 0 if isinstance(study, ImageStudy) else _N_LINES
    pairs = sorted(explanation.as_list("contribution"), key=lambda pair: -abs(pair[1]))[:n]
    lines += [
        f"  {'+' if size > 0 else ''}{number_text(size)}  {short_name(name, _LONGEST_NAME)}" for name, size in pairs
    ]
    return "\n".join(lines)


def html(study: Study) -> str:
    """Give the same as HTML, with the colored text or the picture, and the bars; it has no scripts and loads nothing.

    Parameters
    ----------
    study : Study
        With an explanation.
    """
    answer = escape(say("static.model")).replace("{answer}", f"<b>{escape(_answer(study))}</b>")
    parts = [f"<p style='margin:2px 0;font-size:15px'>{answer}</p>"]
    if flips := _flips(study):
        parts.append(f"<p style='margin:2px 0;{_MUTED}'>{escape(flips)}</p>")
    if isinstance(study, TextStudy):
        parts.append(_colored(study))
    if isinstance(study, ImageStudy):
        parts.append(as_html(study.painted(), say("static.picture"), width=_LEAST_WIDTH, longest=_LONGEST_SIDE))
    # As the user's IPython shows an explanation, with formatters of his own if there are any.
    shown, _ = format_display_data(study.explanation, include={"text/html"})
    parts.append(shown.get("text/html", ""))
    return encodable(f"<div style='max-width:900px'>{''.join(parts)}</div>")


def _answer(study: Study) -> str:
    neighborhood = study.neighborhood
    predicted = neighborhood.predicted
    if predicted is None or neighborhood.n_outputs < 2:
        value = number_text(float(study.explanation.model_prediction))
        several = neighborhood.n_outputs > 1
        return say("static.value_of", value=value, output=study.explanation.output_name) if several else value
    name = short_name(neighborhood.output_names[predicted], _LONGEST_NAME)
    chance = percent_text(float(neighborhood.prediction[predicted]))
    known = neighborhood.output_kind == "probability"
    return say("static.class_at" if known else "static.class", name=name, chance=chance)


def _flips(study: Any) -> str:
    flips = getattr(study, "flips", None)
    return "" if flips is None else str(flips.sentence)


def _colored(study: TextStudy) -> str:
    """Write the text with each unit in the color of its weight; removed ones are struck through."""
    text, units = str(study.instance), list(colored_units(study))
    parts, end = [], 0
    for unit in units:
        red, green, blue = unit.color
        style = f"background:rgba({red},{green},{blue},{unit.alpha:.2f})" if unit.weight else ""
        if unit.removed:
            style = "text-decoration:line-through;opacity:.6"
        word = text[unit.start : unit.stop]
        title = escape(f"{word}: {number_text(unit.weight)}", quote=True)
        shown = f"<span style='{style}' title='{title}'>{escape(word)}</span>" if style else escape(word)
        parts.append(escape(text[end : unit.start]) + shown)
        end = unit.stop
    rest = text[end:] if len(units) < MOST_UNITS else " …"
    style = "margin:4px 0;font-size:18px;line-height:1.6;white-space:pre-wrap;overflow-wrap:anywhere"
    return f"<p dir='auto' style='{style}'>{''.join(parts)}{escape(rest)}</p>"
