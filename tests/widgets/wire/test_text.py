"""What the browser knows of a text study: the text once, the weights often, the samples where they are shown."""

import numpy as np
import pytest
from widgets.study_model import assert_follows, read

import lime_widgets as lw
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.widgets.wire.study_model import study_model_of

TEXT = "naïve 👩‍👧 words, good words <b>&amp;</b>\u200b and more of them to make it long enough not to be exact, good"


def model(texts):
    value = np.array([text.count("good") / 4 + len(text) / 1000 for text in texts])
    return np.column_stack([1 - value, value])


@pytest.fixture
def text_study():
    study = lw.Study(model, TEXT, lw.TextExplainer(), n_samples=300)
    assert study.wait(20)
    return study


@pytest.fixture
def text_model(wire, text_study):
    study_model = study_model_of(text_study)
    study_model.attach()
    assert text_study.wait(20)
    wire.messages.clear()
    yield study_model
    study_model.close()


def test_the_units_stand_where_a_browser_counts_them(text_model, text_study):
    state = text_model.text
    code_units = TEXT.encode("utf-16-le")
    units = text_study.displayed_perturbation.units

    slices = [
        code_units[2 * start : 2 * stop].decode("utf-16-le")
        for start, stop in zip(read(state["starts"]), read(state["stops"]), strict=True)
    ]
    assert slices == [units.names[feature] for feature in read(state["features"])]
    assert "👩‍👧" in slices
    assert state["text"] == TEXT
    assert (state["mask"], state["changed"]) == ("", False)


def test_the_text_travels_once_and_then_only_the_weights(text_model, text_study, wire):
    for change in ({"kernel_width": 40.0}, {"n_features": 4}, {"output": 0}, {"random_state": 3}, {"removed": (1,)}):
        text_study.update(**change)
        assert text_study.wait(20)

    sent = wire.updates_of(text_model)
    assert not any("text" in state for state in sent)
    assert sum("frames" in state for state in sent) >= 4
    assert_follows(text_model, text_study)


def test_another_text_arrives_with_its_weights(text_model, text_study, wire):
    wire.send(text_model, type="text", value="another text <script>")
    assert text_study.wait(20)

    (state,) = [state for state in wire.updates_of(text_model) if "text" in state]
    assert state["text"]["text"] == "another text <script>"
    assert state["text"]["changed"]
    assert "frames" in state
    assert text_model.frames["exact"]
    assert text_model.frames["n_rows"] == 8
    wire.send(text_model, type="reset_row")
    assert text_study.wait(20)
    assert (text_model.text["text"], text_model.text["changed"]) == (TEXT, False)


@pytest.mark.parametrize("typed", ["", "  ", "?!"])
def test_what_cannot_be_explained_is_said_and_the_picture_stays(text_model, text_study, wire, typed):
    before = (text_model.text, text_model.frames)

    wire.send(text_model, type="text", value=typed)

    assert "text" in text_model.notice
    assert (text_model.text, text_model.frames) == before
    assert text_study.instance == TEXT


def test_words_are_taken_out_from_the_browser(text_model, text_study, wire):
    wire.set(text_model, removed=[3, 1])
    assert text_study.wait(20)

    assert text_study.removed == (1, 3)
    assert text_model.removed == [1, 3]
    assert text_model.variant["removed"] == [1, 3]
    assert text_model.variant["values"] == pytest.approx(text_study.variant.values)
    wire.set(text_model, removed=[])
    assert text_model.variant is None


def test_a_word_that_does_not_exist_is_not_taken_out(text_model, text_study, wire):
    wire.set(text_model, removed=[1000])

    assert "removed" in text_model.notice
    assert text_model.removed == []


def test_a_click_on_the_text_of_before_takes_nothing_out_of_the_new_one(text_model, text_study, wire):
    def broken(texts):
        message = "down"
        raise RuntimeError(message)

    text_study.update(model=broken, instance="bad luck for you")
    assert text_study.wait(20)
    assert not text_model.current
    assert text_model.text["text"] == TEXT  # the last good one

    wire.set(text_model, removed=[0])

    assert text_study.removed == ()
    assert text_model.removed == []
    assert "not the one that the model is evaluating" in text_model.notice
    text_study.model = model
    assert text_study.wait(20)
    assert text_model.current


def test_an_exact_explanation_has_no_control_of_what_is_drawn(wire):
    explorer = lw.explore(model, "good words, good")
    assert explorer.study.wait(20)
    names = {control["name"] for control in study_model_of(explorer.study).controls}
    assert not {"random_state", "design"} & names
    explorer.study.instance = TEXT
    assert explorer.study.wait(20)
    assert {"random_state", "design"} <= {control["name"] for control in study_model_of(explorer.study).controls}
    explorer.close()


def test_samples_travel_only_to_those_who_show_them(text_model, text_study, wire):
    assert text_model.samples is None
    table = lw.TableView(text_study)
    samples, neighborhood = text_model.samples, text_study.neighborhood

    masks = np.unpackbits(read(samples["masks"]), axis=1, count=samples["p"])
    np.testing.assert_array_equal(masks, neighborhood.Z)
    np.testing.assert_allclose(read(samples["y"]), neighborhood.y[:, text_study.output], rtol=1e-6)
    np.testing.assert_allclose(read(samples["distance"]), neighborhood.distances, rtol=1e-6)
    assert samples["counts"] is samples["weights"] is None

    wire.messages.clear()
    text_study.kernel_width = 50.0
    text_study.n_features = 3
    assert text_study.wait(20)
    assert not any("samples" in state for state in wire.updates_of(text_model))
    text_study.output = 0
    assert text_study.wait(20)
    np.testing.assert_allclose(read(text_model.samples["y"]), neighborhood.y[:, 0], rtol=1e-6)
    table.close()
    text_study.redraw()
    assert text_study.wait(20)
    assert text_model.samples["generation"] < text_study.generation


def test_with_a_kernel_of_the_users_own_the_weights_travel(text_model, text_study):
    kernel = lambda distances, width: 1 / (1 + distances / width)  # noqa: E731  a kernel is a formula
    table = lw.TableView(text_study)
    text_study.kernel = kernel
    assert text_study.wait(20)
    text_study.kernel_width = 30.0
    assert text_study.wait(20)

    expected = kernel_weights(text_study.neighborhood.distances, 30.0, kernel)[0]
    np.testing.assert_allclose(read(text_model.samples["weights"]), expected, rtol=1e-6)
    table.close()


def test_exact_samples_say_what_they_count_for(wire):
    explorer = lw.explore(model, "good words, good")
    assert explorer.study.wait(20)
    samples = study_model_of(explorer.study).samples

    assert samples["n"] == 4
    assert read(samples["counts"]).sum() == pytest.approx(explorer.study.n_samples)
    explorer.close()


def test_an_explorer_of_a_text_shows_the_samples_too(wire):
    explorer = lw.explore(model, TEXT, n_samples=64, bag=False, kernel_width=30.0)

    assert isinstance(explorer, lw.TextExplorer)
    assert (explorer.study.bag, explorer.study.kernel_width) == (False, 30.0)
    assert explorer.study.wait(20)
    assert explorer.study_model.samples["n"] == 64
    explorer.close()
    opened, closed = (
        sorted(message.comm_id for message in wire.messages if message.kind == kind)
        for kind in ("comm_open", "comm_close")
    )
    assert opened == closed


def test_a_view_of_texts_shows_no_table_row(wire, study):
    from ipywidgets.widgets.widget import _instances

    before = len(_instances)
    for view in (lw.TextView, lw.TableView, lw.TextExplorer):
        with pytest.raises(lw.LimeError, match="study of a table row"):
            view(study)
    assert len(_instances) == before


@pytest.mark.parametrize(
    ("x", "message"),
    [("", "empty"), ("?", "no word"), (None, "None"), (b"x", "decode"), (["a", "b"], "X_train"), (3.0, "X_train")],
)
def test_what_is_neither_text_nor_row_is_said_before_anything_is_shown(wire, x, message):
    with pytest.raises(lw.LimeError, match=message):
        lw.explore(model, x)
    assert not wire.messages


def test_the_explorer_of_rows_shows_no_text(wire, text_study):
    with pytest.raises(lw.LimeError, match=r"TabularExplorer was given a study of a text\..*TextExplorer"):
        lw.TabularExplorer(text_study)


def test_a_text_needs_no_table(wire, table):
    with pytest.raises(lw.LimeError, match="Leave X_train out"):
        lw.explore(model, "a text", table)


def test_controls_of_a_text_are_those_of_texts(text_model, text_study, wire):
    shown = {control["name"]: control for control in text_model.controls}

    assert {"unit", "bag", "mask"} <= shown.keys()
    assert not {"ngram", "discretizer", "sample_around_instance"} & shown.keys()
    assert shown["mask"]["kind"] == "text"
    assert [option["value"] for option in shown["distance"]["options"]] == ["cosine", "removed"]
    wire.set(text_model, unit="ngram")
    assert text_study.wait(20)
    ngram = next(control for control in text_model.controls if control["name"] == "ngram")
    assert (ngram["kind"], ngram["min"], ngram["max"]) == ("range", 2, 5)
    wire.set(text_model, mask="custom")
    assert text_study.wait(20)
    assert text_study.mask == "custom"
    assert_follows(text_model, text_study)


def test_the_kernel_weights_a_table_shows_are_these():
    # The browser works them out by itself: js/test/views/table.test.ts holds it to the same numbers.
    distances = np.array([0.0, 10.0, 25.0, 60.0])
    expected = {
        "exponential": [1, 0.92312, 0.60653, 0.05613],
        "epanechnikov": [1, 0.84, 0, 0],
        "triangular": [1, 0.6, 0, 0],
        "uniform": [1, 1, 1, 0],
    }
    for kernel, weights in expected.items():
        np.testing.assert_allclose(kernel_weights(distances, 25.0, kernel)[0], weights, atol=5e-6)


def test_reset_puts_back_the_colors_too(text_model, text_study, wire):
    wire.set(text_model, palette="green-red")
    wire.set(text_model, kernel_width=50.0)
    wire.send(text_model, type="reset")

    assert (text_model.palette, text_model.kernel_width) == ("blue-orange", 25.0)
