"""Make the pictures in docs from runs of the README's examples in JupyterLab."""

import re
import sys
import tempfile
from pathlib import Path

from PIL import Image

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME / "tests"))

from browser.chromium import running_chromium  # noqa: E402
from browser.lab_page import LabPage, notebook_of  # noqa: E402
from browser.server import running_jupyter  # noqa: E402

EXPLORER = ".jp-OutputArea-output:has(.lw-summary)"
EXPLORED = "() => document.querySelector('.lw-summary')?.dataset.status === 'ready'"
FIGURE = ".jp-OutputArea-output:has(.lw-plotted)"
PLANE = ".lw-plane"
# The element above the plane casts a shadow into the picture.
UNSHADED = f":has(+ {PLANE}) {{ visibility: hidden }}"
# A surface or a curve is drawn when its readout shows the surrogate's prediction.
DRAWN = "() => /surrogate -?[−\\d]/.test(document.querySelector('.lw-plotted')?.innerText ?? '')"

# Name of the picture, text that identifies the example in the README, element to capture, and condition to wait for.
PICTURES = (
    ("explorer", "load_bike_task", EXPLORER, EXPLORED),
    ("text", "load_sms_spam", EXPLORER, EXPLORED),
    ("image", "load_photo", EXPLORER, EXPLORED),
    ("kernel_width", "figures.kernel_width()", FIGURE, DRAWN),
    ("plane", "figures.plane(", PLANE, DRAWN),
)
# Views of the first example's study, for other pages: further code, element to capture, and condition to wait for.
JUDGED = {
    "stability": (
        "study.settle(5)\nstudy.wait()\nstudy.repeat(10)\nstudy.wait()\nlw.StabilityView(study)",
        ".lw-stability",
        "() => document.querySelectorAll('.lw-stability .lw-rank-line').length > 0",
    ),
    "fidelity": (
        "study.wait()\nstudy.check_fidelity()\nstudy.wait()\nlw.FidelityView(study)",
        ".lw-fidelity-view",
        "() => Number(document.querySelector('.lw-fidelity-view')?.dataset.fresh) > 0",
    ),
}


def readme_example(key: str) -> str:
    """Find the complete example in the README that contains a text."""
    blocks = re.findall(r"```python\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return next(block for block in blocks if block.startswith("import") and key in block)


def judged_example(further: str) -> str:
    """Add code that uses `study`, the study of the first example's explorer."""
    example = readme_example("load_bike_task")
    return example.replace("\nlw.explore(", "\nexplorer = lw.explore(") + f"\nstudy = explorer.study\n{further}"


def main(*wanted: str) -> None:
    """Run each example, wait until the explanation is complete, and capture it.

    The README's pictures have twice the resolution; those of the other pages are small files.

    Parameters
    ----------
    *wanted : str
        Names of the pictures to make; all by default.
    """
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_jupyter("lab", Path(scratch)) as server,
        running_chromium() as chromium,
    ):
        pictures = [(name, readme_example(key), shown, ready, 2) for name, key, shown, ready in PICTURES]
        for name, (code, shown, ready) in JUDGED.items():
            pictures.append((name, judged_example(code), shown, ready, 1))
        for name, example, shown, ready, scale in pictures:
            if wanted and name not in wanted:
                continue
            picture = HOME / "docs" / f"{name}.png"
            context = chromium.new_context(viewport={"width": 1200, "height": 1700}, device_scale_factor=scale)
            page = LabPage(context.new_page(), server)
            page.open(notebook_of(example))
            page.run_all()
            page.wait_until(ready, timeout=60)
            page.page.wait_for_timeout(3000)  # the full sweep follows after a pause
            page.page.add_style_tag(content=UNSHADED)
            page.screenshot(picture, shown)
            if name in JUDGED:
                Image.open(picture).convert("RGB").quantize(128).save(picture, optimize=True)
            page.close()
            page.assert_clean()
            print(f"{picture.relative_to(HOME)}: {picture.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
