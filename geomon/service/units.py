"""One name for a unit over all documents of a city: 市生态环境局 is what another document calls 生态环境局 or 示例市生态环境局.

Only names that the documents of one region print are brought together, and only where no second unit could be meant.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from geomon.model import ROLES, Document, Task, Units

_LONG = (
    ("发改委", "发展和改革委员会"),
    ("发展改革委员会", "发展和改革委员会"),
    ("发展改革委", "发展和改革委员会"),
    ("发展和改革委", "发展和改革委员会"),
    ("工信", "工业和信息化"),
    ("住建", "住房和城乡建设"),
    ("住房城乡建设", "住房和城乡建设"),
    ("农牧业局", "农牧局"),
    ("卫健委", "卫生健康委员会"),
    ("卫生健康委", "卫生健康委员会"),
    ("国资委", "国有资产监督管理委员会"),
    ("文旅", "文化和旅游"),
    ("文化旅游", "文化和旅游"),
    ("林草", "林业和草原"),
    ("林业草原", "林业和草原"),
    ("市场监管局", "市场监督管理局"),
    ("城管局", "城市管理局"),
    ("交通局", "交通运输局"),
)
"""Short forms that officials use beside the long ones; each long one is the name in the law on the body."""
_LEVEL = re.compile(r"^(?:省|自治区|市|州|盟|县|区|旗)(?=[一-龥]{3})")


def unit_names(documents: Sequence[Document]) -> dict[tuple[str, str], str]:
    """Return (region, printed name) -> the name under which the unit is counted; names that stand for themselves are left out.

    The commonest spelling that names the level (市…局) stands for all; a bare name is taken for it only where one level has such a body.
    """
    printed: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for document in documents:
        for task in document.tasks:
            for name in _names(task.units):
                printed[document.region or ""][name] += 1
    found: dict[tuple[str, str], str] = {}
    for region, names in printed.items():
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            groups[_key(name, region)].append(name)
        bare = {key: group for key, group in groups.items() if not _LEVEL.match(key)}
        for key, group in bare.items():
            levels = [other for other in groups if other != key and _LEVEL.sub("", other) == key]
            if len(levels) == 1:
                groups[levels[0]].extend(group)
                del groups[key]
        for group in groups.values():
            best = max(group, key=lambda name: (bool(_LEVEL.match(name)), names[name], len(name)))
            found |= {(region, name): best for name in group if name != best}
    return found


def canonical(task: Task, region: str, names: Mapping[tuple[str, str], str]) -> Task:
    """Return the task with its units under the names of `unit_names`."""
    units = {role: tuple(dict.fromkeys(names.get((region, unit), unit) for unit in getattr(task.units, role))) for role in ROLES}
    return dataclasses.replace(task, units=Units(**units))


def _names(units: Units) -> Iterable[str]:
    return dict.fromkeys(name for role in ROLES for name in getattr(units, role))


def _key(name: str, region: str) -> str:
    """Return a name without its region's own, short forms spelled out: 示例市发改委 -> 市发展和改革委员会."""
    if region and name.startswith(region) and len(name) > len(region) + 2:
        name = region[-1] + name[len(region) :]
    for short, long in _LONG:
        if short in name and long not in name:
            name = name.replace(short, long)
            break
    return re.sub(r"委$", "委员会", name) if name.endswith("改革委") else name
