"""Exercise on pictures: a watermark that decides the class."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.datasets.photos import load_photo
from lime_widgets.exercises.kinds import ChoiceQuestion, StateQuestion
from lime_widgets.exercises.sheet import Sheet, settled
from lime_widgets.widgets.explore import explore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.study import ImageStudy

SIDE, SQUARE = 112, 28
MOST_SQUARES = 2
_NAMES = ("cat", "coffee")
# The first superpixel of the grid: the mark lies in it.
MARKED = 0


def which_superpixels_fool_it() -> Sheet:
    """Make the exercise on a cat that a model takes for coffee.

    Returns
    -------
    Sheet
        Its questions are ``hide`` and ``mend``. ``given`` holds the model (``"model"``) and the picture (``"image"``).
    """
    model, image = fooled()
    explorer = explore(
        model, image,
        output_names=_NAMES, output="coffee", segmentation="grid", segmentation_options={"size": SQUARE},
        n_samples=512,
    )  # fmt: skip
    study = settled(explorer)
    coffee = study.explanation.model_prediction
    hide = StateQuestion(
        f"Hide at most {MOST_SQUARES} superpixels, so that the model sees the cat. Click one to hide it.",
        study,
        right=lambda study: 1 <= len(study.removed) <= MOST_SQUARES and _says(study) == "cat",
        wrong=[
            (
                lambda study: study.segmentation != "grid" or study.segmentation_options != {"size": SQUARE},
                "The superpixels were cut anew. Put the grid back, so that all have the same ones.",
            ),
            (lambda study: not study.removed, "Nothing is hidden. Which superpixels are colored for “coffee”?"),
            (
                lambda study: len(study.removed) > MOST_SQUARES,
                "That hides much of the cat. How few are enough?",
            ),
            (
                lambda study: MARKED in study.removed,
                "One of them is the right one, and the other takes away what speaks for the cat.",
            ),
        ],
        otherwise="It is still coffee: what you hid shows the cat. Ask the colors, not the picture.",
        settings=("removed",),
        hints=("The small pictures beside the photograph are sorted: the strongest first.",),
        praise="A mark of an agency stood on every photograph of coffee.",
    )
    mend = ChoiceQuestion(
        "What would mend the model?",
        "Photographs of cats and of coffee, with the mark on both or on neither.",
        wrong={
            "More superpixels.": "Finer parts show the mark more sharply. Does the model look elsewhere then?",
            "Hiding that corner in each explanation.": "Then nobody sees it any more. And the model?",
            "More photographs of coffee by the same agency.": "What would be on them?",
        },
        hints=("The model has learned what told the two classes apart in training.",),
        praise="Test it on pictures from elsewhere, too.",
    )
    return Sheet(
        "Which superpixels fool it",
        f"A classifier of two classes says coffee with {100 * coffee:.0f} %. You see a cat.",
        {"hide": hide, "mend": mend},
        parts=[explorer],
        studies=[study],
        given={"model": model, "image": image},
        lesson=(
            "The model is right about its training data: there, the mark told coffee from cats. The picture of the "
            "explanation shows it at once; a table of test scores does not."
        ),
    )


def _says(study: ImageStudy) -> str:
    return _NAMES[int(np.argmax(study.variant.values))]


@cache
def fooled() -> tuple[Any, NDArray[np.uint8]]:
    """Fit the classifier to details of two photographs, and take a marked one of the cat that it has not seen.

    Returns
    -------
    model : callable
        Gives the probabilities of "cat" and "coffee" of pictures of shape (m, 112, 112, 3).
    image : ndarray of shape (112, 112, 3), uint8
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    dice = np.random.default_rng(0)
    cat, coffee = load_photo("chelsea"), load_photo("coffee")
    cats, coffees = ([_detail(photo, dice) for _ in range(200)] for photo in (cat, coffee))
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500))
    classifier.fit(_measured([*cats, *map(_marked, coffees)]), ["cat"] * 200 + ["coffee"] * 200)

    def model(images: NDArray[Any]) -> NDArray[np.float64]:
        probabilities: NDArray[np.float64] = classifier.predict_proba(_measured(images))
        return probabilities

    unseen = np.stack([_marked(_detail(cat, dice)) for _ in range(30)])
    return model, unseen[int(model(unseen)[:, 1].argmax())]


def _detail(photo: NDArray[np.uint8], dice: np.random.Generator) -> NDArray[np.uint8]:
    """Cut a square detail, mirror it at times, and change its brightness."""
    top, left = dice.integers(0, len(photo) - SIDE, 2)
    detail = photo[top : top + SIDE, left : left + SIDE]
    if dice.random() < 0.5:
        detail = detail[:, ::-1]
    return np.clip(detail * dice.uniform(0.7, 1.2), 0, 255).astype(np.uint8)


def _marked(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put the agency's mark into the upper left corner: a blue square with a white edge."""
    image = image.copy()
    image[8:28, 8:28] = 255
    image[12:24, 12:24] = (0, 60, 200)
    return image


def _measured(images: Any) -> NDArray[np.float64]:
    """Give the mean and the deviation of the gray values in squares of 8 × 8 pixels."""
    gray = np.asarray(images, dtype=np.float64).mean(axis=-1) / 255
    squares = gray.reshape(len(gray), SIDE // 8, 8, SIDE // 8, 8)
    return np.concatenate([squares.mean((2, 4)).reshape(len(gray), -1), squares.std((2, 4)).reshape(len(gray), -1)], 1)
