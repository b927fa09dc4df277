"""The harness's own test: it can run a notebook, drive a control, read what is drawn and ask the kernel."""

import statistics

import pytest
from browser.lab_page import KernelError, notebook_of

SLIDER = """
import ipywidgets
slider = ipywidgets.IntSlider(value=3, max=50)
slider
"""

KNOB = '''
import anywidget, traitlets

class Knob(anywidget.AnyWidget):
    _esm = """
    function render({ model, el }) {
        el.innerHTML = '<input class="knob" type="range" min="0" max="1000" data-lm-suppress-shortcuts="true">' +
            '<output class="echo"></output>';
        const input = el.querySelector('input');
        const echo = el.querySelector('output');
        input.value = model.get('turn');
        input.addEventListener('input', () => { model.set('turn', Number(input.value)); model.save_changes(); });
        model.on('change:doubled', () => { echo.dataset.doubled = model.get('doubled'); });
    }
    export default { render };
    """
    turn = traitlets.Int(7).tag(sync=True)
    doubled = traitlets.Int(14).tag(sync=True)

    @traitlets.observe("turn")
    def double(self, change):
        self.doubled = 2 * change.new

knob = Knob()
knob
'''

TURN = """(i) => {
    const input = document.querySelector('.knob');
    input.value = String(Number(input.value) + 1);
    input.dispatchEvent(new Event('input', { bubbles: true }));
}"""
DOUBLED = "() => document.querySelector('.echo').dataset.doubled"


def test_a_notebook_runs_and_its_widgets_answer(jupyter, tmp_path):
    jupyter.open(notebook_of(SLIDER, KNOB))
    jupyter.run_all()
    jupyter.wait_for(".widget-slider, .jupyter-widget-slider")
    jupyter.wait_for(".knob").focus()

    jupyter.page.keyboard.press("ArrowRight")
    jupyter.wait_for(".echo[data-doubled='16']", state="attached")
    assert jupyter.kernel("print(knob.turn)") == "8"
    assert jupyter.kernel("knob.doubled, slider.value") == "(16, 3)"

    milliseconds = jupyter.latency(TURN, DOUBLED, times=20)
    assert len(milliseconds) == 20
    assert 0 < statistics.median(milliseconds) < 1000
    assert jupyter.kernel("knob.turn") == "28"
    assert len(jupyter.key_latency(["ArrowRight", "ArrowLeft"], DOUBLED)) == 2

    jupyter.change_theme(dark=True)
    assert jupyter.screenshot(tmp_path / "page.png").stat().st_size > 5000
    assert jupyter.screenshot(tmp_path / "knob.png", ".knob").stat().st_size > 100


def test_what_a_cell_raises_is_not_lost(lab):
    lab.open("1 / 0")

    with pytest.raises(KernelError, match="ZeroDivisionError"):
        lab.run_all()
    with pytest.raises(KernelError, match="NameError"):
        lab.kernel("nowhere")


def test_an_error_in_the_page_is_not_lost(lab):
    lab.open("pass")
    lab.page.evaluate("() => { console.error('a widget complains'); fetch('/no/such/thing'); }")
    lab.page.wait_for_timeout(500)

    with pytest.raises(AssertionError, match=r"a widget complains(.|\n)*404"):
        lab.assert_clean()
    lab.problems.clear()
