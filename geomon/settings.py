"""One frozen `Settings`, loaded once (defaults < geomon.toml < environment) and handed along."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import parse_qs, urlencode, urlsplit

from geomon.errors import SettingsError

FILE = "geomon.toml"


@dataclasses.dataclass(frozen=True, slots=True)
class Server:
    """A register on a PostgreSQL server; as text it names the place without what is secret.

    Attributes
    ----------
    url : as libpq takes it; it may hold a password, so it is never shown.
    schema : the register's own in that database, so that several can share one.
    """

    url: str = dataclasses.field(repr=False)
    schema: str = "geomon"

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        return f"{parts.scheme}://{user.partition(':')[0]}{at}{host}{parts.path}, schema {self.schema}"


def server_of(store: str) -> Server:
    """Return the server that the setting `store` names: an address of libpq, to which `schema=NAME` may be added in its query.

    Raises
    ------
    ValueError
        If it is no such address; the text does not repeat it.
    """
    parts = urlsplit(store)
    asked = parse_qs(parts.query, keep_blank_values=True)
    schema = asked.pop("schema", ["geomon"])[-1]
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError('store is empty or an address such as "postgresql://geomon@127.0.0.1/geomon".')
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,23}", schema) or schema.startswith("pg_"):
        raise ValueError("the schema in store is a name of small letters, digits and _, 24 at most, and not one of the server's.")
    return Server(parts._replace(query=urlencode(asked, doseq=True)).geturl(), schema)


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one workspace.

    Attributes
    ----------
    root : the workspace's folder.
    title, title_en : shown as the app's name.
    as_of : the date on which the app opens; None is today. `GEOMON_AS_OF` overrides.
    profile : the file under `profiles/` whose rules compute the lights.
    counties : county codes (GB/T 2260, six digits) that the workspace covers; empty takes them from the documents.
    neighbours_km : how far outside its cities the base map reaches, in kilometres.
    max_file_mb : larger files are refused before they are opened.
    seconds_a_file : a reader that takes longer is ended.
    memory_mb : a reader that asks for more is ended.
    columns : headings of ledgers and what they hold, where geomon's own proposal is not right; the table `[columns]`.
    actor : who is named in what is corrected here; empty names the user of the operating system.
    basemap : "tianditu", "tianditu-image", an address with {z}, {x}, {y}, or an .mbtiles or .pmtiles file; empty draws the workspace's own.
    basemap_key : takes the place of {key} in it; from the environment only, so that no file or export holds it.
    basemap_credit : whose the basemap is, as the map says it.
    store : empty keeps the register in a file of the workspace (SQLite), "postgresql://…" on a server; a password only in the environment.
    host, port : where the app listens; only the loopback address works without sign-in.
    public_url : "https://HOST" where a proxy answers for the app; links that leave it begin so. Empty takes them from each request.
    """

    root: Path
    title: str = "整改点位"
    title_en: str = "Remediation sites"
    as_of: dt.date | None = None
    profile: str = "default"
    counties: tuple[str, ...] = ()
    neighbours_km: float = 60.0
    max_file_mb: float = 50.0
    seconds_a_file: float = 10.0
    memory_mb: float = 1024.0
    columns: tuple[tuple[str, str], ...] = ()
    actor: str = ""
    basemap: str = ""
    basemap_key: str = dataclasses.field(default="", repr=False)
    basemap_credit: str = ""
    store: str = dataclasses.field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8501
    public_url: str = ""

    @property
    def data(self) -> Path:
        """Folder of documents, layer files and the register."""
        return self.root / "data"

    @property
    def documents(self) -> Path:
        """Folder that `build` reads documents from."""
        return self.data / "documents"

    @property
    def layers(self) -> Path:
        """Folder of layer declarations."""
        return self.root / "layers"

    @property
    def profiles(self) -> Path:
        """Folder of profiles."""
        return self.root / "profiles"

    @property
    def cache(self) -> Path:
        """Folder of what is derived and can be deleted at any time."""
        return self.data / "cache"

    @property
    def register(self) -> Path | Server:
        """Where the register is: its file, or the server that `store` names."""
        return server_of(self.store) if self.store else self.data / "register.db"

    def today(self) -> dt.date:
        """Return the date on which the app opens."""
        return self.as_of or dt.datetime.now(tz=dt.UTC).astimezone().date()


def load_settings(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the workspace in `root`; `GEOMON_<NAME>` in the environment wins over the file.

    Raises
    ------
    SettingsError
        If the folder is no workspace, the file is not TOML, or a key or value is not known.
    """
    environment = os.environ if environment is None else environment
    path = root / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError("is no workspace: it has no geomon.toml.", where=root, how="Make one with: geomon init DIR") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("is not TOML in UTF-8.", where=path.name, how=str(error)) from error
    kinds = {name: kind for name, kind in get_type_hints(Settings).items() if name != "root"}
    if extra := sorted(raw.keys() - kinds.keys()):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=path.name, how=f"Keys: {', '.join(sorted(kinds))}.")
    if "basemap_key" in raw:
        raise SettingsError("basemap_key does not belong in a file.", where=path.name,
                            how="Set GEOMON_BASEMAP_KEY in the server's environment.")
    if _has_password(raw.get("store")):
        raise SettingsError("a password does not belong in a file.", where=path.name,
                            how="Give it in GEOMON_STORE or PGPASSWORD, in the server's environment, or in ~/.pgpass.")
    raw |= {name: environment[key] for name in kinds if name != "columns" and (key := f"GEOMON_{name.upper()}") in environment}
    try:
        values: dict[str, Any] = {name: _as(kinds[name], value) for name, value in raw.items()}
        if values.get("store"):
            server_of(values["store"])
        if values.get("public_url"):
            values["public_url"] = _origin(values["public_url"])
        return Settings(root=root.resolve(), **values)
    except (TypeError, ValueError) as error:
        raise SettingsError("has a value of the wrong kind.", where=path.name, how=str(error)) from error


def _origin(text: str) -> str:
    """Return an address as links begin with it; ValueError for what is more, or less, than scheme, host and port."""
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?/?", text):
        raise ValueError('public_url is empty or an address without a path, such as "https://geomon.example".')
    return text.rstrip("/")


def _has_password(store: object) -> bool:
    if not isinstance(store, str):
        return False
    credentials, _, query = store.partition("@")[0].partition("://")[2], *store.partition("?")[1:]
    return ("@" in store and ":" in credentials) or "password" in parse_qs(query)


def _as(kind: object, value: object) -> object:
    """Return `value` as the field's type: TOML gives typed values, the environment gives text."""
    if kind == dt.date | None:
        if isinstance(value, dt.date):
            return value
        return dt.date.fromisoformat(str(value)) if value else None
    if kind == tuple[tuple[str, str], ...]:
        if not isinstance(value, dict):
            raise TypeError("columns is a table: [columns] with one line for each heading, such as 啥时候弄完 = 'deadline'.")
        return tuple((str(heading), str(role)) for heading, role in value.items())
    if kind == tuple[str, ...]:
        return tuple(map(str, value)) if isinstance(value, list) else tuple(w for w in str(value).split(",") if w)
    if kind is int:
        return int(str(value))
    if kind is float:
        return float(str(value))
    if kind is str:
        return str(value)
    raise TypeError(f"no setting has the type {kind}")
