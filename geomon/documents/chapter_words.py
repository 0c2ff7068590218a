"""How a chapter or a line is headed that tells what was found, or what became of it: 排查发现的主要问题, 存在问题, 整改落实情况.

The one list of these words, for papers that have just these two parts.
"""

from __future__ import annotations

SOME = "(?:主要|突出|环境|具体)"
FOUND = f"(?:督[察查]|检查|排查|核查|审计|巡查|抽查|调查)?(?:反馈|排查|发现|查找|存在|交办|指出)(?:出|到)?的?{SOME}*问题"
PROBLEMS = f"{FOUND}(?:清单|情况)?"
RESULTS = "(?:问题)?(?:具体)?(?:问题)?(?:整改|完成|落实|处理|办理)(?:工作)?(?:完成|落实|进展|推进)?(?:情况|进展|结果|成效)"
