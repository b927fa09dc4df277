"""An executed notebook without a reader keeps the complete explanation; with a reader its cell returns at once."""

import time
import types

import nbclient
import nbformat
import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.widgets.views import readers

SET_UP = """
import time, numpy as np, pandas as pd, lime_widgets as lw
X = pd.DataFrame(np.random.default_rng(0).normal(size=(300, 2)), columns=["a", "b"])

def slow(answers):
    time.sleep(0.05)
    return answers
"""
ROW = "lw.explore(lambda table: slow(table['a']), X.iloc[0], X)"
TEXT = "lw.explore(lambda texts: slow([float('two' in each) for each in texts]), 'one two three')"
IMAGE = (
    "lw.explore(lambda images: slow(images.mean(axis=(1, 2))), np.eye(16), n_samples=64, "
    "segmentation='grid', segmentation_options={'size': 8})"
)
VIEW = "lw.BarsView(lw.Study(lambda table: slow(table['a']), X.iloc[0], lw.TabularExplainer(X)))"


@pytest.mark.parametrize("cell", [ROW, TEXT, IMAGE, VIEW], ids=["row", "text", "image", "a view alone"])
def test_an_executed_notebook_keeps_the_complete_explanation(cell):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SET_UP + cell)])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()

    state = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    (study,) = [each["state"] for each in state.values() if "n_model_calls" in each["state"]]
    assert (study["status"], study["progress"]) == ("ready", 1.0)
    assert study["frames"]["complete"] is True


def test_with_a_reader_a_view_is_shown_at_once(wire, monkeypatch):
    kernel = types.SimpleNamespace(get_parent=lambda _channel: {"content": {"allow_stdin": True}})
    monkeypatch.setattr("IPython.get_ipython", lambda: types.SimpleNamespace(kernel=kernel))
    assert not readers.nobody_reads()

    def slow(rows):
        time.sleep(0.5)
        return rows[:, 0]

    rows = np.random.default_rng(0).normal(size=(50, 2))
    explorer = lw.explore(slow, rows[0], rows, n_samples=64)
    explorer._repr_mimebundle_()
    assert explorer.study.status == "sampling"
    kernel.get_parent = lambda _channel: {"content": {"allow_stdin": False}}
    assert readers.nobody_reads()
    explorer._repr_mimebundle_()
    assert explorer.study.status == "ready"
    explorer.close()


def test_without_a_kernel_nobody_is_asked():
    assert readers.nobody_reads() is False
