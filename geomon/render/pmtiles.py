"""Reading one tile of a local PMTiles archive, version 3 (github.com/protomaps/PMTiles, spec/v3): a header, directories, tiles."""

from __future__ import annotations

import bisect
import functools
import gzip
import json
import struct
import zlib
from pathlib import Path

from geomon.errors import UnreadableFile

_HEADER = struct.Struct("<7sB11Q6B")
_DEPTH = 4
"""Directories below directories; archives have two."""
_MOST = 50_000_000
_PICTURES = (2, 3, 4)  # PNG, JPEG, WebP
Directory = tuple[list[int], list[int], list[int], list[int]]
"""Ids, run lengths (0 leads to another directory), lengths, offsets."""


class Archive:
    """A file; thread-safe.

    Attributes
    ----------
    pictures : its tiles are PNG, JPEG or WebP.
    min_zoom, max_zoom : of its tiles.
    attribution : whose they are, as its metadata says it.

    Raises
    ------
    UnreadableFile
        If it is none, is cut short, or is packed in a way that is not read here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        fields = _HEADER.unpack(self._read(0, _HEADER.size))
        if fields[0] != b"PMTiles" or fields[1] != 3 or fields[14] not in (1, 2) or fields[15] not in (0, 1):
            raise self._fault()
        self._root = fields[2], fields[3]
        self._leaves, self._data, self._packed = fields[6], fields[8], fields[14] == 2
        self.pictures, self.min_zoom, self.max_zoom = fields[16] in _PICTURES, fields[17], fields[18]
        self._directory = functools.lru_cache(64)(self._read_directory)
        self._directory(*self._root)
        self.attribution = self._said(fields[4], fields[5])

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile, None where the archive holds none."""
        wanted = tile_id(z, x, y)
        offset, length = self._root
        for _ in range(_DEPTH):
            ids, runs, lengths, offsets = self._directory(offset, length)
            n = bisect.bisect_right(ids, wanted) - 1
            if n < 0:
                return None
            if runs[n]:
                return self._read(self._data + offsets[n], lengths[n]) if wanted < ids[n] + runs[n] else None
            offset, length = self._leaves + offsets[n], lengths[n]
        return None

    def _read_directory(self, offset: int, length: int) -> Directory:
        raw = self._unpacked(offset, length)
        try:
            return directory(raw)
        except (IndexError, ValueError) as error:
            raise self._fault() from error

    def _unpacked(self, offset: int, length: int) -> bytes:
        raw = self._read(offset, length)
        try:
            return gzip.decompress(raw) if self._packed else raw
        except (OSError, EOFError, zlib.error) as error:
            raise self._fault() from error

    def _read(self, offset: int, length: int) -> bytes:
        if length > _MOST:
            raise self._fault()
        try:
            with self._path.open("rb") as file:  # each time: nothing to close, nothing to share between threads
                file.seek(offset)
                found = file.read(length)
        except (OSError, OverflowError) as error:
            raise self._fault() from error
        if len(found) != length:
            raise self._fault()
        return found

    def _said(self, offset: int, length: int) -> str:
        if not length:
            return ""
        try:
            said = json.loads(self._unpacked(offset, length))
        except ValueError:
            return ""
        return str(said.get("attribution", "")) if isinstance(said, dict) else ""

    def _fault(self) -> UnreadableFile:
        return UnreadableFile("it is no archive of tiles.", where=self._path.name, how="Give an .mbtiles or .pmtiles file.")


def tile_id(z: int, x: int, y: int) -> int:
    """Return the number of a tile: zooms one after the other, within one along Hilbert's curve."""
    number, side = ((1 << 2 * z) - 1) // 3, (1 << z) >> 1
    while side:
        right, low = bool(x & side), bool(y & side)
        number += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = (1 << z) - 1 - x, (1 << z) - 1 - y
            x, y = y, x
        side >>= 1
    return number


def directory(raw: bytes) -> Directory:
    """Return the entries of a directory: four columns of varints, ids as steps, an offset of 0 meaning right behind the one before."""
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = raw[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("a number that does not end")

    count = number()
    if count > len(raw):
        raise ValueError("more entries than bytes")
    ids, last = [], 0
    for _ in range(count):
        last += number()
        ids.append(last)
    runs, lengths = [number() for _ in range(count)], [number() for _ in range(count)]
    offsets: list[int] = []
    for n in range(count):
        value = number()
        if value == 0 and n == 0:
            raise ValueError("the first entry has no offset")
        offsets.append(value - 1 if value else offsets[-1] + lengths[n - 1])
    return ids, runs, lengths, offsets
