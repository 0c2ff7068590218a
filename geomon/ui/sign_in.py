"""Who is at the other end: the identity that Streamlit's sign-in keeps, read by pages and by raw routes alike.

Where a workspace names no people and no sign-in is set, it is whoever has this machine.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.util
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri, get_secrets_auth_section
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from geomon.errors import MissingDependency, SettingsError
from geomon.people import FILE, Actor, Ended, Judge, Tokens, load_people, load_tokens
from geomon.people.tokens import FILE as TOKENS
from geomon.service.seats import Seat
from geomon.ui import home

SECRET_LEAST = 32
"""Letters of the cookie's secret: who guesses it can be anybody."""
SIGNED_OUT = "signed-out.txt"
_lock = threading.Lock()
_kept: dict[Path, tuple[object, Judge]] = {}
_given: dict[Path, tuple[object, Tokens]] = {}


def is_on(root: Path | None = None) -> bool:
    """Return whether people sign in: where the workspace names people, or a sign-in is set."""
    return (root or home.root()).joinpath(FILE).is_file() or bool(get_secrets_auth_section())


def check(root: Path, host: str) -> None:
    """Refuse to begin where people would be named but not asked who they are, or where anybody could come in from outside.

    Raises
    ------
    SettingsError
        Naming what is missing, and where it belongs.
    """
    auth, people = get_secrets_auth_section(), root / FILE
    if not is_on(root):
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise SettingsError(f"nobody signs in here, so the app is only for this machine, not for {host!r}.", where="host",
                                how=f"Leave host at 127.0.0.1, or write {FILE} and [auth] in the secrets first.")
        return
    load_people(people)
    if not people.is_file():
        raise SettingsError("a sign-in is set, but nobody is named who may come in.", where=people, how=f"Write {FILE}.")
    if not auth or not _clients(auth) or not get_origin_from_redirect_uri():
        raise SettingsError("people are named, but no sign-in is set.", where=people,
                            how="Write [auth] with redirect_uri, cookie_secret and a provider into .streamlit/secrets.toml.")
    if importlib.util.find_spec("authlib") is None:
        raise MissingDependency("people sign in, but Authlib is not installed.", how='Run: pip install "geomon[sign-in]"')
    if len(get_cookie_secret()) < SECRET_LEAST:
        raise SettingsError("cookie_secret is too short.", where="[auth]", how=f"Write {SECRET_LEAST} random letters at least.")


def judge() -> Judge:
    """Return who judges identities for this workspace, by the file of people as it is now."""
    root = home.root()
    path = root / FILE
    stat = path.stat() if path.is_file() else None
    key = (stat.st_mtime_ns, stat.st_size) if stat else None
    with _lock:
        held = _kept.get(root)
        if held is None or held[0] != key:
            ended = held[1].ended if held else Ended(root / "data" / SIGNED_OUT)
            held = key, Judge(load_people(path), _clients(get_secrets_auth_section()), get_origin_from_redirect_uri() or "", ended)
            _kept[root] = held
        return held[1]


def claims_in(cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the cookie of Streamlit's sign-in says, where its signature is ours; None where there is none, or another's."""
    secret = get_cookie_secret()
    if len(secret) < SECRET_LEAST:
        return None

    def one(name: str) -> bytes | None:
        try:
            return decode_signed_value(secret, name, cookies[name].encode("latin-1")) if name in cookies else None
        except UnicodeEncodeError:
            return None
    try:
        found = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def actor_of(claims: Mapping[str, Any] | None) -> Actor | None:
    """Return the person that claims stand for now; None for nobody."""
    return judge().actor(claims, time.time())


def end(claims: Mapping[str, Any]) -> None:
    """Remember that somebody signed out: their cookie is none any more, wherever a copy of it is."""
    here, now = judge(), time.time()
    if here.actor(claims, now) is not None:
        here.ended.end(claims, here.until(claims), now)


def seat(claims: Mapping[str, Any] | None) -> Seat:
    """Return the service as the person of these claims has it."""
    return home.seats().seat(functools.partial(actor_of, claims))


def tokens() -> Tokens:
    """Return who judges tokens for this workspace, by the files of people and of tokens as they are now."""
    people, path = judge().people, home.root() / TOKENS
    stat = path.stat() if path.is_file() else None
    key = id(people), (stat.st_mtime_ns, stat.st_size, stat.st_ino) if stat else None
    with _lock:
        held = _given.get(path)
        if held is None or held[0] != key:
            held = _given[path] = key, Tokens(load_tokens(path), people)
        return held[1]


def reader_of(token: str) -> tuple[Actor | None, str]:
    """Return in whose name a token reads now; nobody, and why, where it does not hold."""
    return tokens().judge(token, dt.datetime.now(tz=dt.UTC))


def token_seat(token: str) -> Seat:
    """Return the service as whoever a token stands for has it."""
    return home.seats().seat(lambda: reader_of(token)[0])


def providers() -> tuple[str, ...]:
    """Return the names of the providers that people can sign in with; "default" is the one without a name."""
    return tuple(_clients(get_secrets_auth_section()))


def session() -> tuple[Actor | None, Callable[[], Seat]]:
    """Return the person of this session of Streamlit, and what gives the service as they have it.

    Streamlit has compared the origin in the cookie with the browser's, and keeps it for itself.
    """
    claims = {name: value for name, value in st.user.to_dict().items() if name != "tokens"} | {"origin": judge().origin}
    return actor_of(claims), lambda: seat(claims)


def _clients(auth: Mapping[str, Any]) -> dict[str, str]:
    """Return the id of this app at each provider that the secrets name."""
    named = {name: part for name, part in auth.items() if isinstance(part, Mapping) and part.get("client_id")}
    own = {"default": str(auth["client_id"])} if auth.get("client_id") else {}
    return own | {name: str(part["client_id"]) for name, part in named.items()}
