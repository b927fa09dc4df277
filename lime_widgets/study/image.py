"""The study of an image: its superpixels, other segmentations to preview, and which superpixels are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from traitlets import Any as AnyTrait

from lime_widgets.engine.errors import problem
from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.image.overlay import (
    SIGNS,
    check_min_weight,
    check_opacity,
    check_shown,
    check_sign,
    image_and_mask,
    paint,
)
from lime_widgets.engine.names import check_names
from lime_widgets.study import parameters
from lime_widgets.study.core import Study
from lime_widgets.study.jobs.flips import FlipJob, HasFlips, PartQuestions
from lime_widgets.study.jobs.judging.no_table import HasNoTable
from lime_widgets.study.jobs.local import HasLocalSampling
from lime_widgets.study.jobs.off import OffJob
from lime_widgets.study.jobs.removal import RemovalJob, removed_setting
from lime_widgets.study.jobs.rows import check_explained
from lime_widgets.study.jobs.segmentation import SegmentationJob
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import Setting, Switch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.image.perturbation import ImagePerturbation
    from lime_widgets.engine.perturbation.explainer import Explainer
    from lime_widgets.study.worker import Job

# The display options that choose superpixels.
_CHOOSING = frozenset({"sign", "shown", "min_weight", "hide_rest"})


def _check_draft(value: Any) -> ImageExplainer | None:
    if value is None or isinstance(value, ImageExplainer):
        return value
    raise problem("draft.invalid", kind=type(value).__name__)


class ImageStudy(HasNoTable, HasFlips, HasLocalSampling, Study):
    """A study of an image.

    Its own parameters are the segmentation (`segmentation`, `segmentation_options`), the `fill` of a
    hidden superpixel, and the display options `sign`, `shown`, `min_weight`, `hide_rest`, `opacity` and
    `boundaries`, which only draw. `removed` hides superpixels by hand, `compared` explains further
    outputs, and `draft` previews another segmentation before the model is called. `painted` and
    `image_and_mask` give the picture as arrays.
    """

    data_kind: ClassVar[str] = "image"
    explains: ClassVar[type[Explainer]] = ImageExplainer
    explainer_settings: ClassVar[tuple[str, ...]] = (
        "segmentation",
        "segmentation_options",
        "fill",
        "sampling",
        "local_width",
    )
    published_at_once: ClassVar[frozenset[str]] = frozenset({"removed", "draft"})

    segmentation = Setting("quickshift", stage=Stage.SAMPLE, parameter=True)
    segmentation_options = Setting({}, stage=Stage.SAMPLE, parameter=True)
    fill = Setting("mean", stage=Stage.SAMPLE, group="neighborhood", choices=("mean", "blur", "noise", "color"))
    n_samples = parameters.n_samples(default=ImageExplainer.default_n_samples, high=16_384, text="n_images")
    sampling = parameters.mask_sampling()
    design = parameters.design("mask_design")
    distance = parameters.distance(metrics=ImageExplainer.metrics, text="mask_distance")
    compared = parameters.compared(parameter=True)

    # Which superpixels are shown, and how.
    sign = Setting("both", stage=Stage.DRAW, group="look", check=check_sign, choices=SIGNS)
    shown = Setting(None, stage=Stage.DRAW, group="look", check=check_shown)
    min_weight = Setting(0.0, stage=Stage.DRAW, group="look", check=check_min_weight)
    hide_rest = Switch(default=False, stage=Stage.DRAW, group="look")
    opacity = Setting(0.6, stage=Stage.DRAW, group="look", low=0.0, high=1.0, step=0.05, check=check_opacity)
    boundaries = Switch(default=True, stage=Stage.DRAW, group="look")
    gray = Switch(default=True, stage=Stage.DRAW, group="look")

    removed = removed_setting()
    variant = AnyTrait(None, read_only=True, help="The prediction without the features in `removed`; None without any.")
    off_answer = AnyTrait(
        None,
        read_only=True,
        help="The model's answer for the image with every superpixel hidden; None until the model is asked, which "
        "happens where `flipping` is set.",
    )
    draft = Setting(None, stage=Stage.DRAW, check=_check_draft)
    preview = AnyTrait(None, read_only=True, help="The superpixels of `draft`, or None.")

    def jobs(self) -> tuple[Job, ...]:
        """Make the jobs that evaluate the image without hidden superpixels, segment it, and search flips."""
        self._removal = RemovalJob(self, self._runtime.chain)
        self._segmentation = SegmentationJob(self, self._runtime.chain)
        self._flips = FlipJob(self, self._runtime.chain, PartQuestions)
        self._off = OffJob(self, self._runtime.chain)
        return self._removal, self._segmentation, self._off, self._flips

    def update(self, **changes: Any) -> None:
        """Set several parameters in one change, in any order; if one is refused, none is set.

        Raises
        ------
        TypeError
            If there is no such parameter.
        LimeError
            If a parameter cannot be used.
        """
        together = {name: changes.pop(name) for name in ("segmentation", "segmentation_options") if name in changes}
        with self.together(), self._runtime.transactions.all_or_nothing():
            if not all(_same(value, getattr(self, name)) for name, value in together.items()):
                # In one step: the image must not be segmented by one method with the options of another.
                self.explainer = self.explainer.replace(**together)
            super().update(**changes)

    def adopt(self) -> None:
        """Explain the image with the superpixels of `draft`."""
        with self.together():
            if self.draft is not None:
                self.explainer = self.draft.replace(fill=self.fill)

    def image_and_mask(self, **look: Any) -> tuple[NDArray[Any], NDArray[np.int_]]:
        """Give the shown superpixels as arrays, for your own plots.

        Parameters
        ----------
        **look
            ``sign``, ``shown``, ``min_weight`` and ``hide_rest``; the defaults are the study's.

        Returns
        -------
        image : ndarray of the shape and dtype of the image
            With ``hide_rest`` it is 0 where no superpixel is shown.
        mask : ndarray of int of shape (h, w)
            1 where a superpixel speaks for the explained output, −1 where it speaks against it, 0 where none is shown.

        Raises
        ------
        LimeError
            If there is no explanation yet.
        """
        drawn = self._drawn()
        chosen = self._look("image_and_mask", look, _CHOOSING)
        return image_and_mask(drawn.picture, drawn.labels, self.explanation, **chosen)

    def painted(self, **look: Any) -> NDArray[np.uint8]:
        """Paint the superpixels in the colors of their weights, as the view does.

        Superpixels that are hidden by hand show the fill, without the view's cross. The colors are
        those of a light theme.

        Parameters
        ----------
        **look
            ``sign``, ``shown``, ``min_weight``, ``hide_rest``, ``opacity``, ``boundaries``, ``palette``, ``gray`` and
            ``removed``; the defaults are the study's.

        Returns
        -------
        ndarray of uint8 of shape (h, w, 3)
            Save it with ``skimage.io.imsave("explanation.png", study.painted())``.

        Raises
        ------
        LimeError
            If there is no explanation yet.
        """
        drawn = self._drawn()
        known = {*_CHOOSING, "opacity", "boundaries", "palette", "gray", "removed"}
        chosen = self._look("painted", look, known)
        return paint(drawn.picture, drawn.labels, self.explanation, fill=drawn.hidden_picture, **chosen)

    def _drawn(self) -> ImagePerturbation:
        check_explained(self)
        return cast("ImagePerturbation", self.displayed_perturbation)

    def _look(self, function: str, look: dict[str, Any], known: set[str] | frozenset[str]) -> dict[str, Any]:
        check_names(function, look, sorted(known))
        return {name: getattr(self, name) for name in sorted(known)} | look

    def before_publication(self) -> None:
        """Set `variant`, `flips`, `off_answer` and `preview`."""
        self._removal.update()
        self._off.update()
        self._flips.update()
        self._segmentation.update()

    def _react(self, change: Bunch) -> None:
        super()._react(change)
        self._note_sampling(change)
        if change.name in {"instance", "explainer"}:
            self.draft = None
            if self.removed:
                self.removed = ()


def _same(one: Any, other: Any) -> bool:
    """Whether two settings are equal; arrays and functions are equal only to themselves."""
    return one is other or (
        isinstance(one, str | int | float | tuple | dict) and type(one) is type(other) and one == other
    )
