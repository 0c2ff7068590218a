"""What a document's progress words mean, negations guarded; the vocabulary is `domain.md` §3.1's, each form seen in published reports."""

from __future__ import annotations

import re

from geomon.going_on import AT_WORK, LEFT
from geomon.intention import clause_of, only_meant, without_standards
from geomon.model import Claim, Progress
from geomon.numerals import to_int
from geomon.parts import PART, names_part
from geomon.relapses import came_back

_NOT = r"(?:未|没有|没|尚未|暂未|仍未|还未|并未|不能|无法|不|可以|(?<![许认])可|难以|有待|待|拟(?:予以?|申请)?|将|应|需|须|要|计划|力争|确保|争取|预计|准备|予以|后)"
# In order: the first pattern that matches decides, so what is narrower or negated comes first.
_WORDS: tuple[tuple[Progress, str], ...] = (
    (
        "behind",
        r"未(?:能)?达到?(?:年度|时间|计划|节点)?(?:序时|时序|进度)(?:进度)?|(?:低于|落后于?|滞后于?|慢于)(?:序时|时序)(?:进度)?|(?:进度|进展|推进|整改)(?:较为?|相对|明显|严重|有所)?(?:滞后|缓慢|迟缓)|滞后|落后于?(?:时限|计划|进度)|逾期|超期|(?:未|没有?)能?(?:如期|按(?:期|时|时限|时序|序时|要求|计划))(?:完成|推进|整改|达到)?|超过了?(?:期限|时限)|比(?:时间表|计划|进度|节点)[^，。；,;]{0,4}(?:落后|慢)|^稍慢$",
    ),
    ("not_started", r"(?:尚未|暂未|还未|未|没有)(?:启动|开工|开始|实施|开展|动工|整改(?!到位|完|结束))|未启动|待启动"),
    (
        "in_progress",
        r"(?:尚未|暂未|还未|仍未|未|没有|未能)(?:全部|全面|完全|最终|如期)?(?:完成|整改到位|办结)|(?:没有?|未)[一-龥]{1,2}完(?=[，。；,;]|$)|阶段性(?:完成|办结|销号|成效|成果|进展|整改)|(?<![余占增该此])部分(?:完成|整改)",
    ),
    (
        "in_progress",
        r"(?:暂缓|暂不|不予以?|未予|不准予?|不同意|不宜|不具备|不符合|推迟|延后|撤销)(?:通过|申请|给予|办理)?[一-龥]{0,2}?(?:销号|验收)|验收(?:意见|结论|结果)?[为是：:]?(?:不合格|不通过|未通过)|退回(?:继续|重新)?(?:整改|办理)",
    ),  # what the acceptor sent back: 销号 and 验收 stand in it as well
    ("closed", r"已(?:经)?(?:全部)?办结[，,、；]?(?:并|且|均)?(?:达到|达|具备|符合|满足)了?[一-龥]{0,6}?销号"),
    ("completed", r"(?:达到|达|具备|符合|满足)了?[一-龥]{0,6}?(?:销号|验收)的?(?:条件|要求|标准)(?!.{0,24}(?<!建议)(?<!拟)(?<!申请)(?<!提请)(?:已|准予|同意|并予以|并完成)[^，。；]{0,4}销号)"),  # ready to be closed, and not yet closed
    ("completed", r"自验(?:收)?(?:合格|通过)[，,](?:尚|等)?待[^，。；,;]{0,6}(?:验收|核查)"),
    ("closed", r"(?:验收|(?:复核|核查|查验|审核)(?:通过|合格))[，,、。；]?(?:现|决定|已)?(?:予以|准予|给予)销号"),
    ("accepted", r"(?:验收|查验|核查|评审)[，,]?准予通过"),
    ("accepted", r"已?通过[一-龥]{0,8}(?:自验|初验|验收|核查)[、和及][一-龥]{0,8}验收"),
    ("accepted", r"通过[^，。；,;]{0,10}销号(?:核验|核查)"),
    ("accepted", r"同意(?:予以|给予|该项?)?(?:整改)?(?:任务|问题)?(?:通过)?(?:验收)?(?:并|和)?(?:予以)?(?:交账|整改)?(?:销号|验收)|同意(?:该项?)?(?:阶段性?)?整改完成"),
    (
        "closed",
        r"已?(?:完成)?(?:交账)?销号(?!条件|标准|要求|程序|办法|意见|情况|公示|前|资料|材料|申请|报告|请示)|(?:已|全部)?办结(?![^，。；]{0,8}[0-9])|已?(?:通过)?验收销号(?!条件|标准|要求|程序|办法|意见|情况|公示|前|资料|材料|申请|报告|请示)|销号完成|已归档|(?:已|予以)(?![一-龥]{0,6}(?:不|建议|申请))[一-龥]{0,8}核销",
    ),
    (
        "accepted",
        r"(?:一致)?同意通过(?=[，。；,;]|$)|(?:已|均已|全部|顺利)?(?:通过|完成)(?:了)?[一-龥]{0,14}?验收|已(?:竣工)?验收|验收(?:(?:意见|结论|结果)?(?:认定)?[为是：:]?合格|通过|(?:工作)?(?:已经?|均已|也已)(?:顺利|全部|一次性)?通过)(?!后|再|方可|才)",
    ),
    ("mostly_completed", r"基本(?:完成|整改到位|达到|到位|落实|建成)|接近完成|主体(?:工程)?(?:已经?|均已|全部)*(?:完成|完工)(?![^，。；,;]{0,6}[0-9一二三四五六七八九])"),
    (
        "completed",
        r"(?:已|已经|均已|全部|全面|按期|按时|如期|提前){0,4}完成(?:了)?(?!(?:时间|时限|期限|日期|节点|情况)|(?:其中的?)?[0-9一二两三四五六七八九十]+\s?[项个处家条件眼座])(?:整改|治理)?(?:任务)?|整改(?:全部)?(?:完成|到位|完毕)|完成整改|已(?:整改|清理|解决)(?:到位|完毕|完成)?|已(?:经|全部|全面|均)?落实(?:到位|完毕|完成|(?=[，。；,;]|$))|立行立改(?:完成|到位)|整改(?:工作|任务)?(?:已经?|全部)+(?:结束|完结)|已经?(?:得到|得以)(?:有效|彻底|妥善|全面|根本|圆满)?解决|^完成$|(?:已|均已|全部)(?:达到|实现)(?:了)?(?:整改|治理|整治|预期)(?:目标|要求)|(?:整改|治理|整治|预期)目标(?:任务)?(?:已经?|均已|全部)+(?:达到|实现|达成)|^(?:达到|实现)了?(?:整改|治理|整治)目标(?:要求)?$|已整改|^(?:黑臭)?已(?:基本)?消除(?:黑臭)?$|(?:办理|整治|治理|处理|清理)完毕|^(?:均|全部)?已(?:经|全部)?(?:拆除?|清[理离除运退零]|封[堵闭填]|关[停闭]|取缔|退出|搬[迁离]|恢复|复绿|修复|回填|疏通)(?:完毕|完成|到位|完)?$",
    ),
    ("in_progress", r"(?:尚未|暂未|还未|仍未|未|没有|未能)(?:申请|组织|通过|完成)?[一-龥]{0,4}?(?:销号|验收)"),
    ("ahead", r"(?:进度|进展)(?:较为?|总体|整体|明显)?(?:超前|提前)|(?:超|快于|超过|提前于?|领先于?|超前于?)(?:序时|时序)(?:进度)?|超前(?:完成|推进)"),
    (
        "on_schedule",
        r"(?:达到|达|符合|按照?|已达|满足|正按|按计划)(?:年度|阶段性?|当前)?(?:序时|时序)(?:进度)?(?:推进|要求|实施|进行)?|(?:序时|时序)(?:进度)?(?:推进|达标|正常)|按(?:期|计划|时间节点|时间进度|要求)(?:有序)?推进|序时推进|正常推进|(?:达到|符合)(?:时间|年度|计划|节点)进度|[与和](?:时间|序时)?(?:节点|进度|计划)(?:要求)?(?:相符|一致)",
    ),
    (
        "in_progress",
        r"(?:正|仍|还)在(?:整改|整治|治理|推进|实施|进行|办理|开展)|(?:整改|整治|治理|办理|处理)中$|整改中|^(?:尚|仍)?未消除$|(?:有序|积极|持续|稳步|加快|扎实|全力)(?:推进|整改|实施|开展)|推进中|进行中|实施中|[转进]入(?:施工|实施|建设)阶段|进展(?:总体)?顺利|长期坚持|持续(?:整改|坚持|推进)|已(?:启动|开工|实施)",
    ),
    ("in_progress", r"^(?![^。；;]{0,16}(?:发现|当时|督察|检查时))[^。；;]{0,16}正在[一-龥]{1,5}$"),
    ("in_progress", r"(?:尚|仍|还|至今|迟迟)未(?:关停|关闭|退出|拆除|取缔|搬迁|清理|清运|封堵|修复|复绿|治理)"),
)
_PATTERNS = tuple((progress, re.compile(pattern)) for progress, pattern in _WORDS)
_ASKED = re.compile("(?:申请|建议|提请|报请|拟|正(?:在|按|进行|履行|办理)|启动|进入|准备|筹备|等[待候]|上报|报送)[^，,。；;、已]{0,10}$")
"""Before words of closing or acceptance: it is asked for, or under way (正在组织销号), and not yet done."""
_SAID_DONE = re.compile("已|均已|同意|予以|准予|全部|顺利")
_CLOSING = ("closed", "accepted", "completed", "mostly_completed")
_SHARE = re.compile(r"(?:完成(?:率|比例|进度)?|整改(?:率|完成率)|进度)[^0-9%]{0,6}?([0-9]+(?:\.[0-9]+)?)\s?[%％]")
_SHARE_OF = re.compile(r"占[^，。；0-9]{0,6}(?:任务|工程|投资|总)量?[^，。；0-9]{0,3}([0-9]+(?:\.[0-9]+)?)\s?[%％]")
_TENTHS = re.compile(r"(?:完成|整改|进度)[^，。；0-9]{0,8}?([一二三四五六七八九])成(?!立|效|果)")
_HALF = re.compile(r"(?:完成|整改|进度)(?:了)?(?:近|约|整改|任务)?(?:一半|过半|半数|大半|近半)")
_COUNT = re.compile(
    r"([0-9]+)\s?[个项家处件座眼]?(?:问题|任务|点位|企业|单位|养殖场)?(?:中|里|内)?[，,、]?(?:已|均已|共|其中)*(?:完成|整改)(?:整改|完成)?(?:了)?\s?([0-9]+)\s?[个项家处件座眼]"
)


_NO_CLOSING_YET = re.compile(
    r"(?P<before>^[^，,；;]{2,24})[，,；;](?:但)?(?:尚未|暂未|还未|仍未|未|暂缓|暂不|待|拟)(?:申请|组织|报|通过)?[一-龥]{0,4}?(?:验收|销号)$"
)
_OPEN = ("behind", "on_schedule", "ahead", "mostly_completed")
_NOT_YET = re.compile(r"(?:尚|暂|还|仍)?未(?:申请)?(?:销号|验收)[，,、；;：:]")


def parse_progress(text: str) -> Claim:
    """Return what a progress field or phrase claims; `progress` None where no known word stands in it.

    Examples
    --------
    >>> parse_progress("达到时序进度").progress, parse_progress("尚未完成").progress, parse_progress("未达到序时进度").progress
    ('on_schedule', 'in_progress', 'behind')
    """
    whole = text.strip().rstrip("。；;")
    if (m := _NO_CLOSING_YET.search(re.sub(r"\s+", "", whole))) and (found := _progress(m["before"])) in _OPEN:
        return Claim(whole, found)  # 达到序时进度，尚未验收; 基本完成，暂缓销号: what stands before says how far it is
    if (m := _NOT_YET.match(whole)) and (found := _progress(whole[m.end() :])):
        return Claim(whole, found)  # 未销号，达到序时进度: what follows says how far it is
    return Claim(whole, _progress(whole))


def _progress(text: str) -> Progress | None:
    squeezed = re.sub(r"\s+", "", without_standards(text))
    partly: Progress | None = None
    back = came_back(squeezed)
    for progress, pattern in _PATTERNS:
        for m in pattern.finditer(squeezed):
            if progress in _CLOSING and _is_denied(squeezed, m):
                continue
            if progress in ("closed", "accepted") and not _SAID_DONE.match(m.group()) and _ASKED.search(squeezed, 0, m.start()):
                continue  # 拟申请验收销号, 正在按程序组织销号: asked for or under way, and not yet done
            if progress == "behind" and (over := _OVERCOME.search(squeezed, m.end())) and (found := _progress(over.group())):
                return found
            if progress == "accepted" and _OF_ONE_WORK.search(_clause_before(squeezed, m)) and _WORKS_ON.search(squeezed, m.end()):
                partly = partly or "in_progress"
                continue
            if progress in _CLOSING and _is_named(squeezed, m):
                continue
            if progress in _CLOSING and (back or _is_beside(squeezed, m)):
                partly = partly or "in_progress"
                continue
            if progress in _CLOSING and _is_meant(squeezed, m):
                continue
            share = _done_share(squeezed) if progress == "completed" else None
            if share is not None and share < 1:
                partly = "mostly_completed" if share >= 0.9 else "in_progress"
                continue  # 完成任务的45%，按序时进度推进: the words that follow say how that compares
            if progress == "completed" and _is_partial(squeezed, m, all_of_it=share is not None):
                partly = "in_progress"
                continue
            return progress
    if partly:
        return partly
    if (share := _done_share(squeezed)) is not None:
        return "completed" if share >= 1 else "mostly_completed" if share >= 0.9 else "in_progress"
    return None


_GOES_ON = re.compile(
    rf"{AT_WORK}|{LEFT}|尽快[^，。；,;]{{0,6}}(?:完成|建成|办结|整改)|(?:尚未|仍未|还未|未能)(?![一-龥]{{0,6}}(?:验收|销号))|(?:(?<!原)计划|预计|力争|拟)[^，。；,;已]{{0,14}}(?:完成|建成)"
)
_OF_PAPERS = re.compile("(?:验收|销号|核查|备案|归档|佐证)[^，。；,;]{0,6}(?:材料|资料|手续|申请|档案)[^，。；,;]{0,4}正在[^，。；,;]{0,8}")
"""What still goes on once the work is done: 验收材料正在整理."""
_AMOUNT = re.compile(r"[^，。；,;.]{0,12}?[0-9]+(?:\.[0-9]+)?\s?(?:万|公顷|亩|平方|米|公里|千米|家|个|处|亿|元|吨|眼|座|件|户|%)")


def _is_meant(text: str, m: re.Match[str]) -> bool:
    """Return whether the clause only means to do it (拟于6月通过…验收, 责令清理完毕), or makes something hang on it (清理完毕后验收)."""
    before = text[clause_of(text, m.start()) : m.start()]
    return (only_meant(before) and not m.group().startswith(("已", "均已"))) or bool(re.match("后(?!续|期)", text[m.end() :]))


def _is_denied(text: str, m: re.Match[str]) -> bool:
    """Return whether a word right before those of being done undoes them; 后 does not where they say 已 (经约谈后已完成)."""
    before = text[max(0, m.start() - 3) : m.start()]
    return bool(re.search(_NOT + "$", before.removesuffix("后") if m.group().startswith(("已", "均已")) else before))


_OVERCOME = re.compile(
    "[，,；;。](?:[^，,；;。]{0,24}[，,])?(?:经|后|随后|目前|现)(?:(?![0-9一二两三四五六七八九十几]+[家个处项件户座])[^，,；;。]){0,16}?[，,]?已(?:经|全部|全面|均)*"
    "(?:完成(?:整改|治理|任务)(?:任务|工作)?|整改(?:完成|到位|完毕))(?=[，,。；;并]|$)[^0-9正未尚仍还其余剩拟将]*$"
)
"""Behind words of a delay: it was made up for, 未达到序时进度，经约谈后已完成整改."""
_OF_ONE_WORK = re.compile("^(?!.*(?:该|整改|全部|所有|各项)).*(?:工程|标段|管网|泵站|设施|设备|厂房|平台|[一二三四五]期)(?:的?(?:竣工|环保|县级|市级|专项|整体))*(?:均|已经?)*$")
_WORKS_ON = re.compile(
    "[，,；;。][^，,；;。]{0,12}?(?:正在|[尚仍还]在)(?:建设|施工|铺设|安装|调试|开挖|浇筑|改造|整改|治理|实施|推进|清[理运淤])"
    "(?![^，。；]{0,10}(?:管护|长效|机制|运行|运维|销号|验收|备案|资料|材料))|施工中|在建"
)
"""Another work that goes on beside one that is accepted: 管网工程验收已通过，泵站正在建设."""


def _is_partial(text: str, m: re.Match[str], *, all_of_it: bool) -> bool:
    """Return whether what was completed is one amount or one part among others: 已完成覆土2.1公顷; 一处完成，另一处正在测绘.

    `all_of_it`: the text says that the amount is all there is (8家企业已完成整改8家).
    """
    rest = text[m.end() :]
    text = _OF_PAPERS.sub("", text)
    if not rest or rest[0] in "，。；,;.（(":
        return bool(m.start() and _GOES_ON.search(text))
    return bool(_AMOUNT.match(rest) and not all_of_it) or bool(_GOES_ON.search(text))


STEPS = "方案|设计|招投?标|材料|前期|编制|筹措|立项|申请|可研|勘[察测]|(?<!物)分解"
"""Steps before the work or its acceptance, which are no state of the whole: 已完成立项."""
_STEP_BEHIND = re.compile(
    f"(?:(?![已并且正待拟])[一-龥]){{0,10}}?(?:{STEPS})(?:工作|手续|准备|上报|报送|整理|编制|审批|评审|批复|论证|审查)*(?=[，,。；;、：:）()（]|[和与及并]|$)"
)
_STEP_BEFORE = re.compile(f"^(?!.*(?:按|依|照|据))[一-龥]{{0,14}}(?:{STEPS})(?:工作|手续|编制|准备)?(?:已经?|均已?|也)?$")
_NAMED, _NAMED_BEFORE = re.compile("的(?!整改)[一-龥]"), re.compile("对|将|巩固|下一?步|今后|组织|开展|加强|围绕")
"""Around words of being done: they tell which things are meant, and not how far they are (巩固已完成整改的成果)."""
_BY_MONTH = re.compile("^(?!.*[年上已于至]).*月[底末][一-龥]{0,4}$")
"""六月底完成整改: of no year, and so to come."""
_MEANS, _GIVEN = re.compile("(?:资金|经费|责任|人员|专人|设备|材料|用地)(?:均|全部|都)?$"), re.compile("(?:均|全部)?已经?(?:全部|全面|均)?(?:落实|解决)")
"""What the work needs: 整改资金已落实到位."""
_STAGE = "(?:阶段性?|分年度)(?:的?(?:整改|治理|工作|建设))?(?:目标|任务|工作)"
_STAGE_BEHIND = re.compile(f"[^，。；,;、已]{{0,8}}?{_STAGE}")
_STAGE_BEFORE = re.compile(f"{_STAGE}(?:均|已经?|全部|如期|按期|按时|顺利)*$")
"""A stage is no whole either: 已完成阶段性整改任务, 阶段性目标均已完成."""
_OF_THINGS = re.compile("[清拆修运封堵搬]|整治")
"""Deeds that are done to things, also to such as have the name of a step: 堆场材料已清理完毕."""
_PART = re.compile(PART)
_EXCEPT = re.compile("除(?![^，。；]{0,24}已)[^，。；]{1,24}外[，,]?(?:其余|其他|其它)[^，。；]{0,12}$")
_FAR = 60
"""Characters of a clause before the words of being done that have to do with them."""


def _clause_before(text: str, m: re.Match[str]) -> str:
    near = text[max(0, m.start() - _FAR) : m.start()]
    return near[clause_of(near, len(near)) :]


def _is_named(text: str, m: re.Match[str]) -> bool:
    before = _clause_before(text, m)
    return bool((_NAMED.match(text, m.end()) and _NAMED_BEFORE.search(before)) or (_BY_MONTH.match(before) and not m.group().startswith("已")))


def _is_beside(text: str, m: re.Match[str]) -> bool:
    """Return whether words of being done tell of a step (已完成立项, 方案已通过验收) or of a part (其中3处)."""
    before = _clause_before(text, m)
    step = _STEP_BEHIND.match(text, m.end()) or (_STEP_BEFORE.match(before) and not _OF_THINGS.search(m.group()))
    if _EXCEPT.search(text, max(0, m.start() - _FAR), m.start()):
        return True  # 除1处外，其余均已完成整改
    means = _MEANS.search(before) and _GIVEN.match(m.group())
    stage = _STAGE_BEHIND.match(text, m.end()) or _STAGE_BEFORE.search(before)
    return bool(step or means or stage or names_part(before) or _PART.match(text, m.end()) or text.startswith(("投资", "总投资", "年度投资"), m.end()))


def _done_share(text: str) -> float | None:
    """Return the share that a percentage or "38个中完成37个" states, or None."""
    if m := _SHARE.search(text) or _SHARE_OF.search(text):
        return float(m[1]) / 100
    if (m := _TENTHS.search(text)) and (tenths := to_int(m[1])):
        return tenths / 10
    if _HALF.search(text):
        return 0.5
    if (m := _COUNT.search(text)) and int(m[1]) >= int(m[2]) and int(m[1]):
        return int(m[2]) / int(m[1])
    return None
