"""A dated snapshot for the public: the map, the tables, the list of notices, and what they were made from; a folder or a zip.

Its making is an event with the hash of each file, so that anybody can later tell what was published, when, by whom and from what.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from geomon.errors import GeomonError, InputError
from geomon.export.paper import Paper, Part, Table, units_of
from geomon.export.printing import write_paper
from geomon.model import Event
from geomon.publishing import Stamp
from geomon.service.published import Published
from geomon.text import shortened

if TYPE_CHECKING:
    from geomon.service.desk import Service

KIND, SUBJECT, SOURCE = "published", "workspace", "publishing"
ABOUT = "about.json"
ZIP = ".zip"
LAW = ("公开含地图的内容，须先按《地图管理条例》送审，并标注审图号。",
       "A map is submitted for review, and shows its review number, before it is made public in China.")


@dataclasses.dataclass(frozen=True, slots=True)
class Publication:
    """A snapshot that was written.

    Attributes
    ----------
    files : name of each file -> its SHA-256.
    sites, notices : how many are in it.
    """

    out: Path
    stamp: Stamp
    files: dict[str, str]
    sites: int
    notices: int


def publish(view: Service, whole: Service, out: Path, as_of: dt.date, audience: str, actor: str) -> Publication:
    """Write a snapshot of what `view` holds and note in the register of `whole` that `actor` made it.

    Raises
    ------
    SettingsError
        If there is no such audience.
    InputError
        If the audience is the internal one, or `out` is a folder with something in it.
    GeomonError
        If it cannot be written; what stood there is then as it was, and nothing is recorded.
    """
    shown = view.shown_to(audience)
    if not isinstance(shown, Published):
        raise InputError("the internal view is not published.", where=audience, how="Choose another audience, such as public.")
    if out.is_dir() and any(out.iterdir()):
        raise InputError("this folder is not empty.", where=out, how="Name a new folder, or a file ending in .zip.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as room:
            folder = Path(room) / out.stem
            folder.mkdir()
            made = _write(shown, folder, out, as_of)
            if out.suffix.lower() == ZIP:
                packed = Path(room) / out.name
                with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                    for path in sorted(folder.iterdir()):
                        archive.write(path, path.name)
                packed.replace(out)
            else:
                if out.is_dir():
                    out.rmdir()
                folder.replace(out)
    except OSError as error:
        raise GeomonError("the snapshot cannot be written.", where=out, how=f"Choose another --out ({error.strerror or error}).") from error
    body: dict[str, object] = {"audience": shown.audience.id, "as_of": as_of.isoformat(), "version": made.stamp.version,
                               "head": made.stamp.head, "files": dict(made.files), "sites": made.sites, "notices": made.notices}
    try:
        whole._register.append_event(Event(whole.settings.today(), actor, KIND, SUBJECT, body, SOURCE))
    except GeomonError:                                    # what is not on record was not published
        _forget(out)
        raise
    return made


def _forget(out: Path) -> None:
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)


def _write(shown: Published, folder: Path, out: Path, as_of: dt.date) -> Publication:
    stamp = shown._stamp(as_of)
    (folder / "index.html").write_text(shown.map_html(as_of), encoding="utf-8", newline="\n")
    sites = 0
    for name in ("sites.xlsx", "sites.csv", "sites.geojson"):
        sites = shown.export(folder / name, as_of)
    rows = _notices(shown, as_of)
    paper = Paper(f"{shown.settings.title}公示清单", stamp.zh, (Part("公示与销号", tables=(Table(COLUMNS, tuple(rows), WIDTHS),)),))
    for name in ("notices.html", "notices.xlsx"):
        write_paper(paper, folder / name)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    about = stamp.as_json() | {"law": LAW[0], "law_en": LAW[1], "sites": sites, "notices": len(rows), "files": files}
    (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return Publication(out, stamp, files, sites, len(rows))


COLUMNS = ("任务编号", "任务", "责任单位", "事项", "日期", "公示期")
WIDTHS = (22, 48, 30, 10, 12, 26)
SAID = {"noticed": "公示", "accepted": "验收", "closed": "销号", "returned": "退回", "rebounded": "反弹"}


def _notices(shown: Published, as_of: dt.date) -> list[tuple[str, ...]]:
    """Return what was announced of tasks up to a date, the newest first."""
    snapshot, rows = shown._now(), []
    for thread in range(len(snapshot.threads)):
        ident, _, task, _ = snapshot.stand(thread, shown.profile, as_of)
        for event in snapshot.told(thread):
            if event.kind in SAID and event.at <= as_of:
                span = f"{event.body['start']}至{event.body['end']}" if event.body.get("start") and event.body.get("end") else ""
                name = task.title or shortened(task.problem, 80)
                rows.append((ident, name, units_of(task), SAID[event.kind], event.at.isoformat(), span))
    return sorted(rows, key=lambda row: (row[4], row[0]), reverse=True)
