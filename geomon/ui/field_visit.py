"""The sheet in which a visit is recorded; what stands in it is a draft in the browser until it is saved, and a saved one can be undone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.crs import distance_m
from geomon.errors import GeomonError
from geomon.render.pack import checks
from geomon.ui import door, field_state, markup, sign_in_page
from geomon.ui.field_view import Here, Look
from geomon.ui.intake import words_of_uploader
from geomon.ui.parts import esc, sym
from geomon.ui.words import metres_words, nt, pick, t
from geomon.visits import FINDINGS, Edit

if TYPE_CHECKING:
    from geomon.service import Service, SiteCard

NOTE, NAME = 4000, 60
FRESH_MS = 10 * 60_000
"""So old a position of the page may be to stand for where the visit is recorded."""
_ANSWERS = 12
"""Measures that are offered to be named as not met."""


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A visit that is not saved; `visit` and `edit` are its names, so that it can be saved but once."""

    site: str
    visit: str
    edit: str
    finding: str = ""
    unmet: tuple[str, ...] = ()
    note: str = ""
    who: str = ""
    here: Here | None = None

    def text(self) -> str:
        """Return it as the browser keeps it; "" for one that says nothing."""
        if not (self.finding or self.unmet or self.note):
            return ""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)


def new_draft(site: str) -> Draft:
    """Return an empty draft."""
    return Draft(site, str(uuid.uuid4()), str(uuid.uuid4()))


def draft_of(text: Any, site: str) -> Draft | None:
    """Return what the browser kept of a draft; None for anything that is none. Nothing of it is trusted: saving checks every field."""
    try:
        raw = json.loads(text)
        ids = [str(uuid.UUID(str(raw.get(name, "")))) if raw.get(name) else str(uuid.uuid4()) for name in ("visit", "edit")]
        here = raw.get("here")
        found = field_state.position_of(json.dumps({**here, "accuracy": here.get("accuracy_m") or 0})) if here else None
        if isinstance(found, Here) and here.get("how") == "map":
            found = dataclasses.replace(found, how="map", accuracy_m=None)
        finding, unmet = raw.get("finding"), tuple(str(one) for one in raw.get("unmet", ()))[:_ANSWERS]
        return Draft(site, ids[0], ids[1], finding if finding in FINDINGS else "", unmet, str(raw.get("note", ""))[:NOTE],
                     str(raw.get("who", ""))[:NAME], found if isinstance(found, Here) else None)
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def draft_key(site: str, who: str = "") -> str:
    """Return the name under which the browser keeps the draft of a site; of each person who signs in at this browser another one."""
    return f"geomon.visit.{hashlib.sha256(who.encode()).hexdigest()[:16]}.{site}" if who else f"geomon.visit.{site}"


def has_draft(site: str) -> bool:
    """Return whether this session holds an unsaved visit of a site."""
    found = _drafts().get(site)
    return found is not None and bool(found.text())


def words() -> dict[str, str]:
    """Return what the browser's part says."""
    return {"locating": t("Finding the position …"), "copied": t("Copied")}


def _drafts() -> dict[str, Draft]:
    drafts: dict[str, Draft] = st.session_state.setdefault("visit_drafts", {})
    return drafts


def open_sheet(site: str) -> None:
    """Open the sheet for a site."""
    st.session_state["visit_open"] = site
    _anew()


def _anew() -> None:
    """Let the sheet's fields begin with what the draft holds: other keys, or what the browser still shows would come back."""
    st.session_state["visit_round"] = st.session_state.get("visit_round", 0) + 1


def _key(name: str) -> str:
    return f"visit_{name}_{st.session_state.get('visit_round', 0)}"


def _close() -> None:
    st.session_state.pop("visit_open", None)


def sheet(service: Service, card: SiteCard, look: Look) -> None:
    """Draw the sheet where it is open for this site."""
    if st.session_state.get("visit_open") == card.site.id:
        st.dialog(t("Record a visit"), width="small", on_dismiss=_close)(lambda: door.guarded(lambda: _form(service, card, look)))()


def _form(service: Service, card: SiteCard, look: Look) -> None:
    site = card.site
    if st.session_state.get("visit_open") != site.id:                # it was saved: the page behind it says so
        st.rerun()
    draft = _drafts().get(site.id) or _begun(site.id, look)
    start: Draft = st.session_state.setdefault(_key("start"), draft)   # what the fields begin with stays the same while they are drawn
    markup.show(f'<div class="gm phone sheethead"><h3 lang="zh">{esc(site.name)}</h3></div>')
    st.pills(t("What did you find?"), list(FINDINGS), key=_key("finding"), default=start.finding or None,
             format_func=lambda key: f"{FINDINGS[key][0]} {pick(*FINDINGS[key][2:])}")
    steps = [step for one in card.tasks for step in checks(one.id, one.task)][:_ANSWERS]
    texts = {step["key"]: step["text"] for step in steps}
    if steps:
        st.pills(t("Measures not met"), list(texts), key=_key("unmet"), selection_mode="multi",
                 default=[one for one in start.unmet if one in texts], format_func=lambda key: _short(steps, key))
    st.text_area(t("Note"), start.note, key=_key("note"), max_chars=NOTE, height=88)
    with st.container(key="visit_shots"):
        markup.style(words_of_uploader("visit_shots", t("Take or choose photos"), t("JPEG, several at once")))
        st.file_uploader(t("Photos"), type=["jpg", "jpeg"], accept_multiple_files=True, key=_photos_key(draft))
    who = sign_in_page.name(service) or start.who or st.session_state.get("visit_name", "") or service.settings.actor
    st.text_input(t("Inspector"), who, key=_key("who"), max_chars=NAME, disabled=bool(sign_in_page.name(service)))
    draft = _drafts()[site.id] = _written(draft)
    _position(site, draft, draft_key(site.id, sign_in_page.name(service)))
    with st.container(key="visit_save"):
        fault = st.session_state.pop("visit_fault", "")
        if fault:
            markup.show(f'<p class="wherewords" role="alert">{sym("error")} {esc(fault)}</p>')
        st.button(t("Save"), key="visit_keep", type="primary", icon=":material/check:", width="stretch",
                  on_click=_save, args=(service, draft, texts))
    st.caption(t("The draft stays in this browser until it is saved; photos have to be chosen again after a reload. "
                 "Without signal, record in the offline pack."))


def _written(draft: Draft) -> Draft:
    """Return the draft with what stands in the widgets."""
    now = st.session_state
    return dataclasses.replace(
        draft, finding=now.get(_key("finding"), draft.finding) or "", unmet=tuple(now.get(_key("unmet"), draft.unmet) or ()),
        note=now.get(_key("note"), draft.note) or "", who=(now.get(_key("who"), draft.who) or "").strip())


def _photos_key(draft: Draft) -> str:
    return f"visit_photos_{draft.visit[:8]}"


def _begun(site: str, look: Look) -> Draft:
    """Return a new draft with the position of the page, unless that is too old to stand for where the visit is recorded."""
    here = look.here if look.here is not None and look.here.how in ("device", "map") else None
    if here is not None and here.how == "device" and abs(time.time() * 1000 - here.at) > FRESH_MS:
        here = None
    return dataclasses.replace(new_draft(site), here=here)


def _short(steps: list[dict[str, str]], key: str) -> str:
    n, step = next((n, one) for n, one in enumerate(steps, 1) if one["key"] == key)
    text = step["text"] if len(step["text"]) <= 18 else f"{step['text'][:17]}…"
    return f"{step['number'] or n}. {text}".replace("[", "(").replace("]", ")")


def _position(site: Any, draft: Draft, key: str) -> None:
    """Draw where the visit is recorded and how far that is from the registered place, with the button that measures it."""
    st.button(t("Measure the position"), key="visit_locate", icon=":material/my_location:", width="stretch")
    where, here = site.location, draft.here
    if here is None:
        line = t("No position; the visit will say so.")
    else:
        how = t("tapped") if here.how == "map" else f"±{metres_words(here.accuracy_m)}"
        line = f"{here.lat:.5f}, {here.lon:.5f} · {how}"
        if where.lon is not None and where.lat is not None and where.method not in ("county", "none"):
            away = distance_m((here.lon, here.lat), (where.lon, where.lat))
            line += " · " + t("{metres} from the registered point", metres=metres_words(away))
    site_id = site.id
    shown = f'<div class="gm phone mute">{sym("place")} {esc(line)}</div>'
    markup.field_part(shown, words(), "visit_part", locate="visit_locate", want=key,
                      draft=(key, draft.text()) if draft.text() else None, who=draft.who,
                      position=lambda: _heard_position(site_id), found=lambda: _heard_draft(site_id, key))


def _heard_position(site: str) -> None:
    found = field_state.position_of((st.session_state.get("visit_part") or {}).get("position"))
    if isinstance(found, Here):
        _drafts()[site] = dataclasses.replace(_drafts().get(site) or new_draft(site), here=found)
        field_state.stand(found)
    elif found:
        st.session_state["field_fault"] = found


def _heard_draft(site: str, key: str) -> None:
    """Take a draft of an earlier load of the page, unless this one has begun another."""
    try:
        told = json.loads((st.session_state.get("visit_part") or {}).get("found") or "{}")
    except ValueError:
        return
    st.session_state["visit_name"] = str(told.get("who") or "")[:NAME]
    found = draft_of(told.get("draft"), site) if told.get("key") == key else None
    if found is not None and not has_draft(site):
        held = _drafts().get(site)
        _drafts()[site] = dataclasses.replace(found, here=found.here or (held.here if held else None))
    _anew()


def _save(service: Service, draft: Draft, texts: Mapping[str, str]) -> None:
    """Save the visit and close the sheet; what speaks against it stands in the sheet, and the draft stays."""
    draft = _drafts()[draft.site] = _written(draft)                  # a touch of the button can bring the last words with it
    if not draft.finding or not draft.who:
        st.session_state["visit_fault"] = t("Choose what you found, and say who you are.")
        return
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    here = draft.here
    fields: dict[str, Any] = {"finding": draft.finding, "position": None if here is None else {
        "lon": here.lon, "lat": here.lat, "accuracy_m": here.accuracy_m, "how": "device" if here.how == "device" else "map"}}
    fields |= {"note": draft.note} if draft.note else {}
    fields |= {key: {"is": "unmet", "text": texts[key]} for key in draft.unmet if key in texts}
    try:
        said_now = Edit(draft.visit, draft.edit, draft.site, now.date(), now, draft.who, fields)
        visit = service.record_visit(said_now, [one.getvalue() for one in st.session_state.get(_photos_key(draft)) or ()])
    except GeomonError as error:
        st.session_state["visit_fault"] = door.line(error)
        return
    _drafts().pop(draft.site, None)
    st.session_state["visit_name"], st.session_state["visit_forget"] = draft.who, draft_key(draft.site, sign_in_page.name(service))
    st.session_state["visit_said"] = draft.site, visit.uuid, f"{now:%H:%M}"
    _close()


def said(service: Service, site: str) -> None:
    """Say what was saved last on this site, with the button that takes it back."""
    told = st.session_state.get("visit_said")
    if not told or told[0] != site:
        return
    visit = next((one for one in service.visits(site) if one.uuid == told[1]), None)
    with st.container(horizontal=True, key="visit_said_box", vertical_alignment="center"):
        if visit is None:
            markup.show(f'<div class="gm saidline" role="status">{sym("undo")} <div><b>{esc(t("Taken back"))}</b>'
                        f'<small>{esc(t("The register keeps that it was said and taken back."))}</small></div></div>')
            return
        photos = nt("{n} photo", "{n} photos", len(visit.photos)) if visit.photos else t("no photo")
        words = " · ".join([pick(*FINDINGS[visit.finding][2:]), photos, told[2]])
        doubts = nt("{n} thing to ask about", "{n} things to ask about", len(visit.reasons)) if visit.reasons else ""
        markup.show(f'<div class="gm saidline" role="status">{sym("check_circle")} <div><b>{esc(t("Saved"))}</b> {esc(words)}'
                    f"<small>{esc(doubts)}</small></div></div>")
        st.button(t("Undo"), key="visit_undo", icon=":material/undo:", on_click=_undo, args=(service, site, told[1]))


def _undo(service: Service, site: str, ident: str) -> None:
    visit = next((one for one in service.visits(site) if one.uuid == ident), None)
    if visit is not None:
        service.edit_visit(visit, {"withdrawn": True}, visit.who[0])
