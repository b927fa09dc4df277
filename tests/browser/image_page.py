"""An explorer of an image on a page: its superpixels under the hand, and the pixels on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.explorer_page import ExplorerPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# A photograph in squares, and a model of three classes that answers at once: some squares count, some together.
MODEL = """
import threading, numpy as np, lime_widgets as lw
from skimage import data
from skimage.transform import resize

PICTURE = (resize(data.coffee(), (120, 160), anti_aliasing=True) * 255).astype(np.uint8)
n_images = 0

def part(images, row, column):
    same = images[:, 20 * row + 5:20 * row + 15, 20 * column + 5:20 * column + 15]
    return (same == PICTURE[20 * row + 5:20 * row + 15, 20 * column + 5:20 * column + 15]).all(axis=(1, 2, 3))

def model(images):
    global n_images
    n_images += len(images)
    cup = 1.5 * part(images, 2, 3) + part(images, 2, 4) * part(images, 3, 4) - 0.8 * part(images, 0, 7)
    plate = 0.9 * part(images, 5, 1) + 0.4 * part(images, 4, 2) - 0.5 * part(images, 2, 3)
    sizes = 0.02 * np.column_stack([part(images, row, 0) for row in range(6)]) @ np.arange(6)
    scores = np.exp(np.column_stack([cup, plate + sizes, np.full(len(images), 0.5)]))
    return scores / scores.sum(axis=1, keepdims=True)

named = lw.BlackBox(model, output_names=["espresso", "plate", "<b>table</b>"])
"""
EXPLORE = """
explorer = lw.explore(named, PICTURE, segmentation="grid", segmentation_options={"size": 20}, fill="#ff00ff")
study = explorer.study
explorer
"""

_DRAWN = """([image, summary]) => {
    const panels = [...image.querySelectorAll('.lw-panel')].filter((panel) => panel.checkVisibility());
    return {
        generation: Number(image.dataset.generation),
        stale: [image.dataset.stale, summary.dataset.stale],
        kernel_width: Number(image.dataset.kernelWidth),
        output: Number(image.dataset.output),
        status: summary.dataset.status,
        painted: Number(image.dataset.painted),
        shown: Number(image.dataset.shown),
        superpixels: Number(image.dataset.superpixels),
        titles: panels.map((panel) => panel.querySelector('.lw-panel-title').textContent),
        detail: image.querySelector('.lw-detail').textContent,
        fidelity: summary.querySelector('.lw-fidelity').textContent,
        notice: summary.querySelector('.lw-notice:not([hidden])')?.textContent ?? '',
        error: summary.querySelector('.lw-error:not([hidden])')?.textContent ?? '',
    };
}"""

# The colors of a canvas at some pixels of the picture.
_COLOURS = """(canvas, [places, width]) => {
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const factor = canvas.width / width;
    return places.map(([row, column]) => {
        const at = 4 * (Math.floor((row + 0.5) * factor) * canvas.width + Math.floor((column + 0.5) * factor));
        return [...pixels.slice(at, at + 4)];
    });
}"""


class ImagePage(ExplorerPage):
    """The explorer of an image in the given place among those on the page; the kernel knows its study as `study`."""

    def __init__(self, page: Any, place: int = 0, study: str = "study") -> None:
        super().__init__(page, place, study)
        self.image = self.output.locator(".lw-image")
        self.touch = self.image.locator(".lw-touch")
        self.variant = self.output.locator(".lw-variant:not(.lw-spacer)")
        self.preview = self.image.locator("[data-preview]")

    def labels(self) -> np.ndarray:
        """The superpixel of every pixel, as the kernel has them."""
        return np.array(self.kernel(f"{self.study}.displayed_perturbation.labels.tolist()"))

    def middles(self) -> list[list[int]]:
        """A pixel in each superpixel, half way along its pixels."""
        labels = self.labels()
        inside = [np.argwhere(labels == k) for k in range(labels.max() + 1)]
        return [places[len(places) // 2 + labels.shape[1] // 16].tolist() for places in inside]

    def colors(self, layer: str, places: list[list[int]], panel: int = 0) -> np.ndarray:
        """What a layer of a panel has at some pixels of the picture: red, green, blue and alpha."""
        width = self.kernel(f"{self.study}.displayed_perturbation.picture.shape[1]")
        canvas = self.image.locator(f".lw-panel .lw-{layer}").nth(panel)
        return np.array(canvas.evaluate(_COLOURS, [places, width]))

    def at(self, place: list[int], panel: int = 0) -> dict[str, float]:
        """Where a pixel of the picture is on a panel, as Playwright's clicks take it."""
        height, width = self.kernel(f"{self.study}.displayed_perturbation.picture.shape[:2]")
        box = self.touch.nth(panel).bounding_box()
        return {"x": (place[1] + 0.5) / width * box["width"], "y": (place[0] + 0.5) / height * box["height"]}

    def label(self, output: int) -> Locator:
        """The button of a label."""
        return self.image.locator(f'[data-output="{output}"]')

    def wait_for_answer(self, timeout: float = 30) -> None:
        """Wait until the study is at rest, the sweep included, and the first colors are painted."""
        self.lab.wait_until(
            "(node) => Number(node.dataset.shown) > 0", arg=self.image.element_handle(timeout=1000 * timeout)
        )
        assert self.lab.kernel(f"{self.study}.wait({timeout})") == "True"

    def drawn(self) -> dict[str, Any]:
        """What is on the screen."""
        drawn: dict[str, Any] = self.lab.page.evaluate(
            _DRAWN, [self.image.element_handle(), self.summary.element_handle()]
        )
        return drawn

    def explanation(self) -> dict[str, Any]:
        """What the kernel says."""
        look = ", ".join(f"{name}={self.study}.{name}" for name in ("sign", "shown", "min_weight", "removed"))
        answer: dict[str, Any] = self.kernel(
            f"{self.study}.explanation.to_dict() | dict(status={self.study}.status, {look})"
        )
        return answer

    def assert_drawn(self, drawn: dict[str, Any], explanation: dict[str, Any]) -> None:
        """Each superpixel has the side and the strength of its weight, in the pixels of the canvas."""
        assert drawn["stale"] == ["false", "false"]
        assert drawn["status"] == explanation["status"]
        assert drawn["output"] == explanation["output"]
        assert drawn["kernel_width"] == pytest.approx(explanation["kernel_width"], rel=1e-9)
        self.assert_painted(explanation)

    def assert_painted(self, explanation: dict[str, Any], panel: int = 0) -> None:
        """The colors of a panel are those of the weights."""
        weights = dict(zip(explanation["features"], explanation["coef"], strict=True))
        intervals = dict(zip(explanation["features"], explanation["interval"], strict=True))
        sided = [
            feature
            for feature in explanation["features"]
            if {"both": weights[feature], "positive": weights[feature] > 0, "negative": weights[feature] < 0}[
                explanation["sign"]
            ]
            and abs(weights[feature]) >= explanation["min_weight"]
        ]
        shown = set(sided[: explanation["shown"]]) - set(explanation["removed"])
        largest = max(map(abs, weights.values()))
        for feature, (red, _, blue, alpha) in enumerate(self.colors("fills", self.middles(), panel)):
            if feature not in shown:
                assert alpha == 0, f"superpixel {feature} is painted"
                continue
            weight = weights[feature]
            if alpha > 20:  # the canvas keeps colors multiplied by alpha
                assert (blue > red) == (weight > 0), f"superpixel {feature} has the color of the other side"
            if abs(weight) > intervals[feature]:  # no stripes
                strength = abs(weight) / largest if explanation["shown"] is None else 1.0
                assert alpha == pytest.approx(255 * strength, abs=1.5), f"superpixel {feature}"
