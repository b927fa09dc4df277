"""Make the README's pictures in docs from runs of its examples in JupyterLab."""

import re
import sys
import tempfile
from pathlib import Path

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


def readme_example(key: str) -> str:
    """Find the complete example in the README that contains a text."""
    blocks = re.findall(r"```python\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return next(block for block in blocks if block.startswith("import") and key in block)


def main(*wanted: str) -> None:
    """Run each example, wait until the explanation is complete, and capture it at twice the resolution.

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
        for name, key, shown, ready in PICTURES:
            if wanted and name not in wanted:
                continue
            picture = HOME / "docs" / f"{name}.png"
            context = chromium.new_context(viewport={"width": 1200, "height": 1700}, device_scale_factor=2)
            page = LabPage(context.new_page(), server)
            page.open(notebook_of(readme_example(key)))
            page.run_all()
            page.wait_until(ready, timeout=60)
            page.page.wait_for_timeout(3000)  # the full sweep follows after a pause
            page.page.add_style_tag(content=UNSHADED)
            page.screenshot(picture, shown)
            page.close()
            page.assert_clean()
            print(f"{picture.relative_to(HOME)}: {picture.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
