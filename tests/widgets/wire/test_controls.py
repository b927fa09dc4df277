"""The controls of a study, read off its traits."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Lasso

import lime_widgets as lw
from lime_widgets import Study, TabularExplainer, TextExplainer
from lime_widgets.engine.image.overlay import PALETTES
from lime_widgets.study.image import ImageStudy
from lime_widgets.study.text import TextStudy
from lime_widgets.widgets.wire.controls import ORDER, controls, to_browser
from lime_widgets.widgets.wire.study_model import study_model_of

KINDS = {"width", "log", "range", "number", "choice", "switch", "seed"}


def by_name(study):
    return {control["name"]: control for control in controls(study)}


# Parameters of surrogates that the ridge does not need.
OF_OTHER_SURROGATES = {"max_depth", "prior", "prior_precision"}


def test_every_parameter_has_a_control(study):
    by_the_view = {"segmentation", "segmentation_options", "compared", "compared_widths", "target_score", "local_width"}
    assert set(by_name(study)) == set(study.parameter_names) - by_the_view - OF_OTHER_SURROGATES
    kinds = (TextStudy, ImageStudy)
    known = {name for kind in kinds for name in kind.class_trait_names(parameter=True)} - by_the_view
    assert set(ORDER) == {*study.parameter_names, *known} - by_the_view


def test_every_parameter_of_a_text_has_a_control_where_it_matters():
    study = Study(lambda texts: [len(text) for text in texts], "two words", TextExplainer(unit="ngram"))
    shown = by_name(study)

    # There is but one output.
    assert shown.keys() == set(study.parameter_names) - {
        "output",
        "compared_widths",
        "target_score",
        "local_width",
        *OF_OTHER_SURROGATES,
    }
    assert (shown["mask"]["kind"], shown["unit"]["kind"], shown["bag"]["kind"]) == ("text", "choice", "switch")
    study.unit = "word"
    assert "ngram" not in by_name(study)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"surrogate": "ridge"}, {"alpha"}),
        ({"surrogate": "lasso"}, {"alpha"}),
        ({"surrogate": "tree"}, {"max_depth"}),
        ({"surrogate": "bayesian"}, {"prior"}),
        ({"surrogate": "bayesian", "prior": "explanation"}, {"prior", "prior_precision"}),
        ({"surrogate": Lasso(alpha=0.1)}, set()),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_parameter_is_shown_where_the_surrogate_has_it(study, change, shown):
    study.update(**change)

    named = by_name(study)

    assert named.keys() & {"alpha", *OF_OTHER_SURROGATES} == shown
    test_every_control_says_what_it_is_and_what_it_does(study)
    if not isinstance(study.surrogate, str):
        assert named["surrogate"]["options"][-1] == {"value": "custom", "label": "your own"}
    if study.prior is not None:
        assert named["prior"]["options"][-1]["value"] == "custom"


def test_every_control_says_what_it_is_and_what_it_does(study):
    for control in controls(study):
        assert control["kind"] in KINDS
        assert control["group"] in {"explain", "neighborhood", "surrogate", "look"}
        assert control["label"]
        assert control["help"].endswith(".")
        assert not re.search(r"\b(None|True|False|ndarray|numpy)\b", control["help"]), control["name"]


def test_a_choice_offers_what_the_study_takes(study):
    for control in controls(study):
        if control["kind"] != "choice":
            continue
        for option in control["options"]:
            if option.get("disabled"):
                continue
            value = None if option["value"] == "none" and control["name"] == "discretizer" else option["value"]
            setattr(study, control["name"], value)
            assert to_browser(control["name"], getattr(study, control["name"])) == option["value"]


def test_the_default_is_among_what_is_offered(study):
    for control in controls(study):
        if control["kind"] == "choice" and control["name"] != "output":
            assert control["default"] in [option["value"] for option in control["options"]]


def test_the_classes_are_offered_by_name(study):
    assert [option["label"] for option in by_name(study)["output"]["options"]] == ["no", "yes"]


def test_a_model_of_one_value_needs_no_choice_of_output(table):
    study = Study(lambda X: X["temp"], table.iloc[20], TabularExplainer(table), n_samples=64)
    assert "output" not in by_name(study)  # not before it has answered

    study.wait(20)
    assert "output" not in by_name(study)


def test_features_range_to_as_many_as_there_are(study):
    assert (by_name(study)["n_features"]["min"], by_name(study)["n_features"]["max"]) == (1, 4)


def test_entropy_is_offered_only_with_labels(table):
    labels = np.arange(200) % 2
    for explainer, disabled in ((TabularExplainer(table), True), (TabularExplainer(table, labels=labels), False)):
        study = Study(lambda X: X["temp"], table.iloc[20], explainer, n_samples=64)
        entropy = next(o for o in by_name(study)["discretizer"]["options"] if o["value"] == "entropy")
        assert entropy.get("disabled", False) is disabled
        assert ("labels" in entropy["label"]) is disabled


def test_what_is_the_users_own_is_offered_as_such():
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 2)), columns=["a", "b"])
    explainer = TabularExplainer(table, discretizer={"a": [0.0]})
    study = Study(lambda X: X["a"], table.iloc[0], explainer, n_samples=64, kernel=lambda d, w: np.exp(-d / w))

    for name in ("discretizer", "kernel"):
        assert by_name(study)[name]["default"] == "custom"
        assert {"value": "custom", "label": "your own"} in by_name(study)[name]["options"]


def test_the_palettes_begin_with_the_one_for_color_blind_readers(study):
    palette = by_name(study)["palette"]

    assert [option["value"] for option in palette["options"]] == list(PALETTES)  # as `study.painted` knows them
    assert palette["default"] == "blue-orange"


def test_samples_of_ones_own_are_counted_and_not_drawn(table, black_box):
    explainer = TabularExplainer(table, samples=table.iloc[:120])
    shown = by_name(Study(black_box, table.iloc[3], explainer))
    assert (shown["n_samples"]["max"], shown["n_samples"]["default"]) == (120, 120)
    assert not {"random_state", "design"} & shown.keys()
    drawn = TabularExplainer(table, samples=lambda seed: table.sample(90, random_state=seed))
    shown = by_name(Study(black_box, table.iloc[3], drawn))
    assert "random_state" in shown
    assert "design" not in shown


def test_a_logistic_surrogate_is_offered_where_it_can_be_fitted(study, table):
    offered = {option["value"]: option for option in by_name(study)["surrogate"]["options"]}
    assert not offered["logistic"].get("disabled")
    values = Study(lambda X: 40 * X["hum"].to_numpy(), table.iloc[3], TabularExplainer(table), n_samples=64)
    assert values.wait(20)
    offered = {option["value"]: option for option in by_name(values)["surrogate"]["options"]}
    assert offered["logistic"]["disabled"]


def test_a_place_from_the_list_of_outputs_is_no_label(wire, table):
    """With the labels 1, 2 and 3, the third entry has the place 2."""

    def model(X):
        warm = X["temp"].to_numpy() / 100
        return np.column_stack([0.2 + warm, 0.5 - warm, np.full(len(X), 0.3)])

    box = lw.BlackBox(model, output_names=("1", "2", "3"))
    study = Study(box, table.iloc[20], TabularExplainer(table), n_samples=64)
    assert study.wait(20)
    assert study.status == "ready", study.error
    study_model = study_model_of(study)
    for place, name in ((2, "3"), (0, "1"), (1, "2")):
        wire.set(study_model, output=place)
        assert study.explanation.output_name == name
        assert study_model.notice == ""
    with pytest.raises(lw.LimeError, match="two meanings"):
        study.output = 2
    study.reset()
    study_model.close()
