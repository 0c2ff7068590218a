"""The browser files of Leaflet and jQuery, found in their XStatic packages: nothing of others is committed, nothing comes from a CDN."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from geomon.errors import MissingDependency


def browser_files(name: str) -> Path:
    """Return the folder of an XStatic package's files ("leaflet", "jquery"), found without importing it.

    Raises
    ------
    MissingDependency
        If the package is not installed.
    """
    try:
        spec = importlib.util.find_spec(f"xstatic.pkg.{name}")
    except ModuleNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise MissingDependency(f"the browser files of {name} are not installed.", how=f"pip install XStatic-{name}")
    return Path(next(iter(spec.submodule_search_locations))) / "data"
