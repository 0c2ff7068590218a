"""Which of two columns of numbers is the task's own: one counts the rows of a notice, the other is the number in the inspection's list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.numerals import CN, to_int

_NAMED = re.compile(rf"(?:整改|反馈|督察)?(?:任务|问题|事项)?第?(?:[0-9]{{1,3}}|[{CN}]{{1,4}})[项号条个]?(?:整改)?(?:任务|问题|事项)?")


def names_numbers(cells: Sequence[str]) -> bool:
    """Return whether the cells of a column name tasks by their numbers alone, no two alike.

    Examples
    --------
    >>> names_numbers(["任务一", "任务二"]), names_numbers(["第3项", "第7项"]), names_numbers(["任务一", "清理渣堆"])
    (True, True, False)
    """
    bare = [re.sub(r"\s", "", cell) for cell in cells]
    return len(bare) > 1 and len(set(bare)) == len(bare) and all(map(_NAMED.fullmatch, bare))


def own_number(numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column, of those that hold numbers, that does not just count the rows; None where all do or none can be told.

    Parameters
    ----------
    numbers : the columns of numbers, from the left.
    rows : texts of the cells below the headings.

    Examples
    --------
    >>> own_number([0, 1], [["1", "15"], ["2", "22"]]), own_number([0, 1], [["7", "1"], ["9", "2"]]), own_number([0, 1], [["1", "1"]])
    (1, 0, None)
    """
    values = {at: [to_int(re.sub(r"\s", "", row[at])) for row in rows if at < len(row) and row[at].strip()] for at in numbers}
    counting = {at: told == list(range(1, len(told) + 1)) for at, told in values.items()}
    own = [at for at, told in values.items() if told and not counting[at] and None not in told and len(set(told)) == len(told)]
    return own[0] if any(counting.values()) and len(own) == 1 else None
