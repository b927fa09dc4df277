"""Take the README's pictures, those in docs, from real runs of its examples in JupyterLab."""

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
READY = "() => document.querySelector('.lw-summary')?.dataset.status === 'ready'"


def readme_example(data: str) -> str:
    """Find the complete example in the README: the block that loads the data."""
    blocks = re.findall(r"```python\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return next(block for block in blocks if data in block)


def main() -> None:
    """Run each example, wait until the explanation is drawn and at rest, and photograph it at twice the size."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_jupyter("lab", Path(scratch)) as server,
        running_chromium() as chromium,
    ):
        for name, data in (("explorer", "load_bike_task"), ("text", "load_sms_spam"), ("image", "load_photo")):
            picture = HOME / "docs" / f"{name}.png"
            context = chromium.new_context(viewport={"width": 1500, "height": 1700}, device_scale_factor=2)
            page = LabPage(context.new_page(), server)
            page.open(notebook_of(readme_example(data)))
            page.run_all()
            page.wait_until(READY, timeout=60)
            page.page.wait_for_timeout(3000)  # the full sweep follows when the hand rests
            page.screenshot(picture, EXPLORER)
            page.close()
            page.assert_clean()
            print(f"{picture.relative_to(HOME)}: {picture.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
