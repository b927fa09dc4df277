"""Values that the browser cannot hold, such as functions and arrays: there they are called "custom"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lime_widgets.engine.explanation.checks import OutputIndex


def to_browser(name: str, value: Any) -> Any:
    """Give the value of a parameter as a control knows it; an object of the user's own is "custom"."""
    if name in {"segmentation", "fill"}:
        return value if isinstance(value, str) else "custom"
    if name in {"shown", "segmentation_options", "target_score"}:
        return value
    if value is None:
        return "none"
    if name == "prior_precision" and not isinstance(value, str):
        return "custom"
    # An estimator or a prior is an object of the user's too.
    plain = isinstance(value, str | int | float | tuple | list) and not isinstance(value, Mapping)
    return value if plain else "custom"


# Choices in which "none" means None.
_MAY_BE_NONE = frozenset({"discretizer", "prior", "prior_precision"})


class CustomValues:
    """The last custom value of each parameter, so that it can be chosen again in the browser."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def to_browser(self, name: str, value: Any) -> Any:
        """Give the browser's value, and remember a custom one."""
        shown = to_browser(name, value)
        if isinstance(shown, str) and shown == "custom":
            self._values[name] = value
        return list(shown) if isinstance(shown, tuple) else shown

    def from_browser(self, name: str, value: Any) -> Any:
        """Give the object that a value from the browser stands for."""
        if isinstance(value, str) and value == "custom" and name in self._values:
            return self._values[name]
        if name == "output":
            return _place(value)
        if name == "compared" and isinstance(value, list):
            return [_place(each) for each in value]
        return None if name in _MAY_BE_NONE and value == "none" else value


def _place(value: Any) -> Any:
    """A number from a list of outputs is a place, not a label."""
    return OutputIndex(value) if isinstance(value, int) and not isinstance(value, bool) else value
