"""Figure of an image: pixels, superpixels, parts on and off, and the evidence for two labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML

from lime_widgets.datasets.imagenet import load_imagenet_classifier
from lime_widgets.datasets.photos import load_photo
from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.figures.figure import Figure, everything_about
from lime_widgets.study import Study
from lime_widgets.widgets.views.image import ImageView
from lime_widgets.widgets.views.pictures import as_html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing
    from numpy.typing import NDArray

LABELS = ("Egyptian cat", "espresso")
# A sample with a fixed number in the strip of pictures: about half of the superpixels are off.
_SAMPLE = 1
_CAPTION = (
    "Half of a cat and half of a cup. The network sees both: each label's evidence (green) lies in its own half, and "
    "the other half speaks against it (red). Pixels are too many to switch; superpixels are few, and a person can read "
    "them. The published figure shows bread through another network, which may not be shipped; this one has its form."
)


class SuperpixelsFigure(Figure):
    """Figure of an image. `superpixels` makes it."""

    def __init__(self, study: Study) -> None:
        self._strip = HTML()
        panel = everything_about(study)
        super().__init__([study], [self._strip, ImageView(study), panel], _CAPTION)
        self._parts += (panel.children[0],)

    @property
    def table(self) -> pd.DataFrame:
        """The weights of all superpixels for both labels.

        Returns
        -------
        DataFrame
            Columns ``label``, ``probability``, ``superpixel``, ``weight`` and ``left`` (the share of the superpixel's
            pixels in the left half).

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        study = self.open_study
        drawn: Any = study.displayed_perturbation
        labels = drawn.labels
        left = labels[:, : labels.shape[1] // 2]
        n = int(labels.max()) + 1
        share = np.bincount(left.ravel(), minlength=n) / np.bincount(labels.ravel(), minlength=n)
        frames = []
        for label in LABELS:
            output = study.neighborhood.resolve_output(label)
            found = study.neighborhood.explain(output=output, kernel_width=study.kernel_width, n_features=n)
            frames.append(
                pd.DataFrame(
                    {
                        "label": label,
                        "probability": float(study.neighborhood.prediction[output]),
                        "superpixel": found.features,
                        "weight": found.coef,
                        "left": share[found.features],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    def _judge(self) -> str:
        table = self.table
        said = []
        for label, side in zip(LABELS, ("left", "right"), strict=True):
            rows = table[table["label"] == label]
            speaking = rows[rows["weight"] > 0]
            inside = speaking["left"] if side == "left" else 1 - speaking["left"]
            share = float((speaking["weight"] * inside).sum() / speaking["weight"].sum())
            chance = float(rows["probability"].iloc[0])
            said.append(f"“{label}” ({chance:.2f}): {100 * share:.0f} % of what speaks for it is in the {side} half")
        return "; ".join(said) + "."

    def _say(self, change: Any = None) -> None:
        super()._say(change)
        if self.study is not None and self.study.explanation:
            self._draw_strip()

    def _pictures(self) -> list[tuple[str, NDArray[np.uint8]]]:
        from skimage.segmentation import mark_boundaries

        study = self.open_study
        drawn: Any = study.displayed_perturbation
        sample = drawn.inputs(np.array([_SAMPLE]), study.neighborhood.Z)
        outlined = (255 * mark_boundaries(drawn.picture, drawn.labels, color=(1, 1, 0))).astype(np.uint8)
        off = int((study.neighborhood.Z[_SAMPLE] == 0).sum())
        n = len(study.neighborhood.feature_names)
        return [
            (f"{drawn.labels.size:,} pixels", np.asarray(drawn.picture)),
            (f"{n} superpixels", outlined),
            (f"a sample: {off} of {n} are off", np.asarray(sample)[0]),
        ]

    def _draw_strip(self) -> None:
        style = "margin:0;text-align:center;font-size:12px"
        figures = [
            f"<figure style='{style}'>{as_html(pixels, title, width=150)}<figcaption>{title}</figcaption></figure>"
            for title, pixels in self._pictures()
        ]
        self._strip.value = f"<div style='display:flex;flex-wrap:wrap;gap:12px'>{' → '.join(figures)}</div>"

    def _draw(self, drawing: Drawing) -> None:
        from lime_widgets.engine.image.overlay import paint

        study = self.open_study
        drawn: Any = study.displayed_perturbation
        pictures = self._pictures()
        for label in LABELS:
            output = study.neighborhood.resolve_output(label)
            found = study.neighborhood.explain(output=output, kernel_width=study.kernel_width)
            look: Any = {"fill": drawn.hidden_picture, "palette": "green-red", "shown": 10}
            pictures.append((label, paint(drawn.picture, drawn.labels, found, **look)))
        for (title, pixels), ax in zip(pictures, drawing.subplots(1, len(pictures)), strict=True):
            ax.imshow(pixels)
            ax.set_title(title, fontsize="small", parse_math=False)
            ax.set_axis_off()


def superpixels(**parameters: Any) -> SuperpixelsFigure:
    """Make the interactive figure of an image: pixels, superpixels, on and off, green and red for two labels.

    The model is EfficientNet-lite0 for the 1,000 classes of ImageNet, and the photograph is half a cat and half a cup
    (scikit-image, CC0); the extra ``examples`` installs what it needs.

    Parameters
    ----------
    **parameters
        Parameters of the `Study`, such as ``n_samples=500`` or ``shown=5``.

    Returns
    -------
    SuperpixelsFigure

    References
    ----------
    C. Molnar, *Interpretable Machine Learning*, chapter on LIME.
    """
    study = Study(
        BlackBox(load_imagenet_classifier()),
        load_photo("half and half"),
        ImageExplainer(),
        **{
            "n_samples": 1000,
            "palette": "green-red",
            "shown": 10,
            "output": LABELS[0],
            "compared": (LABELS[1],),
        }
        | parameters,
    )
    study.wait()
    return SuperpixelsFigure(study)
