"""An event in words: what it says, what stood before it, what stands after it, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomon.layers import Layer
from geomon.model import PATCH_VERDICTS
from geomon.service.corrections import KINDS as CORRECTIONS
from geomon.service.filled import FILED, ROLES
from geomon.service.judging import JUDGED
from geomon.service.patch_verdicts import JUDGED as PATCH_JUDGED
from geomon.service.teaching import READING
from geomon.service.tokens import SOURCE as TOKENS
from geomon.status import LETTER, STEPS, Profile
from geomon.ui.review_words import FIELD_NAMES, NONE_OF, ROLE_NAMES, value_words
from geomon.ui.words import PROGRESS, N, pick, t
from geomon.visits import CHECK, FINDINGS, PHOTO, REASONS

if TYPE_CHECKING:
    from geomon.service.record import Entry

EVENTS: dict[str, tuple[str, str]] = {  # kind of event: name, icon
    "planned": (N("Planned"), "assignment"), "progress": (N("Progress"), "trending_up"), "visit": (N("Visit"), "directions_walk"),
    "confirmed": (N("Reading confirmed"), "check"), "corrected": (N("Reading corrected"), "edit_note"),
    "rejected": (N("Reading rejected"), "block"), "added": (N("Marked in the text"), "add_location"),
    "same": (N("The same place"), "merge"), "different": (N("Not the same place"), "call_split"),
    "label": (N("Label told"), "school"), "begins": (N("A task begins here"), "school"),
    "joined": (N("Part of the task before"), "merge"),
    "crs-confirmed": (N("Coordinates confirmed"), "my_location"), "withdrawn": (N("Taken back"), "undo"),
    "remarked": (N("Came back otherwise"), "edit_note"),
    "checked": (N("Checked by its unit"), "fact_check"), "accepted": (N("Accepted"), "verified"),
    "noticed": (N("Public notice"), "campaign"),
    "closed": (N("Closed"), "lock"), "heartbeat": (N("Long-term duty reported"), "favorite"), "returned": (N("Returned"), "reply"),
    "rebounded": (N("Came back, reopened"), "restart_alt"), "extended": (N("Deadline moved"), "event_repeat"),
    "objected": (N("Objection"), "gavel"), "answered": (N("Objections answered"), "question_answer"),
    "letter": (N("Letter went out"), "outgoing_mail"), "replied": (N("Answer to a letter"), "mark_email_read"),
    "reviewing": (N("Looking back begun"), "history"), "reviewed": (N("It has lasted"), "task_alt"), "merged": (N("Merged"), "merge"),
    "transferred": (N("Handed over"), "move_up"), "cancelled": (N("Cancelled"), "cancel"),
    PATCH_JUDGED: (N("Patch judged"), "crop_free"), "published": (N("Published"), "public"),
    "token-made": (N("Token given out"), "key"), "token-revoked": (N("Token revoked"), "key_off"),
}
SOURCES: dict[str, str] = {
    "review": N("on the page Review"), "places": N("on the page Review"), "reading": N("on the page Review"),
    "layers": N("on the page Layers"), "visit": N("in the field"), "steps": N("as a step of the task"),
    "tokens": N("as a command"), "patches": N("on the card of a patch"),
}
STEP_NAMES: dict[str, str] = {  # what is given with a step, in the order in which it is told
    "paper": N("Paper"), "opinion": N("Signed opinion"), "filing": N("Filing number"), "to": N("To whom"),
    "successor": N("Goes into task"), "due": N("Deadline"), "reply_by": N("Answer asked for until"), "deadline": N("Deadline then"),
    "notice": N("Notice"), "contact": N("Contact"), "imagery": N("Imagery"),
    "visit": N("Paper of the site visit"), "measures": N("Measures that are done"), "visits": N("Visits that count"),
}
JUDGED_BY_VISIT = ("accepted", "closed", "reviewed")
"""Kinds of steps of which the record says on how many visits they rest; with the others these are kept but tell nothing."""
CHECKS: dict[str, str] = {"met": N("done"), "unmet": N("not done")}


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One difference: what it is about, before, after; an empty side says nothing."""

    name: str
    before: str
    after: str


def event_name(kind: str) -> str:
    """Return the name of a kind of event; a kind that this geomon does not know is shown as it is."""
    return t(EVENTS[kind][0]) if kind in EVENTS else kind


def step_name(kind: str, body: Mapping[str, Any], profile: Profile) -> str:
    """Return the name of a step as the profile has it, of a letter as it was called when it went out; else that of its kind."""
    name = body.get("step")
    if kind == LETTER and body.get("title"):
        rung = next((one for one in profile.ladder if one.name == name), None)
        return t("Letter: {title}", title=pick(str(body["title"]), rung.title_en if rung else ""))
    step = next((one for one in profile.chain if one.stage == name), None) or profile.acts.get(str(name))
    return pick(step.title, step.title_en) if step else event_name(kind)


def event_icon(kind: str) -> str:
    """Return its icon."""
    return EVENTS[kind][1] if kind in EVENTS else "circle"


def actor_name(actor: str) -> str:
    """Return who said it."""
    return t("a document") if actor == "document" else actor


def source_name(source: str) -> str:
    """Return where it was said: a page, or the file."""
    return t(SOURCES[source]) if source in SOURCES else source


def lines_of(entry: Entry, layers: Sequence[Layer] = ()) -> tuple[Line, ...]:
    """Return what an event changed, in words."""
    row, stood = entry.row, entry.before
    if row.kind == "withdrawn":
        return (Line(t("Entry {seq}", seq=row.body.get("seq", "?")), _gone(stood, layers), t("no longer holds")),)
    if row.kind in CORRECTIONS and row.body.get("field"):
        return (_correction(row.kind, row.body, layers),)
    if row.source == STEPS:
        body = row.body | (stood or {}) if row.kind == "merged" else row.body
        said = tuple(Line(t(STEP_NAMES[name]), before, after) for name, before, after in step_values(row.kind, body))
        if row.kind != "progress":
            return said
        before, after = _progress(stood) if stood else "", _progress(row.body)
        return (Line("", before if before != after else "", after), *said)
    if FILED in row.body and isinstance(given := row.body.get("changed", {}), Mapping):
        told = tuple(Line(ROLES[name][0], str(pair[0]), str(pair[1])) for name, pair in given.items() if name in ROLES)
        if row.kind != "progress":
            return told
        said = (Line(ROLES["problem"][0], "", str(row.body["problem"])),) if row.body.get("problem") else ()
        before, after = _progress(stood) if stood else "", _progress(row.body)
        return (Line("", before if before != after else "", after), *said, *told)
    if row.kind == "progress":
        before, after = _progress(stood) if stood else "", _progress(row.body)
        return (Line("", before if before != after else "", after),)
    if row.kind == "visit" and isinstance(row.body.get("fields"), Mapping):
        return tuple(_field(name, (stood or {}).get(name), value) for name, value in row.body["fields"].items())
    if row.kind in JUDGED:
        names = [str(side.get("name", "")) for side in (row.body.get("a"), row.body.get("b")) if isinstance(side, Mapping)]
        return (Line("", "", (" = " if row.kind == "same" else " ≠ ").join(names)),)
    if row.source == READING:
        return (Line("", "", _taught(row.body)),)
    if row.source == TOKENS:
        whose = row.body.get("person") or ", ".join(row.body.get("roles") or ())
        parts = (row.body.get("name"), whose, *(row.body.get("regions") or ()), *(row.body.get("layers") or ()),
                 str(row.body.get("until", ""))[:10])
        return (Line("", "", " · ".join(str(one) for one in parts if one)),)
    if row.kind == PATCH_JUDGED:
        return (Line("", *(_patch_verdict(row.body.get(name)) for name in ("before", "verdict"))),)
    if row.kind == "crs-confirmed":
        return (Line("", "", " · ".join(filter(None, [str(row.body.get("title", "")), str(row.body.get("crs", ""))]))),)
    return ()


def why_of(entry: Entry) -> tuple[str, ...]:
    """Return the reasons that an event carries: the words of the document that it rests on, what spoke against it."""
    body = entry.row.body
    found = [str(body["quote"])] if body.get("quote") else []
    found += [str(body["text"])] if body.get("text") and entry.row.kind != "visit" else []
    found += [str(body[name]) for name in ("reason", "evidence") if body.get(name)]
    for reason in body.get("reasons") or ():
        if isinstance(reason, str):
            found.append(reason)
        elif reason and reason[0] in REASONS:
            zh, en = REASONS[reason[0]]
            found.append(pick(zh, en).format(*reason[1:]))
    if body.get("dated") == "inferred":
        found.append(t("the day was inferred"))
    return tuple(found)


def step_values(kind: str, body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what was given with a step beside words: its field in `STEP_NAMES`, the value before, the value after."""
    found = []
    for name in STEP_NAMES:
        value = body.get(name)
        if name == "notice":
            value = f"{body['start']} – {body['end']}" if "start" in body and "end" in body else ""
        elif name == "measures" and value:
            value = "、".join(map(str, value))
        elif name == "visits" and value:
            value = len(value) if kind in JUDGED_BY_VISIT else ""
        if value:
            found.append((name, str(body.get("old") or "") if name == "due" else "", str(value)))
    return found


def step_lines(kind: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the same as lines of text."""
    colon, values = pick("：", ": "), step_values(kind, body)
    return tuple(f"{t(STEP_NAMES[name])}{colon}{' → '.join(filter(None, (before, after)))}" for name, before, after in values)


def step_words(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words of a step: what was said, and why."""
    return tuple(str(body[name]) for name in ("text", "reason", "evidence") if body.get(name))


def _taught(body: Mapping[str, Any]) -> str:
    """Return what the reader of documents was told: a word and its role, or the words on a line and its task."""
    role = str(body.get("role", ""))
    words = [str(body.get("word") or body.get("words") or ""), f"= {t(ROLE_NAMES[role])}" if role in ROLE_NAMES else ""]
    words += [f"({body['city']})" if body.get("city") else "", t("no. {number}", number=body["number"]) if body.get("number") else ""]
    return " ".join(filter(None, words))


def _correction(kind: str, body: Mapping[str, Any], layers: Sequence[Layer]) -> Line:
    field = str(body["field"])
    name = t(FIELD_NAMES[field]) if field in FIELD_NAMES else field
    if field not in FIELD_NAMES or field == "task":
        return Line(name, "", t(NONE_OF["task"]) if kind == "rejected" else "")
    old = "" if kind == "added" or body.get("old") is None else value_words(field, body["old"], layers)
    if kind == "rejected":
        return Line(name, old, t(NONE_OF[field]) if field in NONE_OF else "—")
    if kind == "confirmed":
        new = value_words(field, body["new"], layers) if body.get("new") is not None else old
        return Line(name, "", new or t("as read"))
    return Line(name, old, value_words(field, body.get("new"), layers))


def _gone(stood: Mapping[str, Any] | None, layers: Sequence[Layer]) -> str:
    """Return in words what was taken back."""
    if stood is None:
        return ""
    words = f"{event_name(stood['kind'])} ({actor_name(stood['actor'])})"
    if stood["kind"] == "progress":
        return f"{words}: {_progress(stood['body'])}"
    if stood["kind"] in CORRECTIONS and stood["body"].get("field"):
        line = _correction(stood["kind"], stood["body"], layers)
        return f"{words}: {line.name} {line.after}"
    if stood["kind"] == PATCH_JUDGED:
        return f"{words}: {_patch_verdict(stood['body'].get('verdict'))}"
    return words


def _patch_verdict(verdict: object) -> str:
    return pick(*PATCH_VERDICTS[verdict]) if verdict and isinstance(verdict, str) and verdict in PATCH_VERDICTS else ""


def _progress(body: Mapping[str, Any]) -> str:
    said = body.get("progress")
    return t(PROGRESS[said if said in PROGRESS else "none"])


def _field(name: str, before: Any, after: Any) -> Line:
    """Return one field of a visit."""
    if name.startswith(PHOTO):
        return Line(t("Photo"), t("there") if before else "", (t("there") if after else t("taken out")))
    if name.startswith(CHECK):
        text = next((str(side["text"]) for side in (after, before) if isinstance(side, Mapping) and side.get("text")), name)
        return Line(text, _visit_value(name, before), _visit_value(name, after))
    names = {"finding": t("Found"), "note": t("Note"), "position": t("Position"), "withdrawn": t("Visit")}
    return Line(names.get(name, name), _visit_value(name, before), _visit_value(name, after))


def _visit_value(name: str, value: Any) -> str:
    if name == "withdrawn":
        return t("taken back") if value else ""
    if isinstance(value, str) and name == "finding" and value in FINDINGS:
        return pick(*FINDINGS[value][2:])
    if isinstance(value, Mapping) and "lon" in value and "lat" in value:
        return f"{value['lat']:.5f}, {value['lon']:.5f}"
    if isinstance(value, Mapping) and "is" in value:
        return t(CHECKS[value["is"]]) if value["is"] in CHECKS else str(value["is"])
    return "" if value is None else str(value)
