#!/usr/bin/env python3
"""Make the README's relative pictures and links absolute, so that they show where the README stands alone, as on PyPI.

Run as ``readme_links.py PICTURES LINKS`` with the address of the repository's raw files and of its pages, each with a
slash at its end.
"""

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def absolute(text: str, pictures: str, links: str) -> str:
    """Put the addresses before the relative targets of a Markdown text.

    Examples
    --------
    >>> absolute("![a](docs/a.png), [b](b.md), [c](https://c.org), [d](#d)", "https://raw/", "https://page/")
    '![a](https://raw/docs/a.png), [b](https://page/b.md), [c](https://c.org), [d](#d)'
    """
    return re.sub(
        r"(!?)(\[[^\]]*\])\((?!https?://|#|mailto:)([^)\s]+)\)",
        lambda found: f"{found[1]}{found[2]}({pictures if found[1] else links}{found[3]})",
        text,
    )


if __name__ == "__main__":
    README.write_text(absolute(README.read_text(encoding="utf-8"), *sys.argv[1:]), encoding="utf-8")
