"""An image with its superpixels colored by their weights; one that is clicked is switched off."""

from lime_widgets.widgets.views.view import STATIC, StudyView


class ImageView(StudyView):
    """An image with its superpixels colored by their weights; one that is clicked is switched off.

    Of the image without it both the model's answer and the surrogate's are shown. Further outputs
    are explained side by side, and other superpixels can be looked at before the model is asked
    about them.

    Parameters
    ----------
    study : Study
        What is shown: a study of an image.

    Raises
    ------
    LimeError
        If it is a study of something else.
    """

    _esm = STATIC / "views" / "image.js"
    _css = STATIC / "views" / "image.css"
    _data_kind = "image"
