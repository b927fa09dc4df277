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
from lime_widgets.engine.texts import say
from lime_widgets.study import parameters
from lime_widgets.study.core import Study
from lime_widgets.study.jobs.flips import FlipJob, HasFlips, PartQuestions
from lime_widgets.study.jobs.off import OffJob
from lime_widgets.study.jobs.removal import RemovalJob, removed_setting
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


class ImageStudy(HasFlips, Study):
    """A study of an image.

    Its own parameters are the segmentation (`segmentation`, `segmentation_options`), the `fill` of a
    hidden superpixel, and the display options `sign`, `shown`, `min_weight`, `hide_rest`, `opacity` and
    `boundaries`, which only draw. `removed` hides superpixels by hand, `compared` explains further
    outputs, and `draft` previews another segmentation before the model is called. `painted` and
    `image_and_mask` give the picture as arrays.
    """

    data_kind: ClassVar[str] = "image"
    explains: ClassVar[type[Explainer]] = ImageExplainer
    explainer_settings: ClassVar[tuple[str, ...]] = ("segmentation", "segmentation_options", "fill")
    published_at_once: ClassVar[frozenset[str]] = frozenset({"removed", "draft"})

    segmentation = Setting(
        "quickshift",
        "How the image is cut into superpixels: a method of scikit-image, squares, or labels of your own.",
        stage=Stage.SAMPLE, parameter=True,
    )  # fmt: skip
    segmentation_options = Setting({}, "Settings of the segmentation, by name.", stage=Stage.SAMPLE, parameter=True)
    fill = Setting(
        "mean", "What a hidden superpixel shows: its mean color, one color for all, a blur, noise, or another image.",
        stage=Stage.SAMPLE, label="Hidden parts show", group="neighborhood",
        choices={"mean": "mean color", "blur": "blur", "noise": "noise", "color": "a color"},
    )  # fmt: skip
    n_samples = parameters.n_samples(
        default=ImageExplainer.default_n_samples,
        high=16_384,
        help="How many images the model evaluates, each with some superpixels hidden. More samples make the weights "
        "steadier; only the new ones are evaluated.",
    )
    design = parameters.design(even=parameters.EVEN_MASKS, help=parameters.MASK_DESIGN_HELP)
    distance = parameters.distance(metrics=ImageExplainer.metrics, help=parameters.MASK_DISTANCE_HELP)
    compared = parameters.compared(parameter=True)

    # Which superpixels are shown, and how.
    sign = Setting(
        "both", "Show superpixels that speak for the explained output, against it, or both.",
        stage=Stage.DRAW, label="Show weights", group="look", check=check_sign,
        choices=dict(zip(SIGNS, ("for and against", "for", "against"), strict=True)),
    )  # fmt: skip
    shown = Setting(
        None, "How many superpixels to show, the strongest first. The surrogate is not fitted again.",
        stage=Stage.DRAW, label="Strongest", group="look", check=check_shown,
    )  # fmt: skip
    min_weight = Setting(
        0.0, "Hide the colors of superpixels whose weight is smaller than this, in either direction.",
        stage=Stage.DRAW, label="Smallest weight", group="look", check=check_min_weight,
    )  # fmt: skip
    hide_rest = Switch(
        False,  # noqa: FBT003
        "Hide the superpixels that are not shown.", stage=Stage.DRAW, label="Hide the rest", group="look",
    )  # fmt: skip
    opacity = Setting(
        0.6, "How strongly the colors cover the image, 0 to 1.",
        stage=Stage.DRAW, label="Opacity", group="look", low=0.0, high=1.0, step=0.05, check=check_opacity,
    )  # fmt: skip
    boundaries = Switch(
        True,  # noqa: FBT003
        "Outline the superpixels that are shown.", stage=Stage.DRAW, label="Outlines", group="look",
    )  # fmt: skip

    gray = Switch(
        True,  # noqa: FBT003
        "Show the image under the colors in gray: orange is invisible on an orange cup.",
        stage=Stage.DRAW, label="Gray image", group="look",
    )  # fmt: skip

    removed = removed_setting()
    variant = AnyTrait(None, read_only=True, help="The prediction without the features in `removed`; None without any.")
    off_answer = AnyTrait(
        None,
        read_only=True,
        help="The model's answer for the image with every superpixel hidden; None until the model is asked, which "
        "happens where `flipping` is set.",
    )
    draft = Setting(
        None, "An explainer with another segmentation to preview; the model is not called.",
        stage=Stage.DRAW, check=_check_draft,
    )  # fmt: skip
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
        return image_and_mask(drawn.picture, drawn.labels, self.explanation, **self._look(look, _CHOOSING))

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
        return paint(
            drawn.picture, drawn.labels, self.explanation, fill=drawn.hidden_picture, **self._look(look, known)
        )

    def _drawn(self) -> ImagePerturbation:
        if not self.explanation:
            mend = say("explanation.call_wait") if self.error is None else self.error
            raise problem("explanation.not_drawn", status=self.status, mend=mend)
        return cast("ImagePerturbation", self.displayed_perturbation)

    def _look(self, look: dict[str, Any], known: set[str] | frozenset[str]) -> dict[str, Any]:
        unknown = look.keys() - known
        if unknown:
            raise problem("look.unknown", names=", ".join(map(repr, sorted(unknown))), known=", ".join(sorted(known)))
        return {name: getattr(self, name) for name in sorted(known)} | look

    def before_publication(self) -> None:
        """Set `variant`, `flips`, `off_answer` and `preview`."""
        self._removal.update()
        self._off.update()
        self._flips.update()
        self._segmentation.update()

    def _react(self, change: Bunch) -> None:
        super()._react(change)
        if change.name in {"instance", "explainer"}:
            self.draft = None
            if self.removed:
                self.removed = ()


def _same(one: Any, other: Any) -> bool:
    """Whether two settings are equal; arrays and functions are equal only to themselves."""
    return one is other or (
        isinstance(one, str | int | float | tuple | dict) and type(one) is type(other) and one == other
    )
