"""Names of options that were mistaken: what was probably meant, and their refusal."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import in_quotes, problem
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# What the parameters of `lime` are called here.
LIME_NAMES = {
    "num_features": "n_features",
    "num_samples": "n_samples",
    "class_names": "output_names",
    "labels": "output",
    "top_labels": "output",
    "distance_metric": "distance",
    "model_regressor": "surrogate",
    "discretize_continuous": "discretizer",
    "random_seed": "random_state",
    "kernel_fn": "kernel",
    "training_data": "X_train",
    "training_labels": "labels",
    "segmentation_fn": "segmentation",
    "hide_color": "fill",
    "split_expression": "unit",
    "char_level": "unit",
    "bow": "bag",
    "mask_string": "mask",
}


def keywords_of(*takers: Callable[..., Any]) -> tuple[str, ...]:
    """List the parameters of functions or classes that are passed by their names."""
    parameters = [each for taker in takers for each in inspect.signature(taker).parameters.values()]
    return tuple(dict.fromkeys(each.name for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY))


def nearest_name(name: str, known: Sequence[str]) -> str:
    """Give the known name that is written most alike; "" if none is near.

    Examples
    --------
    >>> nearest_name("kernel_widht", ["kernel", "kernel_width"])
    'kernel_width'
    """
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.75)), "")


def guesses(names: Iterable[str], known: Sequence[str], *, elsewhere: bool = False) -> str:
    """Ask whether other names were meant, in a sentence for each; "" where none is near.

    Parameters
    ----------
    names, known : iterable of str
    elsewhere : bool, default False
        Whether a name of `lime` may stand for a parameter that is not among the known ones.
    """
    ours = {name: here for name, here in LIME_NAMES.items() if elsewhere or here in known}
    meant = {name: ours.get(name) or nearest_name(name, known) for name in names}
    return " ".join(say("option.guess", guess=guess, name=name) for name, guess in meant.items() if guess)


def check_names(function: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Check the names of the options of a function.

    Parameters
    ----------
    function : str
        What the user called.
    given, known : iterable of str

    Raises
    ------
    LimeError
        If there is no such option. It asks whether another name was meant.
    """
    unknown = sorted(set(given) - set(known))
    if unknown:
        mend = guesses(unknown, known) or say("option.correct")
        raise problem("option.unknown", function=function, names=in_quotes(unknown), known=", ".join(known), mend=mend)
