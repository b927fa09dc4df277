"""What the page may set: every message from the browser is checked here before anything else sees it.

A page is not trusted: another script on it, or an older version of the front end, may send anything.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from lime_widgets.engine.errors import in_quotes, problem, shortened
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from lime_widgets.study import Study

# Takes a value from the page; raises `LimeError` if the page may not send it.
Check: TypeAlias = Callable[[Any], None]

# A list from a control holds a handful of outputs or kernel widths. A sweep at 200,000 widths took 8 s.
MOST_VALUES = 64
# An image has at most 5,000 superpixels, and all can be hidden by hand.
MOST_REMOVED = 5_000
# A cell of a row, a mask or a name.
MOST_CHARACTERS = 10_000
# A text to explain.
MOST_TEXT = 1_000_000
# JavaScript counts exactly up to 2**53. Python would read thousands of digits, and then fail to make a float of them.
MOST_INTEGER = 2**53


def sift(state: Mapping[str, Any], checks: Mapping[str, Check]) -> tuple[dict[str, Any], dict[str, str]]:
    """Separate what the page may set from what it may not.

    Parameters
    ----------
    state : mapping
        Values by the names of traits, as the page sent them.
    checks : mapping of str to callable
        A check for each trait that the page may set.

    Returns
    -------
    accepted : dict
    refused : dict of str to str
        A sentence for each refused name.
    """
    accepted, refused = {}, {}
    if not isinstance(state, Mapping):
        return {}, {"state": str(problem("page.state", value=displayed(state)))}
    for name, value in state.items():
        try:
            if name not in checks:
                raise problem("page.names", name=displayed(name), known=", ".join(checks))
            checks[name](value)
            accepted[name] = value
        except ValueError as error:
            refused[name] = str(error)
    return accepted, refused


def parameter_checks(study: Study) -> dict[str, Check]:
    """Give a check for each parameter of a study: the size and range of what a control sends.

    The study checks the values themselves when they are set.
    """
    return {name: _parameter_check(name, trait.metadata) for name, trait in study.traits(parameter=True).items()}


def _parameter_check(name: str, metadata: Mapping[str, Any]) -> Check:
    low, high = metadata.get("low", -math.inf), metadata.get("high", math.inf)

    def check(value: Any) -> None:
        plain(name, value)
        # A smaller number of samples is slow for nobody, and the table of the user may be small.
        least = -math.inf if name == "n_samples" else low
        if is_number(value) and not least <= value <= high:
            found = "page.number" if math.isfinite(high) else "page.number_from"
            raise problem(found, name=name, value=value, low=low, high=high)

    return check


def plain(name: str, value: Any, *, most: int = MOST_VALUES, characters: int = MOST_CHARACTERS) -> None:
    """Check that a value is a number, a short text, or a short flat list or mapping of these.

    Raises
    ------
    LimeError
    """
    if isinstance(value, str) and len(value) <= characters:
        return
    if value is None or is_number(value) or isinstance(value, bool):
        return
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else None
    # The length first: a list of millions is refused without a look at its parts.
    if parts is not None and len(value) <= most and all(map(_is_scalar, parts)):
        return
    raise problem("page.value", value=displayed(value), name=shortened(name, 40), characters=characters, most=most)


def _is_scalar(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= 1_000
    return value is None or isinstance(value, bool) or is_number(value)


def is_number(value: Any) -> bool:
    """Whether a value is a number that the page can have meant: no endless integer, and no boolean."""
    if isinstance(value, bool):
        return False
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= MOST_INTEGER)


def displayed(value: Any) -> str:
    """Give a value of the page for a message: one short line, however long or deeply nested it is."""
    try:
        return shortened(reprlib.repr(value), 60)
    except ValueError:  # an integer of more digits than Python prints
        return say("page.long_number")


def feature_check(study: Study) -> Check:
    """Give the check of `highlight`: a feature, or −1 for none."""

    def check(value: Any) -> None:
        if isinstance(value, int) and not isinstance(value, bool) and -1 <= value < len(study.feature_names):
            return
        raise problem("page.highlight", value=displayed(value), last=len(study.feature_names) - 1)

    return check


def removed_check(value: Any) -> None:
    """Check `removed`: a list of features."""
    plain("removed", value, most=MOST_REMOVED)


def moved_check(value: Any) -> None:
    """Check `moved`: new values of the row by column name, or None."""
    if value is not None and not isinstance(value, dict):
        raise problem("page.moved", value=displayed(value))
    plain("moved", value)


def pinned_check(value: Any) -> None:
    """Check `pinned`: an explanation as the page drew it, or None."""
    if value is None:
        return
    known = {"label": str, "output": int, "model": int | float | None, "weights": list}
    if not isinstance(value, dict) or value.keys() != known.keys():
        good = False
    else:
        good = all(isinstance(value[name], kind) for name, kind in known.items())
        good = good and len(value["label"]) <= MOST_CHARACTERS and len(value["weights"]) <= MOST_REMOVED
    if not good:
        raise problem("page.pinned", value=displayed(value))


def brush_check(value: Any) -> None:
    """Check a brush: None, or two numbers for x and two for y."""
    if value is None:
        return
    if isinstance(value, dict) and set(value) == {"x", "y"} and all(map(_is_range, value.values())):
        return
    raise problem("page.brush", value=displayed(value))


def _is_range(ends: Any) -> bool:
    return (
        isinstance(ends, list | tuple) and len(ends) == 2 and all(is_number(end) and math.isfinite(end) for end in ends)
    )


def choice_check(name: str, choices: tuple[str, ...]) -> Check:
    """Give the check of a trait with a few values."""

    def check(value: Any) -> None:
        if not (isinstance(value, str) and value in choices):
            raise problem("page.choice", name=name, value=displayed(value), known=in_quotes(choices))

    return check


def switch_check(name: str) -> Check:
    """Give the check of a trait that is true or false."""

    def check(value: Any) -> None:
        if not isinstance(value, bool):
            raise problem("page.switch", name=name, value=displayed(value))

    return check


def names_check(name: str, known: tuple[str, ...]) -> Check:
    """Give the check of a trait with a list of some names, each at most once."""

    def check(value: Any) -> None:
        short = isinstance(value, list) and len(value) <= len(known)
        if not (short and all(isinstance(each, str) and each in known for each in value)):
            raise problem("page.choices", name=name, value=displayed(value), known=in_quotes(known))

    return check
