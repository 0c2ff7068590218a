"""Names of counties and cities in Latin letters; the map and the pages spell them alike."""

from __future__ import annotations

import functools

import pypinyin

_ENDINGS = ("自治旗", "自治县", "地区", "县", "区", "市", "旗", "盟")
_OWN_NAMES: dict[str, str] = {  # spelt in their own way: Mongolian names, and readings that a dictionary of characters misses
    "鄂尔多斯市": "Ordos", "阿拉善左旗": "Alxa Left Banner", "阿拉善盟": "Alxa", "昆都仑区": "Hondlon", "白云鄂博矿区": "Bayan Obo",
    "土默特右旗": "Tumed Right Banner", "达尔罕茂明安联合旗": "Darhan Muminggan", "红寺堡区": "Hongsibu",
}


@functools.lru_cache(maxsize=4096)
def romanised(name: str) -> str:
    """Return a county's or city's name in Latin letters, without the word for county: 同心县 is Tongxin, 应县 stays Yingxian."""
    if name in _OWN_NAMES:
        return _OWN_NAMES[name]
    stem = next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end) and len(name) - len(end) >= 2), name)
    return "".join(pypinyin.lazy_pinyin(stem)).capitalize()
