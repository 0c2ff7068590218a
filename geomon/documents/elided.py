"""Lists whose last item says for all of them what they are: 甲、乙、丙县（市）委 -> 甲县、乙市、丙县委, each with its own kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.divisions import named
from geomon.documents.region import Region

_KIND = "[县市区旗]"
_KINDS = re.compile(
    rf"(?P<count>[两二三四五六七八九十0-9]+个?)?(?P<kinds>{_KIND}(?:[（(]{_KIND}(?:[、,，]?{_KIND}){{0,2}}[）)]{_KIND}?)?)"
    r"(?=(?:党工|党|工)?委|人民政府|政府|管委会|[，,；;。、]|$)"
)
_BARE = re.compile(r"(?:^|(?<=[，,；;。、：:和与及 　]))(?P<name>[一-龥]{2,7}?)(?P<joint>[、和与及]?)$")


def with_kinds(text: str, region: Region | None) -> str:
    """Return a list of units with the kind that its counties share written out at each of them.

    Parameters
    ----------
    region : where the document is about; a name that it has as a county gets the kind of that county, any other the first of the kinds
        printed under which a division of that name is known. What is known under none stays as printed.

    Examples
    --------
    >>> with_kinds("市水务局，定襄、繁峙、原平县（市）委、县（市）政府", None)
    '市水务局，定襄县、繁峙县、原平市委、县（市）政府'
    """
    made = ""
    at = 0
    for shared in _KINDS.finditer(text):
        kinds = re.findall(_KIND, shared["kinds"])
        before, names = text[at : shared.start()], ""
        while (bare := _bare(before, kinds, region)) and bool(bare[2]) == bool(names):
            start, whole, joint = bare
            before, names = before[:start], whole + "、" * bool(joint) + names
        if names and ("、" in names or len(kinds) > 1 or shared["count"]):
            made += before + names
        else:
            made += text[at : shared.end()]
        at = shared.end()
    return made + text[at:]


def _bare(text: str, kinds: Sequence[str], region: Region | None) -> tuple[int, str, str] | None:
    """Return where the bare name begins that a text ends with, the full name, and what joins it to the next."""
    for found in (m for n in range(max(0, len(text) - 8), len(text)) if (m := _BARE.match(text, n))):
        if whole := _whole(found["name"], kinds, region):
            return found.start(), whole, found["joint"]
    return None


def _whole(name: str, kinds: Sequence[str], region: Region | None) -> str | None:
    """Return the full name of a division that a list calls by its short name, or None."""
    wanted = [name + kind for kind in kinds]
    near = [county.name for county in region.counties if county.name in wanted or county.short == name] if region else []
    return near[0] if len(near) == 1 else next((whole for whole in wanted if named(whole)), None)
