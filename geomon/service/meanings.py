"""How a person confirmed that a layer's numbers are meant: an event a confirmation, in force for the file that was looked at.

Neither the file nor its declaration is touched. The newest confirmation of a layer holds; it can be taken back, and it rests as soon as the
file is another one, since other numbers may be meant otherwise.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from geomon.crs.detective import Candidate
from geomon.errors import Conflict, InputError
from geomon.layers import PACKAGE, Layer
from geomon.model import Event
from geomon.service.history import standing
from geomon.settings import Settings
from geomon.store import Register

CONFIRMED = "crs-confirmed"
SOURCE = "layers"
"""Kind and source of these events."""
_TRIES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person confirmed.

    Attributes
    ----------
    sha256 : of the file that was looked at.
    reasons : the evidence as it was shown.
    """

    seq: int
    at: dt.date
    actor: str
    layer: str
    sha256: str
    crs: str
    title: str
    swapped: bool
    packed: bool
    shift_m: float
    reasons: tuple[str, ...]

    @property
    def reading(self) -> Candidate:
        """The reading of the file's numbers."""
        return Candidate(self.crs, self.title, self.swapped, self.packed)

    @property
    def words(self) -> str:
        """What decides where the places come to lie, for a digest."""
        return f"{self.layer} {self.sha256} {self.crs} {self.swapped} {self.packed}"


def confirmations(said: Iterable[Event]) -> dict[str, Confirmation]:
    """Return the newest confirmation of each layer among standing events; what is no whole one is left out."""
    found: dict[str, Confirmation] = {}
    for event in said:
        if event.kind == CONFIRMED and event.source == SOURCE and event.seq is not None and (one := _read(event)) is not None:
            found[one.layer] = one
    return found


def _read(event: Event) -> Confirmation | None:
    body = event.body
    texts = [body.get(name) for name in ("sha256", "crs", "title")]
    reasons, shift = body.get("reasons"), body.get("shift_m")
    if not all(isinstance(text, str) and text for text in texts) or not isinstance(reasons, list) or not isinstance(shift, int | float):
        return None
    sha256, code, title = map(str, texts)
    return Confirmation(event.seq or 0, event.at, event.actor, event.subject.removeprefix("layers/"), sha256, code, title,
                        body.get("swapped") is True, body.get("packed") is True, float(shift), tuple(map(str, reasons)))


def in_force(said: Iterable[Event], layers: Sequence[Layer], settings: Settings) -> dict[str, Confirmation]:
    """Return the confirmations that hold: those of layers whose file is the one that was looked at."""
    found = confirmations(said)
    paths = {layer.id: settings.data / layer.source for layer in layers if layer.source != PACKAGE and layer.id in found}
    return {ident: found[ident] for ident, path in paths.items() if sha256_of(path) == found[ident].sha256}


def sha256_of(path: Path) -> str:
    """Return the digest of a file, "" where there is none; those beside a .shp are left out, since they hold no coordinates."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=256)
def _digest(path: Path, _mtime: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def confirm(register: Register, layer: str, sha256: str, one: Candidate, actor: str) -> None:
    """Write that a layer's numbers are meant so.

    Raises
    ------
    Conflict
        If others write all the time.
    """
    body: dict[str, object] = {"sha256": sha256, "crs": one.crs, "title": one.title, "swapped": one.swapped, "packed": one.packed,
                               "shift_m": round(one.shift_m, 1), "reasons": list(one.reasons)}
    _write(register, lambda _: Event(_today(), actor, CONFIRMED, f"layers/{layer}", body, SOURCE))


def take_back(register: Register, seq: int, actor: str) -> None:
    """Withdraw a confirmation.

    Raises
    ------
    InputError
        If there is no such one, or it was taken back before.
    """
    def make(said: Mapping[int, Event]) -> Event:
        if seq not in said:
            raise InputError("there is nothing to take back: it was taken back already.", where=f"entry {seq}", how="Load the page again.")
        return Event(_today(), actor, "withdrawn", said[seq].subject, {"seq": seq}, SOURCE)

    _write(register, make)


def _write(register: Register, make: Callable[[Mapping[int, Event]], Event]) -> None:
    for _ in range(_TRIES):
        version = register.version()
        said = {e.seq: e for e in standing(register.events()) if e.kind == CONFIRMED and e.source == SOURCE and e.seq is not None}
        event = make(said)
        with register.write() as writer:
            if writer.version == version + 1:
                writer.append_event(event)
                return
    raise Conflict("others are saving all the time; nothing of this was saved.", where=register.path, how="Try again in a moment.")


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


