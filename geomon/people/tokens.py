"""`tokens.toml` of a workspace: words that let programs read in the name of a person, or of a role with limits, and never write.

The file holds a hash of each token: it is shown once, to whoever made it, and nobody can read it again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geomon.errors import GeomonError, SettingsError
from geomon.people.actor import Actor
from geomon.people.register import People
from geomon.people.rights import SEEN

FILE = "tokens.toml"
MOST_DAYS = 366
LIMITS = ("roles", "regions", "layers", "audience")
"""Keys of a token that stands for no person; they mean what they mean in people.toml."""
_HEAD = "# Written by `geomon token`. A token itself is nowhere in it, only its hash; one whose table is taken out holds no more.\n"
_FORM = re.compile(r"geomon_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_NOBODY = hashlib.sha256(b"").hexdigest()
"""What a token with an unknown id is compared with, so that the answer takes as long as with a known one."""
UNKNOWN = "This token is none that was given out here, so nothing is answered; ask whoever keeps people.toml for one."
RUN_OUT = "This token has run out, so nothing is answered; ask whoever keeps people.toml for another."
REVOKED = "This token was revoked, so nothing is answered; ask whoever keeps people.toml for another."
NOBODYS = "Nobody stands behind this token any more, so nothing is answered; ask whoever keeps people.toml for another."


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A token that was given out, without its secret.

    Attributes
    ----------
    name : what it is for, as whoever made it wrote it.
    hash : SHA-256 of the whole token; its 256 random bits need no slower one.
    made, until, revoked : moments with their offset; it holds before `until`, and not once it is revoked.
    by : who made it.
    sign_in : of the person in people.toml in whose name it reads; "" where `limits` say what it reads.
    limits : the keys of `LIMITS`.
    """

    id: str
    name: str
    hash: str = dataclasses.field(repr=False)
    made: dt.datetime
    until: dt.datetime
    by: str = ""
    sign_in: str = ""
    limits: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    revoked: dt.datetime | None = None

    def state(self, now: dt.datetime) -> str:
        """Return "valid", "expired" or "revoked"."""
        return "revoked" if self.revoked else "valid" if now < self.until else "expired"

    def actor(self, people: People) -> Actor | None:
        """Return in whose name it reads, with no right but to see; None where people.toml knows them no more."""
        if self.sign_in:
            found = people.find(self.sign_in)
        else:
            with contextlib.suppress(SettingsError):
                return _seeing(people.of_roles(self.name, self.limits, FILE))
            return None
        return _seeing(found) if found else None


def _seeing(actor: Actor) -> Actor:
    return dataclasses.replace(actor, actions=actor.actions & SEEN)


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """Says in whose name a token reads."""

    tokens: Sequence[Token]
    people: People

    def judge(self, text: str, now: dt.datetime) -> tuple[Actor | None, str]:
        """Return who reads with a token, or nobody and the reason; only who knows the token is told more than that it is unknown."""
        form = _FORM.fullmatch(text)
        token = next((one for one in self.tokens if form and one.id == form[1]), None)
        same = hmac.compare_digest(digest(text), token.hash if token else _NOBODY)
        if token is None or not same:
            return None, UNKNOWN
        state = token.state(now)
        if state != "valid":
            return None, REVOKED if state == "revoked" else RUN_OUT
        actor = token.actor(self.people)
        return actor, "" if actor else NOBODYS


def draw() -> tuple[str, str]:
    """Return the id of a new token, and the token."""
    ident = secrets.token_hex(4)
    return ident, f"geomon_{ident}_{secrets.token_urlsafe(32)}"


def digest(text: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def load_tokens(path: Path) -> tuple[Token, ...]:
    """Return the tokens of a workspace, in the order in which they were made; none where there is no file.

    Raises
    ------
    SettingsError
        If the file is not as it was written.
    GeomonError
        If it cannot be read.
    """
    try:
        return tuple(_token(one) for one in tomllib.loads(path.read_text(encoding="utf-8")).get("tokens", []))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise GeomonError("the tokens cannot be read.", where=path.name, how=f"Check who may read it ({error.strerror}).") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # TOML and UTF-8 faults are values too
        raise SettingsError("is not as `geomon token` writes it.", where=path.name,
                            how="Take out what is wrong; a token that is taken out holds no more.") from error


def _token(raw: Mapping[str, Any]) -> Token:
    moments = {name: raw[name] for name in ("made", "until", "revoked") if name in raw}
    words = {name: raw.get(name, "") for name in ("id", "name", "hash", "by", "sign_in")}
    if not all(isinstance(one, str) for one in words.values()) or not (words["id"] and words["hash"]):
        raise TypeError
    if not all(isinstance(one, dt.datetime) and one.tzinfo for one in moments.values()) or len(moments) < 2:
        raise TypeError
    limits = {name: raw[name] for name in LIMITS if name in raw}
    if words["sign_in"] and limits:                        # a person's token has all that the person has: limits beside it would say less
        raise SettingsError(f"token {words['id']!r} has both sign_in and limits of its own ({', '.join(limits)}).", where=FILE,
                            how="Take one of them out; a token is of one person, or of roles with limits.")
    return Token(**words, **moments, limits=limits)


def save_tokens(path: Path, tokens: Sequence[Token]) -> None:
    """Write the tokens, readable by this account only; whoever reads meanwhile sees the old file or the new one.

    Raises
    ------
    GeomonError
        If it cannot be written; what stood there is then as it was.
    """
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # with mode 600
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(_HEAD + "".join(map(_table, tokens)))
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise GeomonError("the tokens cannot be written.", where=path.name, how=f"Check who may write it ({error.strerror}).") from error


def _table(token: Token) -> str:
    values: dict[str, Any] = {"id": token.id, "name": token.name, "hash": token.hash, "sign_in": token.sign_in, **token.limits,
                              "by": token.by, "made": token.made, "until": token.until, "revoked": token.revoked}
    lines = [f"{key} = {value.isoformat() if isinstance(value, dt.datetime) else json.dumps(value, ensure_ascii=False)}\n"
             for key, value in values.items() if value]
    return "\n[[tokens]]\n" + "".join(lines)
