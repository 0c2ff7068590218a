"""A closing dossier as one sealed file: a zip whose manifest holds the hash of each file, the links of its events, and the chain's head.

The seal is the hash of the manifest. It shows every later change of a file; that the manifest itself is the old one shows against a seal
that was kept apart, on paper or in the closing notice.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geomon.errors import UnreadableFile
from geomon.export.beside import replacing

FORMAT, VERSION = "geomon-dossier", 1
MANIFEST, EVENTS = "manifest.json", "events.json"
MOST_BYTES = 512 * 1024 * 1024
"""More than this unpacked is no dossier."""
_MAKE = "geomon report dossier --task … --out x.zip makes one."
_DAY = (1980, 1, 1, 0, 0, 0)
"""The same files give the same zip, whenever it is made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """What a look into a sealed file found.

    Attributes
    ----------
    about : the manifest: task, title, day, version and head of the register; empty where it cannot be read.
    files : how many files it names.
    bad : the first file that is not as it was sealed; "" when all are.
    fault : what is wrong, in a sentence; empty when nothing is.
    """

    about: Mapping[str, Any]
    files: int
    seal: str
    bad: str = ""
    fault: str = ""


def seal(files: Mapping[str, bytes], about: Mapping[str, object], out: Path) -> str:
    """Write the files and their manifest to `out`, and return the seal.

    Raises
    ------
    GeomonError
        If the file cannot be written; what stood there is then as it was.
    """
    manifest: dict[str, object] = {"format": FORMAT, "version": VERSION, **about, "files": {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(files.items())}}
    manifest["seal"] = found = seal_of(manifest)
    with replacing(out) as beside, zipfile.ZipFile(beside, "w") as archive:
        for name, data in sorted({**files, MANIFEST: _text(manifest)}.items()):
            archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return found


def seal_of(manifest: Mapping[str, object]) -> str:
    """Return the hash of a manifest without its seal."""
    return hashlib.sha256(_text({name: value for name, value in manifest.items() if name != "seal"})).hexdigest()


def check(path: Path, link: Callable[[str, Mapping[str, object]], str], expected: str = "") -> Checked:
    """Return whether a sealed file is as it was sealed; nothing of it is unpacked to the disk.

    Parameters
    ----------
    link : gives the hash of an event from that of the one before and its row, as the register does.
    expected : a seal that was kept apart.

    Raises
    ------
    UnreadableFile
        If it is no sealed dossier.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise UnreadableFile("it is larger than a dossier can be.", where=path.name, how="Ask for the file again.")
            names = archive.namelist()
            manifest = json.loads(archive.read(MANIFEST)) if MANIFEST in names else None
            if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), dict):
                raise UnreadableFile("it is no sealed dossier.", where=path.name, how=_MAKE)
            return _checked(archive, names, manifest, link, expected)
    except OSError as error:
        raise UnreadableFile("it cannot be read.", where=path.name, how=str(error.strerror or error)) from error
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, NotImplementedError, EOFError, RuntimeError) as error:
        raise UnreadableFile("it is no sealed dossier.", where=path.name, how=_MAKE) from error


def _checked(archive: zipfile.ZipFile, names: list[str], manifest: Mapping[str, Any], link: Callable[[str, Mapping[str, object]], str],
             expected: str) -> Checked:
    files, found = manifest["files"], seal_of(manifest)

    def said(fault: str, bad: str = "") -> Checked:
        return Checked(manifest, len(files), found, bad, fault)
    if manifest.get("seal") != found:
        return said("its list of files was changed after it was sealed.", MANIFEST)
    for name, one in files.items():
        if name not in names:
            return said(f"the file {name} is missing.", name)
        if hashlib.sha256(_read(archive, name)).hexdigest() != one["sha256"]:
            return said(f"the file {name} was changed after it was sealed.", name)
    if extra := next((name for name in names if name not in files and name != MANIFEST), "") or next(
            (name for name in names if names.count(name) > 1), ""):
        return said(f"the file {extra} was added after it was sealed.", extra)
    for row in json.loads(archive.read(EVENTS)) if EVENTS in files else ():
        body = {name: value for name, value in row.items() if name not in ("previous", "hash")}
        if link(row["previous"], body) != row["hash"]:
            return said(f"event {row['seq']} is not the one that its hash tells.", EVENTS)
    if expected and expected != found:
        return said("its seal is not the one that was kept.", MANIFEST)
    return said("")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error):               # its own checksum does not hold: changed all the same
        return b""


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
