"""An explorer of a text on a page: its words under the hand, and what is drawn against what the kernel says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.explorer_page import ExplorerPage, assert_reads

if TYPE_CHECKING:
    from playwright.sync_api import Locator

# A model of texts that answers at once, of three classes; a word counts, and some count together.
MODEL = """
import numpy as np, lime_widgets as lw
asked = []

def model(texts):
    asked.extend(texts)
    good = np.array([text.lower().count("good") for text in texts], float)
    call = np.array([("call" in text) + 0.5 * ("free" in text) * ("prize" in text) for text in texts], float)
    scores = np.exp(np.column_stack([good, 2 * call, np.full(len(texts), 0.5)]))
    return scores / scores.sum(axis=1, keepdims=True)

MESSAGE = (
    "Good news! You have won a FREE prize, a really good prize. To claim it call now, it is free:\\n"
    "call us on any day of the week – good luck, and thank you for being such a good customer of ours"
)
"""

_DRAWN = """([text, bars, summary]) => ({
    generation: Number(text.dataset.generation),
    stale: [text.dataset.stale, bars.dataset.stale],
    kernel_width: Number(text.dataset.kernelWidth),
    output: Number(text.dataset.output),
    status: summary.dataset.status,
    text: text.querySelector('.lw-words').textContent,
    units: [...text.querySelectorAll('.lw-unit')].map((unit) => ({
        feature: Number(unit.dataset.feature),
        text: unit.textContent,
        weight: unit.dataset.weight === undefined ? null : Number(unit.dataset.weight),
        side: ['lw-for', 'lw-against'].filter((side) => unit.classList.contains(side)).join(),
        out: unit.classList.contains('lw-out'),
    })),
    rows: [...bars.querySelectorAll('.lw-row')].map((row) => ({
        feature: Number(row.dataset.feature), weight: row.querySelector('.lw-weight').textContent })),
    fidelity: summary.querySelector('.lw-fidelity').textContent,
    notice: summary.querySelector('.lw-notice:not([hidden])')?.textContent ?? '',
    error: summary.querySelector('.lw-error:not([hidden])')?.textContent ?? '',
})"""

_SAMPLES = """(table) => [...table.querySelectorAll('.lw-sample')].map((row) => ({
    row: Number(row.dataset.row), text: row.textContent }))"""


class TextPage(ExplorerPage):
    """The explorer of a text in the given place among those on the page; the kernel knows its study as `study`."""

    def __init__(self, page: Any, place: int = 0, study: str = "study") -> None:
        super().__init__(page, place, study)
        self.text = self.output.locator(".lw-text")
        self.table = self.output.locator(".lw-table")
        self.variant = self.output.locator(".lw-variant:not(.lw-spacer)")

    @property
    def typed(self) -> Locator:
        """The box for another text, which takes the place of the words."""
        box = self.output.locator(".lw-typed")
        if not box.is_visible():
            self.button("edit_text").click()
        return box

    def units(self, word: str) -> Locator:
        """All occurrences of a unit."""
        return self.text.locator(".lw-unit").filter(has_text=word)

    def drawn(self) -> dict[str, Any]:
        """What is on the screen."""
        handles = [view.element_handle() for view in (self.text, self.bars, self.summary)]
        drawn: dict[str, Any] = self.lab.page.evaluate(_DRAWN, handles)
        return drawn

    def explanation(self) -> dict[str, Any]:
        """What the kernel says."""
        asked = (
            f"{self.study}.explanation.to_dict() | dict(status={self.study}.status, text={self.study}.instance, "
            f"feature_names={self.study}.explanation.feature_names, removed={self.study}.removed)"
        )
        answer: dict[str, Any] = self.kernel(asked)
        return answer

    def assert_drawn(self, drawn: dict[str, Any], explanation: dict[str, Any]) -> None:
        """The words on the screen are the text, colored by the weights of the explanation."""
        assert drawn["stale"] == ["false", "false"]
        assert drawn["status"] == explanation["status"]
        assert drawn["text"] == explanation["text"]
        assert drawn["output"] == explanation["output"]
        assert drawn["kernel_width"] == pytest.approx(explanation["kernel_width"], rel=1e-9)
        weights = dict(zip(explanation["features"], explanation["coef"], strict=True))
        for unit in drawn["units"]:
            weight = weights.get(unit["feature"])
            # By position a name says which of the occurrences it is.
            assert explanation["feature_names"][unit["feature"]].partition(" [")[0] == unit["text"]
            assert unit["weight"] == (None if weight is None else pytest.approx(weight, rel=1e-5, abs=1e-12))
            assert unit["side"] == ("" if not weight else "lw-for" if weight > 0 else "lw-against")
            assert unit["out"] == (unit["feature"] in explanation["removed"])
        # Equal weights may change places by a rounding.
        assert {row["feature"] for row in drawn["rows"]} == weights.keys()
        for row, weight in zip(drawn["rows"], explanation["coef"], strict=True):
            assert_reads(row["weight"], weights[row["feature"]])
            assert weights[row["feature"]] == pytest.approx(weight, abs=1e-9)

    def samples(self) -> list[dict[str, Any]]:
        """The rows of the table of perturbations that are on the screen, from the top."""
        rows: list[dict[str, Any]] = self.lab.page.evaluate(_SAMPLES, self.table.element_handle())
        return rows

    def type(self, text: str) -> None:
        """Type another text over the one in the field."""
        self.typed.fill(text)
