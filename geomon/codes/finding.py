"""Codes in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomon.codes.judge import check_code, kind_of, plain

NAMING: frozenset[str] = frozenset(("credit", "permit", "legacy_patch", "exploration", "mining", "abstraction", "abstraction_old"))
"""Kinds of which one code names one thing in the whole country; an outlet's number is only that of its works."""
_SHAPES = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Za-z]{17,23}|[A-Da-d]\d{6}[SGsg]\d{4}-\d{4})(?![0-9A-Za-z])"
                     r"|取水[(（][^()（）]{1,20}[)）]字.{4,26}?号")


def find_codes(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, code, kind) of each code in `text` that names one thing and is not wrong; the code as `plain` writes it.

    Examples
    --------
    >>> list(find_codes("某矿（图斑编号CT4108032016000002003）"))
    [(7, 28, 'CT4108032016000002003', 'legacy_patch')]
    """
    for match in _SHAPES.finditer(text):
        kind = kind_of(match[0])
        if kind in NAMING and check_code(match[0], kind).state != "wrong":
            yield match.start(), match.end(), plain(match[0]), kind
