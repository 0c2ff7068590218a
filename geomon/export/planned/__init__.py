"""The one-page sheet on a planned area: what it meets, with a map, as html or docx; from the JSON of `geomon overlay` and the shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geomon.errors import InputError
from geomon.export.beside import replacing
from geomon.export.planned.page import page
from geomon.export.planned.scene import Scene, Shape, scene_of
from geomon.export.planned.text import LANGUAGES, Sheet, sheet_of
from geomon.export.planned.word import write_word

ENDINGS: tuple[str, ...] = (".docx", ".html", ".htm")

__all__ = ["ENDINGS", "Scene", "Shape", "Sheet", "html_sheet", "write_sheet"]


def html_sheet(answer: Mapping[str, Any], shapes: Sequence[Shape], lang: str) -> str:
    """Return the sheet as one HTML page that needs no network; `lang` is one of `LANGUAGES`."""
    return page(sheet_of(answer, lang), scene_of(shapes))


def write_sheet(answer: Mapping[str, Any], shapes: Sequence[Shape], out: Path, lang: str = "zh") -> None:
    """Write the sheet to a file in the format that its ending names.

    Raises
    ------
    InputError
        If the ending or the language is none of these.
    GeomonError
        If the file cannot be written; what stood there is then as it was.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS or lang not in LANGUAGES:
        how = f"Use one of: {', '.join(ENDINGS)}, in {' or '.join(LANGUAGES)}."
        raise InputError(f"no sheet has the ending {out.suffix!r} and the language {lang!r}.", where=out.name, how=how)
    with replacing(out, "--sheet") as beside:
        if ending == ".docx":
            write_word(sheet_of(answer, lang), scene_of(shapes), beside)
        else:
            beside.write_text(html_sheet(answer, shapes, lang), encoding="utf-8", newline="\n")
