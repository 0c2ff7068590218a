"""List an archive before opening it: names, links, ratio, total, depth; then unpack under names of our own.

The checks follow what careful readers of zip refuse (each kind of malformed archive with its own sentence); Python's own reader is used
only for what has passed them.
"""

from __future__ import annotations

import dataclasses
import itertools
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from geomon.encodings import decoded, prove
from geomon.errors import InputError, TooLarge, UnreadableFile, UnsafeFile
from geomon.readers.limits import Limits

_END, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_JUNK = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
_NESTED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_SMALL = 1 << 20
_AGAIN = "Pack it again."


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name as text, and how the archive knows it."""

    name: str
    info: zipfile.ZipInfo

    @property
    def stem(self) -> str:
        """Folder and name without the ending, small letters: files of one shapefile share it."""
        path = PurePosixPath(self.name)
        return str(path.parent / path.stem).casefold()

    @property
    def suffix(self) -> str:
        """The ending in small letters."""
        return PurePosixPath(self.name).suffix.lower()


def listed(path: Path, name: str, limits: Limits) -> tuple[zipfile.ZipFile, list[Entry]]:
    """Return the open archive and its files, after every check that needs no unpacking.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge
        Naming the archive and the entry at fault.
    """
    wide = _check_end(path, name)
    try:
        archive = zipfile.ZipFile(path)  # closed by the caller, and with the process
        infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, OverflowError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"the archive is broken ({_first_line(error)}).", where=name, how=_AGAIN) from error
    if len(infos) > limits.entries:
        raise TooLarge(
            f"the archive holds {len(infos):,} files; the limit is {limits.entries:,}.", where=name, how="Send only the layer's files."
        )
    if not wide and any(info.extra.startswith(b"\x01\x00") for info in infos):
        raise UnreadableFile("the archive gives sizes in 64 bits without being such an archive.", where=name, how=_AGAIN)
    names = _names(infos)
    _check_entries(path, name, infos, names, limits)
    entries = [Entry(text, info) for text, info in zip(names, infos, strict=True) if not info.is_dir()]
    return archive, [e for e in entries if not any(junk in e.name.casefold().split("/") for junk in _JUNK) and "/._" not in f"/{e.name}"]


def unpack(archive: zipfile.ZipFile, entry: Entry, target: Path, name: str, left: int) -> int:
    """Write one entry to `target`, a path of ours; return how many bytes it was.

    Raises
    ------
    TooLarge, UnreadableFile
        When the content is not what the list says.
    """
    size = 0
    try:
        with archive.open(entry.info) as packed, target.open("xb") as out:
            while piece := packed.read(1 << 20):
                size += len(piece)
                if size > entry.info.file_size or size > left:
                    raise TooLarge(f"{entry.name!r} unpacks to more than the archive says.", where=name, how="Do not open it by hand.")
                out.write(piece)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError, ValueError, struct.error) as error:
        raise UnreadableFile(f"{entry.name!r} in the archive is broken ({_first_line(error)}).", where=name, how=_AGAIN) from error
    if size != entry.info.file_size:
        raise UnreadableFile(f"{entry.name!r} in the archive is cut short.", where=name, how=_AGAIN)
    return size


def is_nested(entry: Entry) -> bool:
    """Return whether the entry is itself an archive."""
    return entry.suffix in _NESTED


def _check_end(path: Path, name: str) -> bool:
    """Check the record at the archive's end, which readers interpret each in its own way; return whether it has one of 64 bits."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise UnreadableFile(
            "it is no zip archive, or its end is missing.", where=name, how="Send it again; the transfer may have broken off."
        )
    disk, first_disk, here, total, _, _, comment = struct.unpack("<4H2LH", tail[at + 4 : at + 22])
    if len(tail) - at - 22 != comment:
        raise UnreadableFile("the archive has extra bytes at its end.", where=name, how=_AGAIN)
    if disk or first_disk or here != total:
        raise UnreadableFile("the archive is one of several volumes.", where=name, how="Pack it as one file.")
    return b"PK\x06\x07" in tail[:at]


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names as text: UTF-8 where flagged, the Unicode field where there is one, else what their bytes prove to be (GBK)."""
    raw = [info.orig_filename.encode("cp437", "replace") if not info.flag_bits & 0x800 else b"" for info in infos]
    proof = prove([r for r in raw if r and not r.isascii()])
    names = []
    for info, old in zip(infos, raw, strict=True):
        text = info.orig_filename
        if old and not old.isascii():
            text = _unicode_field(info.extra, old) or decoded(old, proof.encoding or "UTF-8") or decoded(old, "GB18030") or text
        names.append(text)
    return names


def _unicode_field(extra: bytes, old: bytes) -> str:
    """Return the name of the Unicode path field (0x7075), when its checksum says that it belongs to this name."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<2H", extra[:4])
        body = extra[4 : 4 + size]
        if kind == 0x7075 and len(body) > 5 and struct.unpack("<L", body[1:5])[0] == zlib.crc32(old):
            return decoded(body[5:], "UTF-8") or ""
        extra = extra[4 + size :]
    return ""


def _check_entries(path: Path, name: str, infos: list[zipfile.ZipInfo], names: list[str], limits: Limits) -> None:
    total, spans = 0, []
    with path.open("rb") as file:
        size = path.stat().st_size
        for info, text in zip(infos, names, strict=True):
            _check_name(text, name)
            _check_kind(info, text, name)
            total += info.file_size
            if info.file_size > _SMALL and info.file_size > limits.ratio * max(1, info.compress_size):
                times = info.file_size // max(1, info.compress_size)
                what = f"{text!r} would unpack to {info.file_size / 1e6:,.0f} MB, {times} times its size."
                raise TooLarge(what, where=name, how="Do not open it; ask the sender.")
            if total > limits.unpacked_mb * 1e6:
                raise TooLarge(f"it would unpack to more than {limits.unpacked_mb:g} MB.", where=name, how="Send the layer alone.")
            spans.append(_span(file, info, text, name, size))
    spans.sort()
    for (_, end, _), (start, _, text) in itertools.pairwise(spans):
        if start < end:
            raise UnsafeFile(f"{text!r} overlaps another entry of the archive.", where=name, how="Do not open it; ask the sender.")
    seen: set[str] = set()
    for text in names:
        if text.casefold() in seen:
            raise UnsafeFile(f"the archive holds {text!r} twice.", where=name, how=_AGAIN)
        seen.add(text.casefold())


def _check_name(text: str, name: str) -> None:
    parts = text.replace("\\", "/").split("/")
    if text.startswith(("/", "\\")) or (len(text) > 1 and text[1] == ":"):
        raise UnsafeFile(f"the archive holds the absolute path {text!r}.", where=name, how="Do not unpack it by hand; ask the sender.")
    if ".." in parts:
        raise UnsafeFile(
            f"the archive holds {text!r}, which leads out of its folder.", where=name, how="Do not unpack it by hand; ask the sender."
        )
    if any(ord(c) < 32 for c in text) or not text:
        raise UnsafeFile(f"the archive holds a name with control characters ({text!r}).", where=name, how=_AGAIN)
    if len(parts) > 32 or len(text) > 1000:
        raise UnsafeFile("the archive holds a path that is too deep.", where=name, how=_AGAIN)


def _check_kind(info: zipfile.ZipInfo, text: str, name: str) -> None:
    mode = info.external_attr >> 16
    if info.create_system == 3 and stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UnsafeFile(f"{text!r} in the archive is a link or a device.", where=name, how="Pack the file itself.")
    if stat.S_ISLNK(mode):
        raise UnsafeFile(f"{text!r} in the archive is a link.", where=name, how="Pack the file itself.")
    if info.flag_bits & 0x2041:
        raise UnreadableFile(f"{text!r} in the archive is encrypted.", where=name, how="Pack it without a password.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(f"{text!r} is packed by method {info.compress_type}.", where=name, how="Pack it again as an ordinary zip.")
    if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
        raise UnreadableFile(f"the two sizes of {text!r} contradict each other.", where=name, how=_AGAIN)
    _check_extra(info.extra, text, name)


def _check_extra(extra: bytes, text: str, name: str) -> None:
    while extra:
        if len(extra) < 4 or len(extra) < 4 + struct.unpack("<2H", extra[:4])[1]:
            raise UnreadableFile(f"the extra field of {text!r} is longer than there is room for.", where=name, how=_AGAIN)
        extra = extra[4 + struct.unpack("<2H", extra[:4])[1] :]


def _span(file: BinaryIO, info: zipfile.ZipInfo, text: str, name: str, size: int) -> tuple[int, int, str]:
    """Return where the entry's bytes lie; its local header must say the same as the list."""
    head = b""
    if 0 <= info.header_offset < size:
        file.seek(info.header_offset)
        head = file.read(30)
    if len(head) < 30 or head[:4] != _LOCAL:
        raise UnreadableFile(f"{text!r} is not where the archive's list says.", where=name, how=_AGAIN)
    name_size, extra_size = struct.unpack("<2H", head[26:30])
    start = info.header_offset + 30 + name_size + extra_size
    if start + info.compress_size > size:
        raise UnreadableFile(
            f"{text!r} reaches beyond the archive's end.", where=name, how="Send it again; the transfer may have broken off."
        )
    return info.header_offset, start + info.compress_size, text


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:120] or type(error).__name__


def pick(groups: dict[str, list[Entry]], wanted: str, name: str) -> list[Entry]:
    """Return the files of the one dataset, or of the one that a person picked.

    Raises
    ------
    InputError
        When there are several and none was picked, or none of that name; it names them.
    """
    titles = {key: entries[0].name for key, entries in groups.items()}
    if wanted:
        fits = [k for k, t in titles.items() if wanted in (t, PurePosixPath(t).name, PurePosixPath(t).stem)]
        if len(fits) != 1:
            raise InputError(f"holds no single layer {wanted!r}.", where=name, how=f"It holds: {_some(list(titles.values()))}.")
        return groups[fits[0]]
    if len(groups) > 1:
        raise InputError(f"it holds {len(groups)} layers.", where=name, how=f"Pick one with --layer: {_some(list(titles.values()))}.")
    return next(iter(groups.values()))


def _some(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
