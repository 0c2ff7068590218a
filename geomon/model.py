"""The words of the project as frozen records; no I/O, no rules.

Two groups: what a document says (`Document` … `Record`), and what the register knows (`Location` … `TaskStatus`).
`design.md`'s glossary gives each word's Chinese term; CONTRIBUTING.md repeats it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""First and last-plus-one character in `Document.text`."""

Kind = Literal["plan", "progress", "workplan", "notice", "register"]
DeadlineKind = Literal["date", "ongoing", "staged", "relative", "none"]
Progress = Literal["not_started", "in_progress", "behind", "on_schedule", "ahead", "mostly_completed", "completed", "accepted", "closed"]
Light = Literal["red", "yellow", "blue", "green", "grey"]
Layer5 = Literal["mine", "waste_site", "outfall", "well", "protected_area"]
Method = Literal["layer", "code", "coordinates", "village", "township", "county", "none"]

LIGHTS: tuple[Light, ...] = ("red", "yellow", "blue", "green", "grey")
"""In the order of tiles and legends."""
URGENCY: tuple[Light, ...] = ("red", "yellow", "grey", "blue", "green")
"""In the order in which a person looks: what is unknown comes before what is on track."""
PATCH_VERDICTS: Mapping[str, tuple[str, str]] = {
    "": ("尚无判定", "no verdict yet"), "visit": ("需核实", "to be visited"), "illegal": ("违法", "illegal"), "legal": ("合法", "legal"),
    "pseudo": ("伪变化", "pseudo-change")}
"""What a patch (图斑) is said to be, in both languages, in the order in which a person looks."""
SITE_LAYERS: tuple[str, ...] = ("mine", "waste_site", "outfall", "well", "protected_area")
OTHER_LAYERS: tuple[str, ...] = ("water_body", "enterprise", "facility")
METHODS: tuple[Method, ...] = ("layer", "code", "coordinates", "village", "township", "county", "none")
ROLES: tuple[str, ...] = ("lead", "responsible", "cooperating", "implementing", "acceptance")


# ---- what a document says -------------------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline field of a task: the words, and the dates that they stand for (ends of what is named)."""

    text: str = ""
    kind: DeadlineKind = "none"
    due: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """What the document says of a task's progress; `progress` is None where it says nothing."""

    text: str = ""
    progress: Progress | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Units:
    """Units by role, whole names, in printed order; `responsible` holds all of its field, the lead among them."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    implementing: tuple[str, ...] = ()
    acceptance: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """One numbered step; `number` is None for prose."""

    number: str | None
    text: str
    span: Span = (0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Milestone:
    """A dated target inside a measure."""

    text: str
    due: dt.date
    measure: str | None = None
    span: Span = (0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """Planned and done numbers of one thing, e.g. 计划299眼，仅整改11眼."""

    text: str
    what: str
    unit: str
    planned: float | None = None
    done: float | None = None
    span: Span = (0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """A named place in a document's words; `where` is problem, goal or measures."""

    name: str
    layer: str
    county: str | None = None
    where: str = "problem"
    quote: str = ""
    span: Span = (0, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """Where a field of a task stands; `name` is problem, title, goal, measures, deadline, progress, or a role of `ROLES`."""

    name: str
    span: Span


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a task, or a document, that a person should look at.

    Attributes
    ----------
    kind : which rule doubts, a key of `geomon.documents.doubts.SENTENCES`.
    field : what it is about: a name as in `Field`, or number, quantity, place, milestone.
    values : what the sentence of this kind is filled with.
    span : the words in question; (0, 0) where the doubt is about all of the task.
    options : the readings between which to choose, as printed values (dates as ISO), the one taken first; empty where none is known.
    """

    kind: str
    field: str
    values: tuple[str, ...] = ()
    span: Span = (0, 0)
    options: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """One numbered problem with goal, measures, deadline and units."""

    number: str
    label: str
    problem: str
    part: int | None = None
    section: str = ""
    title: str | None = None
    goal: str | None = None
    deadline: Deadline = Deadline()
    status: Claim = Claim()
    units: Units = Units()
    measures: tuple[Measure, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    span: Span = (0, 0)
    page: int | None = None
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()
    fields: tuple[Field, ...] = ()

    @property
    def key(self) -> str:
        """Part and number, unique inside a document: `"6"`, `"2/7(1)"`."""
        return self.number if self.part is None else f"{self.part}/{self.number}"


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One of several plans bound in one file."""

    part: int
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table of the document, cells as text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    part: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """A row of a table or ledger that is itself a place, with coordinates or a code."""

    name: str
    layer: str
    lon: float | None = None
    lat: float | None = None
    raw: str = ""
    code: str | None = None
    datum: str | None = None
    county: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A document as understood; `text` is what the spans count in."""

    source: str
    sha256: str
    title: str
    kind: Kind
    text: str
    region: str | None = None
    adcode: str | None = None
    issued: dt.date | None = None
    warnings: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    tasks: tuple[Task, ...] = ()
    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()

    @property
    def id(self) -> str:
        """The file name without its ending: how links, logs and `status --json` name the document."""
        return self.source.rsplit(".", 1)[0]


# ---- what the register knows ----------------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True, slots=True)
class Location:
    """Where something is, how that is known, and how far off it may be.

    Attributes
    ----------
    lon, lat : degrees, CGCS2000 (EPSG:4490); None for method "none", and for "county" a point inside the county that is
        used for grouping and zooming only, never drawn as a dot.
    accuracy_m : radius in metres on the ground in which the true place lies, by the source's or the method's own account.
    geometry : WKT (EPSG:4490) where the place is more than a point.
    datum : of the source, before conversion.
    """

    method: Method
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    source: str = ""
    datum: str = ""
    geometry: str | None = None
    county: str | None = None
    adcode: str | None = None
    why: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """A physical place in the register, on one layer; `id` is stable over builds."""

    id: str
    name: str
    layer: str
    location: Location
    city: str | None = None
    county: str | None = None
    aliases: tuple[str, ...] = ()
    area_ha: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A task's mention tied to a site, with its reason in words.

    `feature` is "layer/id" of the layer's feature that the mention is taken for; empty where there is none, or it is only near it.
    """

    document: str
    task: str
    site: str
    reason: str
    confidence: float
    quote: str = ""
    span: Span = (0, 0)
    where: str = "problem"
    feature: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something a person or a document said at a time; appended, never changed.

    Attributes
    ----------
    at : the day that it speaks of; decides whether it counts as of a date.
    subject : `document-id#task-key` or a site's id.
    kind : e.g. "planned", "progress".
    body : JSON-ready values.
    """

    at: dt.date
    actor: str
    kind: str
    subject: str
    body: dict[str, object]
    source: str = ""
    seq: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class TaskStatus:
    """Where one task stands on a date: light, stage, and the reason in words (Chinese and English)."""

    light: Light
    stage: str
    reason: str
    reason_en: str
    progress: Progress | None = None
    due: dt.date | None = None
    days_left: int | None = None
