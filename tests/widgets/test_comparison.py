"""Several models side by side: one instance, one width, one scale, and what differs is outlined."""

import gc

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

import lime_widgets as lw
from lime_widgets.widgets.wire.study_model import study_model_of


@pytest.fixture
def compared(wire, table):
    models = {"plain": lambda rows: rows["temp"], "steep": lambda rows: 3 * rows["temp"] - rows["hum"]}
    comparison = lw.explore(models, table.iloc[20], table, n_samples=128)
    for study in comparison.studies.values():
        assert study.wait(20)
    yield comparison
    comparison.close()


def test_the_models_share_the_question(compared, table):
    plain, steep = compared.studies.values()
    plain.kernel_width = 1.25
    steep.random_state = 7
    plain.instance = table.iloc[33]
    assert (steep.kernel_width, plain.random_state) == (1.25, 7)
    assert steep.instance is plain.instance
    for study in (plain, steep):
        assert study.wait(20)
    assert not np.allclose(plain.explanation.contributions, steep.explanation.contributions)


def test_the_bars_have_one_scale_and_outline_the_other_model(compared):
    plain, steep = compared.studies.values()
    largest = max(np.abs(study.explanation.contributions).max() for study in (plain, steep))
    models = [study_model_of(study) for study in (plain, steep)]
    assert [model.extent for model in models] == [largest, largest]
    assert [model.pinned["label"] for model in models] == ["steep", "plain"]
    columns = plain.displayed_perturbation.source_columns
    explanation = plain.explanation
    assert models[1].pinned["weights"] == [
        [f"column {columns[feature]}", size]
        for feature, size in zip(explanation.features, explanation.contributions, strict=True)
    ]
    plain.kernel_width = 0.9
    again = plain.explanation
    assert models[1].pinned["weights"][0][1] == again.contributions[0]


def test_each_is_named_on_screen_and_without_widgets(compared):
    assert [explorer.title for explorer in compared.explorers.values()] == ["plain", "steep"]
    bundle = compared._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "<h4>plain</h4>" in data["text/html"]
    assert data["text/plain"].startswith("<ModelComparison>\nplain: Model: ")


def test_a_name_is_text_and_no_markup(wire, table):
    models = {"<b>a</b>": lambda rows: rows["temp"], "b": lambda rows: rows["hum"]}
    comparison = lw.explore(models, table.iloc[20], table, n_samples=64)
    assert all(study.wait(20) for study in comparison.studies.values())
    bundle = comparison._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "<h4>&lt;b&gt;a&lt;/b&gt;</h4>" in data["text/html"]
    comparison.close()


def test_a_width_that_a_study_chooses_for_itself_is_not_the_others(compared):
    plain, steep = compared.studies.values()
    before = steep.kernel_width
    plain.target_score = 0.999
    assert plain.wait(20)
    assert steep.kernel_width in {before, plain.kernel_width}


def test_one_model_is_no_comparison(wire, table):
    before = len(_instances)
    with pytest.raises(lw.LimeError, match="1 models to compare"):
        lw.explore({"alone": lambda rows: rows["temp"]}, table.iloc[20], table)
    with pytest.raises(lw.LimeError, match="n_samples"):
        lw.explore({"a": lambda rows: rows["temp"], "b": lambda rows: rows["hum"]}, table.iloc[20], table, n_samples=1)
    gc.collect()
    assert len(_instances) == before


def test_texts_are_compared_too(wire):
    models = {"long": lambda texts: [float(len(text)) for text in texts], "words": lambda texts: [1.0 for _ in texts]}
    comparison = lw.explore(models, "one two three")
    for study in comparison.studies.values():
        assert study.wait(20)
    assert set(comparison.explorers) == {"long", "words"}
    comparison.close()
