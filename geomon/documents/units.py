"""Units by role: lists as officials write them, with what the list elides restored.

市自然资源局（牵头）、生态环境局，海南区委、区政府 -> 市自然资源局 (lead), 市生态环境局, 海南区. The bureau prefix of the first name is carried through a
list; 委、政府 / 党工委、管委会 / 人民政府 are dropped after a place or zone; collectives (各旗县区) stay as printed.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache

from geomon.divisions import divisions, named
from geomon.documents.elided import with_kinds
from geomon.documents.persons import without_persons
from geomon.documents.region import Region
from geomon.documents.unit_looks import looks_like_unit as looks_like_unit  # known as one of this module's

_COLLECTIVE = re.compile("各(?:[区县市旗]、){1,2}[区县市旗](?:[（(][^）)]{1,4}[）)])?")
_COMMA = "\ue000"
"""Stands for the comma inside 各区、县（市）, which names one collective."""
_LEAD = re.compile(r"[（(](?:共同|联合)?(?:牵头|主办|牵头单位|总牵头|牵头负责)[）)]|[（(]牵头，?[^）)]*[）)]")
_GROUP = re.compile(r"[，,；;。]")
_ITEM = re.compile(r"[、\n\t/]|(?<=[局委办府会厅部院司队站])[ 　]+(?=[一-龥])|(?<=[区县旗市])[ 　]+(?=[一-龥])")
_OTHER_NAME = re.compile(r"(?<=[委府会])[（(](?:党工委|工委|党委|管委会|管理委员会|办事处)[）)]")
"""What a zone calls its committee and government: 党委（党工委）、政府（管委会）."""
_ONLY_TAIL = re.compile(
    r"^(?:(?:市|县|区|旗|省|自治区|州|盟)?(?:[（(][市县区旗、]{1,5}[）)])?[区县市旗]?(?:委|人民政府|政府)|管委会|管理委员会|党工委|人民政府|政府|党委)$"
)
_CUT = re.compile("(?<=[一-龥])\\n(?=(?:[县区市旗局委办厅镇乡]|(?:党)?委(?:员会)?|政府)(?:[、，,；;（( 。]|$|[委和党]|政府|人民政府))")
"""A line's end inside a name, as a narrow cell of a PDF cuts it: 仁化 | 县、…; two whole names have a line each."""
_COUNTIES = re.compile(r"(?P<all>[县市][（(](?:[县市区旗]、?){1,3}[）)][区旗]?)(?:党委、)?(?:人民)?政府")
"""县（市、区）政府 alone in its field stands for each of them."""
_TAIL_AND = re.compile(r"(?:党工委|管委会|党委|(?:人民)?政府)(?:及其?|和|与|以及)(?P<rest>(?!所属|其|有关|相关|政府|管委会|人民政府|管理委员会).{3,})$")
"""…区党委、政府及省级有关部门: the next unit stands behind the government of the last."""
_EACH_KIND = re.compile(r"(?P<p>各[一-龥]{1,6}?)(?:党委|(?:人民)?政府)[（(](?P<q>[一-龥]{2,6}?)(?:党工委|办事处|管委会|管理委员会)[）)]$")
"""各镇政府（街道办事处）: a collective of two kinds, each with its own office, is 各镇（街道）."""
_NONE = re.compile(r"\s*(?:[（(])?(?:无|暂无|没有|不涉及|[-—－/／]+)(?:[）)])?[。；]?\s*")
"""An empty field as officials fill it."""
_NEXT_FIELD = re.compile(r"[；;。，,]\s*[一-龥]{2,10}(?:单位|部门|领导|负责人)[：:]")
_BEHIND_PERSONS = re.compile(r"^[；;，,。\s]+(?:整改)?(?:责任|主体|主办|承办)(?:单位|部门)[：:]")
"""What is left of 责任人：张三；责任单位：县水利局 without its persons."""
_BUREAU = re.compile(
    r"(?:局|委|办|办公室|厅|部|委员会|中心|支队|大队|总队|院|处|队|分局|银保监|法院|检察院|集团|署|所|站|社|馆|团|校|协会|供电公司|气象局|公司)$"
)
_PREFIX = re.compile(
    r"^(?P<p>地区|师(?!范|资|生)|省委|市委|县委|区委|旗委|自治区党委|自治区|自治州|省|市|盟|州|县|区|旗|(?:中共)?(?!厅)[一-龥]{2,9}?(?:省委|市委|县委|区委|旗委|自治区|自治州|省|市|盟|州|县|区|旗))(?P<rest>[一-龥（）()“”]{2,}.*)$"
)
_OWN = re.compile(r"市场|市容|市政(?!府|协)|县域|区域|州际|省际|区块")
_TRAIL = re.compile(
    r"(?:等(?:部门|单位|有关部门|相关部门)?(?:按职责分工)?|[（(]?按(?:照)?(?:各自)?职责(?:分工)?(?:负责|落实)?[）)]?|分别负责|负责|配合|按职责)$"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A unit's whole name and whether the field marks it as leading."""

    name: str
    leads: bool = False


def parse_units(text: str, region: Region | None = None) -> list[Unit]:
    """Return the units of one field, in printed order, each once; `region` knows the full names of counties that a list shortens.

    Examples
    --------
    >>> [(u.name, u.leads) for u in parse_units("市自然资源局（牵头）、生态环境局，海勃湾区委、区政府")]
    [('市自然资源局', True), ('市生态环境局', False), ('海勃湾区', False)]
    """
    units: list[Unit] = []
    prefix = ""
    text = without_persons(_CUT.sub("", text))
    if _NONE.fullmatch(text):
        return []
    if alone := _COUNTIES.fullmatch(text.strip("，,。；; ")):
        return [Unit(alone["all"])]
    text = _BEHIND_PERSONS.sub("", text)
    text = _NEXT_FIELD.split(text, maxsplit=1)[0]  # ；督促指导单位：… opens another field
    text = with_kinds(_OTHER_NAME.sub("", text), region)
    text = _COLLECTIVE.sub(lambda m: m[0].replace("、", _COMMA), text)
    stems = _stems(region)
    for group in _split(text.strip().rstrip("。；;,，、 "), _GROUP):
        more, prefix = _group(group, prefix, stems)
        units.extend(more)
    named: dict[str, Unit] = {}
    for unit in (dataclasses.replace(unit, name=unit.name.replace(_COMMA, "、")) for unit in units):
        if unit.name not in named or (unit.leads and not named[unit.name].leads):
            named[unit.name] = unit
    return list(named.values())


def _split(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Split outside brackets."""
    pieces, depth, start = [], 0, 0
    n = 0
    while n < len(text):
        c = text[n]
        depth += (c in "（(《“") - (c in "）)》”")
        if depth <= 0 and (m := pattern.match(text, n)):
            pieces.append(text[start:n])
            start = n = m.end()
            continue
        n += 1
    pieces.append(text[start:])
    return [p.strip() for p in pieces if p.strip()]


def _stems(region: Region | None) -> tuple[str, ...]:
    """Return the short names of the division and its counties: a bureau that opens with one (铜陵海事局, 石桥生态环境局 of 石桥区) has no other prefix."""
    return tuple(stem for place in ((region.division, *region.counties) if region else ()) if len(stem := place.short) >= 2)


def _group(group: str, prefix: str, stems: tuple[str, ...]) -> tuple[list[Unit], str]:
    """Read one list joined by 、. A mark （牵头） on its last name, where no other carries one, is the whole list's; so is 共同牵头."""
    items = _split(group, _ITEM)
    marks = [bool(_LEAD.search(item)) for item in items]
    shared = any("共同" in m[0] or "联合" in m[0] for item in items if (m := _LEAD.search(item)))
    if shared or (len(items) > 1 and marks[-1] and not any(marks[:-1])):
        last = len(items) - 1 - marks[::-1].index(True)
        marks = [n <= last for n in range(len(items))]
    names: list[tuple[str, bool]] = []
    for item, mark in zip(items, marks, strict=True):
        name = _tidy(_LEAD.sub("", item))
        if tail := _TAIL_AND.match(name):
            name = tail["rest"]
        if not name or _ONLY_TAIL.match(name):
            if names and mark:
                names[-1] = (names[-1][0], True)
            continue
        for one in _joined(name):
            whole, prefix = _restore(one, prefix, stems)
            if whole:
                names.append((whole, mark))
    return [Unit(name, leads) for name, leads in names], prefix


def _tidy(name: str) -> str:
    name = re.sub(r"[\s　]+", "", name).strip("：:。，、·")
    name = re.sub(r"(?<=政府)[（(](?:行署|行政公署|管委会|办事处)[）)]$", "", name)  # 各市（地）政府（行署）
    name = re.sub(r"^\*(?!\*)|(?<!\*)\*$", "", name)  # a mark of a note; a copy that hides names prints two and more
    name = re.sub(
        r"[（(][^（()）]{1,16}(?:点位|部分|问题|片区|辖区|方面|路段|河段|区域|矿区|园区|库区|厂区|项目)[）)]$", "", _TRAIL.sub("", name)
    )
    if name[:2] in _with_and():
        return name
    return re.sub(r"^(?:由|及|和|与|以及)(?=[一-龥]{3})", "", name)


@cache
def _with_and() -> frozenset[str]:
    """Return how the names of divisions begin that begin with a word for "and": 和顺, 和布."""
    return frozenset(division.name[:2] for division in divisions().values() if division.name[0] in "和与及")


def _joined(name: str) -> list[str]:
    """Split 甲局会同乙局,  甲局和乙局, 昆区和东河区党委; names that hold 和 of their own (住房和城乡建设局) stay whole."""
    if m := re.match(r"^(.{2,}?(?:局|厅|委|办|办公室|政府|中心|公司))(?:会同|联合)(.{3,})$", name):
        return [m[1], *_joined(m[2])]
    if m := re.match(
        r"^(.{2,}?(?:局|厅|办公室|中心|集团|公司|园区|开发区|政府|区|县|旗))(?:和|及|与)(.{2,}(?:局|厅|办公室|中心|集团|公司|管委会|区|县|旗|政府))$",
        name,
    ):
        return [m[1], m[2]]
    return [name]


def _restore(name: str, prefix: str, stems: tuple[str, ...]) -> tuple[str, str]:
    """Return the whole name and the prefix to carry on."""
    place = _place(name)
    if place is not None:
        return place, prefix
    if name.startswith(stems) and _BUREAU.search(name) and not _PREFIX.match(name):
        return name, prefix
    if re.match(r"^各", name):
        return name, prefix
    m = _PREFIX.match(name)
    own = bool(_OWN.match(name))
    if m and not own and _BUREAU.search(name):
        return name, m["p"] if len(m["p"]) <= 3 or not m["p"].endswith(("区", "县", "旗")) or prefix == "" else prefix
    if (
        prefix
        and _BUREAU.search(name)
        and not re.match(r"^(?:国家|国网|中国|中铁|包头铁路|铁路|国能|华能|华电|大唐|内蒙古|宁夏|山西|自治区|省|中央|全国)", name)
        and not re.search("集团|公司|银行|大学|学院|.{2}(?:保护区|风景名胜区|国家公园|湿地公园|森林公园|地质公园)(?:管理|保护|服务)", name)
    ):
        return prefix + name, prefix
    return name, prefix


def _place(name: str) -> str | None:
    """Return the place or zone that a party committee, government or management committee stands for, or None."""
    if re.search(r"(?:委员会)?办公室$|(?:组织|宣传|统战|政法|编办).*部?$", name):
        return None
    if m := re.match(
        r"^(?P<p>.*?(?:区|县|旗|市|州|盟|镇|乡|街道|苏木))(?:(?:党委|委)(?:[和及与、]?[省市县区旗州盟]?(?:人民)?政府)?|(?:人民)?政府)$",
        name,
    ):
        if re.match(r"^(?:市|省|自治区|县|区|旗)$", m["p"]):
            return None
        if named(m["p"]):
            return m["p"]  # 津市市
        return re.sub(r"(?<=[县区旗市州盟])([县区旗市州盟])$", lambda tail: "" if m["p"][-2] == tail[1] else tail[1], m["p"])
    if m := _EACH_KIND.match(name):
        return f"{m['p']}（{m['q']}）"
    if m := re.match(r"^(?P<p>[一-龥]{2,10}街道)(?:党工委)?办事处$", name):
        return m["p"]
    if m := re.match(r"^(?P<p>(?:各|(?:其[他它余])?(?:有关|相关)).{1,14}?[）)区县旗市])(?:(?:党委|委)(?:[和及与]?(?:人民)?政府)?|(?:人民)?政府|管委会|党工委)$", name):
        return m["p"]
    if m := re.match(
        r"^(?P<p>.{2,24}?(?:区|园|基地|新城|新区|开发区|园区|示范区|管理区|林场|农场|集中区|开发))(?:党工委和管委会|党工委管委会|党工委|管委会|管理委员会|工委|工管委)$",
        name,
    ):
        return m["p"]
    if (m := re.match(r"^(?P<p>[一-龥]{2,24}?)(?:党工委|管委会)$", name)) and not re.match("[省市县区旗州]", m["p"][-1]):
        return m["p"]
    return None
