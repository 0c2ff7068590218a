"""Where the corpora of malformed and hostile geodata lie: beside the project, never in it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("GEOMON_GEOFILES", Path(__file__).parents[3] / "shared" / "geofiles"))
needs_corpora = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the corpora of geodata are not beside the project ({FOLDER.name})")
_OWN = {"SOURCE.md", "LICENSE.txt", "MANIFEST.tsv", "README.md", "ATTRIBUTION"}


def files(under="", pattern="*"):
    """Return the files of a corpus, in order."""
    return sorted(p for p in (FOLDER / under).rglob(pattern) if p.is_file() and p.name not in _OWN) if FOLDER.is_dir() else []
