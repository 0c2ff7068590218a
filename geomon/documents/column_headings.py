"""Headings of tables that are no labels: lists of petitions and what became of them, of water sources, black waters, mines.

A label of a task names a field (整改时限); a column may also hold what only sorts a row (污染类型), asks (是否属实), or names its place.
Each heading stands once, with the role of its column and with what the cells look like, where its last word does not tell that.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from geomon.documents.label_words import WORDS
from geomon.documents.numbering import NUMBER_WORD


class Kind(enum.Enum):
    """What the cells of a column look like."""

    NUMBER = "number"
    CODE = "code"
    DATE = "date"
    JUDGED = "judged"
    STATE = "state"
    LEVEL = "level"
    SORT = "sort"
    UNIT = "unit"
    PLACE = "place"
    NAME = "name"
    PERSON = "person"
    AMOUNT = "amount"
    LON = "lon"
    LAT = "lat"
    PHONE = "phone"
    LONG = "long"
    FINDING = "finding"
    HANDLING = "handling"
    NOTE = "note"
    OTHER = "other"


_OF_PERSONS = "(?:责任人|责任领导|领导|有关人员|人员)"
_SORTED = "(?:污染|问题|水体|矿山|行业|生态|环境|举报)"
_CODES = "(?:受理|举报件|信访件|转办件?|交办件?|来电|来信|案件|投诉)(?:编号|号|单号)"
_HEADINGS: tuple[tuple[str, Kind | None, str], ...] = (
    ("ignore", Kind.CODE, _CODES),
    ("ignore", None, "(?:受理|来访|举报|投诉|信访|交办|来源)(?:方式|渠道|形式|时间|日期|批次|类型)|批次|转办时间"),
    ("ignore", Kind.LEVEL, "水源地?类别|保护区(?:类型|类别|级别)"),
    ("ignore", None, f"(?:主要)?(?:{_SORTED}|水源地?|保护区)(?:类型|类别|种类|级别)|(?:污染源?|环境)要素|.{{0,6}}(?:级别|等级|类别)|.*(?:问题|任务|案件|信访件?)编码"),
    ("ignore", Kind.JUDGED, "(?:是否)?属实(?:情况|与否)?|.*是否(?:常年)?有水"),
    ("ignore", Kind.NOTE, f"问责(?:情况|处理情况|人数)|(?:对)?{_OF_PERSONS}?(?:被)?(?:处理|问责|追责)人数|{_OF_PERSONS}被?(?:处理|问责|追责)(?:情况|结果)"),
    ("ignore", Kind.NOTE, "(?:向)?答复(?:举报人|信访人)?(?:情况)?|符合.{0,4}条件"),
    ("ignore", None, "(?:现场)?(?:检查|监测|检测|采样|处罚|发证|登记|建档)(?:时间|日期)"),
    ("ignore", None, "(?:图斑|点位|所在|具体|地理)?位置|(?:中心点?|拐点|地理)?坐标|(?:三调|现状|原)?地类"),
    ("ignore", None, r"(?:水域|占地|破坏|治理|修复|复绿|自然恢复|图斑|损毁|占用)*(?:面积|长度|宽度|长|宽|深度|面积/长度|长度/面积)"),
    ("ignore", Kind.PLACE, "省份?|(?:所在|所属)?(?:乡镇|镇街|街镇|街道|镇|乡|村|社区|乡镇/街道)|行政村(?:名称)?|(?:举报)?(?:详细)?(?:地址|地点)"),
    ("ignore", Kind.NAME, "[起终]点(?:名称)?|起[止始终]边界|起讫点"),
    ("ignore", None, "邮编"),
    ("title", None, "(?:典型)?案例(?:名称)?|(?:事件|事项|项目|工程)名称"),
    ("person", Kind.PERSON, ".*(?:责任人|负责人|河长|湖长|河段长|河湖长|办案人|包保人)(?:姓名|及?职务)?|河[（(]湖[）)]长"),
    (
        "county",
        Kind.PLACE,
        "(?:涉及|举报|所属|责任|属地)?(?:行政区域|县级行政区划?|行政区划?|区县|县区|县市区?|市县|区域|地区|省市)"
        "|(?:所在|所属)?(?:县区|区县|县市区|县|区|地区|旗县区|旗)|所在(?:区域|辖区|地)|辖区|属地",
    ),
    (
        "problem",
        None,
        "(?:交办|举报|信访|投诉|反映|转办)(?:的)?(?:问题)?(?:基本|主要|具体)?(?:情况|内容|问题|事项)|问题(?:具体|基本|简要|主要)(?:情况|内容)"
        "|.*(?:主要|存在的?)(?:生态)?(?:生态|环境|生态环境)问题",
    ),
    ("title", None, "(?:年度)?重点(?:工作|事项)|年度(?:工作|任务)|主要任务|工作事项"),
    ("finding", None, "(?:现场|实地)?(?:调查|核查|核实|调查核实|查实|排查|检查|调查处理核实)(?:核实)?(?:基本)?(?:情况|结果)"),
    ("handling", None, "(?:查处|处理|处置|处罚|处理处罚)(?:(?:及|和|与|、)?(?:整改|整治|问责))+(?:情况|结果)"),
    (
        "measures",
        None,
        "(?:具体|主要|采取的?|拟采取的?)?(?:恢复|生态|修复|整治|治理|复绿|防治)"
        "+(?:修复|治理)?(?:措施|工程措施)(?:(?:及|和).{1,6})?",
    ),
    (
        "progress",
        None,
        "(?:目前|当前)?(?:工作|整改)?(?:进展|推进|完成|落实)情况(?:及|和|、)(?:存在的?|主要)?(?:问题|困难).{0,2}"
        "|(?:水质|治理|整治|整改|目前)?现状(?:情况)?|督[查导]情况|(?:消除|治理|整治)(?:完成)?情况",
    ),
    ("responsible", None, "(?:涉及|责任|有关|相关)[一-龥]{0,6}(?:部门|单位)"),
    (
        "state",
        None,
        "是否(?:已|已经)?(?:按期|全部)?(?:完成|办结|销号|整改|消除|验收|达标)(?:整治|整改|治理|到位|销号|验收|任务)?"
        "|(?:整治|治理|整改|完成|工程)?(?:进度|完成率|完成比例)",
    ),
    ("verdict", None, "(?:初验|验收|终验|复验|核验|自验)(?:意见|结论|结果|情况)"),
    ("deadline", None, "(?:计划|预计|要求)?(?:达标|消除|销号|治理|整治|完成整治|完成治理)(?:完成)?(?:时间|期限|时限|年限)|(?:计划|时间|完成)节点"),
)
"""Role, look, and the whole heading."""
_LAST_WORDS: tuple[tuple[Kind, str], ...] = (
    (Kind.NUMBER, "序号|编号"),
    (Kind.PHONE, ".*(?:电话|联系方式)"),
    (Kind.CODE, ".*(?:编号|编码|代码|许可证号|件号)"),
    (Kind.STATE, ".*(?:是否|有无|能否).*|.*(?:初验|验收|销号|核查|审核)(?:意见|结论|结果)|(?:办理|整改|完成|整治)?(?:状态|进度)(?:[（(]%[）)])?"),
    (Kind.DATE, ".*(?:时限|期限|时间|日期|时点|年限)"),
    (Kind.LEVEL, ".*(?:级别|等级|程度)"),
    (Kind.SORT, ".*(?:类型|类别|种类|性质|方式|来源|批次|矿种)"),
    (Kind.LON, ".*经度|东?经"),
    (Kind.LAT, ".*纬度|北?纬"),
    (
        Kind.AMOUNT,
        ".*(?:面积|长度|长|宽|宽度|深度|投资|资金|水量|规模|比例)(?:[（(][^）)]*[）)])?|.*[（(](?:%|％|m|m2|㎡|米|公里|km|亩|公顷|万元|平方米)[）)]",
    ),
    (Kind.PERSON, ".*(?:领导|联系人|姓名)(?:[（(].*[）)])?"),
    (Kind.NOTE, "备注.*|.*备注"),
    (Kind.LONG, "(?:问题|点位|项目)?基本情况"),
    (Kind.FINDING, ".*(?:核实|核查|调查|查实)情况"),
    (Kind.HANDLING, ".*(?:处理|处罚|查处|办理|处置).*情况|办结目标"),
    (Kind.PLACE, "市|地市|市州|.*(?:行政区域|行政区划|区县|县区|县市区|地点|所在地|属地|地区|区域|位置|坐标|地类)"),
    (Kind.NAME, ".*(?:名称|点位|断面|企业|起点|终点|边界)"),
)
_COMPILED = tuple((role, kind, re.compile(pattern)) for role, kind, pattern in _HEADINGS)
_COMPILED_LAST = tuple((kind, re.compile(pattern)) for kind, pattern in _LAST_WORDS)
_ASKS = re.compile("(?:是否|有无|能否).{1,10}")
"""Any other question sorts the rows."""
_NUMBERS, _CODED = re.compile(NUMBER_WORD), re.compile(_CODES)
_NAMED = re.compile(
    "(?:黑臭|农村黑臭)?(?:水体|河流|河湖|湖泊|河道|沟渠|位置|水源地|水源|矿山|矿区|采石场|点位|场地|地块|断面|企业|排污口|排口|项目)(?:名称|名)"
)
_ALONE = ("备注", "办结目标")
"""Headings that are known whole beside those of `_HEADINGS` and the longer labels of tasks."""


def role_in_table(heading: str) -> str | None:
    """Return what a column holds whose heading only a table has; "ignore" for what only sorts its rows, None for any other heading.

    Examples
    --------
    >>> [role_in_table(h) for h in ("受理编号", "举报内容", "调查核实情况", "处理和整改情况", "涉及区县及部门", "整改时限")]
    ['ignore', 'problem', 'finding', 'handling', 'responsible', None]
    """
    return next((role for role, _, pattern in _COMPILED if pattern.fullmatch(heading)), "ignore" if _ASKS.fullmatch(heading) else None)


def kind_in_table(heading: str) -> Kind | None:
    """Return what the cells below a heading look like by its words, as a whole or by the last; None where they do not say.

    Examples
    --------
    >>> [kind_in_table(h) for h in ("是否属实", "拟办结时间", "天气")]
    [<Kind.JUDGED: 'judged'>, <Kind.DATE: 'date'>, None]
    """
    bare = re.sub(r"\s+", "", heading)
    words = (bare, re.sub("[（(].*?[）)]", "", bare))
    if whole := next((kind for _, kind, pattern in _COMPILED if kind and any(map(pattern.fullmatch, words))), None):
        return whole
    return next((kind for kind, pattern in _COMPILED_LAST if any(map(pattern.fullmatch, words))), None)


@lru_cache(4096)
def is_heading(text: str) -> bool:
    """Return whether a text is one heading as a whole, so that its halves on two lines are one; two headings side by side are none.

    Examples
    --------
    >>> is_heading("行政区域"), is_heading("行政"), is_heading("水体名称责任人")
    (True, False, False)
    """
    return _is_known(text) and not any(_is_known(text[:n]) and _is_known(text[n:]) for n in range(2, len(text) - 1))


def _is_known(text: str) -> bool:
    if text in _ALONE or (len(text) > _SHORT_LABEL and text in WORDS):
        return True
    return bool(_NUMBERS.fullmatch(text) or _NAMED.fullmatch(text)) or any(pattern.fullmatch(text) for _, _, pattern in _COMPILED)


_SHORT_LABEL = 3
"""Letters of a label that may as well be half of another heading: 问题 | 类型."""


def names_things(heading: str) -> bool:
    """Return whether a column names the waters, mines or places that its rows are about."""
    return bool(_NAMED.fullmatch(re.sub(r"\s|[（(].*?[）)]", "", heading)))


def numbers_by_code(heading: str) -> bool:
    """Return whether a column holds the codes under which petitions were received."""
    return bool(_CODED.fullmatch(re.sub(r"\s", "", heading)))
