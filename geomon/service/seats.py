"""The service as one person has it: every question and every act asks first whether they may, and what they see ends at their limits.

A new method of `Service` is closed here until it is named in `READS` or written out below; a test compares the two. Where a method takes
the name of an actor, this one does not listen to it: nobody speaks as another.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomon.errors import GeomonError, NotAllowed
from geomon.people import APP, WORKSPACE, Actor, Limits, Right, Thing, allow, may
from geomon.service.desk import Service
from geomon.service.drafts import DraftDesk
from geomon.service.layer_desk import LayerDesk
from geomon.service.living import LifeDesk
from geomon.service.publication import publish
from geomon.service.record import RecordDesk
from geomon.service.timing import Timings
from geomon.service.within import Within

if TYPE_CHECKING:
    from geomon.crs.detective import Candidate
    from geomon.layers import Layer
    from geomon.service.checking import Checked
    from geomon.service.filled import Line
    from geomon.service.pairs import Pair
    from geomon.service.patches import Patch
    from geomon.service.publication import Publication
    from geomon.service.reading_desk import ReadingDesk
    from geomon.service.repairing import Repaired
    from geomon.service.settling import Answer
    from geomon.visits import Edit, Visit

READS: dict[str, tuple[str, Thing]] = {
    "version": ("view", APP), "is_read": ("view", APP),
    "situation": ("view", APP), "catalog": ("view", APP), "card": ("view", APP), "task_card": ("view", APP),
    "unlocated": ("view", APP), "search": ("view", APP), "visits": ("view", APP), "photo": ("view", APP), "has_scenes": ("view", APP),
    "seen_from_above": ("view", APP), "pictures_from_above": ("view", APP), "ground_from_above": ("view", APP),
    "series_from_above": ("view", APP), "counties": ("view", APP),
    "patches": ("view", APP), "patch_marks": ("view", APP), "lost_verdicts": ("view", WORKSPACE),
    "basemap": ("view", APP), "layer_features": ("view", APP), "areas_on": ("view", APP), "overlay": ("view", APP),
    "area_from_file": ("view", APP), "protected_near": ("view", APP), "brief": ("view", APP), "townships": ("view", APP),
    "documents": ("read_documents", APP), "last_import": ("read_documents", APP), "review": ("read_documents", APP),
    "review_documents": ("read_documents", APP), "lost_answers": ("read_documents", APP),
    "places_in_doubt": ("read_documents", WORKSPACE), "duplicates": ("read_documents", WORKSPACE), "layer_doubts": ("view", WORKSPACE),
    "status_json": ("download", APP), "map_html": ("download", APP), "export": ("download", APP), "report": ("download", APP),
    "one_page": ("download", APP), "dispatch_files": ("download", APP), "pack": ("download", APP), "dossier": ("download", APP),
    "shown_to": ("download", APP), "preview": ("import", WORKSPACE), "import_documents": ("import", WORKSPACE),
    "filled": ("import", WORKSPACE), "merge": ("visit", WORKSPACE), "build": ("operate", WORKSPACE), "verify": ("operate", WORKSPACE),
    "back_up": ("operate", WORKSPACE),
}
"""Methods of `Service` that need no more than an action, with what it is done to."""
NOWHERE = Thing(frozenset(), frozenset())
"""What is not in the register, or not for this person."""
KEPT = 32
"""So many different limits are kept in memory; each holds what it shows on its own."""


class Seats:
    """Gives the service of one workspace to persons; safe to use from every thread."""

    def __init__(self, whole: Service) -> None:
        self.whole = whole
        self._within: OrderedDict[Limits, Service] = OrderedDict()
        self._lock = threading.Lock()

    def seat(self, who: Callable[[], Actor | None]) -> Seat:
        """Return the service as a person has it.

        Parameters
        ----------
        who : asked again before each act: a page stays open while a sign-in runs out, or while somebody's rights are taken away.
        """
        return Seat(self, who)

    def inside(self, limits: Limits) -> Service:
        """Return what lies inside some limits, the same for all who have the same."""
        if limits == Limits():
            return self.whole
        with self._lock:
            found = self._within.get(limits)
            if found is None:
                own = dataclasses.replace(limits, audience="")
                found = self.whole if own == Limits() else Within(self.whole, own)
                found = found.shown_to(limits.audience) if limits.audience else found
            self._within[limits] = found
            self._within.move_to_end(limits)
            while len(self._within) > KEPT:
                self._within.popitem(last=False)
            return found


class Seat(Service):
    """The service as one person has it; what they write goes to the whole, once they may."""

    def __init__(self, seats: Seats, who: Callable[[], Actor | None]) -> None:
        self._seats, self._whole, self._who = seats, seats.whole, who
        self.settings, self.profile = seats.whole.settings, seats.whole.profile  # no more: a method not below finds no register

    @property
    def person(self) -> Actor:
        """Who has this seat.

        Raises
        ------
        NotAllowed
            If nobody has it any more.
        """
        if (who := self._who()) is None:
            raise NotAllowed("nobody is signed in.", how="Sign in first.")
        return who

    def may(self, action: str, thing: Thing = APP) -> Right:
        """Return whether they may do something; nobody may where the sign-in has run out."""
        return may(self._who(), action, thing)

    def actor(self) -> str:
        """Return how the record names them."""
        return self.person.name

    @property
    def limits(self) -> Limits:
        """Where their rights end: what is drawn may be shared by all who have the same."""
        return self.person.limits

    @property
    def _view(self) -> Service:
        return self._seats.inside(self.limits)

    def thing(self, ident: str) -> Thing:
        """Return a site, task or document that they see; KeyError for any other."""
        self._view.thing(ident)
        return self._whole.thing(ident)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers inside their limits."""
        return self._view.layers

    @property
    def layers_fault(self) -> str:
        """What is wrong with a declaration; "" when nothing is."""
        return self._whole.layers_fault

    @property
    def layer_desk(self) -> LayerDesk:
        """The layers' files, for people without limits."""
        allow(self._who(), "view", WORKSPACE)
        return _SeatDesk(self._whole.layer_desk, self._who)

    @property
    def record(self) -> RecordDesk:
        """The record of all events, for people without limits who may read it."""
        allow(self._who(), "read_record", WORKSPACE)
        return self._whole.record

    @property
    def life(self) -> LifeDesk:
        """The steps of the tasks that they see; each asks for its own right. Who sees a redacted copy sees none."""
        if self.limits.audience:
            allow(self._who(), "view", WORKSPACE)
        return self._whole.life.of_person(self._who, self.thing, lambda: self._view._now())

    @property
    def drafts(self) -> DraftDesk:
        """What they have written into forms and not saved yet; each form asks for the right of its act."""
        return DraftDesk(self._whole._draft_files, self._whole._register, self._who, lambda ident: self.life.thing(ident))

    @property
    def reading(self) -> ReadingDesk:
        """How documents are read, for people without limits who may correct it; what is told there is told in their name."""
        allow(self._who(), "correct", WORKSPACE)
        desk = copy.copy(self._whole.reading)
        desk._settings = dataclasses.replace(self.settings, actor=self.person.name)
        return desk

    @property
    def timings(self) -> Timings:  # type: ignore[override]
        """How long builds took."""
        allow(self._who(), "operate", WORKSPACE)
        return self._whole.timings

    def close(self) -> None:
        """Refuse: nobody closes the register for all."""
        raise NotAllowed("one person cannot close the register.", how="Stop the server.")

    # ---- doing ------------------------------------------------------------------------------------------------------

    def settle(self, document_id: str, answer: Answer, actor: str = "") -> None:  # noqa: ARG002
        """Write what they say of a reading; `actor` is not heard, nobody speaks as another."""
        self._whole.settle(document_id, answer, self._ask("correct", document_id))

    def take_filled(self, lines: Sequence[Line], day: dt.date | None = None, actor: str = "") -> tuple[int, int]:  # noqa: ARG002
        """Write what filled sheets say, confirmed by them."""
        return self._whole.take_filled(lines, day, named(self._who(), "import", WORKSPACE))

    def publish(self, out: Path, as_of: dt.date, audience: str = "public", actor: str = "") -> Publication:  # noqa: ARG002
        """Write a snapshot of what they see and record that they did."""
        name = named(self._who(), "publish", APP)
        return publish(self._view, self._whole, out, as_of, audience, name)

    def judge(self, pair: Pair, kind: str, actor: str = "") -> None:  # noqa: ARG002
        """Write what they say of two places."""
        self._whole.judge(pair, kind, named(self._who(), "correct", WORKSPACE))

    def undo(self, seq: int, actor: str = "") -> None:  # noqa: ARG002
        """Take an answer back; on a document by who may correct it, on a patch by who may judge it, else by who may correct all."""
        document = next((event.subject for event in self._view._now().said if event.seq == seq), "").rsplit("#", 1)[0]
        if any(event.seq == seq for event in self._whole._said_of_patches()):
            name = self._judge_of(self._patch_told_by(seq))
        elif document in self._view._now().corrected:
            name = self._ask("correct", document)
        else:
            name = named(self._who(), "correct", WORKSPACE)
        self._whole.undo(seq, name)

    def record_visit(self, said: Edit, photos: Sequence[bytes] = ()) -> Visit:
        """Take a visit of theirs; whoever the form names, it is theirs."""
        return self._whole.record_visit(dataclasses.replace(said, by=self._ask("visit", said.site)), photos)

    def judge_patch(self, patch: Patch, verdict: str, reason: str, actor: str = "") -> None:  # noqa: ARG002
        """Write what they say of a patch wholly inside their limits; by who writes down visits or corrects readings."""
        self._whole.judge_patch(self._view._present(patch), verdict, reason, self._judge_of(patch))

    def take_patch_back(self, patch: Patch, actor: str = "") -> None:  # noqa: ARG002
        """Take back what was said of a patch wholly inside their limits."""
        self._whole.take_patch_back(self._view._present(patch), self._judge_of(patch))

    def edit_visit(self, visit: Visit, fields: Mapping[str, Any], actor: str = "") -> None:  # noqa: ARG002
        """Say something of a visit."""
        name = self._ask("visit", visit.site)
        if all(one.uuid != visit.uuid for one in self._view.visits(visit.site)):
            raise NotAllowed("this site has no such visit.", where=visit.site, how="Load the page again.")
        self._whole.edit_visit(visit, fields, name)

    def _patch_told_by(self, seq: int) -> Patch | None:
        """Return the patch on which a word holds; None where it is gone, as it is with a layer's file that cannot be read."""
        try:
            return next((one for one in self.patches(self.settings.today()) if one.seq == seq), None)
        except GeomonError:
            return None

    def _judge_of(self, patch: Patch | None) -> str:
        """Return their name where they may judge a patch: all counties that it meets must be theirs, and its layer; None is one gone."""
        return named(self._who(), "correct" if self.may("correct") else "visit", self._whole._thing_of(patch) if patch else WORKSPACE)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _ask(self, action: str, ident: str) -> str:
        """Return their name where they may do this to a site, task or document; one that they do not see is as one that there is not."""
        try:
            thing = self.thing(ident)
        except KeyError:
            thing = NOWHERE
        return named(self._who(), action, thing)


class _SeatDesk(LayerDesk):
    """The layers' files as one person has them; shares all with the desk of the workspace."""

    def __init__(self, desk: LayerDesk, who: Callable[[], Actor | None]) -> None:
        vars(self).update(vars(desk))
        self._who = who

    def confirm(self, layer_id: str, one: Candidate, sha256: str, actor: str) -> None:  # noqa: ARG002
        """Keep how a layer's numbers are meant, in their name."""
        super().confirm(layer_id, one, sha256, named(self._who(), "confirm_layer", WORKSPACE))

    def undo(self, seq: int, actor: str) -> None:  # noqa: ARG002
        """Take a confirmation back, in their name."""
        super().undo(seq, named(self._who(), "confirm_layer", WORKSPACE))

    def repair(self, path: Path, out: Path, checked: Checked, one: Candidate | None = None) -> Repaired:
        """Write a repaired copy."""
        allow(self._who(), "download", WORKSPACE)
        return super().repair(path, out, checked, one)


def named(who: Actor | None, action: str, thing: Thing) -> str:
    """Return the name of a person who may do something.

    Raises
    ------
    NotAllowed
        Where they may not.
    """
    allow(who, action, thing)
    return who.name if who is not None else ""


def _asking(name: str, action: str, thing: Thing) -> Callable[..., Any]:
    def ask(self: Seat, *args: Any, **named: Any) -> Any:
        allow(self._who(), action, thing)
        return getattr(self._view, name)(*args, **named)
    ask.__name__, ask.__doc__ = name, getattr(Service, name).__doc__
    return ask


for _name, (_action, _thing) in READS.items():
    setattr(Seat, _name, _asking(_name, _action, _thing))
