"""Every notebook runs in a fresh kernel in JupyterLab, is drawn without an error of the page, and is photographed.

Set LIME_WIDGETS_PHOTOS to a folder to keep the photographs.
"""

import os
from pathlib import Path

import nbformat
import pytest
from PIL import Image

HOME = Path(__file__).parent.parent.parent / "notebooks"
NOTEBOOKS = [*sorted(HOME.glob("*.ipynb")), *sorted((HOME / "exercises" / "source" / "lime").glob("*.ipynb"))]

# Cells whose output is a widget.
_WIDGET_CELLS = """() => window.__notebook.content.model.sharedModel.cells.flatMap((cell, place) =>
    (cell.outputs ?? []).some((output) => output.data?.['application/vnd.jupyter.widget-view+json']) ? [place] : [])"""

_SHOW = """async (place) => {
    window.__notebook.content.activeCellIndex = place;
    await window.__notebook.content.scrollToItem(place, 'start');
}"""

# The views of an output are all there: none is loading, none is broken, and what they draw has a size.
_IS_DRAWN = """(place) => {
    const node = window.__notebook.content.widgets[place]?.outputArea?.node;
    if (!node || node.querySelector('.lw-broken') || node.textContent.includes('Loading widget')) return false;
    const views = [...node.querySelectorAll('.lw, .widget-html, .bqplot')];
    const busy = node.querySelector('[data-status="sampling"], [data-status="waiting"]');
    return views.length > 0 && busy === null && node.getBoundingClientRect().height > 60;
}"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_is_drawn_and_photographed(lab, path, tmp_path):
    photos = Path(os.environ.get("LIME_WIDGETS_PHOTOS", tmp_path))
    photos.mkdir(parents=True, exist_ok=True)
    lab.open(nbformat.read(path, as_version=4))

    lab.run_all(timeout=400)

    places = lab.page.evaluate(_WIDGET_CELLS)
    assert places
    for place in places:
        lab.page.evaluate(_SHOW, place)
        lab.wait_until(_IS_DRAWN, arg=place, timeout=60)
        lab.page.wait_for_timeout(150)
        photo = lab.screenshot(photos / f"{path.stem}_{place}.png")
        with Image.open(photo) as picture:
            assert len(picture.convert("RGB").getcolors(1 << 24)) > 30
