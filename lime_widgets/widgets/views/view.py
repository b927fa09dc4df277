"""What all views have in common: a front end, and a study to show."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import anywidget
from ipywidgets import widget_serialization
from traitlets import Instance

from lime_widgets.engine.errors import a, problem
from lime_widgets.study import Study
from lime_widgets.widgets.wire.study_model import StudyModel, study_model_of

STATIC = Path(__file__).parent.parent.parent / "static"


class StudyView(anywidget.AnyWidget):
    """A view of a study; any number of them, in any cells, stay together.

    Parameters
    ----------
    study : Study
        What is shown.
    **traits
        Traits of every widget, such as ``layout``.
    """

    study_model = Instance(StudyModel).tag(sync=True, **widget_serialization)

    # What messages call it, where that is not its class's name.
    _called: ClassVar[str | None] = None
    # The kind of data that it shows, if only one; whether it shows the samples one by one, and what is fitted to them.
    _data_kind: ClassVar[str | None] = None
    _shows_samples: ClassVar[bool] = False
    _shows_fitted: ClassVar[bool] = False

    def __init__(self, study: Study, **traits: Any) -> None:
        if isinstance(study, Study) and self._data_kind not in {None, study.data_kind}:
            raise problem(
                f"{self._called or type(self).__name__} was given a study of {a(study.data_kind)}.",
                expected=f"a study of {a(str(self._data_kind))}",
                mend="Show this study with lime_widgets.BarsView(study), or with the explorer of its kind of data.",
            )
        study_model = study_model_of(study)
        self.study = study
        super().__init__(study_model=study_model, **traits)
        study_model.attach(samples=self._shows_samples, fitted=self._shows_fitted)

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None and self.study_model is not None:
            self.study_model.detach(samples=self._shows_samples, fitted=self._shows_fitted)
            self.layout.close()
        super().close()
