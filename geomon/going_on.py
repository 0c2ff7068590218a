"""What says that work still goes on beside what is done; one list for all that reads states."""

from __future__ import annotations

import re

AT_WORK = "正在(?![^，。；,;]{0,10}(?:销号|验收|核查|公示|备案|资料|材料))|仍在|推进中|施工中|已开工"
"""Papers of the end are no work: 正在整理验收材料."""
LEFT = "(?:其余|剩余|另有)[^，。；,;]{0,12}?(?:没有|未|[正仍还尚]在)"
"""What is left and not done."""
_GOES_ON = re.compile(f"{AT_WORK}|{LEFT}")
_UPKEEP = (
    "(?:正在|[仍还]在|持续)(?:正常|稳定|平稳|有序|高效|连续|满负荷)*(?<!试)(?:运行|运转|运营)(?=[，,；;。]|$)"
    "|(?:正在|[仍还]在|持续)(?:开展|进行|坚持|做好)?(?:日常|定期|常态化?|每[日周月])的?[一-龥]{0,6}(?:巡[护查检]|管护|维护|监测|保洁|值守)(?=[，,；;。]|$)"
    "|没有(?:异常|异味|反弹|发现)"
)
"""What goes on for good once the work is done: 设施正在运行, 仍在开展日常巡护."""
_OVERCOME = (
    "(?:^|(?<=[，,；;。]))(?:针对|面对|为(?:解决|扭转|破解))[^，,；;。]*?(?:滞后|缓慢|迟缓|落后)[^，,；;。]*"
    "|[^，,；;。]{0,24}(?:滞后|缓慢|迟缓|落后)的[^，,；;。]{0,16}?已(?:经|全部|均)?(?:赶上|追[平上]|补[齐上]|跟上)[^，,；;。]*"
)
"""A delay that something was done about: 针对进度缓慢，…约谈, 进度滞后的标段已赶上."""
_NO_WORK = re.compile(f"{_UPKEEP}|{_OVERCOME}")


def goes_on(text: str) -> bool:
    """Return whether a text says that work goes on or is left.

    Examples
    --------
    >>> goes_on("泵站正在建设"), goes_on("其余3处尚未清运"), goes_on("正在整理验收材料")
    (True, True, False)
    """
    return bool(_GOES_ON.search(text))


def without_upkeep(text: str) -> str:
    """Return a text without what it says of running and upkeep, which have no end, and of a delay that was made up for.

    Examples
    --------
    >>> without_upkeep("泵站正在正常运行，二期正在施工"), without_upkeep("进度滞后的标段已赶上")
    ('泵站，二期正在施工', '')
    """
    return _NO_WORK.sub("", text)
