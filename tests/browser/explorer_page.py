"""One explorer on a page: its controls under the hand, and what is drawn against what the kernel says."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from browser.lab_page import LabPage
    from playwright.sync_api import Locator

# A table with every kind of column, and models that answer at once: what is tested is the widget.
TABLE = """
import threading, numpy as np, pandas as pd, lime_widgets as lw
rng = np.random.default_rng(0)
table = pd.DataFrame({
    "temp": rng.normal(15, 8, 300).round(1),
    "hum": rng.uniform(0, 1, 300).round(3),
    "wind": rng.gamma(2, 6, 300).round(2),
    "weather": np.where(np.arange(300) < 6, None, np.array(["GOOD", "MISTY", "RAIN"])[rng.integers(3, size=300)]),
    "holiday": rng.integers(2, size=300).astype(bool),
    "visitors": rng.integers(0, 500, 300),
})
row = table.iloc[20]

def score(X):
    return (X["temp"] - 15) / 8 - 1.5 * (X["weather"] == "RAIN") + X["hum"] + 0.4 * X["holiday"] - X["wind"] / 30

def classes(X):
    good = np.exp(score(X).to_numpy())
    fair = np.exp(0.4 * score(X).to_numpy() ** 2 - X["visitors"].to_numpy() / 500)
    answers = np.column_stack([good, fair, np.ones(len(X))])
    return pd.DataFrame(answers / answers.sum(axis=1, keepdims=True), columns=["good", "fair", "poor"])
"""

_DRAWN = """([bars, summary]) => {
    const text = (node, what) => node.querySelector(what)?.textContent ?? '';
    const box = (node) => {
        const { left, right, width } = node.getBoundingClientRect();
        return { left, right, width };
    };
    return {
        stale: [bars.dataset.stale, summary.dataset.stale],
        status: summary.dataset.status,
        output: Number(bars.dataset.output),
        kernel_width: Number(bars.dataset.kernelWidth),
        score: Number(summary.dataset.score),
        ess: Number(summary.dataset.ess),
        local_prediction: Number(summary.dataset.localPrediction),
        fidelity: text(summary, '.lw-fidelity'),
        answer: text(summary, '.lw-answer'),
        choices: [...summary.querySelectorAll('.lw-choice')]
            .map((choice) => [text(choice, '.lw-choice-name'), text(choice, '.lw-choice-value')]),
        explained: summary.querySelector('.lw-choice[aria-checked="true"] .lw-choice-name')?.textContent ?? null,
        error: summary.querySelector('.lw-error:not([hidden])')?.textContent ?? '',
        notice: summary.querySelector('.lw-notice:not([hidden])')?.textContent ?? '',
        rows: [...bars.querySelectorAll('.lw-row')].map((row) => ({
            feature: Number(row.dataset.feature),
            name: row.dataset.name,
            weight: text(row, '.lw-weight'),
            spread: text(row, '.lw-spread'),
            plot: box(row.querySelector('.lw-plot')),
            bar: box(row.querySelector('.lw-bar')),
            interval: box(row.querySelector('.lw-interval')),
        })),
        values: Object.fromEntries([...bars.querySelectorAll('.lw-edit')].map((field) => [
            field.dataset.column, field.selectedOptions ? field.selectedOptions[0].textContent : field.value])),
    };
}"""

_ASK = """
import json
_near, _row = study.neighborhood, study.explainer.table.row(study.instance)
print(json.dumps(study.explanation.to_dict() | {
    "ess": float(study.explanation.ess), "n_samples": len(_near), "prediction": _near.prediction.tolist(),
    "outputs": list(_near.output_names), "status": study.status,
    "row": {name: "missing" if pd.isna(value) else str(value) for name, value in _row.items()},
}))
"""


class ExplorerPage:
    """The explorer in the given place among those on the page; the kernel knows its study as `study`."""

    def __init__(self, page: LabPage, place: int = 0, study: str = "study") -> None:
        self.lab = page
        self.place = place
        self.study = study
        self.output = page.page.locator(".jp-OutputArea-output:has(.lw-summary)").nth(place)
        self.bars = self.output.locator(".lw-bars")
        self.summary = self.output.locator(".lw-summary")
        self.controls = self.output.locator(".lw-essentials")

    def control(self, name: str) -> Locator:
        """The control of a parameter. The fold *Advanced* is opened for a control inside it."""
        found = self.output.locator(f'[data-parameter="{name}"]')
        if found.count() == 0:
            self.unfold("advanced")
        return found

    def unfold(self, name: str) -> Locator:
        """Open a fold, and give it."""
        fold = self.output.locator(f'[data-fold="{name}"]')
        if fold.count() and fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        return fold

    def editor(self, column: str) -> Locator:
        """The editor of one of the row's values."""
        return self.output.locator(f'[data-column="{column}"]')

    def button(self, action: str) -> Locator:
        """A button, by what it does."""
        return self.output.locator(f'[data-action="{action}"]')

    def drawn(self) -> dict[str, Any]:
        """What is on the screen."""
        handles = [self.bars.element_handle(), self.summary.element_handle()]
        drawn: dict[str, Any] = self.lab.page.evaluate(_DRAWN, handles)
        return drawn

    def explanation(self) -> dict[str, Any]:
        """What the kernel says."""
        answer: dict[str, Any] = json.loads(self.lab.kernel(_ASK.replace("study", self.study)))
        return answer

    def kernel(self, expression: str) -> Any:
        """The value of an expression of the kernel that JSON can carry."""
        return json.loads(self.lab.kernel(f"import json; print(json.dumps({expression}))"))

    def wait_for_kernel(self, expression: str, value: Any = True, timeout: float = 15) -> None:
        """Wait until an expression of the kernel has a value, or is true."""
        deadline = time.monotonic() + timeout
        while (found := self.kernel(expression)) != value:
            assert time.monotonic() < deadline, f"{expression} is {found!r}, not {value!r}"
            self.lab.page.wait_for_timeout(30)

    def wait_for_answer(self, timeout: float = 30) -> None:
        """Wait until the study is at rest, the sweep included, and the first bars are drawn."""
        self.bars.locator(".lw-row").first.wait_for(timeout=1000 * timeout)
        assert self.lab.kernel(f"{self.study}.wait({timeout})") == "True"

    def assert_follows(self, timeout: float = 15) -> dict[str, Any]:
        """Check that what is drawn is the kernel's explanation, as soon as both are at rest; return what is drawn."""
        assert self.lab.kernel(f"{self.study}.wait(30)") == "True"
        deadline = time.monotonic() + timeout
        while True:
            drawn, explanation = self.drawn(), self.explanation()
            try:
                self.assert_drawn(drawn, explanation)
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
                self.lab.page.wait_for_timeout(50)
            else:
                return drawn

    def assert_drawn(self, drawn: dict[str, Any], explanation: dict[str, Any]) -> None:
        """Features, order, weights, intervals, fidelity and prediction on the screen are the explanation's."""
        assert drawn["stale"] == ["false", "false"]
        assert drawn["status"] == explanation["status"]
        assert drawn["output"] == explanation["output"]
        assert drawn["kernel_width"] == pytest.approx(explanation["kernel_width"], rel=1e-9)
        bars = bars_of(explanation)
        assert [row["feature"] for row in drawn["rows"]] == [bar["feature"] for bar in bars]
        assert [row["name"] for row in drawn["rows"]] == [bar["name"] for bar in bars]
        for row, each in zip(drawn["rows"], bars, strict=True):
            weight = each["weight"]
            assert_reads(row["weight"], weight)
            if each["interval"] is not None:
                assert_reads(row["spread"], each["interval"])
            zero, bar = (row["plot"]["left"] + row["plot"]["right"]) / 2, row["bar"]
            if bar["width"] > 2:
                assert bar["left" if weight > 0 else "right"] == pytest.approx(zero, abs=1)
        assert_to_scale(drawn["rows"], bars)
        for name in ("score", "ess", "local_prediction"):
            assert drawn[name] == pytest.approx(explanation[name], rel=1e-5, abs=1e-9)
        numbers = re.findall(r"[−\d][\d,.]*", drawn["fidelity"].replace("R²", ""))
        said = [
            explanation[name]
            for name in ("score", "loo_score", "n_samples", "ess", "model_prediction", "local_prediction")
            if not (name.endswith("score") and (explanation[name] is None or explanation[name] < -0.005))  # "below 0"
        ]
        for number, value in zip(numbers, said, strict=True):
            assert_reads(number, value)
        if explanation["output_kind"] == "probability":
            assert [name for name, _ in drawn["choices"]] == explanation["outputs"]
            for (_, text), value in zip(drawn["choices"], explanation["prediction"], strict=True):
                assert_reads(text, value)
            assert drawn["explained"] == explanation["output_name"]


def assert_reads(text: str, value: float) -> None:
    """A number on the screen is the value, to the digits that are shown."""
    plain = text.strip("±+ ").replace("−", "-").replace(",", "").rstrip(".")
    mantissa, _, power = plain.partition("×10")
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))) if power else 0
    decimals = len(mantissa.partition(".")[2])
    shown, unit = float(mantissa) * 10.0**exponent, 10.0 ** (exponent - decimals)
    assert abs(shown - value) <= 0.5001 * unit + 1e-6 * abs(value), f"{text!r} is drawn for {value}"


def bars_of(explanation: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of an explanation as a dictionary, the longest first."""
    bars = []
    numbers = (explanation[name] for name in ("features", "names", "contributions", "coef", "interval"))
    for feature, name, contribution, coef, interval in zip(*numbers, strict=True):
        value = contribution / coef if coef else 1.0
        half = None if interval is None else interval * abs(value)
        bars.append({"feature": feature, "name": name, "weight": contribution, "interval": half})
    return sorted(bars, key=lambda bar: -abs(bar["weight"]))


def assert_to_scale(rows: list[dict[str, Any]], bars: list[dict[str, Any]]) -> None:
    """The bars' lengths are to one another as the contributions, and the intervals too, unless cut."""
    weights, errors = [bar["weight"] for bar in bars], [bar["interval"] for bar in bars]
    largest = max(range(len(rows)), key=lambda i: rows[i]["bar"]["width"])
    if rows[largest]["bar"]["width"] < 5:
        return
    unit = rows[largest]["bar"]["width"] / abs(weights[largest])
    for row, weight, error in zip(rows, weights, errors, strict=True):
        assert row["bar"]["width"] == pytest.approx(max(1, abs(weight) * unit), abs=1)
        cut = row["interval"]["left"] <= row["plot"]["left"] + 1 or row["interval"]["right"] >= row["plot"]["right"] - 1
        if not cut and error is not None:
            assert row["interval"]["width"] == pytest.approx(2 * error * unit, abs=1.5)
