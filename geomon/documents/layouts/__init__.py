"""One module a layout: `EXAMPLE`, a short text in that layout, and `find(zone) -> drafts`.

A layout with `WHOLE` takes a zone whole, mostly as one task: it comes first where it finds its signs. Every other layout is tried on
every zone and the one that explains most of it wins, so a new layout is a new module and no edit elsewhere. One with `LAST` reads what
has no labelled fields, and is tried only where no other layout finds a task anywhere in the document.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import cast

from geomon.documents.draft import Draft, Layout, evidence
from geomon.documents.genre import is_other_paper, title_line
from geomon.documents.numbering import number_in
from geomon.documents.opening import take_acceptance, take_opening
from geomon.documents.other_matters import without_other_matters
from geomon.documents.outline import Zone
from geomon.documents.plan_numbers import names_all

_NUMBERED = 0.5
"""Evidence that a task told in sentences gains by a number of its own: two fields'. That of a line among others is none."""


@cache
def layouts() -> dict[str, Layout]:
    """Return the layout modules by name, found once."""
    return {module.name: cast(Layout, importlib.import_module(f"{__name__}.{module.name}")) for module in pkgutil.iter_modules(__path__)}


def find_tasks(zone: Zone) -> tuple[str, Sequence[Draft]]:
    """Return the name of the layout that explains the zone best, and its drafts; ("", []) when none finds a task."""
    name, drafts = _find_tasks(zone)
    return (name, ours) if (ours := without_other_matters(title_line(zone), drafts)) else ("", [])


def _find_tasks(zone: Zone) -> tuple[str, Sequence[Draft]]:
    if is_other_paper(title_line(zone)):
        return "", []
    whole = {name: layout.find(zone) for name, layout in layouts().items() if getattr(layout, "WHOLE", False)}
    told_whole = next(((name, drafts) for name, drafts in whole.items() if drafts), None)
    tried = {name: layout.find(zone) for name, layout in layouts().items() if name not in whole and not _is_last(layout)}
    told = max((len(drafts) for name, drafts in tried.items() if not layouts()[name].FROM_TABLES), default=0)
    # a plan's annex lists its tasks again in a table: what is told in full wins over the list, unless the list is far longer
    fair = [name for name, drafts in tried.items() if not layouts()[name].FROM_TABLES or told < 0.5 * len(drafts)]
    best = max(fair, key=lambda name: evidence(tried[name]))
    if told_whole and not _leaves_out(told_whole[1], tried[best]):
        return told_whole
    return (best, told_above(zone, tried[best])) if tried[best] else ("", [])


def _leaves_out(whole: Sequence[Draft], others: Sequence[Draft]) -> bool:
    """Return whether more tasks stand outside what one layout takes for the whole than it found."""
    held = [[piece for pieces in one.pieces.values() for piece in pieces] for one in whole]
    spans = [(min(piece.start for piece in pieces), max(piece.end for piece in pieces)) for pieces in held if pieces]
    outside = [draft for draft in others if not any(start <= draft.start < end for start, end in spans)]
    return len(outside) > max(1, len(whole))


def told_above(zone: Zone, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Return the only task of a zone with the title's number and the state that the opening tells, where no field is one."""
    above = [node for node in zone.nodes if drafts and node.at.end <= min(draft.start for draft in drafts)]
    if len(drafts) == 1 and not drafts[0].pieces.keys() & {"answer", "state", "verdict"}:
        take_opening(drafts[0], above)
    elif len(drafts) == 1 and not drafts[0].pieces.keys() & {"answer", "state"}:
        take_acceptance(drafts[0], above)
    elif len(drafts) > 1:
        for node in above:
            if names_all(node.text, drafts):
                for draft in drafts:
                    take_acceptance(draft, [node])
    if len(drafts) == 1 and drafts[0].number == "1" and drafts[0].label.strip("、") in ("", "一") and (told := number_in(zone.title)):
        drafts[0].number = told
    return drafts


def find_last(zone: Zone) -> tuple[str, Sequence[Draft]]:
    """Return what the layouts with `LAST` find in a zone of a document in which `find_tasks` finds nothing at all."""
    if is_other_paper(title_line(zone)):
        return "", []
    last = {name: without_other_matters(title_line(zone), layout.find(zone)) for name, layout in layouts().items() if _is_last(layout)}
    found = ((name, told_above(zone, drafts)) for name, drafts in last.items() if drafts)
    return max(found, key=lambda one: (_explained(one[1]), sum(len(draft.pieces) for draft in one[1])), default=("", []))


def _explained(drafts: Sequence[Draft]) -> float:
    return evidence(drafts) + _NUMBERED * (len(drafts) == 1 and drafts[0].number != "1" and not drafts[0].label)


def _is_last(layout: Layout) -> bool:
    return bool(getattr(layout, "LAST", False))
