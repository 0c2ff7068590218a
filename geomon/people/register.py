"""`people.toml` of a workspace: who signs in as whom, with which roles and limits."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from geomon.errors import SettingsError
from geomon.people.actor import LOCAL, Actor, Limits
from geomon.people.rights import ACTIONS, ROLES
from geomon.publishing import INTERNAL, load_audiences

FILE = "people.toml"
KEYS = ("name", "sign_in", "roles", "regions", "layers", "units", "audience")
_CODE = re.compile(r"\d{6}")
MOST_HOURS = 72
RESERVED = ("document",)
"""The record calls a document so where a person's name would stand."""
PUBLIC = "public"
"""The role and the audience of those who see what is published, and nothing else."""


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """One line of the file: `sign_in` is what the provider calls them in the claim that `People.claim` names."""

    sign_in: str
    actor: Actor


@dataclasses.dataclass(frozen=True)
class People:
    """All who may sign in.

    Attributes
    ----------
    claim : of the identity token, compared with `sign_in`.
    hours : how long a sign-in holds from its begin; 0 is as long as its token says.
    roles : what each role may do in this workspace.
    audiences : those that it knows.
    """

    claim: str = "email"
    hours: float = 0.0
    persons: tuple[Person, ...] = ()
    roles: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=lambda: ROLES)
    audiences: tuple[str, ...] = ()

    def find(self, sign_in: object) -> Actor | None:
        """Return who signs in under this word; None where nobody does. Addresses are compared without case."""
        wanted = sign_in.strip().casefold() if isinstance(sign_in, str) else ""
        return self._by_sign_in.get(wanted) if wanted else None

    @functools.cached_property
    def _by_sign_in(self) -> dict[str, Actor]:
        return {one.sign_in: one.actor for one in self.persons}

    def of_roles(self, name: str, raw: Mapping[str, Any], where: str) -> Actor:
        """Return an actor who is no person: the keys roles, regions, layers and audience as a person of the file has them.

        Raises
        ------
        SettingsError
            Naming the key, what was found and what is accepted.
        """
        return _person({"name": name, "sign_in": "-", **raw}, self.roles, where, set(), self.audiences).actor


def load_people(path: Path) -> People:
    """Return the people of a workspace; nobody where there is no file.

    Raises
    ------
    SettingsError
        Naming the person and key, what was found and what is accepted.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return People()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("is not TOML in UTF-8.", where=path.name, how=str(error)) from error
    _known(raw, ("claim", "hours", "roles", "people"), path.name)
    table = dict(ROLES) | {role: _actions(path.name, role, may_do) for role, may_do in _dict(raw.get("roles", {}), path.name).items()}
    claim = raw.get("claim", "email")
    if not (isinstance(claim, str) and claim):
        raise SettingsError("claim is no word.", where=path.name, how='Name a claim of the identity token, such as "email" or "sub".')
    hours = raw.get("hours", 0.0)
    if isinstance(hours, bool) or not (isinstance(hours, int | float) and 0 <= hours <= MOST_HOURS):
        raise SettingsError("hours is no number of hours.", where=path.name,
                            how=f"Write a number from 0 to {MOST_HOURS}; 0 asks the token.")
    taken: set[str] = set()
    audiences = load_audiences(path.parent)
    persons = [_person(_dict(one, path.name), table, path.name, taken, audiences) for one in raw.get("people", [])]
    return People(claim, float(hours), tuple(persons), table, tuple(audiences))


def _person(raw: Mapping[str, Any], table: Mapping[str, frozenset[str]], file: str, taken: set[str],
            audiences: Collection[str]) -> Person:
    name = raw.get("name")
    if not (isinstance(name, str) and name.strip()):
        raise SettingsError("a person has no name.", where=file, how="Give each [[people]] a name; the record shows it.")
    where = f"{file}, {name}"
    _known(raw, KEYS, where)
    sign_in = raw.get("sign_in")
    if not (isinstance(sign_in, str) and sign_in.strip()):
        raise SettingsError("sign_in is missing.", where=where, how="Write what the provider calls the person, such as an address.")
    sign_in = sign_in.strip().casefold()
    if name in RESERVED or not taken.isdisjoint((f"name {name}", f"sign_in {sign_in}")):
        raise SettingsError("two people have the same name or sign_in, or the name is reserved.", where=where,
                            how="Make them differ, or the record cannot tell who did what.")
    taken |= {f"name {name}", f"sign_in {sign_in}"}
    roles = _words(raw, "roles", where) or frozenset()
    for role in sorted(roles):
        if role not in table:
            raise SettingsError(f"there is no role {role!r}.", where=where, how=f"Roles: {', '.join(sorted(table))}.")
    regions = _words(raw, "regions", where)
    for code in sorted(regions or ()):
        if not _CODE.fullmatch(code):
            raise SettingsError(f"{code!r} is no region.", where=where,
                                how="Write codes of six digits (GB/T 2260) of counties, cities or provinces.")
    audience = raw.get("audience", INTERNAL)
    if not isinstance(audience, str) or audience not in audiences:
        raise SettingsError(f"there is no audience {audience!r}.", where=where, how=f"Audiences: {', '.join(audiences)}.")
    if audience == INTERNAL:
        audience = PUBLIC if PUBLIC in roles else ""
    limits = Limits(regions, _words(raw, "layers", where), audience)
    actions = frozenset(action for role in roles for action in table[role])
    return Person(sign_in, Actor(name, roles, actions, limits, _words(raw, "units", where)))


def _actions(file: str, role: str, may_do: object) -> frozenset[str]:
    if role == LOCAL:
        raise SettingsError(f"the name {role!r} is taken.", where=file, how="Call the role otherwise.")
    words = _words({"roles": may_do}, "roles", f"{file}, {role}", empty=True) or frozenset()
    for action in sorted(words - ACTIONS.keys()):
        raise SettingsError(f"there is no action {action!r}.", where=f"{file}, {role}", how=f"Actions: {', '.join(ACTIONS)}.")
    return words


def _words(raw: Mapping[str, Any], key: str, where: str, *, empty: bool = False) -> frozenset[str] | None:
    """Return a list of words; None where the key is not there. An empty list is refused: it reads like a limit and like none."""
    if key not in raw:
        return None
    found = raw[key]
    if not (isinstance(found, list) and (found or empty) and all(isinstance(word, str) and word for word in found)):
        raise SettingsError(f"{key} is no list of words.", where=where, how="Write a list with one word at least, or leave the key out.")
    return frozenset(found)


def _dict(raw: object, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise SettingsError("has a value of the wrong kind.", where=where, how="Write people as [[people]] and roles as [roles].")
    return raw


def _known(raw: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    if extra := sorted(raw.keys() - set(keys)):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=where, how=f"Keys: {', '.join(keys)}.")
