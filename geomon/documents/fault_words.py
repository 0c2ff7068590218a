"""Words that say something is wrong: what is lacking, what harm is done, what bothers people.

`FAULT` is the one list. What a place asks beyond it, it adds there and says why.
"""

from __future__ import annotations

import re

_LACKING = (
    "[未无没](?!来|论)|不[符足到规完高清明稳达能合及健力严全落畅善良当准够强实]|违[规法章建]|擅自|非法|超标|超量|超期|缺[失乏少损陷]|滞后|缓慢|短板|差距|有待|薄弱"
    "|不力|失管|失修|越界|以罚代管|应付|敷衍|流于形式|弄虚作假|宽松|失之|恶化|矛盾突出"
)
_HARM = (
    "直排|偷排|漏排|外排|污染(?!防治|攻坚|治理|防控|源|物|减排|类)|破损|损坏|破坏|渗漏|泄漏|外溢|溢流|裸露|隐患|堆[放存积]|乱[倒堆排放]"
)
_NUISANCE = "堵塞|扬尘|异味|恶臭|臭[味气]|熏天|噪[声音]|扰民|倾倒|侵占|占用|黑臭|老化|废弃|闲置|风险|刺鼻|[黑浓]烟|毁林|毁坏"
FAULT = f"{_LACKING}|{_HARM}|{_NUISANCE}"
"""As a part of a pattern."""
WRONG = re.compile(FAULT)
FAILING = re.compile(f"{_LACKING}|{_HARM}|不|存在")
"""For cells of a column: a measure names the nuisance that it ends (治理扬尘), and so tells none; the shortest of them say 不 alone."""
