"""Forms whose entries outlive the page: each is kept as it is left, filled in again, and held against what others saved meanwhile.

A form joins with one line, and hands its entries to what it gives::

    with drafts.kept(service, form, key=lambda name: f"steps_{name}_{task}", version=…, stands=…) as written:
        st.text_area(t("Reason"), **written.entry("reason"))

The browser sends what stands in an entry when it is left, so the one that is being written in is not kept yet. What was begun under another
state of the thing is a clash (`Written.clash`): `geomon.ui.clashes` shows both texts and lets the person choose.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geomon.errors import GeomonError
from geomon.service.drafts import Draft, Form
from geomon.ui import markup
from geomon.ui.parts import esc, handle, sym
from geomon.ui.words import said, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.drafts import DraftDesk


@dataclasses.dataclass(slots=True)
class _Held:
    """What the session holds of a form.

    Attributes
    ----------
    version, stands : of the thing when the writing began.
    draft, aside : what is kept of it, and what was put aside.
    keys : of the session, by the names of the entries.
    began : what the entries began with.
    apart : the entries that stand each for itself; see `Written.entry`.
    values : what was changed since, as a draft keeps it.
    fault : why it is not kept.
    """

    version: str
    stands: str
    draft: Draft | None = None
    aside: Draft | None = None
    keys: dict[str, str] = dataclasses.field(default_factory=dict)
    began: dict[str, Any] = dataclasses.field(default_factory=dict)
    apart: set[str] = dataclasses.field(default_factory=set)
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    fault: str = ""

    @property
    def together(self) -> dict[str, Any]:
        """What the entries began with that are one text together."""
        return {name: value for name, value in self.began.items() if name not in self.apart}

    @property
    def whole(self) -> dict[str, Any]:
        """The text as it was left, with what was not changed in it; empty where nothing was."""
        return self.together | self.values if self.values else {}


class Written:
    """A form of this session with its draft; `form` says which one."""

    def __init__(self, service: Service, form: Form, key: Callable[[str], str], version: str, stands: str) -> None:
        self.form, self._service, self._key, self._now = form, service, key, (version, digest(stands))
        self._name = f"draft_{handle(f'{form.thing} {form.name}')}"
        self._begins: dict[str, Any] = {}
        held = st.session_state.get(self._name)
        if not isinstance(held, _Held) or not any(one in st.session_state for one in held.keys.values()):
            fault = held.fault if isinstance(held, _Held) and not held.keys else ""     # of what was done while no entry was drawn
            held = st.session_state[self._name] = self._opened()
            held.fault = fault
        self._held: _Held = held
        if not held.values or held.stands == self._now[1]:
            held.version, held.stands = self._now             # nothing that others saved would be written over unseen

    @property
    def version(self) -> str:
        """The version that a save names: of the state under which the writing began."""
        return self._held.version

    @property
    def clash(self) -> bool:
        """Whether another text stands now than when the writing began."""
        return bool(self._held.values) and self._held.stands != self._now[1]

    @property
    def draft(self) -> Draft | None:
        """What is kept; None while nothing is."""
        return self._held.draft

    @property
    def values(self) -> Mapping[str, Any]:
        """What was written, by the names of the entries, as a draft keeps it: see `rich`."""
        return self._held.values

    def key(self, name: str) -> str:
        """Return the session's key of an entry."""
        return self._key(name)

    def entry(self, name: str, begins: Any = None, among: Collection[Any] | None = None, *, apart: bool = False) -> dict[str, Any]:
        """Return what makes a widget an entry of this form: its key, filled, and what keeps it. The widget is given no value of its own.

        Parameters
        ----------
        begins : with what the entry begins where no draft says otherwise.
        among : what a draft may hold; anything else in it is of another time.
        apart : the entry stands for itself: where it was not written in, it shows what stands now, whatever was written in others.
        """
        if apart:
            self._held.apart.add(name)
        return {"key": self._fill(name, begins, among), "on_change": self.keep}

    def held(self, name: str, begins: Any) -> Any:
        """Return something of the form that no widget holds; whoever changes it calls `keep`."""
        return st.session_state[self._fill(name, begins, None)]

    def keep(self) -> None:
        """Keep what stands in the entries now; nothing where all stand as they began."""
        if st.session_state.get(self._name) is not self._held:    # saved or discarded in the same moment
            return
        held, now = self._held, st.session_state
        shown = {name: key for name, key in held.keys.items() if key in now}
        held.values = {name: value for name, value in held.values.items() if name not in shown}
        held.values |= {name: plain(now[key]) for name, key in shown.items() if plain(now[key]) != held.began.get(name)}
        self._store()

    def again(self) -> None:
        """Go on writing over what stands now, having seen it."""
        held, begins = self._held, self._begins
        mine = {name: held.whole[name] for name in held.whole if name in begins or name in held.values}
        held.values = {name: value for name, value in mine.items() if name not in begins or value != begins[name]}
        held.began |= begins
        held.version, held.stands = self._now
        self._store()

    def put_aside(self) -> bool:
        """Let what others saved stand; what was written stays, aside. Where it cannot be kept there, all stays and False is returned."""
        moved = self._moved(lambda desk: desk.keep(self.form.aside, self._held.whole, *self._now))
        if moved:
            self.done()
        return moved

    def take_up(self) -> None:
        """Fill the form with what was put aside; what was written since goes aside in its place. Where that cannot be kept, all stays."""
        aside, mine = self._held.aside, self._held.whole
        if aside is None:
            return
        if mine:
            moved = self._moved(lambda desk: desk.exchange(self.form, aside.values, mine, *self._now))
        elif moved := self._moved(lambda desk: desk.keep(self.form, aside.values, *self._now)):
            self._service.drafts.discard(self.form.aside)
        if moved:
            self._forget()

    def done(self) -> None:
        """Let go of the draft: it was saved, or is not wanted."""
        self._service.drafts.discard(self.form)
        self._forget()

    def drop_aside(self) -> None:
        """Let go of what was put aside."""
        self._service.drafts.discard(self.form.aside)
        self._held.aside = None

    def line(self) -> None:
        """Say below a form that there is a draft, of when, and let the person discard it; and so of what was put aside."""
        held, name = self._held, handle(f"{self.form.thing} {self.form.name}")
        if held.fault:
            markup.show(f'<p class="draft" role="alert">{sym("error")} {esc(held.fault)}</p>')
            if not held.keys:                             # none of its entries is drawn: said once
                held.fault = ""
        elif held.draft is not None:
            line(t("Draft of {time} kept", time=when(held.draft.at)), name, self.done)
        if held.aside is not None:
            line(t("Your text of {time} is put aside", time=when(held.aside.at)), f"aside_{name}", self.drop_aside, self.take_up)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _opened(self) -> _Held:
        desk = self._service.drafts
        draft, aside = desk.find(self.form), desk.find(self.form.aside)
        if draft is None:
            return _Held(*self._now, aside=aside)
        return _Held(draft.version, draft.stands, draft, aside, began=dict(draft.began), values=dict(draft.values))

    def _fill(self, name: str, begins: Any, among: Collection[Any] | None) -> str:
        held, key, now = self._held, self._key(name), st.session_state
        self._begins[name] = plain(begins)
        new = held.keys.get(name) != key or key not in now
        # Beside the text of others mine is the one that was seen whole, and no mixture of both.
        as_seen = self.clash and name in held.began and name not in held.apart
        first = held.values.get(name, held.began.get(name) if as_seen else self._begins[name])
        if new:
            now[key] = rich(first) if among is None or rich(first) in among else begins
        elif not held.values and held.began.get(name) != self._begins[name]:      # another text stands, and nothing was written here
            now[key] = begins
        elif not is_said(key):
            now[key] = now[key]           # to be drawn once more: a press that came before the browser had drawn it leaves it empty there
        if not held.values or (new and not as_seen):
            held.began[name] = self._begins[name]
        held.keys[name] = key
        return key

    def _store(self) -> None:
        held = self._held
        held.fault = ""
        try:
            if held.values:
                held.draft = self._service.drafts.keep(self.form, held.values, held.version, held.stands, held.together)
            elif held.draft is not None:
                self._service.drafts.discard(self.form)
                held.draft = None
        except GeomonError as error:
            held.fault = _words(error)

    def _moved(self, keep: Callable[[DraftDesk], object]) -> bool:
        try:
            keep(self._service.drafts)
        except GeomonError as error:
            self._held.fault = _words(error)
            return False
        return True

    def _forget(self) -> None:
        held = st.session_state.pop(self._name, None)
        for key in held.keys.values() if isinstance(held, _Held) else ():
            st.session_state.pop(key, None)


@contextlib.contextmanager
def kept(service: Service, form: Form, *, key: Callable[[str], str], version: str = "", stands: str = "") -> Iterator[Written]:
    """Draw a form whose entries are kept, and below it the line that says so.

    Parameters
    ----------
    key : gives the session's key of an entry by its name.
    version : of the thing, as a save names it.
    stands : what the form is about as it stands now, in any words: a change of it is what can clash.
    """
    written = Written(service, form, key, version, stands)
    yield written
    written.line()


def line(words: str, name: str, discard: Callable[[], None], go_on: Callable[[], None] | None = None, label: str = "") -> None:
    """Draw the line of a draft, and what can be done with it; `label` names the way on with it, taking it up by default."""
    with st.container(horizontal=True, key=f"draftline_{name}", vertical_alignment="center", gap="small"):
        markup.show(f'<p class="draft" role="status">{sym("edit_note")} {esc(words)}</p>')
        if go_on is not None:
            st.button(label or t("Take it up"), key=f"draft_up_{name}", type="tertiary", on_click=go_on)
        st.button(t("Discard"), key=f"draft_out_{name}", type="tertiary", on_click=discard)


def is_said(key: str) -> bool:
    """Return whether the browser said with this run what stands in a widget; True where Streamlit does not let on."""
    state: Any = getattr(getattr(get_script_run_ctx(), "session_state", None), "_state", None)
    try:
        return state._key_id_mapper.get_id_from_key(key, key) in state._new_widget_state
    except AttributeError:
        return True


def is_new(service: Service, form: Form) -> bool:
    """Return once a session whether a form has a draft, so that the page opens it where the person left it."""
    name = f"draft_seen_{handle(f'{form.thing} {form.name}')}"
    if st.session_state.get(name):
        return False
    st.session_state[name] = True
    return service.drafts.find(form) is not None


def when(at: dt.datetime) -> str:
    """Return a time of today as 14:05, of another day with its date."""
    here = at.astimezone()
    return f"{here:%H:%M}" if here.date() == dt.datetime.now(tz=dt.UTC).astimezone().date() else f"{here:%Y-%m-%d %H:%M}"


def digest(stands: str) -> str:
    """Return what a draft keeps of what stood: enough to tell that it changed."""
    return hashlib.blake2s(stands.encode(), digest_size=8).hexdigest() if stands else ""


def plain(value: Any) -> Any:
    """Return the value of an entry as JSON can hold it."""
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"no draft can hold {type(value).__name__}")


def rich(value: Any) -> Any:
    """Return the value of an entry from what `plain` made of it."""
    if isinstance(value, Mapping):
        return dt.date.fromisoformat(str(value["day"])) if set(value) == {"day"} else {name: rich(one) for name, one in value.items()}
    return [rich(one) for one in value] if isinstance(value, list) else value


def _words(error: GeomonError) -> str:
    what, _, how = said(error)
    return f"{what} {how}"
