"""Persons in running text, where no label says so: a name after a title of office (副市长张某某), before 同志, and what is written with 某.

A title is followed by other words more often than by a name (局长办公会, 主任何时), and surnames begin places and units (王庄村,
高新区). So a name here has a surname that is common, begins no word of `STOPS`, ends as no place or unit does, and something that goes
on after a person stands behind it. A rarer surname needs its label (`personal`), or to be known to the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
HAN = "\u4e00-\u9fff"
_BLANKS = " {0,3}"
"""Short words are often set as wide as long ones (组　长)."""


def _wide(words: str) -> str:
    """Return a pattern of any of these words, longest first, so that 主任 does not hide 主任科员."""
    return "|".join(_BLANKS.join(word) for word in sorted(words.split(), key=len, reverse=True))


TITLE = rf"(?:(?:副{_BLANKS})?(?:" + _wide(
    "省长 市长 县长 区长 旗长 盟长 州长 镇长 乡长 局长 厅长 主任 书记 科长 处长 站长 所长 队长 支队长 大队长 村长 组长 矿长 厂长 院长"
    " 校长 部长 主席 秘书长 检察长 经理 总经理 董事长 工程师 总工程师 总监 总指挥 指挥长 班长 政委 常委 委员 专员 巡视员"
    " 调研员 主任科员 书记员 嘎查长 警官 民警 专家 教授 记者") + "))"
_SIGNED = rf"(?:{_wide('签发 签批 审签 审定 核稿 拟稿 校对 成员 组员')})(?:{_BLANKS}人)?"
"""What names a person only with a colon behind it: in the foot of a paper, and in a list of a leading group."""
_PEOPLE = r"(?:村民|居民|群众|职工|矿工|工人|牧民|农民|司机|(?<!行)业主|老板|负责人|责任人|法定代表人|实际控制人|当事人|联系人)"
COMMON = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温季俞章鲁葛伍韦申尤毕聂焦"
    "向柳邢岳齐梅莫庄辛祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景薄单包柏宁柯阮桂闵解强柴华车冉房边")
"""Surnames that most people have; the first ones alone would cover nine of ten."""
DOUBLE = r"(?:欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|令狐|慕容|司徒|长孙|宇文|端木|呼延|南宫|独孤)"
NO_END = "区县市省旗盟州镇乡村局厅委办部院站所处厂矿队组会司长员主人户等庄屯社室科街路河湖山水库园场坑渠沟井口滩塘窝坝洞堡寨埠铺墩圩墟甸"
"""What a name does not end with; places and units do."""
NO_NAME = (
    "经查", "经核", "经现", "经调", "经了", "经与", "经向", "现场", "目前", "同时", "其中",
    "分管", "随后", "当日", "当天", "应急", "连续", "任何", "凡有", "方便", "如有", "现公", "向社", "公开",
    "政府", "党委", "同上", "各级", "单位", "全部", "有关", "相关", "牵头", "不详", "未写明", "暂无", "待定", "待补充",
    "待补", "没有", "企业", "部门", "公司", "人员", "领导", "干部", "制度", "机制", "责任", "年底", "年初", "年内",
    "年前", "月底", "月初", "月前", "日前", "于年", "于本", "各地", "各旗", "负责", "联系", "电话", "手机", "分工",
    "到位", "落实", "明确", "均为", "应当", "名单", "信息", "签字", "盖章", "公示", "同志", "主体", "主要", "代表",
    "业主", "以上", "以下", "如下", "另行", "上述", "其他", "其它", "每月", "每周", "每日", "每年", "反映", "意见",
    "投诉", "举报", "使用", "用水", "生活", "生产", "安置", "搬迁", "饮水", "补偿", "利益", "权益", "满意", "受益",
    "参与", "监督",
)
"""Parts of what is no name."""
_NEXT = "被在的是对将因向已未又也于到率赴与和及并等把称说均都各其该仍还再就才"
"""What a name does not end with either: the sentence goes on so."""
_OF_VILLAGE = "庄口沟梁湾坪塔窑峁堡川屯寨坡岔圪台营店桥"
"""What goes on after a surname and 家 where that is a village (张家口, 王家梁)."""
STOPS = frozenset(Path(__file__).with_name("no_names.txt").read_text(encoding="utf-8").split())
"""Words of two letters that begin with a surname."""
WHOLE = frozenset(("李子", "高山", "马匹", "田野", "石头", "白酒", "文本", "方形"))
"""Words that are no name by themselves, though a name may begin so."""
_GOES_ON = (
    r"和|及|与|并|同志|先生|女士|等|一行|主持|召开|调研|检查|巡查|督导|督办|督察|批示|强调|指出|要求|赴|率|到|深入|出席|参加|兼|担任|作|为|现场|对|在|已|被|因|将|向"
    r"|组织|部署|督促|查看|验收|核查|核实|听取|包抓|包联|包保|分管|挂|签|汇报|约谈|反映|举报|投诉|表示|介绍|负责|带队|到场|陪同|带领|牵头|称|说|联系|电话|手机|的|于|也"
    r"|认为|告诉|解释|承认|承诺|提出|回复|答复|回应|擅自|私自|非法|违法|违规|涉嫌|家(?![庄口沟梁湾坪塔窑峁堡川屯寨])|未|没有|曾|又|再次|多次|当场|随后|立即|亲自|亲临|专程|实地|接受|接到|会同|会见|同意|名下|所有|所属|经营|承包|承租|租赁|处|主动|拒不|拒绝")
_AFTER = re.compile(rf"$|[^{HAN}]|{TITLE}|{_GOES_ON}")
_COLON = "[:∶﹕]"
_HEAD = re.compile(rf"(?:{TITLE}|{_PEOPLE})\s{{0,4}}(?:\([^()\n]{{0,12}}\)\s{{0,4}})?{_COLON}?\s{{0,4}}"
                   rf"|{_SIGNED}\s{{0,4}}{_COLON}\s{{0,4}}")
_AND = re.compile(rf"\s?[、和及与]\s?(?:{TITLE})?")
_IN_LIST = re.compile(rf"(?: {{1,4}}[{HAN}]{{0,16}}{TITLE})?\s{{0,4}}(?:\([^()\n]{{0,20}}\))?\s{{0,4}}(?:[、,;/和及与]|\s)\s{{0,20}}"
                      rf"(?:{TITLE}\s{{0,20}})?")
"""What stands between the names of a list behind a colon, each perhaps with a post (张某 市水务局局长)."""
_SET_WIDE = re.compile(rf"([{HAN}]) {{1,3}}([{HAN}])(?: {{1,3}}([{HAN}])(?![{HAN}]))?")
_SOME = re.compile(rf"(?:{DOUBLE}|[{''.join(sorted(COMMON - frozenset('于方任向成关解强边项单查华车房田')))}])某(?:某|[甲乙丙丁])?")
_SOME_UNIT = re.compile(r"[年月日天时些种个项处条份类人地村镇乡县区市局厂矿井公企单部站]|公司|企业|单位")
_COMRADE = re.compile("同志|先生|女士")
BEFORE = re.compile(rf"(?:^|[^{HAN}]|{TITLE}|[由经请向对和与及同陪让被找给是为据按报]|现场)$")
"""What a person stands behind in running text."""
HINT = re.compile(rf"{TITLE}|{_PEOPLE}|{_SIGNED}|某|同志|先生|女士")
"""A text without any of these has no name of this kind."""


def titled(plain: str) -> Iterator[Span]:
    """Yield where names stand in a text with plain digits and dashes; see the module."""
    for head in _HEAD.finditer(plain):
        at, link = head.end(), _IN_LIST if re.search(_COLON, head[0]) else _AND
        while found := _name(plain, at):
            yield found
            between = link.match(plain, found[1])
            if between is None:
                break
            at = between.end()
    for some in _SOME.finditer(plain):
        if not _SOME_UNIT.match(plain, some.end()):
            yield some.span()
    for address in _COMRADE.finditer(plain):
        for start in range(max(0, address.start() - 4), address.start() - 1):
            if can_be(plain[start:address.start()]) and BEFORE.search(plain[max(0, start - 6):start]):
                yield start, address.start()
                break


def can_be(word: str) -> bool:
    """Tell whether a word can be a name by its surname, and begins and ends as no other word does."""
    two = re.match(DOUBLE, word) is not None
    if not (len(word) in (3, 4) if two else len(word) in (2, 3) and word[0] in COMMON):
        return False
    if word[1] == "家" and (len(word) == 2 or word[2] in _OF_VILLAGE):
        return False
    return not is_word(word) and word[-1] not in _NEXT and word[:2] not in STOPS and word not in WHOLE


def is_word(word: str) -> bool:
    """Tell whether a word ends as places and units do, or has a part that no name has."""
    return word[-1] in NO_END or any(part in word for part in NO_NAME)


def goes_on(plain: str, end: int) -> bool:
    """Tell whether what stands behind a name may stand behind a person."""
    return bool(_AFTER.match(plain, end))


def _name(plain: str, at: int) -> Span | None:
    for length in (4, 3, 2):
        word = plain[at:at + length]
        if len(word) == length and re.fullmatch(f"[{HAN}]+", word) and can_be(word) and goes_on(plain, at + length):
            return at, at + length
    return _set_wide(plain, at)


def _set_wide(plain: str, at: int) -> Span | None:
    """Return the name with blanks inside that begins at `at`; one letter more is its third, unless another name begins with it."""
    found = _SET_WIDE.match(plain, at)
    if not found:
        return None
    first, second, third = found.groups()
    if third and third not in COMMON and third not in "男女" and can_be(first + second + third):
        return found.span()
    return (at, found.end(2)) if can_be(first + second) and goes_on(plain, found.end(2)) else None
