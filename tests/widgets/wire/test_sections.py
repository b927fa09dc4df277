"""What has not changed is neither built nor sent."""

from collections import Counter

import numpy as np
import pytest
from widgets.study_model import assert_follows

from lime_widgets import ImageExplainer, Study, TextExplainer
from lime_widgets.widgets.wire.sections import Section, SectionState
from lime_widgets.widgets.wire.study_model import study_model_of


def test_during_a_drag_of_the_kernel_width_only_the_width_crosses_and_nothing_is_built(study_model, study, wire):
    before = Counter(study_model._sections.n_builds)

    for width in study.kernel_widths[20:80]:
        wire.set(study_model, kernel_width=float(width))
        assert study.explanation.kernel_width == width

    assert study_model._sections.n_builds == before
    assert not any(wire.updates_of(study_model))  # the page has set the width itself


def test_a_kernel_width_from_code_sends_the_width_alone(study_model, study, wire):
    before = Counter(study_model._sections.n_builds)

    for width in study.kernel_widths[20:80]:
        study.kernel_width = float(width)

    assert study_model._sections.n_builds == before
    assert {name for update in wire.updates_of(study_model) for name in update} == {"kernel_width"}


@pytest.mark.parametrize(
    ("change", "built"),
    [
        ({"alpha": 2.0}, {"sweep"}),
        ({"n_features": 2}, {"sweep", "settling"}),
        ({"palette": "green-red"}, set()),
        ({"highlight": 1}, set()),
        ({"distance": "manhattan"}, {"sweep", "grid"}),
        ({"output": "no"}, {"sweep"}),
    ],
)
def test_a_change_builds_the_sections_that_depend_on_it(study_model, study, change, built):
    before = Counter(study_model._sections.n_builds)
    study.update(**change)
    assert study.wait(20)
    assert set(study_model._sections.n_builds - before) == built
    if "sweep" in built:
        assert_follows(study_model, study)


def test_an_edited_cell_builds_the_row_and_not_the_controls(study_model, study, wire):
    before = Counter(study_model._sections.n_builds)
    wire.send(study_model, type="edit", column="temp", value="21.5")
    assert study.wait(20)
    built = study_model._sections.n_builds - before
    assert built["row"] == 1
    assert "controls" not in built
    assert "grid" not in built


def test_a_text_and_an_image_are_built_once_however_often_their_weights_change(wire):
    picture = np.zeros((16, 16))
    picture[:8, :8] = 1.0
    image = Study(
        lambda images: images.mean(axis=(1, 2)),
        picture,
        ImageExplainer("grid", segmentation_options={"size": 8}),
        n_samples=64,
    )
    text = Study(lambda texts: [float(len(each)) for each in texts], "one two three four", TextExplainer())
    for study, name in ((image, "image"), (text, "text")):
        assert study.wait(20)
        model = study_model_of(study)
        for alpha in (2.0, 3.0, 4.0):
            study.alpha = alpha
        assert study.wait(20)
        assert model._sections.n_builds[name] == 1
        model.close()


# ---- the mechanism --------------------------------------------------------------------------------


def test_arrays_are_compared_by_identity_and_plain_values_by_equality():
    array, built = np.arange(3.0), []
    values = {"array": array, "number": 1.0}
    section = Section(
        "test",
        lambda study: (study["array"], study["number"], ("a", study["number"])),
        lambda _: {"built": built.append(1)},
    )
    state = SectionState([section])
    state.changes(values)
    state.changes(values)
    assert len(built) == 1
    values["number"] = float("1.0")
    state.changes(values)
    assert len(built) == 1
    values["array"] = array.copy()
    state.changes(values)
    assert len(built) == 2
    values["number"] = True  # equal to 1.0, and another value
    state.changes(values)
    assert len(built) == 3
    assert state.n_builds == {"test": 3}


def test_a_section_without_a_key_is_not_sent():
    state = SectionState([Section("test", lambda _study: None, lambda _study: 1 / 0)])
    assert state.changes(None) == {}
