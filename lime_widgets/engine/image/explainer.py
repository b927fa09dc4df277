"""The explainer of images: how superpixels are found, and what hides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from lime_widgets.engine.errors import one_of
from lime_widgets.engine.image.fill import check_fill, check_fill_for, hidden_picture
from lime_widgets.engine.image.neighbors import images_near
from lime_widgets.engine.image.perturbation import ImagePerturbation
from lime_widgets.engine.image.pixels import read_picture
from lime_widgets.engine.image.segmentation import as_labels, check_segmentation, find_segments
from lime_widgets.engine.image.unchanged import doubts_about
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.perturbation.masked import MASK_DISTANCES, MASK_SAMPLINGS, MaskSampling
from lime_widgets.engine.sampling.local import check_local_width
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lime_widgets.engine.image.fill import Fill
    from lime_widgets.engine.image.labels import Labels
    from lime_widgets.engine.image.segmentation import Segmentation, Segmenter
    from lime_widgets.engine.perturbation.neighbors import Neighbors
    from lime_widgets.engine.sampling.designs import Design


class ImageExplainer(Explainer):
    """Perturbs an image by hiding superpixels: connected regions of similar pixels.

    Each feature is a superpixel. Its weight says how the prediction changes when the superpixel is visible.

    Parameters
    ----------
    segmentation : {"quickshift", "slic", "felzenszwalb", "watershed", "grid"}, callable or array, default "quickshift"
        How superpixels are found; see `lime_widgets.engine.image.segmentation.find_segments`.
    segmentation_options : mapping of str to float, optional
        Settings of the segmentation: `kernel_size` (1 to 20, default 4), `max_dist` (1 to 400, 200) and
        `ratio` (0 to 1, 0.2) for ``"quickshift"``; `n_segments` (2 to 2,000, 50) and `compactness`
        (0.01 to 100, 10) for ``"slic"``; `scale` (1 to 2,000, 200), `sigma` (0 to 5, 0.8) and `min_size`
        (1 to 5,000, 200) for ``"felzenszwalb"``; `markers` (2 to 2,000, 50) and `compactness`
        (0 to 0.1, 0.001) for ``"watershed"``; `size` (1 to 256 pixels, 16) for ``"grid"``. For images below 80 pixels
        the defaults are finer; see `lime_widgets.engine.image.segmentation_methods.default_of`.
    fill : str, number, sequence or array, default "mean"
        What a hidden superpixel shows: ``"mean"``, its mean color; ``"blur"``, the strongly blurred image;
        ``"noise"``, random values; a color such as ``"#808080"``; one number for all channels or one per
        channel, in the image's own range; or another image of the same shape and dtype.
    sampling : {"uniform", "local"}, default "uniform"
        ``"uniform"`` is LIME's; see the notes. ``"local"`` draws from it times the kernel (GLIME, Tan et al. 2023):
        all samples lie where the kernel looks and have the same weight at the width `local_width`; at other widths
        they keep the same limit. Where all 2ᵖ perturbations are evaluated it has no effect.
    local_width : float, optional
        The width of the exponential kernel of the cosine distance that local samples are drawn from. The default is
        the default kernel width.

    Raises
    ------
    LimeError
        If an argument is invalid.

    Notes
    -----
    Each superpixel is hidden with probability ½, independently of the others, as in the reference
    implementation. If the 2^S possible images are no more than the samples, the model is asked about each
    image once. Each answer then counts as often as its image would have been drawn. The model receives
    arrays of shape (m, h, w) or (m, h, w, channels) with the image's own dtype and range, without alpha.

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

    data_kind: ClassVar[str] = "image"
    metrics: ClassVar[tuple[str, ...]] = MASK_DISTANCES
    settings_of_sampling: ClassVar[Mapping[str, tuple[str, ...]]] = {"local_width": ("local",)}
    settings: ClassVar[tuple[str, ...]] = (
        "segmentation",
        "segmentation_options",
        "fill",
        "sampling",
        "local_width",
    )
    default_n_samples: int = 1024

    def __init__(
        self,
        segmentation: Segmentation | Segmenter | NDArray[Any] = "quickshift",
        *,
        segmentation_options: Mapping[str, float] | None = None,
        fill: Fill = "mean",
        sampling: MaskSampling = "uniform",
        local_width: float | None = None,
    ) -> None:
        segmentation = as_labels(segmentation)
        check_segmentation(segmentation, segmentation_options)
        check_fill(fill)
        self.segmentation = segmentation
        self.segmentation_options = dict(segmentation_options or {})
        self.fill = fill
        self.sampling = one_of(sampling, MASK_SAMPLINGS, "mask_sampling.unknown")
        self.local_width = check_local_width(local_width)

    def __repr__(self) -> str:
        return (
            f"ImageExplainer({_repr_of(self.segmentation)}, segmentation_options={self.segmentation_options!r}, "
            f"fill={_repr_of(self.fill)})"
        )

    def replace(self, **changes: Any) -> Self:
        """Copy the explainer with another `segmentation`, `segmentation_options` or `fill`.

        A new segmentation starts with its default options unless `segmentation_options` is also passed.

        Raises
        ------
        LimeError
            If a name or a value is invalid.
        """
        return super().replace(**changes)

    def _with(self, changes: dict[str, Any]) -> Self:
        if "segmentation" in changes and not _same(changes["segmentation"], self.segmentation):
            changes = {"segmentation_options": None} | changes
        return super()._with(changes)

    def segment(self, x: Any) -> Labels:
        """Give the superpixel of every pixel as an array of shape (h, w): 0 to S − 1, or −1 for a masked pixel."""
        return find_segments(x, self.segmentation, self.segmentation_options)

    def check(self, x: Any) -> None:
        """Check that an image can be explained. Its segmentation is remembered for `perturb`.

        Raises
        ------
        LimeError
            If `x` is not an image, has fewer than 2 or more than 5,000 superpixels, or the fill does not fit it.
        """
        picture = read_picture(x)
        self.segment(picture)
        check_fill_for(picture, self.fill)

    def neighbors(self, x: Any, n: int, *, radius: float | None = None, random_state: int = 0) -> Neighbors:
        """Add noise to the image; its superpixels stay those of the image without noise.

        Parameters
        ----------
        x : array_like, PIL image or tensor
            As `perturb` accepts it.
        n : int
            The number of images.
        radius : float, default 0.02
            The largest change of a channel of a pixel, as a share of the range from black to white, up to 1. Noise is
            uniform, and cut off at black and white.
        random_state : int, default 0

        Returns
        -------
        Neighbors
            Distances are over all channels of all pixels, in shares of the range.

        Raises
        ------
        LimeError
            If `x` cannot be explained, or the noise is too small to change any of its pixels.
        """
        return images_near(self, x, n, radius, random_state)

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> ImagePerturbation:
        """Find the superpixels of an image and create the sequence of its perturbations.

        Parameters
        ----------
        x : array_like of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), or PIL image
            Real numbers in any range, or booleans. A masked array is accepted.
        random_state : int, default 0
        design : {"sobol", "independent"}, default "sobol"

        Returns
        -------
        ImagePerturbation

        Raises
        ------
        LimeError
            If `x` is not an image, has fewer than 2 or more than 5,000 superpixels, or the fill does not fit it.
        """
        picture = read_picture(x)
        labels = self.segment(picture)
        hidden = hidden_picture(picture, labels, self.fill)
        return ImagePerturbation(
            picture,
            labels,
            hidden,
            doubts=doubts_about(picture, labels, hidden, self.fill),
            random_state=random_state,
            design=design,
            sampling=self.sampling,
            local_width=self.local_width,
        )


def _same(one: object, other: object) -> bool:
    """Tell whether two segmentations are the same: equal names, or the same function or array object."""
    return one is other or (isinstance(one, str) and isinstance(other, str) and one == other)


def _repr_of(setting: Any) -> str:
    return say("repr.array", shape=setting.shape) if isinstance(setting, np.ndarray) else repr(setting)
