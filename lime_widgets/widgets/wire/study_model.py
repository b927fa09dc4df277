"""What the browser knows of a study: one model for all views of it, in any cells.

A view holds only a reference to the model of its study. So the sweep crosses once for any number of
views, a kernel width that is dragged in one view moves the others without a message to the kernel, and
what belongs together arrives in one message.
"""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import anywidget
from traitlets import Any as AnyTrait
from traitlets import Bool, Dict, Float, Int, List, Unicode

from lime_widgets.engine.errors import LimeError, encodable, problem, report, sentence
from lime_widgets.engine.texts import say
from lime_widgets.study import Study
from lime_widgets.widgets.wire import inbound
from lime_widgets.widgets.wire.custom import CustomValues
from lime_widgets.widgets.wire.kinds import sections_of
from lime_widgets.widgets.wire.orders import History, obey
from lime_widgets.widgets.wire.samples import SamplesState
from lime_widgets.widgets.wire.sections import SectionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from traitlets import Bunch

# While an instance is dragged, views say that the model is running only if it runs longer than this.
BRIEF_SECONDS = 0.15


class StudyModel(anywidget.AnyWidget):
    """The state of a study as the browser has it; it shows nothing itself.

    Use `study_model_of`, which keeps one for each study.

    Parameters
    ----------
    study : Study
    """

    _esm = "export default {}"
    layout = None  # it has no place on the screen

    # Both ways; `_model_class` adds the study's parameters.
    highlight = Int(-1).tag(sync=True)
    removed = List().tag(sync=True)
    differing = Bool(default_value=False).tag(sync=True)
    # An explanation that the user keeps to compare others with; the kernel has no use for it.
    pinned = Dict(allow_none=True, default_value=None).tag(sync=True)
    # Where the browser has moved the instance to; the row says where it is.
    moved = Dict(allow_none=True, default_value=None).tag(sync=True)

    # From the kernel only.
    extent = Float(0.0).tag(sync=True)  # what the axis reaches at least, where several studies share a scale
    controls = List().tag(sync=True)
    grid = Dict(allow_none=True, default_value=None).tag(sync=True)
    default_kernel_width = Float().tag(sync=True)
    frames = Dict(allow_none=True, default_value=None).tag(sync=True)
    features = Dict({"names": [], "columns": [], "units": []}).tag(sync=True)
    row = List().tag(sync=True)
    text = Dict(allow_none=True, default_value=None).tag(sync=True)
    image = Dict(allow_none=True, default_value=None).tag(sync=True)
    segmentations = List().tag(sync=True)
    preview = Dict(allow_none=True, default_value=None).tag(sync=True)
    comparisons = List().tag(sync=True)
    samples = Dict(allow_none=True, default_value=None).tag(sync=True)
    variant = Dict(allow_none=True, default_value=None).tag(sync=True)
    current = Bool(default_value=True).tag(sync=True)
    changed = Bool(default_value=False).tag(sync=True)
    target_met = Bool(default_value=True).tag(sync=True)
    flips = Dict(allow_none=True, default_value=None).tag(sync=True)
    repeats = Dict(allow_none=True, default_value=None).tag(sync=True)
    repeating = Dict(allow_none=True, default_value=None).tag(sync=True)
    settlement = Dict(allow_none=True, default_value=None).tag(sync=True)
    settling = Dict(allow_none=True, default_value=None).tag(sync=True)
    global_surrogate = Dict(allow_none=True, default_value=None).tag(sync=True)
    difference = Dict(allow_none=True, default_value=None).tag(sync=True)
    other_calls = Int().tag(sync=True)
    other_error = Unicode(None, allow_none=True).tag(sync=True)
    off_answer = Dict(allow_none=True, default_value=None).tag(sync=True)
    outputs = Dict({"names": [], "kind": "value"}).tag(sync=True)
    prediction = Dict({"values": [], "low": 0.0, "high": 0.0}).tag(sync=True)
    notes = List().tag(sync=True)
    status = Unicode().tag(sync=True)
    progress = Float().tag(sync=True)
    rows = List([0, 0, -1.0]).tag(sync=True)
    error = Unicode(None, allow_none=True).tag(sync=True)
    notice = Unicode("").tag(sync=True)
    can_undo = Bool(default_value=False).tag(sync=True)
    n_model_calls = Int().tag(sync=True)

    def __init__(self, study: Study) -> None:
        self._study = study
        self._n_views = 0
        self._custom = CustomValues()
        self._history = History()
        self._samples = SamplesState()
        self._sections = SectionState(sections_of(study, self._custom))
        self._next_move: dict[str, Any] | None = None
        self._late: threading.Timer | None = None
        self._began_sweeping = False
        self._n_judges, self._began_judging = 0, False
        by_hand = ("highlight", "differing", *(("removed",) if study.has_trait("removed") else ()))
        self._two_way = (*study.parameter_names, *by_hand)
        self._checks = inbound.parameter_checks(study) | {
            "highlight": inbound.feature_check(study),
            "differing": inbound.switch_check("differing"),
            "removed": inbound.removed_check,
            "moved": inbound.moved_check,
            "pinned": inbound.pinned_check,
        }
        with study.together():  # nothing may change between the first state and the first observation
            super().__init__(
                **{name: self._browser_value(name) for name in self._two_way},
                **self._changes(),
            )
            study.observe(self._follow_parameter, list(self._two_way))
            study.observe(self._follow_publication, "generation")
            self.observe(self._take_parameter, list(self._two_way))
            self.on_msg(self._take_message)
            # A user who sweeps without a view goes on when the last view closes.
            self._began_sweeping = not study.sweeping
            study.sweeping = True

    # ---- kernel to browser --------------------------------------------------------------------

    def _browser_value(self, name: str) -> Any:
        study, value = self._study, getattr(self._study, name)
        if name == "output" and value is None:  # not known before the model has answered: the displayed one
            return 0 if not study.explanation else study.explanation.output
        if name == "compared":  # names, until the model has answered
            return [output for output in value if isinstance(output, int)]
        return self._custom.to_browser(name, value)

    def _follow_parameter(self, change: Bunch) -> None:
        setattr(self, change.name, self._browser_value(change.name))

    def _follow_publication(self, _change: Bunch) -> None:
        # While an instance is dragged, the status would change between any two answers.
        if self._study.brief and self._study.explanation and self._send_later():
            return
        self._send_changes()

    def _send_later(self) -> bool:
        """Send the state after `BRIEF_SECONDS`, unless it is sent before; False where there are no threads."""
        if self._late is None:
            self._late = threading.Timer(BRIEF_SECONDS, self._send_late)
            self._late.daemon = True
            try:
                self._late.start()
            except RuntimeError:  # a platform without threads, such as Pyodide
                self._late = None
        return self._late is not None

    def _send_late(self) -> None:
        with self._study.together():
            if self._late is not None and self.comm is not None:
                self._send_changes()

    def _send_changes(self) -> None:
        self._cancel_late()
        with self.hold_sync():
            self._set(self._changes())
        self._move_on()

    def _cancel_late(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _changes(self) -> dict[str, Any]:
        """Give all sections that changed since they were sent last."""
        changes = self._sections.changes(self._study) | self._samples.changes(self._study)
        # A drag of the width changes nothing else, and the page knows by itself that it can be taken back.
        return changes | {"can_undo": len(self._history) > 0} if changes else changes

    def _set(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    # ---- browser to kernel --------------------------------------------------------------------

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as one change of the study.

        Messages come on a thread of their own, and the study's worker publishes on another: under the
        study's lock they take turns, which ipywidgets itself does not see to.
        """
        if self.comm is None:
            return
        with self._study.together():
            accepted, refused = inbound.sift(sync_data, self._checks)
            # Not through the trait: the hand may come back to an earlier place, which the trait would not notice.
            moved = accepted.pop("moved", None)
            super().set_state(accepted)
            if refused:
                self.refuse(next(iter(refused.values())))
                self.send_state([name for name in refused if name in self.keys] or None)
            if moved is not None:
                self._next_move = moved
                self._move_on()

    def refuse(self, text: str) -> None:
        """Say in the views why the page's request was refused."""
        self.notice = ""  # so that a second refusal in the same words is a change too
        self.notice = encodable(text)

    def _take_parameter(self, change: Bunch) -> None:
        name = change.name
        if change.new == self._browser_value(name):
            return
        if name in {"highlight", "differing"}:  # the pointer passing over a bar must not remove a notice
            setattr(self._study, name, change.new)
            return
        self._act(lambda: self._set_parameter(name, self._custom.from_browser(name, change.new)), name)
        setattr(self, name, self._browser_value(name))

    def _set_parameter(self, name: str, value: Any) -> None:
        study = self._study
        if name == "removed" and not study.current:
            # The click was on a part of the displayed instance, and another one is requested.
            raise problem("page.outdated", kind=kind_text(study.data_kind))
        setattr(study, name, value)

    def _move_on(self) -> None:
        """Move the instance to where the hand is, once the model has answered for the place before it."""
        values, move = self._next_move, getattr(self._study, "move", None)
        if values is not None and move is not None and not self._study.completing:
            self._next_move = None
            self._act(lambda: move(values), "moved")

    def _take_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if self.comm is None:
            return
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "undo":
            self._act(lambda: self._history.undo(self._study))
            return
        changes = kind in {"edit", "text", "adopt", "redraw", "reset", "reset_row", "sample_here"}
        what = f"{kind} {content.get('column', '')}" if changes else ""
        self._act(lambda: obey(self._study, content, self._custom), what)

    def _act(self, action: Callable[[], None], what: str = "") -> None:
        """Do what the browser asks; what cannot be done becomes a sentence on the screen.

        `what` names a change that can be taken back.
        """
        self.notice = ""
        if what:
            self._history.note(self._study, what)
        try:
            with self._study.together():
                action()
        except LimeError as error:  # the user's mistake: the sentence says it all
            self.notice = sentence(error)
        except Exception as error:  # noqa: BLE001  whatever it is, the reader must see it
            self.notice = report(error)
        if self.notice and self.row:
            self.send_state("row")  # an editor shows the value that is in force

    # ---- views --------------------------------------------------------------------------------

    def attach(self, *, samples: bool = False, fitted: bool = False) -> None:
        """Count a view that shows this study; some show the samples, and some of these the fitted values."""
        self._n_views += 1
        self._samples.n_views += samples
        self._samples.n_fitted += fitted
        if samples:
            with self._study.together():
                self._set(self._samples.changes(self._study))

    def detach(self, *, samples: bool = False, fitted: bool = False) -> None:
        """Count a view that is closed; with the last one the model closes too."""
        self._n_views -= 1
        self._samples.n_views -= samples
        self._samples.n_fitted -= fitted
        if self._n_views <= 0:
            self.close()

    def judge(self, *, begins: bool) -> None:
        """Count a view that shows the fidelity, and that begins or ends to be seen; while one is, it is measured."""
        study = self._study
        self._n_judges += 1 if begins else -1
        if begins and self._n_judges == 1:
            # A user who judges without a view goes on when the last view closes.
            self._began_judging = not study.judging
            study.judging = True
        elif self._n_judges == 0 and self._began_judging:
            study.judging = False

    def close(self) -> None:
        """Stop following the study, and leave it as it was."""
        if self.comm is None:
            return  # closed before: the finalizer calls this again, and must not revive the study
        study = self._study
        if _MODELS.get(study) is self:
            del _MODELS[study]
        study.unobserve(self._follow_parameter, list(self._two_way))
        study.unobserve(self._follow_publication, "generation")
        if self._began_sweeping:
            study.sweeping = False
        self._cancel_late()
        super().close()


def kind_text(data_kind: str) -> str:
    """Name a kind of data in the reader's language."""
    return say("kind." + data_kind.replace(" ", "_"))


_MODELS: WeakKeyDictionary[Study, StudyModel] = WeakKeyDictionary()


def study_model_of(study: Study) -> StudyModel:
    """Give the model of a study; it is made when the first view asks for it.

    Raises
    ------
    LimeError
        If it is not a study.
    """
    if not isinstance(study, Study):
        raise problem("view.no_study", kind=type(study).__name__)
    if study not in _MODELS:
        _MODELS[study] = _model_class(type(study))(study)
    return _MODELS[study]


@functools.cache
def _model_class(kind: type[Study]) -> type[StudyModel]:
    """Make a model class with a trait for each parameter of this kind of study."""
    names = kind.class_trait_names(parameter=True)
    parameters = {name: AnyTrait().tag(sync=True) for name in names}
    return type(f"{kind.__name__}Model", (StudyModel,), parameters)
