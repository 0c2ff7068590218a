"""The basemap: pictures of the ground from a tile service, or from a local MBTiles or PMTiles file.

A service is asked by this server, never by the browser: so a key stays in the environment of the server, and no page, link or export can
hold it. Tiles are in web mercator, as every XYZ service has them; Tianditu's CGCS2000 is the same there within decimetres.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from geomon.errors import GeomonError, InputError, SettingsError, UnreadableFile
from geomon.render.pmtiles import Archive

TIMEOUT_S = 6.0
REST_S = 20.0
"""A service that failed is not asked again for so long: a page would wait for each of its tiles."""
MOST_BYTES = 2_000_000
KEPT = 600
EMPTY = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000"
                      "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")
"""A transparent picture of one pixel, for where an archive holds nothing."""
_MAGIC = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"), (b"GIF8", "image/gif"))
_TIANDITU = ("https://t{{s}}.tianditu.gov.cn/{0}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={0}&STYLE=default&TILEMATRIXSET=w"
             "&FORMAT=tiles&TILECOL={{x}}&TILEROW={{y}}&TILEMATRIX={{z}}&tk={{key}}")
KNOWN = {"tianditu": (_TIANDITU.format("vec"), "天地图"), "tianditu-image": (_TIANDITU.format("img"), "天地图")}
"""Services by name: address and credit."""


class Ground(Protocol):
    """A source of pictures.

    Attributes
    ----------
    credit : whose they are, as the map says it.
    min_zoom, max_zoom : of the tiles that exist.
    """

    credit: str
    min_zoom: int
    max_zoom: int

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a picture, None where there is none."""
        ...


def open_ground(basemap: str, root: Path, *, key: str = "", credit: str = "") -> Ground | None:
    """Return the basemap of a workspace; None where the setting is empty.

    Parameters
    ----------
    basemap : "tianditu", "tianditu-image", an address with {z}, {x}, {y} (XYZ, or a WMTS with these in its query), or a file in `root`.
    key : takes the place of {key} in the address.

    Raises
    ------
    SettingsError
        If the address lacks a part or its key, or is neither an address nor a file.
    UnreadableFile
        If the file is no archive of tiles.
    InputError
        If it holds vector tiles.
    """
    if not basemap:
        return None
    address, own = KNOWN.get(basemap, (basemap, ""))
    if re.match(r"https?://", address):
        if lacking := [part for part in ("{z}", "{x}", "{y}") if part not in address]:
            raise SettingsError(f"the address of the basemap lacks {lacking[0]}.", where="basemap", how="Write it with {z}, {x} and {y}.")
        if "{key}" in address and not key:
            raise SettingsError("the basemap needs a key.", where="basemap", how="Set GEOMON_BASEMAP_KEY in the server's environment.")
        return Service(address, key, credit or own)
    path = root / basemap
    if not path.is_file():
        raise SettingsError(f"{basemap!r} is neither an address nor a file of the workspace.", where="basemap",
                            how="Give an address with {z}, {x} and {y}, tianditu, or an .mbtiles or .pmtiles file.")
    found = PMTiles(path) if path.suffix.lower() == ".pmtiles" else MBTiles(path)
    if credit:
        found.credit = credit
    return found


def kind_of(picture: bytes) -> str:
    """Return the media type of a picture by its first bytes; "" for what is no picture."""
    return next((kind for magic, kind in _MAGIC if picture.startswith(magic)), "")


def options(ground: Ground, run: str) -> dict[str, Any]:
    """Return what the map's script needs to know of it: an address on this server, and no other."""
    return {"url": f"/tiles/ground/{{z}}/{{x}}/{{y}}?run={run}", "credit": ground.credit, "minZoom": ground.min_zoom,
            "maxZoom": ground.max_zoom}


class Service:
    """A tile service on the network; one that does not answer is let alone for `REST_S` seconds. Thread-safe."""

    min_zoom, max_zoom = 1, 18

    def __init__(self, address: str, key: str, credit: str) -> None:
        self.credit = credit
        self._address, self._key, self._silent_until = address, key, 0.0
        self._kept = functools.lru_cache(KEPT)(self._fetch)

    def __repr__(self) -> str:
        """Return no more than the credit: the address may hold a key."""
        return f"Service({self.credit!r})"

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a picture.

        Raises
        ------
        GeomonError
            If the service does not answer, or not with a picture; never with its address, which may hold a key.
        """
        return self._kept(z, x, y)

    def _fetch(self, z: int, x: int, y: int) -> bytes:
        if time.monotonic() < self._silent_until:
            raise _silent("it did not answer a moment ago")
        values = {"{z}": str(z), "{x}": str(x), "{y}": str(y), "{-y}": str((1 << z) - 1 - y), "{s}": str((x + y) % 8), "{key}": self._key}
        address = re.sub(r"\{(?:-?[zxys]|key)\}", lambda found: values.get(found[0], found[0]), self._address)
        asked = urllib.request.Request(address, headers={"User-Agent": "geomon"})  # noqa: S310  (open_ground lets http and https through)
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
                body: bytes = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            self._silent_until = time.monotonic() + (REST_S if error.code >= 500 or error.code in (401, 403, 418, 429) else 0)
            raise _silent(f"HTTP {error.code}") from None
        except (OSError, ValueError) as error:
            self._silent_until = time.monotonic() + REST_S
            raise _silent(type(error).__name__) from None
        if len(body) > MOST_BYTES or not kind_of(body):
            self._silent_until = time.monotonic() + REST_S
            raise _silent("its answer is no picture")
        return body


def _silent(why: str) -> GeomonError:
    return GeomonError(f"the basemap does not answer ({why}).", where="basemap", how="The data are drawn without it.")


class MBTiles:
    """An MBTiles file of pictures (a SQLite file; rows count from the south). Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._base() as base:
            said = dict(base.execute("SELECT name, value FROM metadata").fetchall())
            low, high = base.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        if low is None:
            raise UnreadableFile("the archive holds no tile.", where=path.name, how="Make it again, or take basemap out of geomon.toml.")
        if said.get("format") == "pbf":
            raise _vector(path)
        self.credit = _plain(str(said.get("attribution", "")))
        self.min_zoom, self.max_zoom = int(low), int(high)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a picture, None where the file holds none."""
        with self._base() as base:
            row = base.execute("SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                               (z, x, (1 << z) - 1 - y)).fetchone()
        return bytes(row[0]) if row else None

    @contextlib.contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)) as base:
                yield base
        except sqlite3.Error as error:
            raise UnreadableFile("it is no archive of tiles.", where=self._path.name, how="Give an .mbtiles or .pmtiles file.") from error


class PMTiles:
    """A PMTiles file (version 3) of pictures."""

    def __init__(self, path: Path) -> None:
        self._archive = Archive(path)
        if not self._archive.pictures:
            raise _vector(path)
        self.credit = _plain(self._archive.attribution)
        self.min_zoom, self.max_zoom = self._archive.min_zoom, self._archive.max_zoom

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a picture, None where the file holds none."""
        return self._archive.tile(z, x, y)


def _vector(path: Path) -> InputError:
    return InputError("it holds vector tiles, and the map draws pictures only.", where=path.name,
                      how="Take an archive of PNG, JPEG or WebP tiles.")


def _plain(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text).strip()[:120]



__all__ = ["EMPTY", "KNOWN", "Ground", "MBTiles", "PMTiles", "Service", "kind_of", "open_ground", "options"]
