"""The result and how it leaves: lists, frames, dictionaries, HTML and figures."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.explanation.result import Explanation

NASTY = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "a & b < c",
    "$\\frac{1}{",
    "price $ and $_{x}$",
    "temperatur" * 40,
    "温度 " * 60,
    "🌡️" * 80,
    "",
    "'\"`${}",
]


def explanation(names=("temp > 20.4", "sky = GOOD", "wind"), coef=(0.5, -0.25, 0.125), **changes):
    count = len(coef)
    return replace(
        Explanation(
            features=np.arange(count),
            coef=np.array(coef, float),
            stderr=np.full(count, 0.03),
            interval=np.full(count, 0.06),
            contributions=np.array(coef, float),
            intercept=0.4,
            feature_names=tuple(names),
            score=0.87,
            loo_score=0.85,
            fidelity=0.85,
            shrinkage=0.01,
            local_prediction=0.61,
            model_prediction=0.66,
            ess=1234.5,
            n_samples=4096,
            kernel_width=2.5,
            output=1,
            output_name="many",
            output_kind="probability",
        ),
        **changes,
    )


def fitted():
    rng = np.random.default_rng(0)
    Z = rng.normal(size=(200, 5))
    y = np.column_stack([Z @ [1, 2, 3, 4, 5], Z @ [5, -4, 3, -2, 1]])
    return Neighborhood(Z, y, np.linalg.norm(Z - Z[0], axis=1), list("abcde"), output_names=["up", "down"])


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.opened, self.closed, self.text = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.opened.append(tag)

    def handle_endtag(self, tag):
        self.closed.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def test_as_list_pairs_names_with_weights_largest_first():
    assert explanation().as_list() == [("temp > 20.4", 0.5), ("sky = GOOD", -0.25), ("wind", 0.125)]


def test_as_list_gives_contributions_too_and_refuses_another_kind():
    found = explanation(contributions=np.array([-0.1, 0.5, 0.0]))

    assert found.as_list(kind="contribution") == [("temp > 20.4", -0.1), ("sky = GOOD", 0.5), ("wind", 0.0)]
    with pytest.raises(LimeError, match=r'kind is \'effect\'.*Leave it out to get "weight"'):
        found.as_list(kind="effect")


def test_intervals_of_contributions_are_those_of_the_weights_times_the_value():
    found = explanation(contributions=np.array([-1.0, 0.5, 0.0]), interval=np.array([0.1, 0.2, 0.3]))

    np.testing.assert_allclose(found.contribution_intervals, [0.2, 0.4, 0.0])


def test_pictures_draw_contributions_the_longest_first_with_the_slope_beside():
    found = explanation(contributions=np.array([-0.1, 0.75, 0.125]))

    html = found._repr_html_()
    assert html.index("sky = GOOD") < html.index("wind") < html.index("temp")
    assert "(slope 0.5)" in html
    assert "(slope −0.25)" in html
    assert "(slope 0.125)" not in html
    bars = [patch.get_width() for patch in found.plot().patches if patch.get_width()]
    assert bars == [0.75, 0.125, -0.1]


def test_as_map_is_keyed_by_the_output_as_in_lime():
    assert explanation().as_map() == {1: [(0, 0.5), (1, -0.25), (2, 0.125)]}


def test_a_frame_has_one_row_a_feature():
    frame = explanation(features=np.array([2, 0, 1])).to_frame()

    expected = pd.DataFrame(
        {
            "feature": [2, 0, 1],
            "name": ["wind", "temp > 20.4", "sky = GOOD"],
            "column": ["wind", "temp > 20.4", "sky = GOOD"],  # the same, where nothing else is known
            "value": pd.Series([None] * 3, dtype=object),
            "contribution": [0.5, -0.25, 0.125],
            "weight": [0.5, -0.25, 0.125],
            "stderr": [0.03] * 3,
            "interval": [0.06] * 3,
        }
    )
    pd.testing.assert_frame_equal(frame, expected)


def test_a_dictionary_survives_json_and_holds_every_number():
    result = fitted().explain(output="down", n_features=3)

    back = json.loads(json.dumps(result.to_dict(), allow_nan=False))

    assert back["names"] == [name for name, _ in result.as_list()]
    assert back["coef"] == list(result.coef)
    assert back["stderr"] == list(result.stderr)
    for name in ("intercept", "score", "local_prediction", "model_prediction", "ess", "kernel_width", "n_samples"):
        assert back[name] == getattr(result, name)
    assert (back["output"], back["output_name"], back["doubts"]) == (1, "down", list(result.doubts))


def test_what_is_undefined_is_none_in_a_dictionary():
    result = explanation(score=float("nan"), stderr=np.full(3, np.nan)).to_dict()

    assert result["score"] is None
    assert result["stderr"] == [None] * 3
    json.dumps(result, allow_nan=False)


def test_a_lasso_path_that_keeps_fewer_features_exports_only_these():
    Z = np.random.default_rng(0).normal(size=(200, 4))
    result = Neighborhood(Z, 2 * Z[:, 3], np.ones(200)).explain(n_features=3, feature_selection="lasso_path")

    assert list(result.features) == [3]
    assert len(result.to_frame()) == len(result.as_list()) == len(result.coef) == len(result.stderr) == 1


# HTML


@pytest.mark.parametrize("names", [NASTY * 50, ["<&>'\"" * 24] * 500, ["🌡️" * 60] * 500, ["温" * 120] * 500])
def test_html_of_500_features_with_nasty_names_stays_below_20_kilobytes(names):
    html = explanation(
        names, np.linspace(1, -1, 500), output_name="🌡️<" * 100, doubts=("Doubt it. " * 12,) * 6
    )._repr_html_()

    assert len(html.encode()) < 20_000
    assert re.search(r"… and \d+ smaller ones", html)


def test_html_of_ten_features_is_small_and_shows_every_number():
    html = explanation(doubts=("Widen the kernel.",))._repr_html_()

    assert len(html.encode()) < 3_000
    for shown in (
        "many",
        "0.5",
        "−0.25",
        "0.125",
        "± 0.06",
        "0.85 left out",
        "0.87",
        "1,234",
        "4,096",
        "0.66",
        "0.61",
        "Widen the",
    ):
        assert shown in html


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_shown_as_text_and_never_runs(name):
    tags = Tags(explanation([name] * 3, output_name=name, doubts=(name,))._repr_html_())

    assert set(tags.opened) <= {"div", "p", "b", "table", "tr", "td"}
    assert sorted(tags.opened) == sorted(tags.closed)
    assert name[:100] in " ".join(tags.text)


def test_html_of_no_features_and_of_weights_0_is_well_formed():
    for coef in ((), (0.0, 0.0, 0.0)):
        tags = Tags(explanation(coef=coef)._repr_html_())
        assert sorted(tags.opened) == sorted(tags.closed)


def test_bars_are_as_long_as_their_weights_and_to_their_side():
    html = explanation()._repr_html_()

    bars = [(float(left), float(width)) for left, width in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", html)]
    assert bars == [(50, 50), (25, 25), (50, 12.5)]


# Figures


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    plt.close("all")


def test_a_figure_has_a_bar_and_an_interval_for_every_weight():
    ax = explanation().plot()

    bars = [patch for patch in ax.patches if patch.get_width()]
    assert [bar.get_width() for bar in bars] == [0.5, -0.25, 0.125]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["temp > 20.4", "sky = GOOD", "wind"]
    (segments,) = [lines.get_segments() for lines in ax.collections]
    np.testing.assert_allclose([segment[1, 0] - segment[0, 0] for segment in segments], 2 * 0.06)
    assert bars[0].get_y() > bars[1].get_y() > bars[2].get_y()  # the largest on top
    assert bars[0].get_facecolor() != bars[1].get_facecolor()
    assert ax.get_xlabel() == "contribution for many"
    assert "0.87" in ax.get_title(loc="left")


def test_without_errors_a_figure_has_no_intervals():
    assert not explanation(interval=np.full(3, np.nan)).plot().collections


def test_a_figure_may_be_drawn_on_axes_of_ones_own():
    _, ax = plt.subplots()

    assert explanation().plot(ax) is ax


@pytest.mark.filterwarnings("ignore:Glyph")  # the font has no emoji
def test_a_figure_takes_no_name_for_a_formula():
    ax = explanation(NASTY[:5], (5, 4, 3, 2, 1), output_name="$\\frac{").plot()

    ax.figure.canvas.draw()

    assert [label.get_text() for label in ax.get_yticklabels()] == NASTY[:5]


# Numbers


@given(st.floats(-1e300, 1e300))
def test_a_number_is_written_with_three_digits_or_more(number):
    written = float(number_text(number).replace(",", "").replace("−", "-"))

    assert written == pytest.approx(number, rel=0.006, abs=0)


@pytest.mark.parametrize(("number", "text"), [(float("nan"), "undefined"), (float("inf"), "inf"), (-0.0, "0")])
def test_what_is_no_number_is_said_so(number, text):
    assert number_text(number) == text


# Sweeps


def test_a_sweep_finds_its_widths_again():
    widths = np.geomspace(0.5, 8, 9)
    sweep = fitted().sweep(widths, output=0)

    assert [sweep.index(width) for width in widths] == list(range(9))
    assert sweep.index(widths[3] * (1 + 1e-12)) == 3
    assert sweep.index(widths[3] * 1.01) is None


def test_a_sweep_may_be_walked_and_indexed_from_its_end():
    sweep = fitted().sweep([1.0, 2.0, 4.0], output=0)

    assert [one.kernel_width for one in sweep] == [1.0, 2.0, 4.0]
    assert sweep[-1].kernel_width == 4.0
    with pytest.raises(IndexError):
        sweep[3]
