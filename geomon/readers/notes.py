"""Warnings about many features as one sentence each: what, how many, the first of them."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(slots=True)
class Notes:
    """Collects remarks by their words."""

    rows: dict[str, list[int]] = dataclasses.field(default_factory=dict)

    def tell(self, words: str, row: int) -> None:
        """Note that `words` hold for the feature with index `row`."""
        rows = self.rows.setdefault(words, [])
        if not rows or rows[-1] != row:
            rows.append(row)

    def sentences(self) -> list[str]:
        """Return one sentence a remark."""
        return [f"{words}: {which(rows)}." for words, rows in self.rows.items()]


def which(rows: list[int]) -> str:
    """Return the features of these indices in words, counted from 1."""
    first = ", ".join(str(row + 1) for row in rows[:3])
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    return f"feature{'s' * (len(rows) > 1)} {first}{more}"
