"""The switch between LIME and Shapley values: what changes along with the kernel, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.engine.explanation.kernel import SHAPLEY

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.study.state import StudyTraits

# What Shapley values need: coalitions of a table row, and a surrogate of the model's answer itself.
_NEEDED: dict[str, str] = {"sampling": "coalitions", "surrogate": "ridge"}


class MethodSwitch:
    """Keeps `kernel`, `sampling` and `surrogate` of a study fit for each other.

    Choosing ``kernel="shapley"`` sets the other two; another kernel sets them back. Setting one of the two to
    something else goes back to LIME.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: StudyTraits) -> None:
        self._study = study
        self._kernel: Any = "exponential"  # LIME's, to go back to
        self._before: dict[str, Any] = {}

    @property
    def lime_kernel(self) -> Any:
        """The kernel of LIME beside Shapley values: the present one, or the last one."""
        return self._study.kernel if self._study.kernel != SHAPLEY else self._kernel

    def of_lime(self, name: str) -> Any:
        """Give the `sampling` or `surrogate` of LIME beside Shapley values: the present one, or the last one."""
        return self._before.get(name, getattr(self._study, name, None))

    def follow(self, change: Bunch) -> None:
        """Set what goes with a trait that was set."""
        study = self._study
        if change.name == "kernel":
            if change.new == SHAPLEY:
                self._kernel = "exponential" if change.old is None or change.old == SHAPLEY else change.old
                wanted = self.needed
                self._before = {name: getattr(study, name) for name in wanted if getattr(study, name) != wanted[name]}
                self._set(wanted)
            elif change.old == SHAPLEY:
                before, self._before = self._before, {}
                self._set({name: value for name, value in before.items() if getattr(study, name) == _NEEDED[name]})
        elif study.kernel == SHAPLEY and change.name in (needed := self.needed) and needed[change.name] != change.new:
            self._before.pop(change.name, None)
            study.kernel = self._kernel

    @property
    def needed(self) -> dict[str, str]:
        """What goes with Shapley values. Texts and images are coalitions of their parts, however these are drawn."""
        choices = self._study.trait_metadata("sampling", "choices", ())
        return {name: value for name, value in _NEEDED.items() if name != "sampling" or value in choices}

    def _set(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self._study, name, value)
