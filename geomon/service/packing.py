"""What goes into the field: the sites that a unit, a county or a shortlist names, as one page for a phone or as tables with forms."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geomon.errors import InputError
from geomon.export.beside import replacing
from geomon.render.pack import PackNote, pack_html
from geomon.service.cards import SiteCard
from geomon.service.packs import workspace_of
from geomon.service.snapshot import Snapshot
from geomon.settings import Settings
from geomon.situation import Situation

if TYPE_CHECKING:
    from geomon.layers import Layer
    from geomon.render.basemap import BaseMap

LONGEST_LIST = 1_000_000
"""A shortlist is a text of at most so many bytes."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """Which sites go along: those of a unit, of a county, and of a list of ids or names; empty means no limit."""

    unit: str = ""
    county: str = ""
    shortlist: tuple[str, ...] = ()


def shortlist_of(text: str) -> tuple[str, ...]:
    """Return the sites that a person lists: a file with one id or name a line (# begins a remark), else ids or names with commas between.

    Raises
    ------
    InputError
        If the file is no text or far too long.
    """
    path = Path(text)
    try:
        is_file = bool(text) and path.is_file()
    except (OSError, ValueError):  # a long list of ids is no name of a file
        is_file = False
    if is_file:
        try:
            if path.stat().st_size > LONGEST_LIST:
                raise InputError("this is too long for a list of sites.", where=path.name, how="One id or name a line.")
            text = path.read_text(encoding="utf-8-sig").replace(",", "\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("the list of sites is no text in UTF-8.", where=path.name, how="One id or name a line.") from error
    lines = (line.partition("#")[0].strip() for line in text.replace(",", "\n").replace("，", "\n").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def chosen(situation: Situation, choice: Choice) -> Situation:
    """Return the situation with the chosen sites and their tasks only.

    Raises
    ------
    InputError
        If the list names a site that there is not, or nothing answers to the choice.
    """
    sites = situation.sites
    keep = sites["id"].notna()
    if choice.county:
        keep &= sites["county"] == choice.county
    if choice.unit:
        keep &= sites["units"].map(lambda units: choice.unit in units).astype(bool)
    if choice.shortlist:
        known = {*sites["id"], *sites["name"]}
        if missing := [name for name in choice.shortlist if name not in known]:
            raise InputError(f"there is no site {missing[0]!r}.", where="shortlist", how="geomon status --json lists ids and names.")
        keep &= sites["id"].isin(choice.shortlist) | sites["name"].isin(choice.shortlist)
    if not keep.any():
        raise InputError("no site answers to that choice.", where=choice.unit or choice.county or "pack",
                         how="geomon status --json lists the sites, --by unit the units.")
    some = sites[keep].reset_index(drop=True)
    wanted = {ident for tasks in some["tasks"] for ident in tasks}
    tasks = situation.tasks[situation.tasks["id"].isin(wanted)].reset_index(drop=True)
    return dataclasses.replace(situation, sites=some, tasks=tasks)


def note_of(snapshot: Snapshot, situation: Situation) -> PackNote:
    """Return what tells this pack from others."""
    made = dt.datetime.now(tz=dt.UTC).astimezone()
    ids = "\n".join(situation.sites["id"])
    name = hashlib.blake2s(f"{made.isoformat()} {snapshot.version} {ids}".encode(), digest_size=8).hexdigest()
    return PackNote(name, workspace_of(snapshot), snapshot.version, made)


def write_pack(out: Path, situation: Situation, cards: Mapping[str, SiteCard], base: BaseMap, snapshot: Snapshot, settings: Settings,
               layers: Sequence[Layer], lang: str) -> PackNote:
    """Write a pack in the format that the ending names, html or gpkg; it is written beside and renamed.

    Raises
    ------
    InputError
        If the ending is another.
    GeomonError
        If it cannot be written; what stood there is then as it was.
    """
    ending = out.suffix.lower()
    if ending not in (".html", ".htm", ".gpkg"):
        raise InputError(f"a pack is no {ending or 'file without an ending'}.", where=out.name,
                         how="Use .html for a phone, or .gpkg for QField.")
    note = note_of(snapshot, situation)
    with replacing(out) as beside:
        if ending == ".gpkg":
            from geomon.export.forms import write_forms

            beside.unlink(missing_ok=True)
            visits = {ident: snapshot.visits_of_site.get(ident, ()) for ident in situation.sites["id"]}
            about = {"id": note.id, "workspace": note.workspace, "version": str(note.version), "made": note.made.isoformat()}
            write_forms(beside, situation, cards, visits, about)
        else:
            page = pack_html(situation, cards, base, note, lang, layers=layers, title=settings.title, title_en=settings.title_en)
            beside.write_text(page, encoding="utf-8", newline="\n")
    return note
