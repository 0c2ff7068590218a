"""GeoPackage: its tables are looked over with SQLite first, so that GDAL meets neither virtual tables nor views that call functions."""

from __future__ import annotations

import sqlite3

from geomon.errors import InputError, UnreadableFile, UnsafeFile
from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source
from geomon.readers.vector import read_vector

_INDEXES = ("using rtree", "using fts", "using 'rtree'", 'using "rtree"')


def _read(source: Source) -> Raw:
    layers = _layers(source)
    if source.layer:
        if source.layer not in layers:
            raise InputError(f"holds no layer {source.layer!r}.", where=source.name, how=f"It holds: {_some(layers)}.")
        return read_vector(source, layer=source.layer, layers=tuple(layers))
    if not layers:
        raise UnreadableFile("there is no layer of features in it.", where=source.name, how="Export the layer again.")
    if len(layers) > 1:
        raise InputError(f"it holds {len(layers)} layers.", where=source.name, how=f"Pick one with --layer: {_some(layers)}.")
    return read_vector(source, layer=layers[0])


def _layers(source: Source) -> list[str]:
    """Return the names of the layers of features, after refusing what could run or reach elsewhere."""
    try:
        # immutable: no journal, no lock, no file beside it
        base = sqlite3.connect(f"{source.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise _broken(source, error) from error
    try:
        base.execute("PRAGMA trusted_schema=OFF")
        base.execute("PRAGMA cell_size_check=ON")
        schema = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchmany(10_000)
        tables = {name.casefold(): kind for kind, name, _ in schema if kind in ("table", "view")}
        if "gpkg_contents" not in tables:
            raise UnreadableFile("it is an SQLite database, but no GeoPackage.", where=source.name, how="Export the layer as GeoPackage.")
        for kind, name, sql in schema:
            words = " ".join(sql.casefold().split())
            if words.startswith("create virtual table") and not any(index in words for index in _INDEXES):
                how = "Export the layer again, without virtual tables."
                raise UnsafeFile(f"its table {name!r} is virtual and could read other files.", where=source.name, how=how)
            if kind == "view":
                _check_view(base, name, source)
        rows = base.execute("SELECT c.table_name, c.data_type FROM gpkg_contents c").fetchmany(1_000)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _broken(source, error) from error
    finally:
        base.close()
    return [str(name) for name, kind in rows if kind == "features" and str(name).casefold() in tables]


def _check_view(base: sqlite3.Connection, name: str, source: Source) -> None:
    """Refuse a view that calls any function: the reader's SQL has functions that open files."""
    called: list[str] = []

    def watch(action: int, _first: str | None, second: str | None, _base: str | None, _inner: str | None) -> int:
        if action == sqlite3.SQLITE_FUNCTION and second:
            called.append(second)
        return sqlite3.SQLITE_OK if action in (sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT) else sqlite3.SQLITE_DENY

    base.set_authorizer(watch)
    try:
        quoted = name.replace('"', '""')
        base.execute(f'EXPLAIN SELECT * FROM "{quoted}"').fetchone()  # noqa: S608 - a name from the schema, quoted; nothing is run
    except sqlite3.Error as error:
        what = f"its view {name!r} calls a function or a table that is not its own" + (f" ({called[0]})." if called else ".")
        raise UnsafeFile(what, where=source.name, how="Export the view as a table.") from error
    finally:
        base.set_authorizer(None)


def _broken(source: Source, error: Exception) -> UnreadableFile:
    return UnreadableFile(f"the database is broken ({error}).", where=source.name, how="Export it again.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


FORMAT = Format("GeoPackage", (".gpkg",), lambda head: head.startswith(b"SQLite format 3\x00"), _read)
