"""What all views have in common: a front end, and a study to show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
from ipywidgets import widget_serialization
from traitlets import Instance

from lime_widgets.widgets.mirror import StudyMirror, mirror_of

if TYPE_CHECKING:
    from lime_widgets.study import Study

STATIC = Path(__file__).parent.parent / "static"


class StudyView(anywidget.AnyWidget):
    """A view of a study; any number of them, in any cells, stay together.

    Parameters
    ----------
    study : Study
        What is shown.
    **traits
        Traits of every widget, such as ``layout``.
    """

    mirror = Instance(StudyMirror).tag(sync=True, **widget_serialization)

    def __init__(self, study: Study, **traits: Any) -> None:
        self.study = study
        mirror = mirror_of(study)
        super().__init__(mirror=mirror, **traits)
        mirror.attach()

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None and self.mirror is not None:
            self.mirror.detach()
            self.layout.close()
        super().close()
