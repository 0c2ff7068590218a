"""Saying that a reading is right, or that two places are one, and taking that back: one event each, and the places anew where concerned."""

from __future__ import annotations

import dataclasses
import datetime as dt
import getpass
import hashlib
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeAlias

from geomon.errors import Conflict, InputError
from geomon.join.verdicts import Verdicts
from geomon.model import Event, Task
from geomon.service.building import locate
from geomon.service.correcting import correct_on
from geomon.service.corrections import KINDS, SOURCE, Corrected, opening_of, placing, words_of
from geomon.service.filled import FILED
from geomon.service.ground import basis_of, layer_digests, placing_layers
from geomon.service.history import standing
from geomon.service.judging import JUDGED, PLACES, verdicts_of
from geomon.service.meanings import in_force
from geomon.service.missed import addition
from geomon.service.onward import changed
from geomon.service.pairs import Pair, judged_event
from geomon.service.patch_verdicts import JUDGED as PATCH_JUDGED
from geomon.service.patch_verdicts import SOURCE as PATCHES
from geomon.service.snapshot import Snapshot, told
from geomon.service.values import FIELDS, Item, checked, in_words, is_empty, items_of, value_of
from geomon.settings import Settings
from geomon.store import Register

TRIES = 3
"""A correction is checked and written anew so often when somebody else writes in between."""
OTHERS_WAIT_S = 2.0
"""Places that took longer are not computed while others wait to write."""
NEWEST = 2**62
"""Stands for the number of an answer that is not written yet: it comes after all others."""
NEVER_EMPTY = ("number", "problem")


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of one field of one task.

    Attributes
    ----------
    task : its key as the document was read.
    kind : one of `corrections.KINDS`.
    field, item : see `geomon.service.values`; field "task" with kind "rejected" says that it is no task.
    value : for "corrected" and "added", in any form that `values.checked` takes; an added place also gives its words as `name`.
    doubt : kind, field and values of the doubt that it settles.
    version : of the task as it was shown (`version_of`); empty asks for no check.
    """

    task: str
    kind: str
    field: str
    item: Item = ()
    value: Any = None
    doubt: tuple[str, ...] = ()
    version: str = ""


def version_of(one: Corrected, task: Task) -> str:
    """Return what changes when a task is read otherwise or anybody corrects it."""
    said = [ruling.correction.seq for ruling in one.rulings if ruling.task == task.key]
    return hashlib.blake2s(f"{task!r} {said}".encode(), digest_size=8).hexdigest()


def actor_of(settings: Settings) -> str:
    """Return who corrects: the settings' actor, else the user of the operating system.

    Raises
    ------
    InputError
        If neither is known.
    """
    try:
        name = settings.actor or getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise InputError("who corrects is not known.", where="actor", how="Set actor in geomon.toml to your name.") from error
    return f"{name} (person)" if name == "document" else name  # what documents say is written under that name


def settle(register: Register, settings: Settings, now: Callable[[], Snapshot], document: str, answer: Answer, layers: Collection[str],
           actor: str) -> Snapshot:
    """Write one answer and return the register after it.

    Parameters
    ----------
    now : gives the newest state of the register.
    layers : those that a place may be on.

    Raises
    ------
    InputError
        If there is no such task or field, or the value is none of the field's.
    Conflict
        If the task is no longer what was shown.
    """
    def make(before: Snapshot) -> Event:
        one, task = _find(before, document, answer)
        return _event(one, task, answer, layers, actor)
    return _write(register, settings, now, make)


def judge(register: Register, settings: Settings, now: Callable[[], Snapshot], pair: Pair, kind: str, actor: str) -> Snapshot:
    """Write that two places are the same or different and return the register after it; see `pairs.judged_event` for the errors."""
    return _write(register, settings, now, lambda before: judged_event(before, pair, kind, actor, _today()))


def take_back(register: Register, settings: Settings, now: Callable[[], Snapshot], seq: int, actor: str) -> Snapshot:
    """Withdraw one answer and return the register after it.

    Raises
    ------
    InputError
        If there is no such answer, or it was taken back before.
    """
    def make(before: Snapshot) -> Event:
        kinds = {SOURCE: KINDS, PLACES: JUDGED, PATCHES: (PATCH_JUDGED,)}
        said = next((e for e in before.said if e.seq == seq and (e.kind in kinds.get(e.source, ()) or FILED in e.body)), None)
        if said is None:
            raise InputError("there is nothing to take back: it was taken back already.", where=f"entry {seq}",
                             how="Load the page again.")
        return Event(_today(), actor, "withdrawn", said.subject, {"seq": seq}, PATCHES if said.source == PATCHES else SOURCE)
    return _write(register, settings, now, make)


def _write(register: Register, settings: Settings, now: Callable[[], Snapshot], make: Callable[[Snapshot], Event]) -> Snapshot:
    before = now()
    for tried in range(TRIES):
        begun = time.perf_counter()
        event, places = _made(before, settings, make)
        took_s = time.perf_counter() - begun
        with register.write() as writer:
            if writer.version != before.version + 1:  # somebody wrote in between: judge by what stands now, while nobody else can write
                before = now()
                event, places = _made(before, settings, make, with_places=tried > 0 and took_s < OTHERS_WAIT_S)
            if event is not None:
                event = writer.append_event(event)
                if places:
                    basis, sites, matches, lost = places
                    writer.put_places(sites, matches, lost)
                    writer.note("basis", basis)
        if event is None:
            continue
        made = dataclasses.replace(told(before, before.version + 1, [event]), seq=event.seq or 0)
        if places:
            sites, matches, lost = places[1:]
            made = dataclasses.replace(
                made, sites=tuple(sites), matches=tuple(matches), unlocated=tuple(lost), stored=str(made.version))
        return made.sharing(before)
    raise Conflict("others are saving all the time; nothing of this was saved.", where=register.path, how="Try again in a moment.")


Located: TypeAlias = tuple[str, Any, Any, Any]


def _made(before: Snapshot, settings: Settings, make: Callable[[Snapshot], Event],
          with_places: bool = True) -> tuple[Event | None, Located | None]:
    """Return what is to be written, and the places as they then are where it concerns any.

    Parameters
    ----------
    with_places : else nothing is returned where it does: to compute places may take long, and others wait.
    """
    event = make(before)
    said = [event if event.seq is not None else dataclasses.replace(event, seq=NEWEST)]
    after = correct_on(before.corrected, said)
    moved = any(placing(after[ident]) != placing(before.corrected[ident]) for ident in changed(before.corrected, after))
    if event.kind in (*JUDGED, "withdrawn"):
        verdicts = verdicts_of(standing([*before.said, *said]))
        moved = moved or verdicts.digest != verdicts_of(before.said).digest
    elif moved:
        verdicts = verdicts_of(before.said)
    if not moved:
        return event, None
    return (event, _located(after, settings, verdicts, before.said)) if with_places else (None, None)


def _located(after: dict[str, Corrected], settings: Settings, verdicts: Verdicts, said: Sequence[Event]) -> Located:
    documents = [one.read for one in after.values()]
    layers = placing_layers(settings)
    confirmed = in_force(said, layers, settings)
    basis = basis_of(documents, layer_digests(layers, settings), settings, after.values(), verdicts, confirmed)
    return basis, *locate([one.document for one in after.values()], layers, settings, lambda *_: None, verdicts, confirmed)


def _find(before: Snapshot, document: str, answer: Answer) -> tuple[Corrected, Task]:
    one = before.corrected.get(document)
    task = next((t for t in one.read.tasks if t.key == answer.task), None) if one else None
    if one is None or task is None:
        raise InputError("this task is not in the register any more.", where=f"{document}#{answer.task}", how="Load the page again.")
    if answer.version and version_of(one, task) != answer.version:
        last = max((r.correction for r in one.rulings if r.task == task.key), key=lambda c: c.seq, default=None)
        who = f"{last.actor} answered on {last.at}" if last else "it was read anew, or an answer was taken back,"
        mine, theirs = in_words(answer.value), in_words(_stands(one, task, answer))
        how = f"It now reads {theirs!r}, yours was {mine!r}: compare them, then save again."
        raise Conflict(f"{who} after you opened this task; nothing of yours was saved.", where=f"{document}#{answer.task}",
                       how=how if mine else "Look at it again as it stands now.", mine=mine, theirs=theirs)
    return one, task


def _stands(one: Corrected, task: Task, answer: Answer) -> Any:
    """Return what the answer's field holds now, everybody's corrections counted; None where the task or the field is gone."""
    shown = next((t for t in one.document.tasks if t.key == one.keys[task.key]), None)
    return value_of(shown, answer.field, answer.item) if shown and answer.field in FIELDS else None


def _event(one: Corrected, task: Task, answer: Answer, layers: Collection[str], actor: str) -> Event:
    """Return the answer as an event, its value checked."""
    body: dict[str, Any] = {"field": answer.field, "item": list(answer.item), "opening": opening_of(task)}
    if answer.doubt:
        body["doubt"] = list(answer.doubt)
    key = one.keys[task.key]
    shown = next((t for t in one.document.tasks if t.key == key), None)
    if shown is None:
        raise InputError("this was rejected as a task.", where=f"{one.read.id}#{task.key}", how="Take that back first.")
    if answer.kind not in KINDS or (answer.field not in FIELDS and (answer.field, answer.kind) != ("task", "rejected")
                                    and not (answer.kind == "confirmed" and answer.doubt)):
        raise InputError(f"{answer.field!r} cannot be {answer.kind}.", where=f"{one.read.id}#{task.key}")
    if answer.kind == "added":
        body |= addition(one.read, shown, answer.field, answer.value or {}, layers)
    elif answer.field in FIELDS:
        body |= _change(one, task, shown, answer, layers)
    return Event(_today(), actor, answer.kind, f"{one.read.id}#{task.key}", body, SOURCE)


def _change(one: Corrected, task: Task, shown: Task, answer: Answer, layers: Collection[str]) -> dict[str, Any]:
    field, item = answer.field, answer.item
    base = next((r.correction for r in one.rulings if r.task == task.key and r.correction.kind == "added" and r.state == "in force"
                 and r.correction.slot == (field, item)), None)
    if base is None and item not in items_of(task, field) and not (answer.kind in ("confirmed", "rejected") and answer.doubt):
        raise InputError("this is not in the task any more.", where=" ".join((field, *item[:1])), how="Load the page again.")
    last = next((r.correction for r in reversed(one.rulings) if r.task == task.key and r.state == "in force"
                 and r.correction.slot == (field, item) and r.correction.has_effect), None)
    old = value_of(task, field, item) if last is None else last.new
    body: dict[str, Any] = {"old": old, "quote": base.quote if base else words_of(one.read, task, field, item)}
    if base:
        body["on"] = base.seq
    if answer.kind == "corrected":
        body["new"] = checked(field, answer.value, layers)
        _refuse_taken(one, task, shown, field, old, body["new"])
    elif answer.kind == "rejected" and field in NEVER_EMPTY:
        raise InputError("a task always has one.", where=field, how="Correct it, or reject the task.")
    elif answer.kind == "confirmed" and body["quote"] and not is_empty(field, old) and not (answer.doubt and isinstance(old, list)):
        body["new"] = old  # held fast, should another reader read these words otherwise
    return body


def _refuse_taken(one: Corrected, task: Task, shown: Task, field: str, old: Any, new: Any) -> None:
    if field == "number":
        key = dataclasses.replace(task, number=new).key
        if key != task.key and key in {*one.keys, *one.keys.values()}:
            raise InputError(f"there is a task {new} in this document already.", where="number", how="Correct that one first.")
    if field == "place" and (new["name"], new["layer"]) in items_of(shown, "place") and old and old["name"] != new["name"]:
        raise InputError(f"{new['name']!r} is a place of this task already.", where="place", how="Reject this one instead.")


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()

