"""States told in plain words, where a column or label asks for the state and the office writes what it saw: 布袋已换，厂界监测达标.

Only a field that holds nothing but a state is read so: in a report the same words tell of one step among others.
"""

from __future__ import annotations

import re

from geomon.intention import clause_of, denied, only_meant, without_standards
from geomon.model import Claim, Progress
from geomon.progress import parse_progress

_PLAIN: tuple[tuple[Progress, str], ...] = (
    (
        "behind",
        "(?:晚于|落后于?|慢于)(?:原?计划|进度|时限)|(?:比|较)(?:原?计划|进度|时限)(?:晚|慢|推迟|滞后)|(?:没有?|未)(?:能)?跟上"
        "|拖(?:后|延|了)|(?:赶|跟)不上|(?:进度|进展)?落后$|有所滞后",
    ),
    ("ahead", "(?:赶在|早于|快于|提前于?)(?:原?计划|进度|时限)|比(?:原?计划|进度)(?:早|快)"),
    ("on_schedule", "(?:赶|跟)得上|照着?(?:进度|计划|节点)|按(?:照)?(?:日|月|周|季)?计划|如期(?:推进|进行|开展)"),
    ("closed", "(?:单子?|账|号)已销|已销(?:账)?$"),
    ("accepted", "(?:验收|复核|核查|核定|复查|检查)(?:组|人员)?[^，。；]{0,6}(?:通过|认可|已过|过关)"),
    (
        "mostly_completed",
        "(?:只|仅|就|还)(?:剩|差|余)(?![0-9一二三四五六七八九十半]+个?[年月天日])|剩[一-龥]{1,8}(?:没|未)|余下|收尾|扫尾|九成",
    ),
    (
        "in_progress",
        "(?:正|正在|仍|还|尚|刚|才)[在有没未开进启起施做]|(?<![存现])在(?:建|做|封顶|砌|铺|清|运|修|改|挖|拆|施工|浇筑|注浆|安装|清运|招标|办理|整改)"
        "|一半|过半|[一二三四五六七八]成|(?<![花用投拨])了[0-9]+|了[一二两三四五六七八九][个处家座池口眼]|部分|(?:^|[，；])等(?:待|候)?(?=[一-龥]{2})|(?:到|至)第[0-9一二三四五六七八九十]+[个处家座]|[0-9]+[个处家座口眼条台]$"
        "|开始|招标|立案|设计|进场|另(?:一|有|外)|其余|没有完",
    ),
    ("not_started", "(?:没有?|未)(?:动|开工|启动|进场|安排)"),
    (
        "completed",
        "(?:已|已经|都|全|全部|均)[一-龥]{0,5}"
        "(?:换|拆|停|关|封|堵|清|填|搬|修|补|建|装|种|绿|通|平|除|运|退|改|解|果|拆除|关停|达标|到位)(?=[，。；]|$)"
        "|(?:已|均|都)?[立签建搭铺装挖运清换修种补改拆封堵](?:好|完|起|齐)(?=[，。；]|$)"
        "|^(?!.*(?:[一二三四]期|其中)).{0,12}(?:已|均)[一-龥]{0,8}(?:建成|投用|投运|完工|竣工|投入使用|投入运行)(?=[，。；]|$)"
        "|^[^没未还]*[一-龥]{2}[完净光]了?$|全部[一-龥]{0,4}好"
        "|(?:完毕|做完|修好|装好|补好|达标|到位|填平|拆除|搬走|清空|建成|投用|好转|恢复)$",
    ),
)
_REACHED = ("ahead", "on_schedule", "closed", "accepted", "completed")
_DONE = ("closed", "accepted", "completed")
_DATED = re.compile("[年月]底|[明后今]年|[0-9]{1,4}[年月]|年内|[年月底日]前")
_PAST = re.compile("已|竣工|完工|完毕|[0-9]{1,2}月底?(?:通过|完成|建成)")
_ONLY_THEN = re.compile("(?:通过|到位|批复|完成|验收)后[^，。；已]*$")
_MEANS = re.compile("(?:资金|经费|人员|人力|罚款|材料|手续|设备)[一-龥]{0,2}到位")
_COMPILED = tuple((progress, re.compile(pattern)) for progress, pattern in _PLAIN)


def plain_claim(text: str) -> Claim:
    """Return the claim of a field that holds a state and nothing else, in whatever words; its progress None where they tell none.

    Examples
    --------
    >>> [plain_claim(t).progress for t in ("作坊已停，清淤刚进场", "布袋已换，厂界监测达标", "比计划晚了", "只剩收尾", "某某")]
    ['in_progress', 'completed', 'behind', 'mostly_completed', None]
    """
    claim = parse_progress(text)
    if claim.progress is not None or len(text) > _SHORT:
        return claim
    squeezed = re.sub(r"\s+", "", without_standards(text)).rstrip("。；;")
    return Claim(claim.text, _plain(squeezed))


def _plain(text: str) -> Progress | None:
    for progress, pattern in _COMPILED:
        if progress in _REACHED and denied(text):
            continue  # 水质仍不达标, 验收组未通过, 不能如期推进
        if any(progress not in _DONE or not _is_aim(text, m) for m in pattern.finditer(text)):
            return progress
    return None


def _is_aim(text: str, m: re.Match[str]) -> bool:
    """Return whether the clause of a match says what is to be, or speaks of means: 年底前拆除, 已安排清运, 资金到位, 验收通过后拆除."""
    begin = clause_of(text, m.start())
    clause = text[begin : m.end()]
    dated = _DATED.search(clause) and not _PAST.search(clause)
    return bool(dated or only_meant(clause) or _MEANS.search(clause) or _ONLY_THEN.search(clause) or text.startswith("后", m.end()))


_SHORT = 30
"""Characters of a state at most; a longer text reports steps."""
