"""The catalogue: all English texts together, and the language that is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lime_widgets.engine.texts.answers import ANSWERS
from lime_widgets.engine.texts.entries import Entry, Fault, Text, filled
from lime_widgets.engine.texts.faults import FAULTS
from lime_widgets.engine.texts.fidelity import FIDELITY
from lime_widgets.engine.texts.notes import NOTES
from lime_widgets.engine.texts.parameters import PARAMETERS
from lime_widgets.engine.texts.samples import SAMPLES
from lime_widgets.engine.texts.sensitivity import SENSITIVITY
from lime_widgets.engine.texts.stability import STABILITY
from lime_widgets.engine.texts.surrogates import SURROGATES
from lime_widgets.engine.texts.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENGLISH: dict[str, Entry] = {
    **ANSWERS,
    **FIDELITY,
    **NOTES,
    **PARAMETERS,
    **SAMPLES,
    **SENSITIVITY,
    **STABILITY,
    **SURROGATES,
    **VIEWS,
    **FAULTS,
}


class _Language(NamedTuple):
    texts: Mapping[str, Entry]
    plural: Callable[[int], int]


def _english_plural(n: int) -> int:
    return int(n != 1)


_ENGLISH = _Language(ENGLISH, _english_plural)
# The language that is spoken, and English for what it lacks.
_LANGUAGES = [_ENGLISH]


def use(texts: Mapping[str, Entry], *, plural: Callable[[int], int] = _english_plural) -> None:
    """Speak another language from now on; texts that it lacks stay English.

    Parameters
    ----------
    texts : mapping of str to (str, tuple of str or Fault)
        Texts by the ids of `ENGLISH`. A text has the names in braces of the English one, in any order.
    plural : callable, optional
        Takes a number and gives the place of its form, for texts of several forms. The default is the English rule.

    Notes
    -----
    A text is looked up when it is needed: errors and warnings when they are made, labels and tooltips when the state
    of a widget is built. Call this before widgets are made. ``use({})`` speaks English again.

    Examples
    --------
    >>> use({"grade.good": "Gut"})
    >>> say("grade.good"), say("grade.fair")
    ('Gut', 'Fair')
    >>> use({})
    >>> say("grade.good")
    'Good'
    """
    _LANGUAGES[:] = [_Language(texts, plural), _ENGLISH]


def say(text_id: str, /, **values: Any) -> str:
    """Give a text with its values filled in.

    Parameters
    ----------
    text_id : str
        The id of a text in `ENGLISH`.
    **values
        A value without a name in the text is not used; a name without a value stays in its braces, to be filled in
        later. The number `n` chooses among several forms.

    Returns
    -------
    str

    Examples
    --------
    >>> say("doubt.features", n=1), say("doubt.features", n=1200)
    ('1 feature', '1,200 features')
    >>> say("doubt.few_samples", said="{samples} are too few.", n=4096)
    '{samples} are too few. About 4,096 samples would do.'
    """
    found, plural = _found(text_id)
    if isinstance(found, Fault):
        what, expected, mend = fault(text_id, **values)
        return say("fault", what=what, expected=expected, mend=mend)
    return _formed(found, plural, values)


def fault(text_id: str, /, **values: Any) -> tuple[str, str, str]:
    """Give the three texts of an error, as they are in a `Fault`, with their values filled in.

    Parameters
    ----------
    text_id : str
        The id of a `Fault` in `ENGLISH`.
    **values
        As for `say`.

    Examples
    --------
    >>> fault("alpha.invalid", alpha=-1.0)[0]
    'The penalty alpha is -1.0.'
    """
    found, plural = _found(text_id)
    if not isinstance(found, Fault):
        raise TypeError(text_id)
    what, expected, mend = (_formed(text, plural, values) for text in found)
    return what, expected, mend


def listed(names: list[str], last: str = "list.last") -> str:
    """Give names as a list: "a, b and c", or with the text "list.or" as `last` "a, b or c"."""
    return names[0] if len(names) == 1 else say(last, first=", ".join(names[:-1]), last=names[-1])


def _found(text_id: str) -> tuple[Entry, Callable[[int], int]]:
    texts, plural = next((each for each in _LANGUAGES if text_id in each.texts), _ENGLISH)
    return texts[text_id], plural


def _formed(text: Text, plural: Callable[[int], int], values: dict[str, Any]) -> str:
    return filled(text if isinstance(text, str) else text[plural(values.get("n", 1))], values)
