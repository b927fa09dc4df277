"""An image with its superpixels colored by their weights; a click hides a superpixel."""

from lime_widgets.widgets.views.view import StudyView


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
