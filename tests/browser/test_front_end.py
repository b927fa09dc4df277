"""One front end for all views of a page; two versions of the package on one page do not meet."""

import nbformat
from browser.lab_page import notebook_of

STUDY = """
import numpy as np, lime_widgets as lw
X = np.random.default_rng(0).normal(size=(200, 3))
study = lw.Study(lambda rows: rows @ [1.0, -2.0, 0.5], X[0], lw.TabularExplainer(X), n_samples=64)
"""
# Another version: other words in its code, and another color in its styles.
OTHER = """
import gzip
from lime_widgets.widgets.wire import front_end as module
contents = dict(module._contents())
code = gzip.decompress(contents["code"]).decode()
assert "{model}: {answer}" in code and ".lw-summary" in code
code = code.replace("{model}: {answer}", "Another {model}: {answer}")
styles = 'export const styles = "'
code = code.replace(styles, styles + ".lw-summary:where(.lw-version){outline:3px solid red}")
contents["code"] = gzip.compress(code.encode())
contents["version"] = "another"
module._contents = lambda: contents
"""

SUMMARIES = """() => [...document.querySelectorAll('.lw-summary')].map((root) => ({
    text: root.textContent, outline: getComputedStyle(root).outlineColor, width: getComputedStyle(root).outlineWidth,
}))"""


def test_the_code_is_in_the_page_once_however_many_views_stand_there(lab):
    lab.open(notebook_of(STUDY, "lw.TabularExplorer(study)", "lw.TabularExplorer(study)", "lw.BarsView(study)"))
    lab.run_all()
    lab.wait_until("() => document.querySelectorAll('.lw-bars').length === 3")
    assert lab.page.evaluate("() => globalThis.limeWidgets.size") == 1
    assert lab.page.evaluate("() => document.querySelectorAll('style[data-lime-widgets]').length") == 1
    assert (
        lab.kernel(
            "from ipywidgets.widgets.widget import _instances\n"
            "print(sum(type(each).__name__ == 'FrontEnd' for each in _instances.values()))"
        )
        == "1"
    )


def test_two_versions_on_one_page_draw_with_their_own_code(lab):
    nbformat.write(notebook_of(OTHER, STUDY, "lw.SummaryView(study)"), lab.server.root / "other.ipynb")
    lab.open(notebook_of(STUDY, "lw.SummaryView(study)"))
    lab.run_all()
    lab.wait_for(".lw-summary")
    lab.page.evaluate(
        """async () => {
            const { commands, shell } = window.jupyterapp;
            const options = { mode: 'split-right' };
            const widget = await commands.execute('docmanager:open', { path: 'other.ipynb', options });
            await widget.context.ready;
            await widget.sessionContext.ready;
            shell.activateById(widget.id);
            window.__other = widget;
        }"""
    )
    lab.wait_until("() => window.__other.sessionContext.session?.kernel?.status === 'idle'")
    lab.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    lab.wait_until("() => document.querySelectorAll('.lw-summary').length === 2")
    lab.wait_until("() => [...document.querySelectorAll('.lw-summary')].every((root) => root.textContent !== '')")

    first, other = sorted(lab.page.evaluate(SUMMARIES), key=lambda each: "Another Model" in each["text"])

    assert "Model: " in first["text"]
    assert "Another Model: " in other["text"]
    assert (other["outline"], other["width"]) == ("rgb(255, 0, 0)", "3px")
    assert first["outline"] != "rgb(255, 0, 0)"
    assert lab.page.evaluate("() => globalThis.limeWidgets.size") == 2
    lab.page.evaluate("() => window.__other.sessionContext.shutdown()")


def test_a_page_that_is_loaded_again_finds_the_code(lab):
    lab.open(notebook_of(STUDY, "lw.BarsView(study)"))
    lab.run_all()
    lab.wait_for(".lw-bars .lw-row")
    lab.save_and_reload()
    lab.wait_for(".lw-bars .lw-row", timeout=60)
