"""Files from outside: the gate tells what they are, and makes frames in EPSG:4490 of them.

The names are loaded when they are first used: the process that reads has to set its limits before any library is there.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomon.readers.features import read_features
    from geomon.readers.gate import read_file
    from geomon.readers.limits import Limits
    from geomon.readers.reading import Reading

__all__ = ["Limits", "Reading", "read_features", "read_file"]

_HOMES = {"read_features": "features", "read_file": "gate", "Limits": "limits", "Reading": "reading"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
