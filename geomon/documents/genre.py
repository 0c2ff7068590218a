"""Whether a text without labelled fields answers for something that was or must be put right, and is no news, rule, speech or vacancy.

The signs are strong ones, all of which have to be there: a text of another genre that is taken for tasks is worse than one that is
not read.
"""

from __future__ import annotations

import re

from geomon.documents.outline import Zone
from geomon.documents.title_endings import names_a_table

SIGN = re.compile(
    "公示|销号|交办|转办|督办|整改(?:任务|工作|问题)?(?:完成|落实|进展|推进|验收|办理|核查){0,2}(?:情况|报告|结果)|整改进展"
)
_PUT_RIGHT = re.compile(
    "整改(?:完毕|完成|到位|销号|结果|进展|情况)|完成了?[^。；;，,]{0,14}整改|整改[^。；;，,]{0,8}(?:完成|完毕|到位)|同意(?:通过)?(?:验收|销号)|"
    "通过[^。；;，,]{0,10}验收|限期[^。；;，,]{0,6}(?:整改|拆除|关停|清理|治理)|责令[^。；;，,]{0,12}(?:整改|改正|停产|拆除|关停|恢复)|立行立改"
)
_MATTER = re.compile(
    "环境|环保|生态|污染|水源|排污|排口|河道|河流|湖|水库|垃圾|渗滤液|污水|水质|填埋|流域|断面|大气|空气质量|雨污|危废|废水|废气|废渣|固废|粉尘|扬尘|噪[声音]|[恶异]臭|臭[味气]|油烟|电站|矿|尾矿|采[石砂沙]|"
    "林地|草原|草地|湿地|耕地|复绿|裸露|取土|绿化|饮用水|供水|水井|海域|岸线|保护区|养殖|秸秆|土壤|化工|水土保持|取水|地下水|黑臭|砂石|沙石|渣土|弃渣|堆场|堆存|倾倒|沉陷|塌陷|沙化|围垦|煤[泥矸]|尾砂|刺鼻|[黑浓]烟|残渣|毁林|水体|入[河海湖]"
)
_OF_BUSINESS = re.compile("(?:营商|投资|市场|法治|网络|人才|发展|消费|信用|政策|就业|育人|校园|生活|学习|工作|办公)环境")
"""Surroundings that no inspection of the environment is about."""
_OTHER_TITLE = re.compile(
    "办法|条例|规定|规则|制度|细则|标准|规范(?!化)|指南|讲话|发言|致辞|招聘|录用|聘用|拟任|任前|任职|选调|考试|统计|公报|年报|年鉴|预算|决算|纪要|会议|座谈|"
    "培训|综述|评论|社论|时评|解读|答记者问|采购|中标|招标|投标|成交|比选|竞争性|环评|环境影响|水土保持方案|竣工环境保护验收|征求意见|征集|批复|行政许可|拟审批|"
    "拟批准|拟作出|补偿|征收|征地|资金|补助|奖补|选址|评优|先进|表彰|文明|党支部|巡察|主题教育|民主生活|职称|学位|工程规划许可|要点|总结|申报|入选|推荐|获奖|"
    "食品|餐饮服务|药品|消防|安全生产|安全隐患|事故隐患|特种设备|校园|医疗|医保|公积金|组织开展|下沉|调研|召开|走访|纪实|侧记|变身|显著|回访|启动|巡礼|掠影|一线|"
    "评审|完工|竣工|信用修复|行政处罚|处罚信息|处罚决定|提案|议案|奖励|典型案例|村务|调查报告|取得[^，,。]{0,4}成效|设计(?:方案|图|说明)"
)
_OTHER_PAPER = re.compile(
    "处罚(?:决定|信息|公示|公开|情况)|环境影响(?:评价|报告)|环评(?:审批|文件|受理|公示|公告)|招标|采购|中标|双随机|党支部|党建|主题教育|常见问题|问答|拟任|招聘|拍卖|收费|考试"
)
_OF_REMEDY = re.compile("整改|督[察查]|反馈|销号|交办|转办|举报|信访|整治")
_OF_OTHER_WRITING = (
    "记者|通讯员|本报|日讯|新华社|同志们|各位(?:代表|领导|来宾|副主任|委员)|招聘|应聘|报考|面试"
    "|第[一二三四五六七八九十]+条[ 　]|本办法|本规定|本条例|据(?:介绍|了解|悉)[,，]|接受采访"
    "|(?:^|\\n)[ 　]*(?:近日|日前|连日来)|[初终]审[：:]|责编[：:]"
)
_OF_DOINGS = (
    "会议(?:指出|强调|要求|认为|听取|审议|由|研究)|主持(?:召开)?(?:会议|了)?|同比(?:增长|下降|上升)|环比|表示[,，:：]|一行(?:[，,]|[深实先到来])|陪同"
    "|先后(?:来到|深入)|实地(?:走访|督导|察看|查看|深入)|现场会"
)
"""What news and minutes tell; a long report of what was done may tell it of single steps."""
_OTHER_TEXT, _OTHER_WRITING = re.compile(f"{_OF_OTHER_WRITING}|{_OF_DOINGS}"), re.compile(_OF_OTHER_WRITING)
_SEVERAL = re.compile(
    "(?:共|累计|已|完成|办结|涉及|其中|梳理出?|排查出?|反馈|交办|转办|受理|查处|整改)[^。；;，,]{0,12}?"
    "(?<![第0-9一二三四五六七八九十])(?:[2-9]|[1-9][0-9]+|[二三四五六七八九]|[二三四五六七八九]?十[一二三四五六七八九]?|两)(?:余|多)?[项个件起条家处批](?:[^。；;，,]{0,8}?(?:问题|任务|案件|举报|信访件|信访|整改|企业)|[,，。；;]|$)"
)
_QUOTED_TOGETHER = re.compile("[一-龥]{3}”(?:[、和与及]|以及)“[^“”]{6,}”[等的]{0,2}[一-龥]{0,4}问题")
_QUOTED = re.compile("“[^“”]{12,600}”")
_REMEDY = re.compile(
    "整改|治理|整治|清[理运淤退走空洗捞]|打捞|拆除|关[停闭]|取缔|封[堵填]|修[复补]|恢复|检修|截污|改接|查[封清]|搬迁|疏[浚通]|复绿|覆土"
)
_LABEL = re.compile(
    "受理编号[ 　]*$|交办问题基本情况|是否属实|处理和整改情况|(?:整改(?:措施|目标|时限|期限|进展|结果|任务)|责任单位|牵头单位|"
    "(?:整改|进展|完成|落实|办理)情况)[】 　]*[：:]|^[ 　]*(?:任务名称|整改(?:任务|目标|措施|时限|完成情况|进展情况))[ 　]+[^ 　]"
)
_PUBLISHES = re.compile("公示(?:期|时间|如下)|现[^。；;]{0,60}(?:公示|公开|报告|函告|说明|通报)(?:如下|[，,。：:])|予以公示")
_INSPECTED = re.compile("督[察查]|反馈意见|整改(?:方案|措施)")
_INSPECTION = re.compile("(?:环境(?:保护)?|环保)督[察查]")
"""Whose findings are all of the matter, also those on minds and duties."""
_NEAR = 1200
"""Characters of the opening in which a document says what it is."""


def answers_for_remediation(zone: Zone, sign: re.Pattern[str] = SIGN) -> bool:
    """Return whether a zone bears a sign of the genre in title, opening or closing, and says that something was or must be put right."""
    text = "\n".join(node.text for node in zone.nodes)
    opening, closing = zone.title + text[:_NEAR], text[-400:]
    if is_other(zone) or has_fields(zone):
        return False
    said = sign.search(zone.title) or _PUBLISHES.search(opening) or _PUBLISHES.search(closing)
    return bool(said and _PUT_RIGHT.search(text))


def is_other(zone: Zone, *, tells_of_doings: bool = False) -> bool:
    """Return whether a zone is of another genre by its title or words (news, rule, speech, vacancy …), or speaks of no such matter.

    Where `tells_of_doings`, words of visits, meetings and rates are what a report may say of its steps.
    """
    text = "\n".join(node.text for node in zone.nodes)
    own = _QUOTED.sub("", text[:8000])  # a problem that is quoted may tell how much worse the water has become: 同比下降1.46米
    words = _OTHER_WRITING if tells_of_doings else _OTHER_TEXT
    return bool(_OTHER_TITLE.search(title_line(zone)) or words.search(own)) or not (_MATTER.search(text) or _INSPECTION.search(zone.title))


def is_other_paper(title: str) -> bool:
    """Return whether a title names a paper that is set out like tasks and holds none, and speaks of nothing to be put right.

    Examples
    --------
    >>> is_other_paper("示例市双随机抽查结果公示"), is_other_paper("示例市环评审批问题整改方案")
    (True, False)
    """
    return bool(_OTHER_PAPER.search(title)) and not _OF_REMEDY.search(title)


def is_of_environment(text: str) -> bool:
    """Return whether a text speaks of the environment: an audit finds fault with budgets and payrolls too."""
    return bool(_MATTER.search(_OF_BUSINESS.sub("", text)))


def names_a_remedy(text: str) -> bool:
    """Return whether a text names something that puts a place right: a plan of a park or of an office's week names none."""
    return bool(_REMEDY.search(text))


def has_fields(zone: Zone) -> bool:
    """Return whether a zone is a form or a table whose cells stand as lines: what tells it is its headings, and sentences alone mislead."""
    if zone.grids or names_a_table(zone.title):
        return True
    short = 0
    for node in zone.nodes:
        text = node.text.strip(" 　")
        if _LABEL.search(text):
            return True
        short = short + 1 if len(text) <= 10 and not re.search("[。；;：:，,、0-9！]", text) else 0
        if short >= 4:
            return True
    return False


def title_line(zone: Zone) -> str:
    """Return the zone's title, or nothing where a sentence, or the beginning of one, had to stand in for it."""
    opening = re.sub("\\s", "", zone.nodes[0].text) if zone.nodes else ""
    cut = len(opening) > len(zone.title) and opening.startswith(zone.title) and "。" in opening
    return "" if cut or re.search("[。；;：:]", zone.title) else zone.title


def speaks_of_several(text: str) -> bool:
    """Return whether a text counts several problems, tasks or cases that it does not tell one by one."""
    return bool(_SEVERAL.search(text) or _QUOTED_TOGETHER.search(text))


def answers_in_fields(zone: Zone) -> bool:
    """Return whether goals and measures are labels and no chapters, in a text that answers an inspection of the environment."""
    fields = [node for node in zone.nodes if any(label.role in ("goal", "measures") for label in node.labels)]
    text = zone.title + "".join(node.text for node in zone.nodes)
    return all(node.head is None for node in fields) and bool(_INSPECTED.search(text)) and is_of_environment(text)
