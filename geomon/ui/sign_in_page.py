"""The page that asks people to sign in, the pages that each of them has, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geomon.people import APP, WORKSPACE, Thing
from geomon.service.seats import Seat
from geomon.settings import load_settings
from geomon.ui import door, home, markup, sign_in, state
from geomon.ui.colours import scheme
from geomon.ui.parts import esc
from geomon.ui.words import pick, t

if TYPE_CHECKING:
    from geomon.service import Service

PAGES: dict[str, tuple[str, Thing]] = {"documents": ("read_documents", APP), "review": ("read_documents", APP),
                                       "layers": ("view", WORKSPACE), "record": ("read_record", WORKSPACE)}
"""What a page asks for; all others ask to view."""

CORNER = """.st-key-who { position: fixed; top: 0.55rem; right: 7.6rem; z-index: 999991; width: auto !important; }
.st-key-who button { min-height: 30px; max-width: 11rem; }
div:has(> .st-key-who), div:has(> div > .st-key-who):not(.stVerticalBlock) { position: absolute; }
.stMainBlockContainer > div > [data-testid="stLayoutWrapper"]:has(> .st-key-who) { position: absolute; height: 0; }
@media (max-width: 640px) { .st-key-who button p { max-width: 3.4rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } }"""
"""The person's name stands beside the choice of the language; a phone shows its beginning."""


WAY_IN = """.st-key-sign_in { padding-top: min(16vh, 9rem); }
.st-key-sign_in .stElementContainer:has(> .stHtml > .fault) { order: 0; } .st-key-sign_in .fault { margin: 0; }
@media (max-width: 640px) { .st-key-sign_in { padding-inline: 8px; } .st-key-sign_in .stButton, .st-key-sign_in button { width: 100%; }
 .st-key-sign_in button { min-height: 48px; } .st-key-sign_in button p { font-size: 16px; } }"""
"""Who is refused reads first where they are, then why; elsewhere a fault stands above what it is about."""


def enter(run: Callable[[Service], None], switch: Callable[[], None]) -> None:
    """Run the pages for whoever this is; where people sign in and nobody did, ask for it and show nothing else.

    Parameters
    ----------
    run : draws the pages of a service.
    switch : draws the choice of a language.
    """
    if not sign_in.is_on():
        run(home.service())
        return
    actor, seat = sign_in.session()
    if actor is not None:
        run(seat())
        return
    state.take_link()
    settings = load_settings(home.root())
    title = pick(settings.title, settings.title_en)
    st.set_page_config(page_title=title, page_icon=str(markup.ASSETS / "icon.svg"), layout="centered")
    markup.sheet(scheme())
    switch()
    door.guarded(lambda: _ask(title))


def pages(service: Service) -> tuple[str, ...]:
    """Return the pages that this person has."""
    return tuple(page for page in home.PAGES if allowed(service, *PAGES.get(page, ("view", APP))))


def allowed(service: Service, action: str, thing: Thing = APP) -> bool:
    """Return whether a page shows what does this: always where nobody signs in."""
    return not isinstance(service, Seat) or bool(service.may(action, thing))


def name(service: Service) -> str:
    """Return who is signed in; "" where nobody signs in."""
    return service.actor() if isinstance(service, Seat) else ""


def who(service: Service) -> None:
    """Say who is signed in, and let them out; nothing where nobody signs in."""
    if isinstance(service, Seat):
        markup.style(CORNER)
        with st.container(key="who"), st.popover(service.actor(), icon=":material/person:"):
            st.button(t("Sign out"), icon=":material/logout:", key="sign_out", on_click=st.logout)


def _ask(title: str) -> None:
    """Draw the way in: a button for each provider, and why an identity is not enough."""
    known = bool(st.user.get("is_logged_in"))
    with st.container(key="sign_in"):
        markup.style(WAY_IN)
        markup.show(f'<h2 lang="zh">{esc(title)}</h2>')
        if known:
            name = str(st.user.get("email") or st.user.get("name") or "")
            words = t("{name} has no place here, or the sign-in has run out. Sign in again, or ask whoever keeps people.toml.", name=name)
            markup.show(f'<div class="fault" role="alert"><b>{esc(words)}</b></div>')
        else:
            st.markdown(t("Sign in to see the sites and tasks of your district."))
        for provider in sign_in.providers():
            words = t("Sign in") if provider == "default" else t("Sign in with {provider}", provider=provider)
            st.button(words, key=f"sign_in_{provider}", type="primary", icon=":material/login:", on_click=st.login,
                      args=() if provider == "default" else (provider,))
        if known:
            st.button(t("Sign out"), icon=":material/logout:", key="sign_out", on_click=st.logout)
