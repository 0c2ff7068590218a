"""Office packages (.docx, .xlsx): what is refused before a reader unpacks them, and their parts as XML that reaches for nothing."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from geomon.errors import TooLarge, UnreadableFile, UnsafeFile

_MOST_BYTES, _MOST_ENTRIES = 400_000_000, 10_000
_SUSPECT, _RATIO = 20_000_000, 100
"""A package that unpacks to more than so many bytes, by more than so many times, is made to fill a disk."""
_MOST_XML = 120_000_000
_MOST_PROLOG = 1_000_000
"""Bytes in which a part must have come to its first element: remarks before it may hide a document type."""
_REMARKS = ((b"<?", b"?>"), (b"<!--", b"-->"))
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|spreadsheetml)/main")
_AGAIN = "Export or download it again."


def check_package(path: Path, name: str) -> None:
    """Refuse a package that is damaged, encrypted, with macros, that declares entities, or that is a bomb; `name` is what it should be."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            size = sum(entry.file_size for entry in entries)
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableFile("it is encrypted.", where=path.name, how="Save it without a password.")
            if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
                raise UnsafeFile("it holds macros.", where=path.name, how="Save it without macros (.docx, .xlsx).")
            packed = max(1, path.stat().st_size)
            if size > _MOST_BYTES or (size > _SUSPECT and size / packed > _RATIO):
                raise TooLarge(f"it unpacks to {size / 1e6:.0f} MB.", where=path.name, how="Split the document.")
            if len(entries) > _MOST_ENTRIES:
                raise TooLarge(f"it holds {len(entries)} parts.", where=path.name, how="Split the document.")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _check_part(package, entry, path)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(f"it is no {name.split(' ', 1)[1]}: the package is damaged.", where=path.name, how=_AGAIN) from error


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    """Refuse a part with a document type: office programs write none, and only there can entities be declared."""
    with package.open(entry) as part:
        start = part.read(4096).replace(b"\0", b"")
        declares = _declares(start)
        if declares is None:
            start += part.read(_MOST_PROLOG).replace(b"\0", b"")
            declares = _declares(start) or (_declares(start) is None and part.read(1) != b"")
    if declares:
        raise UnsafeFile("it declares entities, which may reach for other files.", where=path.name, how="Ask the sender for a plain copy.")


def _declares(start: bytes) -> bool | None:
    """Tell whether a document type stands before the first element; None where neither has come yet."""
    at = 0
    while (at := start.find(b"<", at)) >= 0:
        closing = next((end for begin, end in _REMARKS if start.startswith(begin, at)), b"")
        if not closing:
            return start.startswith(b"<!", at)
        if (at := start.find(closing, at)) < 0:
            break
    return None


def part(package: zipfile.ZipFile, name: str) -> Any:
    """Return a part as an XML element, None when the package has none; KeyError never.

    Raises
    ------
    UnreadableFile
        If it is no XML.
    TooLarge
        If it has more than 120 MB.
    """
    from lxml import etree

    where = Path(package.filename or name).name
    try:
        entry = package.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > _MOST_XML:
        raise TooLarge(f"its text unpacks to {entry.file_size / 1e6:.0f} MB.", where=where, how="Split the document.")
    kind = rb"http://schemas.openxmlformats.org/\1/2006/main"
    try:
        data = _STRICT.sub(kind, package.read(entry))
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        how = "Open it in Word, Excel or WPS and save it again."
        raise UnreadableFile(f"it is damaged: {name} is no XML.", where=where, how=how) from error


def main_part(package: zipfile.ZipFile, fallback: str) -> str:
    """Return the name of the package's document, which its relations tell."""
    relations = part(package, "_rels/.rels")
    for one in relations if relations is not None else ():
        if one.get("Type", "").endswith("/officeDocument"):
            return str(one.get("Target", fallback)).lstrip("/")
    return fallback
