"""The words of the review: doubts as sentences, fields, and values as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomon.model import ROLES
from geomon.ui.words import PROGRESS, N, pick, place, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomon.layers import Layer
    from geomon.service import Option, Point

DOUBTS: dict[str, str] = {  # the sentences of `geomon.service.review.ALL_SENTENCES`, marked for the catalogue; a test compares them
    "deadline-interval": N("“{}” may mean {} or {}."),
    "deadline-no-date": N("The deadline “{}” names no calendar date."),
    "deadline-unread": N("The deadline “{}” is in no known words."),
    "deadline-early": N("The deadline {} lies before the document's date {}."),
    "milestone-late": N("The milestone “{}” lies after the task's deadline {}."),
    "deadline-missing": N("The other tasks of this document have a deadline; this one has none."),
    "units-missing": N("The other tasks of this document name their units; this one names none."),
    "unit-unknown": N("“{}” does not look like the name of a unit."),
    "progress-unread": N("The progress “{}” is in no known words."),
    "state-disputed": N("It says “{}”, and also “{}”."),
    "state-undated": N("“{}” may be an aim: the document has no date."),
    "no-text": N("The task has no text of its own."),
    "number-repeated": N("The number {} is printed more than once."),
    "share": N("{} of {} is {} %, the text states {} %."),
    "measures-skip": N("The numbers of the measures skip {}."),
    "told": "{}",
    "told-in-prose": N("The document tells this in prose, without labelled fields."),
    "place-unsure": N("“{}” may be a place or a common word."),
    "county-inferred": N("“{}” is taken to lie in {}; the sentence itself does not say so."),
    "place-unlocated": N("“{}” is not located; the register knows places of a like name."),
}
WHY: dict[str, str] = {  # what hangs on the answer, for those kinds where it is not plain
    "deadline-interval": N("Overdue counts from the later day, the warning from the earlier one."),
    "deadline-no-date": N("Without a date the task cannot be overdue; silence for long makes it grey."),
    "deadline-missing": N("Without a deadline the task cannot be overdue."),
    "told-in-prose": N("The problem, the date and the state are taken from sentences: hold all of the task against the text."),
    "place-unsure": N("A place gets a site on the map; a common word does not."),
    "county-inferred": N("It is what the task as a whole says; another county moves the site there."),
    "place-unlocated": N("One of the same place takes its location; if it is none of them, leave it."),
    "share": N("Both figures are kept as printed; none is chosen for you."),
}
FIELD_NAMES: dict[str, str] = {
    "number": N("Number"), "section": N("Section"), "title": N("Title"), "problem": N("Problem"), "goal": N("Goal"),
    "measures": N("Measures"), "deadline": N("Deadline"), "progress": N("Progress"), "lead": N("Lead"), "responsible": N("Responsible"),
    "cooperating": N("Cooperates"), "implementing": N("Carries out"), "acceptance": N("Accepts"), "milestone": N("Milestone"),
    "quantity": N("Quantity"), "place": N("Place"), "task": N("Task"),
}
NOTES: dict[str, str] = {
    "as read": N("as read"), "the later day": N("by the end of what is named"), "the earlier day": N("before what is named"),
    "no end": N("a duty without an end"), "without it": N("without it"), "no place": N("a common word"),
    "a place": N("a place of its own"), "no milestone": N("the date is something else"),
    "a place of the register": N("in the register"), "no task": N("the whole entry goes"),
}
NONE_OF: dict[str, str] = {
    "place": N("No place"), "task": N("No task"), "milestone": N("No milestone"), "quantity": N("No quantity"),
    "deadline": N("No deadline"), "progress": N("Nothing said"), "goal": N("No goal"), "title": N("No title"),
    "section": N("No section"), "measures": N("No measures"),
    **dict.fromkeys(ROLES, N("No unit")),
}
MARKS: dict[str, str] = {
    "place": N("place"), "deadline": N("date"), "unit": N("unit"), "goal": N("goal"), "amount": N("figure"), "progress": N("progress"),
}
UNDATED: dict[str, str] = {"ongoing": N("long-term duty"), "relative": N("no calendar date"), "none": N("no deadline")}
STATES: dict[str, str] = {"confirmed": N("confirmed"), "corrected": N("corrected"), "rejected": N("rejected"), "added": N("marked")}
LOST: dict[str, str] = {
    "task": N("its task is not in the document any more"), "words": N("its words are not in the document any more"),
    "number": N("another task has that number now"), "document": N("the document is gone"),
}
SUSPECTED: dict[str, str] = {
    "number": N("has a missing number"), "again": N("a label stands twice below it"), "outside": N("labels of no task follow"),
}
ROLE_NAMES: dict[str, str] = {  # what a label or a column's heading stands for, in the order in which one looks for it
    "title": N("name of the task"), "problem": N("problem"), "goal": N("goal"), "measures": N("measures"), "deadline": N("deadline"),
    "step": N("deadlines of steps"), "progress": N("progress"), "state": N("state in a word"), "lead": N("lead units"),
    "responsible": N("responsible units"), "cooperating": N("cooperating units"), "implementing": N("units that carry out"),
    "acceptance": N("units that accept"), "supervising": N("units that supervise"), "verdict": N("verdict of the acceptance"),
    "finding": N("what the check found"), "handling": N("how it was handled"), "content": N("content of the work"),
    "person": N("persons (not kept)"), "note": N("note (not kept)"), "number": N("number"),
    "county": N("county"), "name": N("name of a place"), "code": N("code of a place"), "lon": N("longitude"), "lat": N("latitude"),
    "ignore": N("nothing"),
}
SHORT = 60


def sentence(point: Point) -> str:
    """Return what is in doubt as a sentence; of a field, its name."""
    if point.doubt is None:
        return t(FIELD_NAMES[point.field])
    values = [place(v) if point.doubt.kind == "county-inferred" and n == 1 else v for n, v in enumerate(point.doubt.values)]
    return t(DOUBTS[point.doubt.kind]).format(*values)


def value_words(field: str, value: Any, layers: Sequence[Layer] = ()) -> str:
    """Return a value as `geomon.service.values.value_of` gives it, or as a person may give it, in words; a dash where nothing is."""
    if field == "deadline":
        return _deadline(value)
    if field == "progress":
        return t(PROGRESS[value or "none"])
    if not value:
        return "—"
    if field in ROLES:
        return "、".join(value)
    if field == "measures":
        return "；".join(" ".join(filter(None, [one["number"], one["text"].rstrip("。；")])) for one in value)
    if field == "milestone":
        return str(value["due"])
    if field == "quantity":
        return _quantity(value)
    if field == "place":
        layer = next((one for one in layers if one.id == value["layer"]), None)
        kind = pick(layer.title, layer.title_en) if layer else value["layer"]
        return " · ".join(filter(None, [value["name"], kind, place(value["county"])]))
    return str(value)


def option_words(point: Point, option: Option, layers: Sequence[Layer]) -> tuple[str, str]:
    """Return an answer's words and its note."""
    if option.kind == "rejected":
        return t(NONE_OF[option.field or point.field]), t(NOTES[option.note]) if option.note else ""
    note = t(NOTES[option.note]) if option.note else ""
    if option.kind == "confirmed" and (option.value is None or point.field in ("place", "number", "problem")):
        return t("Leave it as it is"), note
    return value_words(point.field, option.value, layers), note


def _deadline(value: Any) -> str:
    if not value:
        return t("no deadline")
    if isinstance(value, str):
        return t(UNDATED[value]) if value in UNDATED else value.replace("/", " – ")
    if value["kind"] in UNDATED:
        return t(UNDATED[value["kind"]])
    if value["kind"] == "staged":
        return t("in parts, the last by {day}", day=value["due"])
    first = value["earliest"]
    return f"{first} – {value['latest']}" if first and first != value["latest"] else str(value["due"])


def _quantity(value: Any) -> str:
    planned, done = (None if value[key] is None else f"{value[key]:,.10g}{value['unit']}" for key in ("planned", "done"))
    parts = [t("planned {n}", n=planned) if planned else "", t("done {n}", n=done) if done else ""]
    return " · ".join(filter(None, [value["what"], *parts]))
