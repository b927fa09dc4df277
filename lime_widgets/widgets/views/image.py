"""An image with its superpixels colored by their weights; a click hides a superpixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.widgets.views.pictures import draw_image
from lime_widgets.widgets.views.view import StudyView

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class ImageView(StudyView):
    """An image with its superpixels colored by their weights; a click hides a superpixel.

    The view shows the model's and the surrogate's answer for the image without it. Further outputs are
    explained side by side, and another segmentation can be previewed before the model is called.

    Parameters
    ----------
    study : Study
        A study of an image.

    Raises
    ------
    LimeError
        If it is a study of another kind of data.
    """

    _front_end_name = "image"
    _data_kind = "image"

    def _picture(self, study: Any, ax: Axes | None) -> Axes:
        return draw_image(study, ax)
