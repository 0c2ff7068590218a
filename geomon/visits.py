"""Visits of sites as sets of edits: the words of a visit, what a visit is after its edits, and where two people disagree.

An edit says some fields of one visit at one time. Edits are only ever added, so that a visit is a function of the *set* of its edits: it
does not matter in which order files came back, and one that comes twice says nothing new. Of each field the newest value holds, where an
edit that had seen another counts as newer whatever the phones' clocks said; the others stay and can be looked at.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geomon.model import Event

KIND = "visit"
FINDINGS: dict[str, tuple[str, str, str, str]] = {
    "done": ("■", "D", "已整改到位", "done as ordered"),
    "partial": ("◐", "P", "部分完成", "partly done"),
    "untouched": ("○", "N", "没有动", "nothing done"),
    "rebounded": ("▲", "R", "反弹", "has come back"),
    "no_access": ("✕", "X", "进不去", "no access"),
    "not_found": ("◇", "F", "找不到", "not found here"),
}
"""What a visit can find -> shape, letter, and words in Chinese and English."""
REASONS: dict[str, tuple[str, str]] = {
    "unknown_site": ("台账中没有这个点位", "this site is not in the register"),
    "far": ("记录位置距登记点{}米", "recorded {} m from the registered place"),
    "tapped": ("位置是在地图上点的，不是定位所得", "the position was tapped on the map, not measured"),
    "nowhere": ("没有记录位置", "no position was recorded"),
    "early": ("记录时间早于离线包的生成时间", "the time is before the pack was made"),
    "future": ("记录时间在并入之后", "the time is after the merge"),
    "photo_bare": ("照片{}没有拍摄时间和位置（已被去除）", "photo {} carries no time and no position: they were stripped"),
    "photo_far": ("照片{}的拍摄位置距登记点{}米", "photo {} was taken {} m from the registered place"),
    "photo_time": ("照片{}的拍摄时间与记录相差{}小时", "photo {} was taken {} h before or after the visit"),
    "photo_again": ("照片{}也出现在{}的记录中", "photo {} is also in the visit of {}"),
}
"""What makes a visit less plausible -> its sentence in Chinese and English, filled with the reason's values."""
_NOTHING = object()
PHOTO, CHECK = "photo:", "check:"
"""Fields are finding, note, position, withdrawn, `photo:SHA256` (bool: is it part of the visit) and `check:TASK/N` (was that step met)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """Why a visit is less plausible: a key of `REASONS` and what fills its sentence."""

    kind: str
    values: tuple[str, ...] = ()

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return REASONS[self.kind][0].format(*self.values)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return REASONS[self.kind][1].format(*self.values)


@dataclasses.dataclass(frozen=True, eq=False)
class Edit:
    """What one person said of one visit at one time.

    Attributes
    ----------
    visit, name : uuid of the visit, and the edit's own.
    site : id of the site.
    day : of the visit, on the ground.
    at : when it was said, with its offset from UTC, by the clock of the phone.
    by : who said it.
    fields : what changed, JSON values by name of the field; see `PHOTO`.
    seen : names of the newest edits of this visit that its author had before him.
    pack : id of the pack that it was made in; `base` is the register's version in it.
    was : where `fields` repeat all of a row, its values when the pack was made; what its author did not change is then no new word.
    reasons : what makes it less plausible, judged when it was merged.
    """

    visit: str
    name: str
    site: str
    day: dt.date
    at: dt.datetime
    by: str
    fields: Mapping[str, Any]
    seen: tuple[str, ...] = ()
    pack: str = ""
    base: int = 0
    was: Mapping[str, Any] | None = None
    reasons: tuple[Reason, ...] = ()
    seq: int | None = None

    @functools.cached_property
    def digest(self) -> str:
        """What tells it from every other edit: a hash of all that its author said."""
        said = [self.visit, self.name, self.site, self.day.isoformat(), self.at.isoformat(), self.by, dict(self.fields), sorted(self.seen),
                self.pack, self.base, None if self.was is None else dict(self.was)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()).hexdigest()

    @property
    def order(self) -> tuple[dt.datetime, str]:
        """By time, and where that is equal by digest, so that the order is the same everywhere."""
        return self.at, self.digest


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One of two or more words that do not agree: which visit, who, when, and the value."""

    visit: str
    who: str
    at: dt.datetime
    value: Any


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """Two people who say different things, neither having seen the other.

    Attributes
    ----------
    kind : "field" where both edited one visit, "finding" where two visits of a site on one day found different things.
    sides : all of them, the oldest first; both are kept.
    """

    kind: str
    site: str
    day: dt.date
    field: str
    sides: tuple[Side, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it stands after its edits.

    Attributes
    ----------
    who : those who said something of it, the first first.
    fields : the value that holds, by field.
    at, changed : when it was first written down and when last changed.
    heads : names of the newest edits, for the next one to name as seen.
    """

    uuid: str
    site: str
    day: dt.date
    who: tuple[str, ...]
    at: dt.datetime
    changed: dt.datetime
    fields: Mapping[str, Any]
    heads: tuple[str, ...]
    clashes: tuple[Clash, ...] = ()
    reasons: tuple[Reason, ...] = ()
    seq: int | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether its author took it back."""
        return bool(self.fields.get("withdrawn"))

    @property
    def finding(self) -> str:
        """A key of `FINDINGS`, or empty."""
        return str(self.fields.get("finding") or "")

    @property
    def note(self) -> str:
        """What was written."""
        return str(self.fields.get("note") or "")

    @property
    def photos(self) -> tuple[str, ...]:
        """SHA-256 of its photos."""
        return tuple(sorted(name.removeprefix(PHOTO) for name, there in self.fields.items() if name.startswith(PHOTO) and there))

    @property
    def said(self) -> tuple[str, str]:
        """What it found and what was written, in one line, Chinese and English."""
        _, _, zh, en = FINDINGS.get(self.finding, ("", "", "", ""))
        tail = f"：{self.note}" if self.note and zh else self.note
        return zh + tail, en + (f": {self.note}" if self.note and en else self.note)

    @property
    def unmet(self) -> tuple[str, ...]:
        """Words of the steps that were found not to be done."""
        checks = [value for name, value in sorted(self.fields.items()) if name.startswith(CHECK) and isinstance(value, dict)]
        return tuple(str(value.get("text", "")) for value in checks if value.get("is") == "unmet")


def event_of(edit: Edit) -> Event:
    """Return an edit as the event that keeps it."""
    body: dict[str, object] = {
        "visit": edit.visit, "edit": edit.name, "time": edit.at.isoformat(), "seen": list(edit.seen), "pack": edit.pack, "base": edit.base,
        "was": None if edit.was is None else dict(edit.was), "fields": dict(edit.fields),
        "reasons": [[r.kind, *r.values] for r in edit.reasons]}
    return Event(edit.day, edit.by, KIND, edit.site, body, "visit")


def edit_of(event: Event) -> Edit:
    """Return the edit that an event keeps."""
    body: Any = event.body
    reasons = tuple(Reason(kind, tuple(values)) for kind, *values in body["reasons"] if kind in REASONS)
    return Edit(body["visit"], body["edit"], event.subject, event.at, dt.datetime.fromisoformat(body["time"]), event.actor, body["fields"],
                tuple(body["seen"]), body["pack"], body["base"], body["was"], reasons, event.seq)


def edits_in(events: Iterable[Event]) -> list[Edit]:
    """Return the edits that are among events; visits of other origin, which say no fields, are left out."""
    return [edit_of(event) for event in events if event.kind == KIND and "edit" in event.body]


def visits_of(edits: Iterable[Edit]) -> tuple[Visit, ...]:
    """Return the visits that these edits make, the newest first; the order of the edits does not matter, nor whether one comes twice."""
    groups: defaultdict[tuple[str, str, dt.date], dict[str, Edit]] = defaultdict(dict)
    for edit in edits:
        groups[edit.visit, edit.site, edit.day].setdefault(edit.digest, edit)
    made = (_visit(sorted(group.values(), key=lambda e: e.order)) for group in groups.values())
    return tuple(sorted(made, key=lambda v: (v.day, v.at, v.uuid, v.site), reverse=True))


def clashes_of(visits: Iterable[Visit]) -> tuple[Clash, ...]:
    """Return every disagreement inside visits, and between visits of one site on one day by different people."""
    found: list[Clash] = []
    by_day: defaultdict[tuple[str, dt.date], list[Visit]] = defaultdict(list)
    for visit in visits:
        if not visit.withdrawn:
            found += visit.clashes
            if visit.finding:
                by_day[visit.site, visit.day].append(visit)
    for (site, day), some in by_day.items():
        if len({v.finding for v in some}) > 1 and len({v.who[0] for v in some}) > 1:
            sides = sorted((Side(v.uuid, v.who[0], v.at, v.finding) for v in some), key=lambda s: (s.at, s.visit))
            found.append(Clash("finding", site, day, "finding", tuple(sides)))
    return tuple(sorted(found, key=lambda c: (c.day, c.site, c.kind, c.field, c.sides[0].visit)))


def _visit(edits: Sequence[Edit]) -> Visit:
    first = edits[0]
    older = _ancestors(edits)
    writes: defaultdict[str, list[tuple[Edit, Any]]] = defaultdict(list)
    said: dict[tuple[str, str, str], Any] = {}
    for edit in edits:
        for field, value in edit.fields.items():
            before = said.get((edit.by, edit.pack, field), (edit.was or {}).get(field, _NOTHING))
            said[edit.by, edit.pack, field] = value
            if edit.was is None or before != value:
                writes[field].append((edit, value))
    fields, clashes = {}, []
    for field, some in sorted(writes.items()):
        open_ends = [(e, v) for e, v in some if not any(_before(e, o, older) for o, _ in some)]
        newest, value = max(open_ends, key=lambda w: w[0].order)
        fields[field] = value
        others = [(e, v) for e, v in open_ends if e.by != newest.by and v != value]
        if others:
            sides = tuple(Side(e.visit, e.by, e.at, v) for e, v in [*others, (newest, value)])
            clashes.append(Clash("field", first.site, first.day, field, sides))
    heads = tuple(sorted({e.name for e in edits if not any(e.digest in older[o.digest] for o in edits)}))
    who = tuple(dict.fromkeys(e.by for e in edits))
    reasons = tuple(dict.fromkeys(r for e in edits for r in e.reasons))
    seq = max((e.seq for e in edits if e.seq is not None), default=None)
    return Visit(first.visit, first.site, first.day, who, first.at, edits[-1].at, fields, heads, tuple(clashes), reasons, seq)


def _before(edit: Edit, other: Edit, older: Mapping[str, set[str]]) -> bool:
    """Return whether `other` was said by somebody who had seen `edit`; of two that claim to have seen each other neither was before."""
    return edit.digest in older[other.digest] and other.digest not in older[edit.digest]


def _ancestors(edits: Sequence[Edit]) -> dict[str, set[str]]:
    """Return for each edit the digests of those that its author had seen, directly or through others; a circle ends where it closes."""
    named: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        named[edit.name].append(edit)
    found: dict[str, set[str]] = {}
    for edit in edits:
        reached: set[str] = set()
        waiting = list(edit.seen)
        asked: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in asked:
                continue
            asked.add(name)
            for other in named.get(name, []):
                reached.add(other.digest)
                waiting += other.seen
        found[edit.digest] = reached - {edit.digest}
    return found
