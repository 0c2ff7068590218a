"""How the names of units end: offices, places, enterprises."""

from __future__ import annotations

import re

_LOOKS = re.compile(
    r"(?:[局委办府会厅部院司队站所室署社馆团校区县旗市州盟镇乡村库企组]|中心|园|基地|公司|集团|街道|苏木|嘎查|农场|林场|煤矿|电厂|工厂|单位|部门|党工委|银保监|法院)"
    r"(?:（[^）]*）)?$|^各"
)


def looks_like_unit(name: str) -> bool:
    """Return whether a name ends as the names of offices, places or enterprises do, and is no sentence."""
    return len(name) <= 30 and bool(_LOOKS.search(name)) and not re.search("[。；：]", name)
