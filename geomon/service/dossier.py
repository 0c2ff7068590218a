"""The closing dossier of a task: what was ordered, the documents, what was seen and said, the map, all in one sealed file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geomon.errors import InputError
from geomon.export.sealed import EVENTS, seal
from geomon.service.above import pictured
from geomon.store import read_links
from geomon.text import shortened

if TYPE_CHECKING:
    from geomon.service.desk import Service


def seal_dossier(service: Service, out: Path, as_of: dt.date, task: str, lang: str = "zh") -> str:
    """Write the dossier of one task and return its seal.

    Raises
    ------
    InputError
        If there is no such task.
    """
    snapshot = service._now()
    thread = snapshot.thread_of.get(task)
    if thread is None:
        raise InputError("there is no such task.", where=task, how="geomon status --json lists the tasks as document#number.")
    files = _papers(service, as_of, task)
    sites = [match.site for match in snapshot.matches_of_thread.get(thread, ())]
    if sites:
        files["map.html"] = service.map_html(as_of, lang, sites).encode("utf-8")
    for _, document, _ in snapshot.threads[thread].records:
        files |= _source(service.settings.documents, document.source, document.sha256, document.text)
    for site in sites:
        for visit in snapshot.visits_of_site.get(site, ()):
            files |= {f"photos/{name}.jpg": data for name in visit.photos if (data := service.photo(name))}
    for seen, pair in pictured(service, sites, as_of):
        files |= {f"from-above/{seen.site}-{which}.png": data for which, data in zip(("before", "after"), pair, strict=True)}
    with service._register.reading() as connection:
        rows = read_links(connection, sorted({event.seq for event in snapshot.told(thread) if event.seq is not None}))
    files[EVENTS] = json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
    verdict, (_, now) = service.verify(), snapshot.record(thread, as_of)
    about = {"task": task, "title": now.title or shortened(now.problem, 60),
             "as_of": as_of.isoformat(), "register": {"version": snapshot.version, "events": verdict.events, "head": verdict.head}}
    return seal(files, about, out)


def _papers(service: Service, as_of: dt.date, task: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for name in ("dossier.html", "dossier.docx"):
            path = Path(folder) / name
            service.report("dossier", path, as_of, task=task)
            found[name] = path.read_bytes()
        return found


def _source(folder: Path, source: str, sha256: str, text: str) -> dict[str, bytes]:
    """Return the document's own file where it is still the one that was read, and what was read of it."""
    name = Path(source).name
    found = {f"sources/{name}.read.txt": text.encode("utf-8")}
    path = folder / source
    if path.is_file() and hashlib.sha256(data := path.read_bytes()).hexdigest() == sha256:
        found[f"sources/{name}"] = data
    return found
