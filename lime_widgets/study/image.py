"""The study of an image: its superpixels, other ways to cut it into them, and which of them are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import TraitType, validate

from lime_widgets.engine.errors import problem, sentence
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
from lime_widgets.study.masked import MaskedStudy
from lime_widgets.study.parameters import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.image.explainer import ImagePerturbation
    from lime_widgets.engine.perturbation.explainer import Explainer


@dataclass(frozen=True, eq=False)
class Preview:
    """What another segmentation makes of the image, before the model is asked about it.

    Attributes
    ----------
    explainer : ImageExplainer
        The one with this segmentation.
    labels : ndarray of int of shape (h, w) or None
        The superpixel of each pixel, −1 for none; None while they are worked out, and where they could not be.
    error : str or None
        Why they could not be.
    """

    explainer: ImageExplainer
    labels: NDArray[np.int32] | None = None
    error: str | None = None


class ImageStudy(MaskedStudy):
    """A study of an image.

    Its own parameters are how the image is cut into superpixels (`segmentation`,
    `segmentation_options`), what one shows that is `fill`, and which are shown and how (`sign`,
    `shown`, `min_weight`, `hide_rest`, `opacity`, `boundaries`): the latter draw and work nothing
    out. `removed` switches superpixels off by hand, `compared` explains further outputs, and
    `draft` looks at another segmentation before the model is asked. What is seen is to be had as
    arrays: `painted` and `image_and_mask`.
    """

    data_kind: ClassVar[str] = "image"
    explains: ClassVar[type[Explainer]] = ImageExplainer
    _settings: ClassVar[tuple[str, ...]] = ("segmentation", "segmentation_options", "fill")

    segmentation = AnyTrait(
        "quickshift",
        help="How the image is cut into superpixels: a method of scikit-image, plain squares, or labels of one's own.",
    ).tag(stage=Stage.SAMPLE, parameter=True)
    segmentation_options = AnyTrait({}, help="Settings of the segmentation, by name.").tag(
        stage=Stage.SAMPLE, parameter=True
    )
    fill = AnyTrait(
        "mean",
        help="What a superpixel shows that is switched fill: its mean color, one color for all, a blur, noise, or "
        "another image.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Off means", group="neighborhood",
        choices={"mean": "mean color", "blur": "blur", "noise": "noise", "color": "a color"},
    )  # fmt: skip
    n_samples = TraitType(
        ImageExplainer.default_n_samples,
        help="How many images the model is asked about, each with some of the superpixels switched off. More make "
        "the weights steadier; only the new ones are asked.",
    ).tag(
        stage=Stage.GROW, parameter=True, label="Samples", group="neighborhood",
        low=64, high=16_384, scale="log",
    )  # fmt: skip
    compared = TraitType((), help="Further outputs to explain beside the one that is, by index or name.").tag(
        stage=Stage.FIT, parameter=True
    )

    # Which superpixels are shown, and how.
    sign = TraitType("both", help="Show superpixels that speak for the explained output, against it, or both.").tag(
        stage=Stage.DRAW, parameter=True, label="Show weights", group="look",
        choices=dict(zip(SIGNS, ("for and against", "for", "against"), strict=True)),
    )  # fmt: skip
    shown = TraitType(
        None, help="How many superpixels to show, the strongest first. The surrogate is not fitted anew."
    ).tag(stage=Stage.DRAW, parameter=True, label="Strongest", group="look")
    min_weight = TraitType(0.0, help="Show no superpixel whose weight is smaller than this, either way.").tag(
        stage=Stage.DRAW, parameter=True, label="Smallest weight", group="look"
    )
    hide_rest = TraitType(default_value=False, help="Hide the superpixels that are not shown.").tag(
        stage=Stage.DRAW, parameter=True, label="Hide the rest", group="look"
    )
    opacity = TraitType(0.6, help="How strongly the colors cover the image, 0 to 1.").tag(
        stage=Stage.DRAW, parameter=True, label="Opacity", group="look", low=0.0, high=1.0, step=0.05
    )
    boundaries = TraitType(default_value=True, help="Outline the superpixels that are shown.").tag(
        stage=Stage.DRAW, parameter=True, label="Outlines", group="look"
    )

    # Another segmentation, to be looked at before the model is asked.
    draft = AnyTrait(
        None, allow_none=True, help="An explainer with another segmentation to look at; the model is not asked."
    ).tag(stage=Stage.DRAW)
    preview = AnyTrait(None, read_only=True, help="What the segmentation of `draft` makes of the image.")

    def update(self, **changes: Any) -> None:
        """Set several parameters at once, in whatever order they are named: all or none.

        Raises
        ------
        TypeError
            If there is no such parameter; then nothing is set.
        LimeError
            If one of them cannot be used; then none is set.
        """
        together = {name: changes.pop(name) for name in ("segmentation", "segmentation_options") if name in changes}
        with self.together(), self._all_or_none():
            if not all(_same(value, getattr(self, name)) for name, value in together.items()):
                # As one, so that the image is not cut by a method with the settings of another before.
                self.explainer = self.explainer.replace(**together)
            super().update(**changes)

    def adopt(self) -> None:
        """Explain the image by the superpixels of `draft` from now on."""
        with self.together():
            if self.draft is not None:
                self.explainer = self.draft.replace(fill=self.fill)

    def image_and_mask(self, **look: Any) -> tuple[NDArray[Any], NDArray[np.int_]]:
        """What is shown as arrays, for those who plot it themselves.

        Parameters
        ----------
        **look
            ``sign``, ``shown``, ``min_weight`` and ``hide_rest``, by default those of the study.

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
        of = self._drawn()
        return image_and_mask(of.picture, of.labels, self.explanation, **self._look(look, self._chosen_by))

    def painted(self, **look: Any) -> NDArray[np.uint8]:
        """The image with its superpixels colored by their weights, as the view shows it.

        Superpixels that are switched off by hand show what is off, without the view's cross; the
        colors are those of a light theme.

        Parameters
        ----------
        **look
            ``sign``, ``shown``, ``min_weight``, ``hide_rest``, ``opacity``, ``boundaries``, ``palette`` and
            ``removed``, by default those of the study.

        Returns
        -------
        ndarray of uint8 of shape (h, w, 3)
            To be saved with ``skimage.io.imsave("explanation.png", study.painted())``.

        Raises
        ------
        LimeError
            If there is no explanation yet.
        """
        of = self._drawn()
        known = {*self._chosen_by, "opacity", "boundaries", "palette", "removed"}
        return paint(of.picture, of.labels, self.explanation, fill=of.fill, **self._look(look, known))

    _chosen_by: ClassVar[frozenset[str]] = frozenset({"sign", "shown", "min_weight", "hide_rest"})

    def _drawn(self) -> ImagePerturbation:
        if self.explanation is None:
            raise problem(
                f"There is no explanation to draw; the study's status is {self.status!r}.",
                expected="a study whose model has answered",
                mend="Call study.wait() first." if self.error is None else self.error,
            )
        return cast("ImagePerturbation", self.displayed_perturbation)

    def _look(self, look: dict[str, Any], known: set[str] | frozenset[str]) -> dict[str, Any]:
        unknown = look.keys() - known
        if unknown:
            raise problem(
                f"{', '.join(map(repr, sorted(unknown)))} is no part of the look.",
                expected="some of " + ", ".join(sorted(known)),
                mend="Correct the name.",
            )
        return {name: getattr(self, name) for name in sorted(known)} | look

    def _follow(self, change: Bunch) -> None:
        super()._follow(change)
        if change.name in {"instance", "explainer"}:
            self.draft = None
        elif change.name == "draft" and self._pending is None:
            self._pending = Stage.DRAW

    def _publish(self) -> None:
        before: Preview | None = self.preview
        if self.draft is None:
            self.set_trait("preview", None)
        elif before is None or before.explainer is not self.draft:
            self.set_trait("preview", Preview(self.draft))
        super()._publish()

    def _errand(self) -> Callable[[], None] | None:
        preview = self.preview
        waiting = preview is not None and preview.labels is None and preview.error is None
        return super()._errand() or (self._segment if waiting else None)

    def _segment(self) -> None:
        with self._lock:
            preview, image = self.preview, self.instance
        if preview is None:
            return  # taken back before it was begun
        labels, failure = None, None
        try:
            labels = preview.explainer.segment(image)
        except BaseException as error:  # noqa: BLE001  a segmentation of the user's own may raise anything
            failure = sentence(error)
        with self.together():
            if self.preview is preview and self.draft is preview.explainer:
                self.set_trait("preview", Preview(preview.explainer, labels, failure))
                self._pending = Stage.DRAW if self._pending is None else self._pending

    @validate("draft")
    def _check_draft(self, proposal: Bunch) -> ImageExplainer | None:
        if proposal.value is None or isinstance(proposal.value, ImageExplainer):
            return proposal.value
        raise problem(
            f"draft is a {type(proposal.value).__name__}.",
            expected="an ImageExplainer, or None",
            mend='Pass study.explainer.replace(segmentation="slic"), for one.',
        )

    @validate("sign")
    def _check_sign(self, proposal: Bunch) -> str:
        return check_sign(proposal.value)

    @validate("shown")
    def _check_shown(self, proposal: Bunch) -> int | None:
        return check_shown(proposal.value)

    @validate("min_weight")
    def _check_min_weight(self, proposal: Bunch) -> float:
        return check_min_weight(proposal.value)

    @validate("opacity")
    def _check_opacity(self, proposal: Bunch) -> float:
        return check_opacity(proposal.value)

    @validate("hide_rest", "boundaries")
    def _check_switch(self, proposal: Bunch) -> bool:
        if isinstance(proposal.value, bool | np.bool_):
            return bool(proposal.value)
        raise problem(
            f"{proposal.trait.name} is {proposal.value!r}.",
            expected="True or False",
            mend=f"The default is {proposal.trait.default_value}.",
        )


def _same(one: Any, other: Any) -> bool:
    """Whether two settings are one: arrays and functions cannot be compared as a whole."""
    return one is other or (
        isinstance(one, str | int | float | tuple | dict) and type(one) is type(other) and one == other
    )
