"""Plans of a year whose tasks have units and no other field: 1.整治沟渠。… / 牵头单位：县水利局.

Such a task is itself the measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.title_endings import is_titled_plan

_OF_A_YEAR = re.compile("(?:19|20)[0-9]{2}(?:年|[—－-])")
_LEAST = 2


def is_annual(title: str, drafts: Sequence[Draft]) -> bool:
    """Return whether tasks are those of a plan of a year: their title names it, and all that they have besides their text is units."""
    told = [draft.pieces.keys() - {"note"} for draft in drafts]
    named = bool(_OF_A_YEAR.search(title)) and is_titled_plan(title)
    return named and len(drafts) >= _LEAST and all(one and one <= set(UNIT_ROLES) for one in told)
