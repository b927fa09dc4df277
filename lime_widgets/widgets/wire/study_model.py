"""What the browser knows of a study: one model for all views of it, in whatever cells.

A view holds nothing but a reference to its study's mirror. So the sweep travels once however
many views there are, a kernel width that is dragged in one of them moves the others without
a message to the kernel, and what belongs together arrives in one message.
"""

from __future__ import annotations

import functools
import operator
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import anywidget
from traitlets import Any as AnyTrait
from traitlets import Bool, Dict, Float, Int, List, Unicode

from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.explanation.doubts import DOUBTS
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.study import Study
from lime_widgets.study.image import ImageStudy
from lime_widgets.study import ImageStudy, TextStudy
from lime_widgets.study.tabular import TabularStudy
from lime_widgets.study.text import TextStudy
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.controls import controls, to_browser
from lime_widgets.widgets.wire.image import image_state, methods_state, preview_state
from lime_widgets.widgets.wire.row import cells
from lime_widgets.widgets.wire.samples import samples_state
from lime_widgets.widgets.wire.text import text_state, variant_state

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.engine.explanation.result import Sweep
    from lime_widgets.engine.image.perturbation import ImagePerturbation
    from lime_widgets.engine.text.perturbation import TextPerturbation
    from lime_widgets.study.jobs.segmentation import Preview


# That the model is asked about a row is said once it takes longer than this.
_BRIEF_SECONDS = 0.15
# While the model is being asked the table of samples is sent no more often than this.
_SAMPLES_SECONDS = 1.0


class StudyModel(anywidget.AnyWidget):
    """The state of a study as the browser has it; shows nothing itself.

    Use `study_model_of`, which keeps one for each study.

    Parameters
    ----------
    study : Study
    """

    _esm = "export default {}"

    # Both ways; `_mirror_class` adds the study's parameters.
    highlight = Int(-1).tag(sync=True)
    removed = List().tag(sync=True)
    # Where the browser has moved the instance to; the parameters say where it is.
    moved = Dict(allow_none=True, default_value=None).tag(sync=True)

    # From the kernel.
    controls = List().tag(sync=True)
    grid = Dict(allow_none=True, default_value=None).tag(sync=True)
    default_kernel_width = Float().tag(sync=True)
    frames = Dict(allow_none=True, default_value=None).tag(sync=True)
    features = Dict({"names": [], "columns": []}).tag(sync=True)
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
    outputs = Dict({"names": [], "kind": "value"}).tag(sync=True)
    prediction = Dict({"values": [], "low": 0.0, "high": 0.0}).tag(sync=True)
    doubts = List().tag(sync=True)
    notes = List().tag(sync=True)
    status = Unicode().tag(sync=True)
    progress = Float().tag(sync=True)
    error = Unicode(None, allow_none=True).tag(sync=True)
    notice = Unicode("").tag(sync=True)
    n_model_calls = Int().tag(sync=True)

    def __init__(self, study: Study) -> None:
        self._study = study
        self._views = self._tables = self._fitted = 0
        self._sent: Sweep | None = None
        self._sent_text: tuple[Any, ...] | None = None
        self._sent_image: tuple[Any, ...] | None = None
        self._sent_preview: Preview | None = None
        self._sent_comparisons: tuple[Sweep, ...] = ()
        self._sent_samples: tuple[Any, ...] | None = None
        self._samples_due = 0.0
        self._next_move: dict[str, Any] | None = None
        self._late: threading.Timer | None = None
        # What "custom" stands for: objects of the user's own, which the browser cannot hold.
        self._custom: dict[str, Any] = {}
        with study.together():  # nothing may change between what is sent first and what is heard of
            super().__init__(
                doubts=[doubt.sentence for doubt in DOUBTS],
                **{name: self._browser_value(name) for name in self._two_way},
                **self._standing(),
            )
            study.observe(self._follow_parameter, list(self._two_way))
            study.observe(self._follow_publication, "generation")
            self.observe(self._take_parameter, list(self._two_way))
            self.on_msg(self._take_message)
            study.sweeping = True

    @property
    def _two_way(self) -> tuple[str, ...]:
        by_hand = ("highlight", "removed") if isinstance(self._study, TextStudy | ImageStudy) else ("highlight",)
        return (*self._study.parameter_names, *by_hand)

    # ---- kernel to browser ----------------------------------------------------------------

    def _browser_value(self, name: str) -> Any:
        value = getattr(self._study, name)
        if name == "output" and value is None:  # until the model has answered, which settles it: the one that is shown
            return 0 if self._study.explanation is None else self._study.explanation.output
        if name == "compared":  # names, until the model has answered
            return [output for output in value if isinstance(output, int)]
        if name == "target_score":
            return value
        shown = to_browser(name, value)
        if isinstance(shown, tuple):
            return list(shown)
        if shown == "custom":
            self._custom[name] = value
        return shown

    def _follow_parameter(self, change: Bunch) -> None:
        setattr(self, change.name, self._browser_value(change.name))

    def _follow_publication(self, _change: Bunch) -> None:
        # While an instance is dragged, that the model is asked would be said between any two answers.
        if self._study.brief and self._study.explanation is not None and self._put_off():
            return
        self._say()

    def _put_off(self) -> bool:
        """Say how the study stands a little later, should nothing else have been said until then."""
        if self._late is None:
            self._late = threading.Timer(_BRIEF_SECONDS, self._send_late)
            self._late.daemon = True
            try:
                self._late.start()
            except RuntimeError:  # a platform without threads, such as Pyodide
                self._late = None
        return self._late is not None

    def _send_late(self) -> None:
        with self._study.together():
            if self._late is not None and self.comm is not None:
                self._say()

    def _say(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
        with self.hold_sync():
            for name, value in self._standing().items():
                setattr(self, name, value)
        self._move_on()

    def _standing(self) -> dict[str, Any]:
        """Everything that the study says of itself, but what has not changed since."""
        study = self._study
        state: dict[str, Any] = {
            "controls": controls(study),
            "default_kernel_width": study.default_kernel_width,
            "status": study.status,
            "progress": study.progress,
            "error": study.error,
            "n_model_calls": study.n_model_calls,
            "notes": list(study.black_box.notes),
            "changed": study.instance is not study.first_instance,
            "target_met": study.target_met,
        }
        state["grid"] = encode(study.kernel_widths, "f8")
        if isinstance(study, TabularStudy):
            state["row"] = cells(study)
        if isinstance(study, TextStudy):
            state |= self._text()
        if isinstance(study, ImageStudy):
            state |= self._image(study)
        if isinstance(study, TextStudy | ImageStudy):
            state |= {"variant": variant_state(study.variant), "current": study.current}
        state |= self._samples()
        sweep, near = study.sweep, study.neighborhood
        if sweep is None or sweep is self._sent:
            return state
        self._sent = sweep
        answers = near.y[:, sweep.output]
        return state | {
            "frames": _frames(study, sweep),
            "features": {
                "names": list(sweep.feature_names),
                "columns": list(getattr(study.displayed_perturbation, "source_columns", ())),
            },
            "outputs": {"names": list(near.output_names), "kind": near.output_kind},
            "prediction": {
                "values": near.prediction.tolist(),
                "low": float(answers.min()),
                "high": float(answers.max()),
            },
        }

    def _text(self) -> dict[str, Any]:
        """The text that the frames speak of, but not twice."""
        study = self._study
        shown = cast("TextPerturbation", study.displayed_perturbation or study.requested_perturbation)
        told = (shown.units, shown.mask, shown.instance != study.first_instance)
        if self._sent_text is not None and self._sent_text[0] is told[0] and self._sent_text[1:] == told[1:]:
            return {}
        self._sent_text = told
        return {"text": text_state(shown, changed=told[2])}

    def _image(self, study: ImageStudy) -> dict[str, Any]:
        """The image and the superpixels that the frames speak of, and what is compared or previewed: nothing twice."""
        state: dict[str, Any] = {}
        shown = cast("ImagePerturbation", study.displayed_perturbation or study.requested_perturbation)
        changed = study.current and study.instance is not study.first_instance
        told = (shown.picture, shown.labels, shown.hidden_picture, changed)
        if self._sent_image is None or any(map(operator.is_not, told, self._sent_image)):
            self._sent_image = told
            state["image"] = image_state(shown, study.fill, changed=changed)
            state["segmentations"] = methods_state(own="segmentation" in self._custom)
        if study.preview is not self._sent_preview:
            self._sent_preview = study.preview
            state["preview"] = preview_state(study.preview)
        if study.comparisons is not self._sent_comparisons:
            self._sent_comparisons = study.comparisons
            state["comparisons"] = [_frames(study, sweep) for sweep in study.comparisons]
        return state

    def _samples(self) -> dict[str, Any]:
        """The samples where a view shows them: when all is quiet, and now and then until it is."""
        study = self._study
        if not self._tables or study.explanation is None:
            return {}
        # The surrogate's answers go along, but for a table of perturbations alone, which does not show them.
        fitted = study.explanation if self._fitted else None
        width = study.kernel_width if callable(study.kernel) else None
        told = (study.neighborhood, study.explanation.output, study.kernel, width, fitted)
        before = self._sent_samples
        # Of arrays and what holds them only identity can be asked.
        if before is not None and all(
            now is was or (isinstance(now, str | int | float) and now == was)
            for now, was in zip(told, before, strict=True)
        ):
            return {}
        if study.status == "sampling" and time.monotonic() < self._samples_due:
            return {}
        self._sent_samples, self._samples_due = told, time.monotonic() + _SAMPLES_SECONDS
        return {"samples": samples_state(study, fitted=self._fitted > 0)}

    # ---- browser to kernel ----------------------------------------------------------------

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as one change of the study.

        Messages come on a thread of their own, and the study's worker publishes on another: under
        the study's lock they take turns, which ipywidgets itself does not see to.
        """
        with self._study.together():
            # Not by way of the trait: the hand may come back to a place that it was at before.
            moved = sync_data.pop("moved", None)
            super().set_state(sync_data)
            if moved is not None:
                self._next_move = moved
                self._move_on()

    def _take_parameter(self, change: Bunch) -> None:
        name = change.name
        if change.new == self._browser_value(name):
            return
        if name == "highlight":  # the pointer passing over a bar must not take a notice away
            self._study.highlight = change.new
            return
        value = self._own(name, change.new)
        if name == "discretizer" and value == "none":
            value = None
        self._act(lambda: self._set(name, value))
        setattr(self, name, self._browser_value(name))

    def _move_on(self) -> None:
        """Go where the hand has moved the instance to, once the place before it has been answered about."""
        study, values = self._study, self._next_move
        if values is not None and isinstance(study, TabularStudy) and not study.completing:
            self._next_move = None
            self._act(lambda: study.move(values))

    def _own(self, name: str, value: Any) -> Any:
        """What a value from the browser stands for: an object of the user's own where it is "custom"."""
        return self._custom[name] if value == "custom" and name in self._custom else value

    def _set(self, name: str, value: Any) -> None:
        study = self._study
        if name == "removed" and not study.current:
            # What was clicked is a part of the instance on screen, and another one is meant already.
            raise problem(
                f"The {study.data_kind} on screen is not the one that the model is being asked about.",
                expected=f"a click on the {study.data_kind} that is explained",
                mend="Wait until the model has answered, or ask again if it failed.",
            )
        setattr(self._study, name, value)

    def _take_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self._act(lambda: self._obey(content))

    def _obey(self, message: dict[str, Any]) -> None:
        study = self._study
        orders = {
            "redraw": study.redraw,
            "reset": study.reset,
            "reset_row": study.reset_instance,
            "cancel": study.cancel,
            "resume": study.resume,
        }
        kind = message.get("type")
        if kind == "edit" and isinstance(study, TabularStudy):
            column, text = message["column"], message["value"]
            study.change(column, None if text is None else study.explainer.table.read(column, text))
        elif kind == "text" and isinstance(study, TextStudy):
            study.instance = message["value"]
        elif kind == "segment" and isinstance(study, ImageStudy):
            study.draft = study.explainer.replace(
                segmentation=self._own("segmentation", message["segmentation"]), segmentation_options=message["options"]
            )
        elif kind == "adopt" and isinstance(study, ImageStudy):
            study.adopt()
        elif kind == "discard" and isinstance(study, ImageStudy):
            study.draft = None
        elif kind in orders:
            orders[kind]()
        else:
            raise problem(
                f"The browser sent {kind!r}.",
                expected="edit, text, segment, adopt, discard, " + ", ".join(orders),
                mend="Reload the page: the front end is of another version than the package.",
            )

    def _act(self, deed: Any) -> None:
        """Do what the browser asks; what cannot be done becomes a sentence on the screen."""
        self.notice = ""  # so that a second refusal in the same words is a change, too
        try:
            with self._study.together():
                deed()
        except Exception as error:  # noqa: BLE001  whatever it is, the reader must see it
            self.notice = sentence(error)
            if isinstance(self._study, TabularStudy):
                self.send_state("row")  # an editor shows again what is in force

    # ---- views ----------------------------------------------------------------------------

    def attach(self, *, samples: bool = False, fitted: bool = False) -> None:
        """Count a view that shows this study, and whether it shows the samples, and what is fitted to them."""
        self._views += 1
        self._tables += samples
        self._fitted += fitted
        if samples:
            with self._study.together():
                for name, value in self._samples().items():
                    setattr(self, name, value)

    def detach(self, *, samples: bool = False, fitted: bool = False) -> None:
        """Count a view that is closed; with the last of them the mirror closes, too."""
        self._views -= 1
        self._tables -= samples
        self._fitted -= fitted
        if self._views <= 0:
            self.close()

    def close(self) -> None:
        """Let go of the study."""
        study = self._study
        if _MIRRORS.get(study) is self:
            del _MIRRORS[study]
        with suppress(ValueError):  # closed before
            study.unobserve(self._follow_parameter, list(self._two_way))
            study.unobserve(self._follow_publication, "generation")
            study.sweeping = False
        if self._late is not None:
            self._late.cancel()
        if self.layout is not None:
            self.layout.close()
        super().close()


_MIRRORS: WeakKeyDictionary[Study, StudyModel] = WeakKeyDictionary()


def study_model_of(study: Study) -> StudyModel:
    """The mirror of a study, made when it is first asked for.

    Raises
    ------
    LimeError
        If it is something else than a study.
    """
    if not isinstance(study, Study):
        raise problem(
            f"A view was given a {type(study).__name__}.",
            expected="a Study",
            mend="Build one with lime_widgets.Study(model, x, explainer), or call "
            "lime_widgets.explore(model, x, X_train), or for a text or an image lime_widgets.explore(model, x).",
        )
    if study not in _MIRRORS:
        _MIRRORS[study] = _mirror_class(type(study))(study)
    return _MIRRORS[study]


@functools.cache
def _mirror_class(kind: type[Study]) -> type[StudyModel]:
    """A mirror with a trait for every parameter of this kind of study."""
    names = kind.class_trait_names(parameter=True)
    parameters = {name: AnyTrait().tag(sync=True) for name in names}
    return type(f"{kind.__name__}Mirror", (StudyModel,), parameters)


def _frames(study: Study, sweep: Sweep) -> dict[str, Any]:
    near = study.neighborhood
    frames = {
        "generation": study.generation,
        "n_samples": sweep.n_samples,
        "n_rows": len(near),
        "exact": sweep.exact,
        # Over the whole range, be it in all steps or, under a hand, in some of them.
        "complete": study.complete or len(sweep) > len(study.compared_widths) + 2,
        "output": sweep.output,
        "surrogate": sweep.surrogate,
        "few": _FEW,
        "kernel_width": encode(sweep.kernel_width, "f8"),
        "features": encode(sweep.features, "i4"),
        "doubts": encode(sweep.doubts, "i4"),
        **{
            name: encode(getattr(sweep, name), "f4")
            for name in ("coef", "stderr", "intercept", "score", "ess", "local_prediction")
        },
    }
    shown = study.displayed_perturbation
    if isinstance(shown, TabularPerturbation):
        frames |= {"at": encode(near.Z[0], "f8"), "codes": encode(shown.codes, "f8")}
    return frames


_FEW = next(bit for bit, doubt in enumerate(DOUBTS) if doubt.name == "few_samples")
