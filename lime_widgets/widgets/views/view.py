"""What all views share: a front end, a study to show, and what the page may set."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
from ipywidgets import widget_serialization
from traitlets import Instance, Unicode

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.names import check_names
from lime_widgets.engine.texts import say
from lime_widgets.study import Study
from lime_widgets.study.jobs.rows import check_explained
from lime_widgets.widgets.views import static
from lime_widgets.widgets.views.readers import nobody_reads
from lime_widgets.widgets.views.reruns import note_made, note_shown
from lime_widgets.widgets.wire import inbound
from lime_widgets.widgets.wire.front_end import FrontEnd, front_end, module_of
from lime_widgets.widgets.wire.study_model import StudyModel, kind_text, study_model_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes


# The layout of views that have the whole width of a cell.
FULL_WIDTH = {"overflow": "hidden", "width": "100%", "min_width": "0"}

# An output waits at most this long for the explanation, so that a saved notebook contains it. With a slower model the
# explanation is partial.
_STATIC_SECONDS = 0.8

_EXPLORERS = {"table row": "TabularExplorer", "text": "TextExplorer", "image": "ImageExplorer"}


class StudyView(anywidget.AnyWidget):
    """A view of a study. All views of a study stay in sync, in any cells.

    Parameters
    ----------
    study : Study
        The study to show.
    **traits
        Traits of every widget, such as ``layout``.
    """

    _esm = Unicode().tag(sync=True)
    front_end = Instance(FrontEnd, allow_none=True).tag(sync=True, **widget_serialization)
    study_model = Instance(StudyModel, allow_none=True).tag(sync=True, **widget_serialization)

    # Its name in the front end.
    _front_end_name: ClassVar[str] = ""
    # The only kind of data that it shows; None for any kind.
    _data_kind: ClassVar[str | None] = None
    # Whether it shows the samples one by one, and the surrogate's answers for them.
    _shows_samples: ClassVar[bool] = False
    _shows_fitted: ClassVar[bool] = False
    # Whether `plot` can draw it.
    _has_picture: ClassVar[bool] = True
    # The traits that the page may set, each with its check.
    _from_page: ClassVar[Mapping[str, inbound.Check]] = {}

    study: Study | None

    def __init__(self, study: Study, **traits: Any) -> None:
        if isinstance(study, Study) and self._data_kind not in {None, study.data_kind}:
            raise problem(
                "view.study",
                view=type(self).__name__,
                kind=kind_text(study.data_kind),
                needed=kind_text(str(self._data_kind)),
                explorer=_EXPLORERS[study.data_kind],
            )
        ours = {"study_model", "front_end"}
        known = [name for name in self.trait_names(sync=True) if not name.startswith("_") and name not in ours]
        check_names(type(self).__name__, traits, sorted(known))
        # First, so that the page loads the code while the rest is on its way.
        code = {"_esm": module_of(self._front_end_name), "front_end": front_end()}
        study_model = study_model_of(study)
        self.study = study
        super().__init__(study_model=study_model, **code, **(self._first_traits() | traits))
        study_model.attach(samples=self._shows_samples, fitted=self._shows_fitted)
        note_made(self)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute of the view; refuse other names, which are most often parameters of the study."""
        kind = type(self)
        # A subclass of the user's may have attributes of its own.
        own = kind.__module__.partition(".")[0] == __name__.partition(".")[0]
        if own and not (name.startswith("_") or hasattr(kind, name) or name in _declared(kind)):
            study = self.__dict__.get("study")
            parameters = () if study is None else study.parameter_names
            found = "view.set_on_study" if name in parameters else "view.no_attribute"
            raise AttributeError(say(found, view=kind.__name__, name=name, value=shortened(repr(value), 40)))
        super().__setattr__(name, value)

    def _first_traits(self) -> dict[str, Any]:
        """Give traits for the first message to the page. `study` has been checked."""
        return {}

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page may set, and say why the rest is refused."""
        if self.comm is None or self.study_model is None or self.study_model.comm is None:
            return
        accepted, refused = inbound.sift(sync_data, self._from_page)
        super().set_state(accepted)
        if refused:
            self.study_model.refuse(next(iter(refused.values())))
            self.send_state([name for name in refused if name in self.keys] or None)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the view; where nobody reads, only when the explanation is complete, because it is saved as it is."""
        study = self.study
        if study is not None:
            # A saved notebook keeps the explanation of this moment, so wait for a quick model.
            study.wait(None if nobody_reads() else _STATIC_SECONDS)
        note_shown(self)
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is None or study is None or not (study.explanation or study.error):
            return bundle
        plain, shown = self._static(study) if study.explanation else (repr(self), f"<p>{escape(repr(self))}</p>")
        data = data | {"text/plain": plain, "text/html": shown}
        return (data, metadata) if isinstance(bundle, tuple) else data

    def _static(self, study: Study) -> tuple[str, str]:
        """Give the view as plain text and as HTML, for where no widgets run. There is an explanation."""
        return static.plain(study), static.html(study)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what the view shows now, for print. It waits until the model has answered.

        An explorer draws its first part: the bars, the text or the image. Of the fidelity `Fidelity.plot` has further
        curves. The table of samples, the controls and the summary have no picture.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes
            Save it with ``view.plot().figure.savefig("figure.svg")``.

        Raises
        ------
        LimeError
            If the view is closed, has no picture, or there is nothing to draw yet.
        ImportError
            If matplotlib is not installed.
        """
        study = self.study
        if study is None:
            raise problem("view.closed", view=type(self).__name__)
        if not self._has_picture:
            raise problem("view.no_picture", view=type(self).__name__)
        study.wait()
        check_explained(study)
        return self._picture(study, ax)

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        """Draw what the view shows. There is an explanation."""
        return study.explanation.plot(ax)

    def __repr__(self) -> str:
        study = self.study
        if study is None or not study.explanation:
            said = "" if study is None else f": {study.status}" + (f". {study.error}" if study.error else "")
            return f"<{type(self).__name__}{said}>"
        return f"<{type(self).__name__}>\n{self._static(study)[0]}"

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is None:
            return  # closed before: the finalizer calls this again, and must not revive the view
        if self.study_model is not None:
            self.study_model.detach(samples=self._shows_samples, fitted=self._shows_fitted)
        self.layout.close()
        super().close()
        self.study = self.study_model = self.front_end = None


def _declared(kind: type[Any]) -> set[str]:
    """Give the names of the attributes that a class and its parents declare."""
    return {name for each in kind.__mro__ for name in vars(each).get("__annotations__", ())}
