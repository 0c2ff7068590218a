"""The one question: may this person do this to this thing. Services, pages and routes all ask it here."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from geomon.errors import NotAllowed
from geomon.people.actor import APP, EVERYWHERE, LOCAL, Actor, Limits, Thing

SEEN = frozenset(("view", "download"))
"""To see a thing of several counties one of them is enough; to change it, all of them must be the person's."""
OF_UNITS = frozenset(("claim",))
"""What a person says in the name of a unit."""
ACCEPT = "accept."
"""How the actions begin that nobody does to their own work."""


def _table() -> tuple[Mapping[str, str], Mapping[str, frozenset[str]]]:
    raw = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))
    return MappingProxyType(raw["actions"]), MappingProxyType({role: frozenset(may_do) for role, may_do in raw["roles"].items()})


ACTIONS, ROLES = _table()
"""Each action with what it is in words, and what each role may do where a workspace says nothing else."""


@dataclasses.dataclass(frozen=True, slots=True)
class Right:
    """An answer: true where it is allowed, else why it is not and how to go on."""

    what: str = ""
    how: str = ""

    def __bool__(self) -> bool:
        return not self.what


YES = Right()


def local_actor(name: str) -> Actor:
    """Return the person on this machine where nobody signs in."""
    return Actor(name, frozenset((LOCAL,)), frozenset(ACTIONS))


def may(actor: Actor | None, action: str, thing: Thing = APP) -> Right:
    """Return whether `actor` may do `action` to `thing`; nobody at all may nothing.

    Raises
    ------
    KeyError
        If there is no such action: a misspelt one must not pass for a refusal.
    """
    doing = ACTIONS[action]
    if actor is None:
        what, how = "nobody is signed in.", "Sign in first."
        return Right(what, how)
    if action not in actor.actions:
        what = f"your roles do not let you do this: {doing}."
        how = "Who keeps people.toml can give you a role that may."
        return Right(what, how)
    if not _reaches(actor.limits, action, thing):
        what = f"it lies outside the districts or layers given to you: {doing}."
        how = "Ask somebody of that district, or who keeps people.toml."
        return Right(what, how)
    if action in OF_UNITS and actor.units is not None and actor.units.isdisjoint(thing.units or ()) and thing is not APP:
        what, how = "it belongs to other units than yours.", "A person of the unit that answers for it can say so."
        return Right(what, how)
    if action.startswith(ACCEPT) and actor.name in thing.by:
        what, how = "it is your own work, so another person must accept it.", "Ask another person with this role."
        return Right(what, how)
    return YES


def allow(actor: Actor | None, action: str, thing: Thing = APP, where: str = "") -> None:
    """Go on where it is allowed.

    Raises
    ------
    NotAllowed
        Where it is not.
    """
    if not (right := may(actor, action, thing)):
        raise NotAllowed(right.what, where=where, how=right.how)


def _reaches(limits: Limits, action: str, thing: Thing) -> bool:
    if limits.audience and (action not in SEEN or EVERYWHERE in (thing.regions or ())):
        return False                                       # who sees a redacted copy changes nothing, and sees no inside of the house
    enough = any if action in SEEN else all
    for limit, has, holds in ((limits.regions, thing.regions, limits.holds_region), (limits.layers, thing.layers, limits.holds_layer)):
        if limit is not None and has is not None and not (has and enough(map(holds, has))):
            return False
    return True
