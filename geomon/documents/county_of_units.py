"""The county of places whose task names it only by who answers: 责任单位：某县委、县政府 beside a place that is called by no county."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence

from geomon.documents.region import Region
from geomon.model import Mention, Units


def with_county_of_units(mentions: Sequence[Mention], units: Units, region: Region | None) -> tuple[Mention, ...]:
    """Return the places, those without a county in the one that answers for the task; unchanged where several do or the text names another.

    Parameters
    ----------
    mentions : the places of one task.
    units : of the same task; those that cooperate or inspect say nothing of where it lies.
    region : whose counties can be meant.
    """
    if region is None or all(m.county for m in mentions):
        return tuple(mentions)
    answering = {county for unit in (*units.lead, *units.responsible, *units.implementing) if (county := region.county_in(unit))}
    mentions = [m if m.county else dataclasses.replace(m, county=_called_by(m.name, answering, region)) for m in mentions]
    told = {m.county for m in mentions if m.county}
    if len(told) > 1:
        return tuple(mentions)
    if len(answering) != 1 or told - answering:
        return tuple(mentions)
    (county,) = answering
    return tuple(dataclasses.replace(m, county=m.county or county) for m in mentions)


_FOUNDED = re.compile("(?:国家|省|自治区|市|县)级|自然保护|风景名胜|森林公园|湿地|地质公园")


def _called_by(name: str, answering: Collection[str], region: Region) -> str | None:
    """Return the one of the counties that a place is called by: 无棣贝壳堤岛国家级自然保护区, for which 无棣县 answers.

    Where the kind follows at once the place may be called by the mountain that the county is called by as well (衡山风景名胜区), and what
    is called by the city lies in no county that only shares its name.
    """
    shorts = {county: county[:-1] for county in answering if region.county(county[:-1])}
    opens = [county for county, short in shorts.items() if name.startswith(short) and len(name) > len(county) + 2]
    called = [county for county in opens if not _FOUNDED.match(name, len(shorts[county]))]
    return called[0] if len(called) == 1 else None
