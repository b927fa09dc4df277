"""The job that segments an image for a preview, before the model is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from lime_widgets.engine.errors import report
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lime_widgets.engine.image.explainer import ImageExplainer
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


@dataclass(frozen=True, eq=False)
class Preview:
    """The superpixels of another segmentation, before the model is called.

    Attributes
    ----------
    explainer : ImageExplainer
        The explainer with this segmentation.
    labels : ndarray of int of shape (h, w) or None
        The superpixel of each pixel, −1 for none; None while they are computed, and where that failed.
    error : str or None
        Why it failed.
    """

    explainer: ImageExplainer
    labels: NDArray[np.int32] | None = None
    error: str | None = None


class SegmentationJob:
    """Keeps the `preview` of an image study's `draft` up to date."""

    priority: ClassVar[Priority] = Priority.BY_HAND

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._running: Preview | None = None

    def update(self) -> None:
        """Set `preview` to an empty one for another draft."""
        draft, before = self._study.draft, self._study.preview
        if draft is None:
            self._study.set_trait("preview", None)
        elif before is None or before.explainer is not draft:
            self._study.set_trait("preview", Preview(draft))

    def wanted(self) -> bool:
        """Whether the preview has no superpixels yet."""
        preview = self._study.preview
        return preview is not None and preview.labels is None and preview.error is None

    def due(self) -> float:
        """At once: somebody waits for it."""
        return 0.0

    def run(self) -> None:
        """Segment the image."""
        with self._study.lock:
            preview, image = self._study.preview, self._study.instance
        self._running = preview
        if preview is None:
            return  # taken back before it began
        self._show(replace(preview, labels=preview.explainer.segment(image)))

    def failed(self, error: BaseException) -> None:
        """Show the sentence in place of the preview: a custom segmentation may raise anything."""
        if self._running is not None:
            self._show(replace(self._running, error=report(error)))

    def _show(self, preview: Preview) -> None:
        study = self._study
        with study.together():
            if study.preview is self._running and study.draft is preview.explainer:
                study.set_trait("preview", preview)
                self._chain.touch(Stage.DRAW)
