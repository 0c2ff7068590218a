"""An audience as declared: geomon's own three, and those of a workspace's `audiences.toml`."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geomon.errors import SettingsError

FILE, INTERNAL = "audiences.toml", "internal"
VISITS: tuple[str, ...] = ("whole", "findings", "none")
ALL_ELSE, PROTECTED = "*", "protected"
FINEST = 7
"""Decimals of a degree that are written at most: a centimetre."""


@dataclasses.dataclass(frozen=True, slots=True)
class Audience:
    """What leaves for whom; `audiences.toml` says what each key means. `whole` is everything, as it is."""

    id: str
    title: str
    title_en: str
    whole: bool = False
    personal: bool = True
    visits: str = "none"
    actors: bool = False
    photos: bool = False
    outside: bool = False
    events: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    decimals: Mapping[str, int] = dataclasses.field(default_factory=lambda: {ALL_ELSE: 2}, hash=False)

    def decimals_of(self, layer: str, *, protects: bool = False) -> int:
        """Return how many decimals of a degree leave for a place on a layer."""
        if layer in self.decimals:
            return self.decimals[layer]
        kinds = [self.decimals[ALL_ELSE], *([self.decimals[PROTECTED]] if protects and PROTECTED in self.decimals else [])]
        return min(kinds)

    @property
    def coarsest(self) -> int:
        """The decimals of a place of which nothing more is known, such as one inside a text."""
        return min(self.decimals.values())


KEYS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Audience) if field.name != "id")


@functools.cache
def _own() -> Mapping[str, Audience]:
    path = Path(__file__).with_name(FILE)
    return _read(path, tomllib.loads(path.read_text(encoding="utf-8")))


def load_audiences(root: Path | None = None) -> dict[str, Audience]:
    """Return the audiences of the workspace in `root`, the internal one first; geomon's own where it declares none.

    Raises
    ------
    SettingsError
        Naming the audience and key, what was found and what is accepted.
    """
    found = dict(_own())
    path = root / FILE if root else None
    if path is not None and path.is_file():
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError("is not TOML in UTF-8.", where=path.name, how=str(error)) from error
        if INTERNAL in raw:
            raise SettingsError("the internal audience cannot be declared: it gets everything.", where=path.name,
                                how="Declare another audience.")
        found |= _read(path, raw)
    return found


def audience_named(name: str, root: Path | None = None) -> Audience:
    """Return an audience; "" is the internal one.

    Raises
    ------
    SettingsError
        If there is none of that name.
    """
    found = load_audiences(root)
    one = found.get(name or INTERNAL)
    if one is None:
        raise SettingsError(f"there is no audience {name!r}.", where=FILE, how=f"Audiences: {', '.join(found)}.")
    return one


def _read(path: Path, raw: Mapping[str, Any]) -> dict[str, Audience]:
    return {ident: _audience(f"{path.name}, {ident}", ident, table) for ident, table in raw.items()}


def _audience(where: str, ident: str, raw: Any) -> Audience:
    if not isinstance(raw, dict):
        raise SettingsError("an audience is no table.", where=where, how="Write it as [name] with its keys below.")
    if extra := sorted(raw.keys() - set(KEYS)):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=where, how=f"Keys: {', '.join(KEYS)}.")
    given: dict[str, Any] = {"title": ident, "title_en": ident}
    for key, value in raw.items():
        given[key] = _value(where, key, value)
    return Audience(ident, **given)


def _value(where: str, key: str, value: Any) -> Any:
    if key in ("events", "body", "withheld"):
        good = isinstance(value, list) and all(isinstance(one, str) for one in value)
        how, made = "Write a list of words.", frozenset(value) if good else None
    elif key == "decimals":
        good = isinstance(value, dict) and ALL_ELSE in value and all(
            isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= FINEST for n in value.values())
        how, made = f'Write whole numbers from 0 to {FINEST} by layer, with "{ALL_ELSE}" for all others.', value
    elif key in ("title", "title_en", "visits"):
        good = isinstance(value, str) and bool(value) and (key != "visits" or value in VISITS)
        how, made = f"Write one of: {', '.join(VISITS)}." if key == "visits" else "Write a word.", value
    else:
        good, how, made = isinstance(value, bool), "Write true or false.", value
    if not good:
        raise SettingsError(f"{key} has a value of the wrong kind.", where=where, how=how)
    return made
