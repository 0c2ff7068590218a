"""What the heading of a group says of the state of its tasks: 一、已完成整改并通过验收的任务（5项）, 三、达到序时进度的问题."""

from __future__ import annotations

import re

from geomon.documents.aims import says_reached, sets_aim
from geomon.documents.numbering import read_head
from geomon.model import Claim
from geomon.progress import parse_progress

_OF_GROUP = re.compile(
    "(?P<said>.{2,30}?)的?(?:整改)?(?:任务|问题|事项|点位|项目|案件|信访件|件|类)(?:情况)?"
    "[（(]?(?:共)?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})?[项个件处]?[）)]?[。：:]?"
)
_DONE = ("completed", "accepted", "closed")


def claim_of_heading(heading: str) -> Claim:
    """Return the state that a group's heading says of all below it; its progress None where it says none.

    Examples
    --------
    >>> claim_of_heading("一、已完成整改并通过省级验收的任务（5项）").progress, claim_of_heading("三、达到序时进度的任务").progress
    ('accepted', 'on_schedule')
    >>> claim_of_heading("二、加快推进污水治理问题").progress, claim_of_heading("四、整改完成情况").progress
    (None, None)
    """
    head = read_head(heading.strip())
    bare = heading.strip()[head.length if head else 0 :].strip(" 　*")
    m = _OF_GROUP.fullmatch(bare)
    if m is None or sets_aim(m["said"]):
        return Claim()
    claim = parse_progress(m["said"])
    if claim.progress is None or (claim.progress in _DONE and not says_reached(m["said"])):
        return Claim()
    return Claim(m["said"], claim.progress)
