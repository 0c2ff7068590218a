"""Lines that name a problem, with the paragraph that tells it below."""

from __future__ import annotations

import re

_OF_PROBLEM = re.compile("(?=.{6,80}$)(?:(?:关于|针对).*|.*[，,；].*[^等]的)问题(?:整改情况)?[。：:]?")


def names_problem(line: str) -> bool:
    """Return whether a line, its number taken off, is a title that names a problem: what stands below it tells the problem.

    Examples
    --------
    >>> names_problem("关于东坡养猪场污水直排的问题。"), names_problem("存在污水直排、垃圾乱倒等问题。")
    (True, False)
    """
    return bool(_OF_PROBLEM.fullmatch(line.strip())) and "。" not in line.strip()[:-1]
