"""Perturbations of one image: the image with some of its superpixels hidden."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.image.labels import Labels
    from lime_widgets.engine.image.pixels import Picture

DEFAULT_KERNEL_WIDTH = 0.25
# The default batch holds as many images as fit in this memory, within these bounds.
_BATCH_BYTES = 2**24
_MIN_BATCH, _MAX_BATCH = 8, 128


class ImagePerturbation(MaskPerturbation):
    """The images that result from hiding some superpixels of one image.

    Parameters
    ----------
    picture : Picture
        The checked image.
    labels : ndarray of int32 of shape (h, w)
        The superpixel of every pixel, 0 to S − 1; −1 for a pixel in no superpixel.
    hidden_picture : ndarray like the picture's array
        The picture with every superpixel hidden. Pixels in no superpixel are the picture's own.
    doubts : tuple of str, default ()
        Reasons for doubt that no fit shows.
    **sampling
        `random_state`, `design`, `sampling` and `local_width`, as for `MaskPerturbation`.

    Attributes
    ----------
    picture : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
        The image as the model receives it, row 0 of the sequence.
    labels, hidden_picture : ndarray
        As above.
    notes : tuple of str
        How the image was changed before the explanation; for example, its alpha channel was dropped.
    """

    def __init__(
        self,
        picture: Picture,
        labels: Labels,
        hidden_picture: NDArray[Any],
        *,
        doubts: tuple[str, ...] = (),
        **sampling: Any,
    ) -> None:
        self._doubts = doubts
        self._instance = picture.original
        self._tensor = picture.tensor
        self.picture = picture.array
        self.labels = labels
        self.hidden_picture = hidden_picture
        self.notes = picture.notes
        n_superpixels = int(labels.max()) + 1
        super().__init__(n_superpixels, removal="binomial", **sampling)
        # One value per pixel, whatever the number of channels: see `restore`.
        self._pixels, self._hidden_pixels = _as_values(picture.array[None])[0], _as_values(hidden_picture[None])[0]
        self._names = tuple(say("name.superpixel", place=k) for k in range(n_superpixels))
        # Runs of consecutive pixels in one superpixel, row by row. The label −1 picks the last column of the masks,
        # which is harmless: pixels in no superpixel are equal in both pictures.
        places = labels.ravel()
        starts = np.flatnonzero(np.append(True, places[1:] != places[:-1]))
        self._runs, self._lengths = places[starts], np.diff(np.append(starts, places.size))
        self._buffers = threading.local()

    @property
    def instance(self) -> Any:
        """The image as the user passed it."""
        return self._instance

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features: "superpixel 0", "superpixel 1", ..."""
        return self._names

    @property
    def origin(self) -> Origin:
        """The superpixels, and reasons for doubt."""
        return Origin(self._names, (None,) * len(self._names), self._doubts, part="superpixel")

    def default_kernel_width_for(self, metric: str) -> float:
        """Give the default kernel width of LIME: 0.25."""
        del metric
        return DEFAULT_KERNEL_WIDTH

    @property
    def default_n_features(self) -> int:
        """All superpixels, because a picture has room to show them all."""
        return len(self._names)

    @property
    def batch_size(self) -> int:
        """The number of images in about 16 MB, from 8 to 128."""
        return max(_MIN_BATCH, min(_MAX_BATCH, _BATCH_BYTES // self.picture.nbytes))

    def restore(self, masks: NDArray[np.bool_]) -> Any:
        """Make one image per mask, as `images` does: a tensor of PyTorch where the instance is one."""
        images = self.images(masks)
        if not self._tensor:
            return images
        tensor = sys.modules["torch"].from_numpy(images)
        return tensor.movedim(-1, 1) if self._tensor == "channels first" else tensor

    def images(self, masks: NDArray[np.bool_]) -> NDArray[Any]:
        """Make one image per mask: it shows the superpixels that the mask keeps and hides the others.

        Parameters
        ----------
        masks : ndarray of bool of shape (m, S)

        Returns
        -------
        ndarray of shape (m, h, w), (m, h, w, 1) or (m, h, w, 3)
            In the image's dtype. Up to `batch_size` images share a buffer that the next call in the same
            thread overwrites; copy the images to keep them.
        """
        # One value per pixel lets numpy find each run of visible pixels and copy it in one step.
        # Milliseconds per image, minimum of 8 rounds:
        #                                        224 × 224, 49 superpixels     1,024 × 768, 290 superpixels
        #                                        uint8    float32   float64    uint8    float32   float64
        #   this code                            0.05     0.07      0.13       2.1      3.7       5.8
        #   masks indexed pixel by pixel         0.11     0.08      0.11       2.0      3.7       5.5
        #   bits selected by exclusive or        0.13     0.28      0.16       2.5      4.1       6.4
        #   hidden pixels assigned one by one    0.37     0.36      0.52       7.5      11        14
        #   copyto over channels                 0.59     0.88      0.56       11       13        15
        #   np.where over channels               1.5      1.9       1.7        22       23        23
        images = self._buffer(len(masks))
        pixels = _as_values(images)
        pixels[:] = self._hidden_pixels
        np.copyto(pixels, self._pixels, where=np.repeat(masks[:, self._runs], self._lengths, axis=1))
        return images

    def _buffer(self, m: int) -> NDArray[Any]:
        """Give memory for m images. Each thread has its own, because a canceled worker may still be writing to it."""
        buffer: NDArray[Any] | None = getattr(self._buffers, "images", None)
        if buffer is not None and len(buffer) >= m:
            return buffer[:m]
        images = np.empty((m, *self.picture.shape), dtype=self.picture.dtype)
        if m <= self.batch_size:  # a larger buffer would waste memory: a default batch never needs it
            self._buffers.images = images
        return images


def _as_values(images: NDArray[Any]) -> NDArray[np.void]:
    """View images as one opaque value per pixel: (m, h·w)."""
    m, height, width = images.shape[:3]
    channels = images.shape[3] if images.ndim == 4 else 1
    one_pixel = np.dtype((np.void, images.dtype.itemsize * channels))
    return images.reshape(m, height * width * channels).view(one_pixel).reshape(m, height * width)
