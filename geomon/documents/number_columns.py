"""Which of two columns of numbers is the task's own: one counts the rows of a notice, the other is the number in the inspection's list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.numerals import to_int


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
