"""What geomon does, for notebooks and scripts: `import geomon as gm`, then `gm.read`, `gm.layer`, `gm.pairs`, `gm.workspace`, `gm.scenes`.

Everything here takes paths and frames and gives frames; what it raises is a `geomon.errors.GeomonError`, one sentence.
"""

from __future__ import annotations

import dataclasses
import html
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from geomon.errors import InputError
from geomon.imagery import Change, Scene, change_of, changes, find_scenes, picture_pair, trend, zone_statistics
from geomon.model import ROLES, Document, Task

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.join.areas import Predicate
    from geomon.service import Service

__all__ = ["Change", "Document", "Marked", "Scene", "Task", "change_of", "changes", "check", "demo", "layer", "marked",
           "mentions", "pairs", "picture_pair", "read", "repair", "scenes", "tasks", "trend", "workspace", "zone_statistics"]

PathLike = str | os.PathLike[str]


# ---- documents ----------------------------------------------------------------------------------------------------------

def read(path: PathLike, columns: Mapping[str, str] | None = None) -> Document:
    """Return what a document says: its tasks, each with the places of its words in the text.

    Parameters
    ----------
    columns : headings of a ledger and what they hold, over what geomon proposes.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge, NoTasks
    """
    from geomon.documents import read_document

    return read_document(Path(path), columns=columns)


def tasks(document: Document) -> pd.DataFrame:
    """Return a row a task: number, section, problem, deadline (text, kind, due), progress, units by role, counts, confidence, doubts."""
    rows = [
        {
            "number": task.number, "section": task.section, "problem": task.problem,
            "deadline": task.deadline.text, "kind": task.deadline.kind,
            "due": pd.Timestamp(task.deadline.due) if task.deadline.due else pd.NaT, "progress": task.status.progress,
            **{role: "、".join(getattr(task.units, role)) for role in ROLES},
            "measures": len(task.measures), "milestones": len(task.milestones), "places": len(task.mentions),
            "confidence": task.confidence, "doubts": len(task.doubts),
        }
        for task in document.tasks
    ]
    return pd.DataFrame(rows)


def mentions(document: Document) -> pd.DataFrame:
    """Return a row a named place: number of its task, name, layer, county, and where it stands in the text (start, end)."""
    rows = [
        {"task": task.number, "name": one.name, "layer": one.layer, "county": one.county, "where": one.where,
         "start": one.span[0], "end": one.span[1]}
        for task in document.tasks for one in task.mentions
    ]
    return pd.DataFrame(rows, columns=["task", "name", "layer", "county", "where", "start", "end"])


@dataclasses.dataclass(frozen=True, slots=True)
class Marked:
    """A task's text with what was read in it marked; shows itself in a notebook, and as plain text with 〔…〕 elsewhere."""

    parts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "".join(f"〔{kind}:{text}〕" if kind else text for text, kind in self.parts)

    def _repr_html_(self) -> str:
        made = "".join(
            f'<mark title="{html.escape(kind)}">{html.escape(text)}<sub>{html.escape(kind)}</sub></mark>' if kind else html.escape(text)
            for text, kind in self.parts
        )
        return f'<div style="white-space:pre-wrap;line-height:1.9">{made}</div>'


def marked(document: Document, task: Task) -> Marked:
    """Return the text of a task with the places that it names and its dates marked, by their spans."""
    spans = [(*one.span, one.layer) for one in task.mentions] + [(*one.span, "milestone") for one in task.milestones]
    spans += [(*field.span, field.name) for field in task.fields if field.name == "deadline"]
    start, end = task.span
    parts: list[tuple[str, str]] = []
    at = start
    for a, b, kind in sorted(spans):
        if a < at or b > end:
            continue  # the inner one of two, or one in another part of the document
        parts += [(document.text[at:a], ""), (document.text[a:b], kind)]
        at = b
    parts.append((document.text[at:end], ""))
    return Marked(tuple(part for part in parts if part[0]))


# ---- layers -------------------------------------------------------------------------------------------------------------

def check(path: PathLike, *, encoding: str = "", crs: str = "") -> dict[str, Any]:
    """Return whether a file is a usable layer, and what it is: format, text encoding, CRS or its candidates, faults."""
    from geomon.service.checking import check_file

    return check_file(Path(path), encoding=encoding, crs_is=crs)


def repair(path: PathLike, out: PathLike, *, encoding: str = "", crs: str = "") -> dict[str, Any]:
    """Write a repaired copy in CGCS2000 (.gpkg, .geojson, .fgb) and return the answer of `check` with `repaired`: what was changed.

    Raises
    ------
    InputError
        If the copy exists already or cannot be written.
    """
    from geomon.service.checking import check_file

    return check_file(Path(path), encoding=encoding, crs_is=crs, repair=Path(out))


def layer(path: PathLike, *, crs: str = "EPSG:4490", datum: str = "CGCS2000") -> GeoDataFrame:
    """Return the features of a file in EPSG:4490, through the gate; `crs` and `datum` are those of a file that does not say them.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge, MissingCRS, InputError
    """
    from geomon.layers import Layer
    from geomon.readers import read_features

    named = Layer(id="layer", title="", title_en="", geometry="point", source=Path(path).name, licence="", crs=crs, datum=datum)
    return read_features(Path(path), named)


def pairs(points: GeoDataFrame, areas: GeoDataFrame, predicate: Predicate = "within", metres: float | None = None) -> pd.DataFrame:
    """Return the pairs of two frames: `point` and `area` (labels of their indexes) and `metres` on the ground (0 inside).

    Parameters
    ----------
    predicate : "within", "intersects", "dwithin" or "nearest" (with ties); the last two take `metres`.

    Raises
    ------
    InputError
        For frames without a CRS, or coordinates that are none.
    """
    from geomon.join.areas import Areas
    from geomon.join.kernels import join as kernel

    for name, frame in (("points", points), ("areas", areas)):
        if frame.crs is None:
            raise InputError("the frame has no CRS.", where=name, how="Set it with set_crs, if you know it.")
    shapes = points.geometry.to_numpy()
    sites = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)]) if (shapely.get_type_id(shapes) == 0).all() else shapes
    held = Areas(areas.geometry.to_numpy(), pyproj.CRS(areas.crs), predicate, metres)
    found = kernel(sites, pyproj.CRS(points.crs), held)
    return pd.DataFrame({"point": points.index.to_numpy()[found.site], "area": areas.index.to_numpy()[found.area], "metres": found.metres})


# ---- workspaces ---------------------------------------------------------------------------------------------------------

def workspace(folder: PathLike) -> Service:
    """Open a workspace; what a person does with it are the methods of what is returned. Close it when done.

    Raises
    ------
    SettingsError, Busy
    """
    from geomon.service import open_service
    from geomon.settings import load_settings

    return open_service(load_settings(Path(folder)))


def demo() -> Service:
    """Return the demonstration workspace, copied to a new temporary folder and built; nothing of yours is touched."""
    import shutil

    from geomon.service.workspace import packaged_demo
    from geomon.settings import FILE

    home, folder = packaged_demo(), Path(tempfile.mkdtemp(prefix="geomon-"))
    for name in ("layers", "profiles", "data/documents", "data/layers"):
        shutil.copytree(home / name, folder / name)
    shutil.copy(home / FILE, folder)
    opened = workspace(folder)
    opened.build()
    return opened


def scenes(folder: PathLike) -> Sequence[Scene]:
    """Return the scenes of a folder, oldest first.

    Raises
    ------
    InputError
        The first fault found, if one of its pictures cannot be used.
    """
    found, faults = find_scenes(Path(folder))
    if faults:
        raise faults[0]
    return found
