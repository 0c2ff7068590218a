"""What an identity says -> who acts.

Streamlit keeps the claims of an identity token in a signed cookie for 30 days and looks at none of them again. Here each is looked at on
every use: whom it was made for, until when it holds, whether somebody signed out of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geomon.people.actor import Actor
from geomon.people.register import People

AHEAD_S = 60.0
"""A provider's clock may be so far ahead of ours."""
NAMES_A_SIGN_IN = ("iss", "sub", "aud", "iat", "exp", "nonce", "at_hash")
"""Claims that tell one sign-in from every other."""


def sign_in_of(claims: Mapping[str, Any]) -> str:
    """Return what tells this sign-in from every other: a hash, so that no list of them holds anything of a person."""
    said = json.dumps([claims.get(name) for name in NAMES_A_SIGN_IN], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


class Ended:
    """The sign-ins that somebody signed out of, kept in a file until they would have run out; safe to use from every thread."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._until: dict[str, float] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                ident, _, until = line.partition(" ")
                if until.isdecimal():
                    self._until[ident] = float(until)

    def end(self, claims: Mapping[str, Any], until: float, now: float) -> None:
        """Remember that this sign-in is over; those that have run out by now are forgotten."""
        with self._lock:
            self._until = {ident: at for ident, at in self._until.items() if at > now} | {sign_in_of(claims): until}
            beside = self._path.with_name(f".{self._path.name}.new")
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text("".join(f"{ident} {at:.0f}\n" for ident, at in self._until.items()), encoding="utf-8")
            beside.replace(self._path)

    def __contains__(self, claims: object) -> bool:
        return isinstance(claims, Mapping) and sign_in_of(claims) in self._until


@dataclasses.dataclass(frozen=True, slots=True)
class Judge:
    """Says who an identity stands for.

    Attributes
    ----------
    clients : id of this app at each provider, by the provider's name in the secrets.
    origin : where people are sent back to, such as "https://geomon.example"; an identity made for another app is none here.
    """

    people: People
    clients: Mapping[str, str]
    origin: str
    ended: Ended

    def until(self, claims: Mapping[str, Any]) -> float:
        """Return until when a sign-in holds, seconds since 1970: its token's end, or so many hours after its begin as people.toml says."""
        begun, end = _moment(claims.get("iat")), _moment(claims.get("exp"))
        return begun + self.people.hours * 3600 if self.people.hours else end

    def actor(self, claims: Mapping[str, Any] | None, now: float) -> Actor | None:
        """Return the person that claims stand for at a moment; None where they stand for nobody."""
        if not claims or claims.get("is_logged_in") is not True or claims.get("origin") != self.origin:
            return None
        client, audience = self.clients.get(str(claims.get("provider"))), claims.get("aud")
        heard = audience if isinstance(audience, list) else [audience]
        if not client or client not in heard or (len(heard) > 1 and claims.get("azp") != client):
            return None
        if not (claims.get("iss") and claims.get("sub")) or not now < self.until(claims):
            return None
        if any(_moment(claims[name]) > now + AHEAD_S for name in ("iat", "nbf") if name in claims) or "iat" not in claims:
            return None
        if self.people.claim == "email" and claims.get("email_verified") is False:
            return None
        return None if claims in self.ended else self.people.find(claims.get(self.people.claim))


def _moment(value: object) -> float:
    """Return a moment of a token; the begin of time where it is none, so that nothing holds by it."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value == value else 0.0
