"""Reading documents: formats -> text with spans, layouts -> tasks, and the fields of a task."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomon.documents.as_json import document_to_json, task_to_json
    from geomon.documents.columns import COLUMN_ROLES, Column
    from geomon.documents.dating import speaks_of
    from geomon.documents.read import propose_columns, read_document, read_source, read_text, source_of_text

__all__ = [
    "COLUMN_ROLES",
    "Column",
    "document_to_json",
    "propose_columns",
    "read_document",
    "read_source",
    "read_text",
    "source_of_text",
    "speaks_of",
    "task_to_json",
]

_HOMES = {"columns": ("COLUMN_ROLES", "Column"), "as_json": ("document_to_json", "task_to_json"), "dating": ("speaks_of",)}


def __getattr__(name: str) -> object:
    """Load on first use: the process that only opens files (`worker.py`) needs no word lists."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), "read")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
