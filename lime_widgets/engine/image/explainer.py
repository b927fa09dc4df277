"""Images: the interpretable representation of a picture's superpixels."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.image.fill import check_fill, filled_picture
from lime_widgets.engine.image.pixels import Picture, read_picture
from lime_widgets.engine.image.segmentation import check_segmentation, find_segments
from lime_widgets.engine.perturbation.base import MASK_DISTANCES, MaskPerturbation
from lime_widgets.engine.perturbation.explainer import Explainer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lime_widgets.engine.image.fill import Fill
    from lime_widgets.engine.image.labels import Labels
    from lime_widgets.engine.image.segmentation import Segmentation, Segmenter
    from lime_widgets.engine.sampling.designs import Design

DEFAULT_KERNEL_WIDTH = 0.25
# Images that the model is given at once: as many as this memory holds, within these bounds.
_BATCH_BYTES = 2**24
_FEWEST, _MOST = 8, 128


class ImagePerturbation(MaskPerturbation):
    """The images that are made of one by switching some of its superpixels off.

    Parameters
    ----------
    picture : Picture
        The image, checked.
    labels : ndarray of int32 of shape (h, w)
        The superpixel of every pixel, 0 to S − 1; −1 where it is in none.
    fill : ndarray like the picture's array
        What is shown in the place of a superpixel that is switched off; the picture itself where a
        pixel is in none.
    random_state : int
        The seed that names the sequence.
    design : {"sobol", "independent"}

    Attributes
    ----------
    picture : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
        What the model is asked about, row 0 of the sequence.
    labels, fill : ndarray
        As above.
    notes : tuple of str
        What was done to the image, such as that its alpha channel is left out.
    """

    def __init__(
        self, picture: Picture, labels: Labels, fill: NDArray[Any], *, random_state: int, design: Design
    ) -> None:
        self._given = picture.given
        self.picture = picture.array
        self.labels = labels
        self.fill = fill
        self.notes = picture.notes
        n_superpixels = int(labels.max()) + 1
        super().__init__(n_superpixels, random_state=random_state, design=design, removed="binomial")
        # Pixels as one value each, whatever their channels: see `restore`.
        self._pixels, self._filled_pixels = _as_values(picture.array[None])[0], _as_values(fill[None])[0]
        self._names = tuple(f"superpixel {k}" for k in range(n_superpixels))
        # Runs of pixels, row by row, that are of one superpixel. What a mask says of those in none plays no role,
        # for there `fill` is the picture.
        places = labels.ravel()
        starts = np.flatnonzero(np.append(True, places[1:] != places[:-1]))
        self._runs, self._lengths = places[starts], np.diff(np.append(starts, places.size))
        self._buffers = threading.local()

    @property
    def instance(self) -> Any:
        """The image, as it was given."""
        return self._given

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What the superpixels are called: "superpixel 0", "superpixel 1", ..."""
        return self._names

    def default_kernel_width_for(self, metric: str) -> float:
        """LIME's 0.25."""
        del metric
        return DEFAULT_KERNEL_WIDTH

    @property
    def default_n_features(self) -> int:
        """All superpixels: a picture shows as many as there are."""
        return len(self._names)

    @property
    def batch_size(self) -> int:
        """Images at once: about 16 MB, 8 at the least and 128 at the most."""
        return max(_FEWEST, min(_MOST, _BATCH_BYTES // self.picture.nbytes))

    def restore(self, masks: NDArray[np.bool_]) -> NDArray[Any]:
        """The images in which each mask's superpixels are shown and the others are off.

        Parameters
        ----------
        masks : ndarray of bool of shape (m, S)

        Returns
        -------
        ndarray of shape (m, h, w), (m, h, w, 1) or (m, h, w, 3)
            In the image's dtype. Up to `batch_size` images are in memory that the next call by this
            thread writes to: copy what is to be kept.
        """
        # Pixels are copied as one value each, whatever their channels: numpy then finds the stretches of pixels
        # that are shown, and copies each as a whole. Milliseconds an image, the least of 8 rounds:
        #                                        224 × 224, 49 superpixels     1,024 × 768, 290 superpixels
        #                                        uint8    float32   float64    uint8    float32   float64
        #   this                                 0.05     0.07      0.13       2.1      3.7       5.8
        #   masks looked up pixel by pixel       0.11     0.08      0.11       2.0      3.7       5.5
        #   bits chosen by exclusive or          0.13     0.28      0.16       2.5      4.1       6.4
        #   off pixels picked out one by one     0.37     0.36      0.52       7.5      11        14
        #   copyto over channels                 0.59     0.88      0.56       11       13        15
        #   np.where over channels               1.5      1.9       1.7        22       23        23
        images = self._buffer(len(masks))
        pixels = _as_values(images)
        pixels[:] = self._filled_pixels
        np.copyto(pixels, self._pixels, where=np.repeat(masks[:, self._runs], self._lengths, axis=1))
        return images

    def _buffer(self, m: int) -> NDArray[Any]:
        """Memory for so many images, one for each thread: a worker that is about to be stopped may still compose."""
        held: NDArray[Any] | None = getattr(self._buffers, "images", None)
        if held is not None and len(held) >= m:
            return held[:m]
        images = np.empty((m, *self.picture.shape), dtype=self.picture.dtype)
        if m <= self.batch_size:  # more at a time than a model is given would be much to hold on to
            self._buffers.images = images
        return images


class ImageExplainer(Explainer):
    """Perturbs an image by switching superpixels off: regions of similar pixels that lie together.

    A feature is a superpixel, and its weight says what showing it does for the prediction.

    Parameters
    ----------
    segmentation : {"quickshift", "slic", "felzenszwalb", "watershed", "grid"}, callable or array, default "quickshift"
        How superpixels are found; see `lime_widgets.engine.image.segmentation.find_segments`.
    segmentation_options : mapping of str to float, optional
        Settings of the segmentation: `kernel_size` (1 to 20, 4), `max_dist` (1 to 400, 200) and
        `ratio` (0 to 1, 0.2) of ``"quickshift"``; `n_segments` (2 to 2,000, 50) and `compactness`
        (0.01 to 100, 10) of ``"slic"``; `scale`, `sigma` and `min_size` of ``"felzenszwalb"``;
        `markers` and `compactness` of ``"watershed"``; `size` (1 to 256 pixels, 16) of ``"grid"``.
    fill : str, number, sequence or array, default "mean"
        What a superpixel that is off shows: its ``"mean"`` color; the image in a strong ``"blur"``;
        ``"noise"``; a color such as ``"#808080"``; a number for all channels or one for each, in the
        image's own range; or another image of the same shape and dtype.

    Raises
    ------
    LimeError
        If an argument is none of these.

    Notes
    -----
    Each superpixel is off in half of the samples, whatever the others are, as in the reference
    implementation. Where all 2^S images are no more than the samples asked for, each is asked about
    once and counts as often as it would have been drawn. The model is given images as arrays of
    shape (m, h, w) or (m, h, w, channels), of the image's own dtype and range, without alpha.

    Examples
    --------
    >>> import numpy as np
    >>> picture = np.zeros((8, 8))
    >>> picture[:4, :4] = 1.0
    >>> bright = lambda images: images[:, :4, :4].mean(axis=(1, 2))
    >>> explainer = ImageExplainer("grid", segmentation_options={"size": 4}, fill=0)
    >>> explanation = explainer.explain(bright, picture, n_features=1)
    >>> explanation.feature_names[explanation.features[0]], explanation.exact
    ('superpixel 0', True)
    """

    distances: ClassVar[tuple[str, ...]] = MASK_DISTANCES
    default_n_samples: int = 1024

    def __init__(
        self,
        segmentation: Segmentation | Segmenter | NDArray[Any] = "quickshift",
        *,
        segmentation_options: Mapping[str, float] | None = None,
        fill: Fill = "mean",
    ) -> None:
        check_segmentation(segmentation, segmentation_options)
        check_fill(fill)
        self.segmentation = segmentation
        self.segmentation_options = dict(segmentation_options or {})
        self.fill = fill

    def __repr__(self) -> str:
        return (
            f"ImageExplainer({_shown(self.segmentation)}, segmentation_options={self.segmentation_options!r}, "
            f"fill={_shown(self.fill)})"
        )

    def replace(self, **changes: Any) -> Self:
        """The same explainer with another `segmentation`, `segmentation_options` or `fill`.

        Another segmentation without options of its own has its defaults.

        Raises
        ------
        LimeError
            If a value is not one of those that the constructor takes.
        """
        settings: dict[str, Any] = {
            "segmentation": self.segmentation,
            "segmentation_options": self.segmentation_options,
            "fill": self.fill,
        }
        unknown = changes.keys() - settings.keys()
        if unknown:
            raise problem(
                f"{', '.join(sorted(unknown))} cannot be replaced.",
                expected="some of " + ", ".join(settings),
                mend="Correct the name.",
            )
        if "segmentation" in changes and not _same(changes["segmentation"], self.segmentation):
            settings["segmentation_options"] = None
        return type(self)(**(settings | changes))

    def segment(self, x: Any) -> Labels:
        """The superpixel of every pixel of an image, 0 to S − 1, and −1 where it is masked: (h, w)."""
        return find_segments(x, self.segmentation, self.segmentation_options)

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> ImagePerturbation:
        """Find the superpixels of an image and set up the sequence of its perturbations.

        Parameters
        ----------
        x : array_like of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), or PIL image
            Real numbers of whatever range, or booleans; may be masked.
        random_state : int, default 0
        design : {"sobol", "independent"}, default "sobol"

        Returns
        -------
        ImagePerturbation

        Raises
        ------
        LimeError
            If it is no image, or one of fewer than 2 or of more than 5,000 superpixels.
        """
        picture = read_picture(x)
        labels = find_segments(picture, self.segmentation, self.segmentation_options)
        fill = filled_picture(picture, labels, self.fill)
        return ImagePerturbation(picture, labels, fill, random_state=random_state, design=design)


def _as_values(images: NDArray[Any]) -> NDArray[np.void]:
    """The same memory with one value for each pixel: (m, h·w)."""
    m, height, width = images.shape[:3]
    channels = images.shape[3] if images.ndim == 4 else 1
    one_pixel = np.dtype((np.void, images.dtype.itemsize * channels))
    return images.reshape(m, height * width * channels).view(one_pixel).reshape(m, height * width)


def _same(one: object, other: object) -> bool:
    """Whether two segmentations are one: equal names, or the very same function or array."""
    return one is other or (isinstance(one, str) and isinstance(other, str) and one == other)


def _shown(setting: Any) -> str:
    return f"<array of shape {setting.shape}>" if isinstance(setting, np.ndarray) else repr(setting)
