"""The explained row as editable cells."""

import numpy as np
import pandas as pd
import pytest

from lime_widgets import Study, TabularExplainer
from lime_widgets.widgets.wire.row import cells


def by_name(study):
    return {cell["column"]: cell for cell in cells(study)}


def test_every_column_has_a_cell_in_the_order_of_the_table(study, table):
    assert [cell["column"] for cell in cells(study)] == list(table.columns)


def test_a_cell_shows_what_the_row_holds(study, table):
    shown, row = by_name(study), table.iloc[20]

    assert shown["temp"]["kind"] == "number"
    assert shown["temp"]["value"] == row["temp"]
    assert shown["temp"]["text"] == str(row["temp"])
    assert shown["weather"]["kind"] == "category"
    assert shown["weather"]["value"] == row["weather"]
    assert shown["weather"]["options"] == ["GOOD", "MISTY", "RAIN"]
    assert shown["holiday"]["options"] == ["False", "True"]
    assert shown["holiday"]["value"] == str(row["holiday"])


def test_only_a_column_that_misses_values_in_training_may_be_missing(study):
    allowed = {name: cell["missing_allowed"] for name, cell in by_name(study).items()}

    assert allowed == {"temp": False, "hum": False, "weather": True, "holiday": False}


def test_a_missing_value_is_none_with_a_text(study):
    study.change("weather", None)

    cell = by_name(study)["weather"]
    assert cell["value"] is None
    assert cell["text"] == "missing"
    assert cell["changed"]


def test_a_value_is_marked_as_changed_until_it_is_taken_back(study, table):
    before = table.iloc[20]["temp"]
    study.change("temp", before + 1)
    assert [name for name, cell in by_name(study).items() if cell["changed"]] == ["temp"]

    study.change("temp", before)
    assert not any(cell["changed"] for cell in cells(study))


def test_a_value_outside_of_the_training_data_is_said_to_be(study, table):
    assert not any("told" in cell for cell in cells(study))

    study.change("temp", float(table["temp"].max()) + 5)

    told = {name: cell["told"] for name, cell in by_name(study).items() if "told" in cell}
    assert list(told) == ["temp"]
    assert "outside of the training data" in told["temp"]
    study.change("temp", float(table["temp"].max()))
    assert not any("told" in cell for cell in cells(study))


def test_a_row_that_began_with_a_gap_is_not_marked_as_changed(table):
    study = Study(lambda X: X["temp"], table.iloc[0], TabularExplainer(table), n_samples=64)

    assert by_name(study)["weather"]["value"] is None
    assert not by_name(study)["weather"]["changed"]


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (np.arange(50), 1),  # whole numbers
        (np.linspace(0, 1, 50), 0.01),
        (np.linspace(-400, 1600, 50), 100),
        (np.linspace(0, 3e-5, 50), 1e-6),
        (np.full(50, 2.5), 1),  # no range at all
    ],
)
def test_a_step_is_round_and_about_a_hundredth_of_the_range(values, step):
    table = pd.DataFrame({"a": values, "b": np.arange(50.0)})
    study = Study(lambda X: X["b"], table.iloc[3], TabularExplainer(table), n_samples=64)

    assert by_name(study)["a"]["step"] == pytest.approx(step)


def test_a_number_shows_no_digits_that_nobody_measured():
    table = pd.DataFrame({"a": np.round(np.linspace(0, 1, 11), 1), "n": np.arange(11)})
    row = pd.Series({"a": 0.1 + 0.2, "n": 3})
    study = Study(lambda X: X["a"], row, TabularExplainer(table), n_samples=64)

    assert by_name(study)["a"]["value"] == 0.3
    assert by_name(study)["n"]["value"] == 3
    assert isinstance(by_name(study)["n"]["value"], int)
