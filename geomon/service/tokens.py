"""Giving tokens out and taking them back, by whoever has the machine: the file and an event of the record, both or neither."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomon.errors import GeomonError, InputError
from geomon.model import Event
from geomon.people import FILE as PEOPLE
from geomon.people import Token, load_people, load_tokens
from geomon.people.tokens import FILE, LIMITS, MOST_DAYS, digest, draw, save_tokens

if TYPE_CHECKING:
    from geomon.service.desk import Service

MADE, REVOKED, SUBJECT, SOURCE = "token-made", "token-revoked", "workspace", "tokens"
MOST_NAME = 60


def tokens_of(service: Service) -> tuple[Token, ...]:
    """Return all tokens of the workspace, in the order in which they were made."""
    return load_tokens(service.settings.root / FILE)


def make_token(service: Service, name: str, days: int, *, sign_in: str = "", limits: Mapping[str, Any] | None = None) -> tuple[Token, str]:
    """Give out a token and record that.

    Parameters
    ----------
    name : what it is for.
    days : how long it holds, from now on.
    sign_in : of the person in whose name it reads; else `limits` has at least `roles`, as in people.toml.

    Returns
    -------
    What is kept of it, and the token itself, which is nowhere else.

    Raises
    ------
    InputError
        If nobody signs in here, there is no such person, or the token would see nothing.
    SettingsError
        If a role, a region or an audience is none.
    """
    root = service.settings.root
    limits = {key: value for key, value in (limits or {}).items() if key in LIMITS and value}
    name = name.strip()
    if not (name and len(name) <= MOST_NAME and not any(unicodedata.category(letter).startswith("C") for letter in name)):
        raise InputError("a token needs a name.", where="--name", how=f"Say in {MOST_NAME} letters at most what it is for.")
    if not 1 <= days <= MOST_DAYS:
        raise InputError("a token does not hold so long.", where="--days", how=f"Give 1 to {MOST_DAYS} days.")
    if bool(sign_in) == bool(limits.get("roles")) or (sign_in and limits):
        raise InputError("a token is of one person, or of roles with limits.", how="Give --sign-in, or --role with or without limits.")
    if not (root / PEOPLE).is_file():
        raise InputError("nobody signs in here, so programs on this machine read without a token.", where=root,
                         how=f"Write {PEOPLE} first.")
    people, now = load_people(root / PEOPLE), dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    ident, text = draw()
    token = Token(ident, name, digest(text), now, now + dt.timedelta(days=days), service.actor(), sign_in.strip().casefold(), limits)
    if not sign_in:
        people.of_roles(name, limits, "--role")
    who = token.actor(people)
    if who is None:
        raise InputError("nobody signs in under this word.", where=sign_in, how=f"Name a sign_in of {PEOPLE}.")
    if not who.actions:
        raise InputError("these roles see nothing, so a token would open nothing.", where=name, how="Give a role that may view.")
    body = {"token": ident, "name": name, "until": token.until.isoformat(), **({"person": who.name} if sign_in else limits)}
    _change(service, MADE, body, None, token)
    return token, text


def revoke_token(service: Service, ident: str) -> Token:
    """Take a token back and record that; it holds no more from the next request on.

    Raises
    ------
    InputError
        If there is no such token, or it was revoked already.
    """
    held = tokens_of(service)
    found = next((one for one in held if one.id == ident), None)
    if found is None or found.revoked:
        problem = "it was revoked already." if found else "there is no token with this id."
        raise InputError(problem, where=ident, how="See: geomon token list")
    gone = dataclasses.replace(found, revoked=dt.datetime.now(tz=dt.UTC).replace(microsecond=0))
    _change(service, REVOKED, {"token": ident, "name": found.name}, found, gone)
    return gone


def _change(service: Service, kind: str, body: dict[str, Any], was: Token | None, now: Token) -> None:
    """Write a token inside the transaction of its event: the register's lock is also the file's.

    Where the event is lost after the file was written, what was written is taken out again, under a lock of its own and of the file as it
    is by then: another process may have revoked a token in between. Where even that fails, nothing holds that should not: nobody was told
    the secret of a new token, and one that was to be revoked stays revoked.
    """
    path: Path = service.settings.root / FILE
    with contextlib.ExitStack() as undo:
        with service._register.write() as writer:
            held = load_tokens(path)
            writer.append_event(Event(service.settings.today(), service.actor(), kind, SUBJECT, body, SOURCE))
            save_tokens(path, _with(held, now))
            undo.callback(_take_out, service, path, was, now)
        undo.pop_all()


def _take_out(service: Service, path: Path, was: Token | None, now: Token) -> None:
    with contextlib.suppress(GeomonError), service._register.write():
        held = load_tokens(path)
        if now in held:
            save_tokens(path, _with(held, was) if was else [one for one in held if one != now])


def _with(held: Sequence[Token], token: Token) -> tuple[Token, ...]:
    """Return the tokens with one in the place of the one of its id, or at the end."""
    if any(one.id == token.id for one in held):
        return tuple(token if one.id == token.id else one for one in held)
    return (*held, token)
