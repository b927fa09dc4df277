"""Local sampling in a study: samples drawn where the kernel looks at present."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from traitlets import HasTraits

from lime_widgets.engine.explanation.kernel import gaussian_width
from lime_widgets.study import parameters

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.study.state import StudyTraits


class HasLocalSampling(HasTraits):
    """A study whose samples can be drawn from the kernel."""

    local_width = parameters.local_width()

    @property
    def local_width_here(self) -> float:
        """The `local_width` of samples that are drawn where the kernel looks at present.

        It is the width of the exponential kernel of the default distance that falls to the same weight at the same
        samples, as nearly as the distances can be compared.
        """
        study = cast("StudyTraits", self)
        perturbation = study.requested_perturbation
        width = perturbation.default_kernel_width if study.kernel_width is None else study.kernel_width
        return float(perturbation.local_width_for(gaussian_width(study.kernel, width), study.distance))

    def sample_here(self) -> None:
        """Draw all samples where the kernel looks: set `sampling` to ``"local"`` at the present kernel width.

        The model is called for all samples.
        """
        study = cast("StudyTraits", self)
        study.update(sampling="local", local_width=self.local_width_here)

    def _note_sampling(self, change: Bunch) -> None:
        """Take the present kernel where local samples are chosen, and forget it with them."""
        study = cast("StudyTraits", self)
        if change.name == "sampling" and study.kernel_width is not None:
            # Who chooses local samples wants them for the kernel that is on screen, and not for a former one.
            if change.new == "local" and self.local_width is None:
                self.local_width = self.local_width_here
            elif change.old == "local" and change.new != "nearest" and self.local_width is not None:
                self.local_width = None
