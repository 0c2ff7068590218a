"""Files as the workspace names them: no page and no answer tells a folder of the machine, the log does."""

from __future__ import annotations

import os
import tempfile
from pathlib import PurePath

from geomon.errors import GeomonError
from geomon.told import sentence_in_chinese
from geomon.ui import home


def named(text: str) -> str:
    """Return words without the folders of the workspace and of temporary files; a path alone is its last part."""
    for folder in dict.fromkeys((home.root(), home.root().resolve(), tempfile.gettempdir())):
        text = text.replace(f"{folder}{os.sep}", "")
    return PurePath(text).name if PurePath(text).is_absolute() else text


def sentence(error: GeomonError, *, chinese: bool = False) -> str:
    """Return `GeomonError.sentence` so named, or its Chinese."""
    plain = type(error)(named(error.what), where=named(error.where), how=named(error.how))
    return sentence_in_chinese(plain) if chinese else plain.sentence
