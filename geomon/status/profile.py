"""A profile: one province's warning days, colours and acceptance chain, read from a TOML file under `profiles/`."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geomon.errors import SettingsError
from geomon.model import LIGHTS
from geomon.status.ladder import Rung, read_ladder
from geomon.status.steps import Act, LookBack, Step, read_acts, read_chain, read_look_back

SHAPES = ("triangle", "diamond", "circle", "square", "ring")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclasses.dataclass(frozen=True, slots=True)
class Sign:
    """How one light looks: a colour never stands alone, so it has a shape and a letter too.

    Attributes
    ----------
    label, label_en : its name in legends.
    colour, colour_dark : `#RRGGBB`, for light and dark pages.
    shape : one of `SHAPES`.
    letter : one letter, or empty.
    """

    label: str
    label_en: str
    colour: str
    colour_dark: str
    shape: str
    letter: str


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """The rules by which lights are computed.

    Attributes
    ----------
    warning_days : yellow from so many days before the deadline.
    heartbeat_days : a duty without an end is alive for so many days after the last word of it.
    lights : the sign of each light, all five.
    chain : the acceptance chain, in order.
    acts : what can happen to a task besides, by name.
    look_back : when closed tasks are looked at again.
    ladder : the letters to whom falls behind, the mildest first; each is among `acts` too.
    """

    name: str
    title: str
    title_en: str
    warning_days: int
    heartbeat_days: int
    lights: Mapping[str, Sign]
    chain: tuple[Step, ...] = ()
    acts: Mapping[str, Act] = dataclasses.field(default_factory=lambda: read_acts({}, ""))
    look_back: LookBack = dataclasses.field(default_factory=LookBack)
    ladder: tuple[Rung, ...] = ()


def load_profile(path: Path) -> Profile:
    """Return the profile in the TOML file `path`; its name is the file's, without the ending.

    Raises
    ------
    SettingsError
        If the file is missing, is not TOML, lacks a key, or has one that is not known or of the wrong kind.
    """
    where = f"profiles/{path.name}"
    raw = _with_base(path, _read(path), where)
    fields = {f.name for f in dataclasses.fields(Profile)} - {"name"}
    _only(raw, fields, where)
    lights = _table(raw, "lights", where)
    if missing := [light for light in LIGHTS if light not in lights]:
        raise SettingsError(f"[lights] lacks {missing[0]!r}.", where=where, how=f"All of {', '.join(LIGHTS)} are needed.")
    _only(lights, set(LIGHTS), f"{where} [lights]")
    chain, acts = read_chain(raw.get("chain", []), where), read_acts(raw.get("acts", {}), where)
    ladder = read_ladder(raw.get("ladder", []), where, (*acts, *(step.stage for step in chain)))
    return Profile(
        name=path.stem,
        title=_text(raw, "title", where),
        title_en=_text(raw, "title_en", where),
        warning_days=_days(raw, "warning_days", where),
        heartbeat_days=_days(raw, "heartbeat_days", where),
        lights=MappingProxyType({light: _sign(_table(lights, light, where), f"{where} [lights.{light}]") for light in LIGHTS}),
        chain=chain,
        acts=MappingProxyType({**acts, **{rung.name: rung.act for rung in ladder}}),
        look_back=read_look_back(raw.get("look_back", {}), where),
        ladder=ladder,
    )


def _read(path: Path) -> dict[str, Any]:
    where = f"profiles/{path.name}"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        others = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml"))) or "none"
        raise SettingsError("there is no such profile.", where=where, how=f"Profiles here: {others}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("is not TOML in UTF-8.", where=where, how=str(error)) from error


def _with_base(path: Path, raw: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a profile with the keys that it leaves out taken from the one that `base` names; a base has none itself."""
    if "base" not in raw:
        return raw
    base = raw.pop("base")
    if not isinstance(base, str) or not base.replace("-", "_").isidentifier():
        raise SettingsError("base is no name of a profile.", where=where, how='Write for example base = "default".')
    under = _read(path.with_name(f"{base}.toml"))
    if "base" in under:
        raise SettingsError(f"its base {base!r} has a base itself.", where=where, how="Name the last one, or copy what you need of it.")
    return under | raw


def _sign(raw: dict[str, Any], where: str) -> Sign:
    _only(raw, {f.name for f in dataclasses.fields(Sign)}, where)
    sign = Sign(**{f.name: _text(raw, f.name, where) for f in dataclasses.fields(Sign)})
    for key in ("colour", "colour_dark"):
        if not _COLOUR.fullmatch(getattr(sign, key)):
            raise SettingsError(f"{key} = {getattr(sign, key)!r} is no colour.", where=where, how="Write it as #RRGGBB.")
    if sign.shape not in SHAPES:
        raise SettingsError(f"shape = {sign.shape!r} is not known.", where=where, how=f"Shapes: {', '.join(SHAPES)}.")
    return sign


def _only(raw: Mapping[str, object], known: set[str], where: str) -> None:
    if extra := sorted(raw.keys() - known):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=where, how=f"Keys: {', '.join(sorted(known))}.")


def _table(raw: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    value = raw.get(key)
    if not isinstance(value, dict):
        raise SettingsError(f"has no table [{key}].", where=where, how="Compare profiles/default.toml.")
    return value


def _text(raw: Mapping[str, Any], key: str, where: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        raise SettingsError(f"{key!r} is missing or is no text.", where=where, how="Compare profiles/default.toml.")
    return value


def _days(raw: Mapping[str, Any], key: str, where: str) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsError(f"{key!r} is missing or is no number of days.", where=where, how=f"Write for example {key} = 30.")
    return value
