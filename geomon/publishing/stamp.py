"""Where a file that left the house comes from: the register's version, the end of its audit chain, the day, the audience."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from geomon.publishing.audience import Audience
from geomon.publishing.coarse import metres_of


@dataclasses.dataclass(frozen=True, slots=True)
class Stamp:
    """What is written into every file for an audience other than the internal one.

    Attributes
    ----------
    version, head : of the register, and the hash of its newest event.
    as_of : the day that the file speaks of; `made` is the day that it was made.
    left_out : places that lie outside the workspace's counties and left without coordinates.
    """

    audience: Audience
    version: int
    head: str
    as_of: dt.date
    made: dt.date
    left_out: int = 0

    @property
    def zh(self) -> str:
        """As one sentence in Chinese."""
        more = f"；{self.left_out}处位于工作区之外，坐标未列出" if self.left_out else ""
        metres = metres_of(self.audience.coarsest)
        return (f"{self.audience.title}版，截至{self.as_of}；据台账第{self.version}版，审计链末端{self.head[:12] or '（无）'}；"
                f"{self.made}生成；个人信息已隐去，坐标最粗取整到约{metres:.0f}米{more}。")

    @property
    def en(self) -> str:
        """The same in English."""
        more = f"; {self.left_out} places outside the workspace are without coordinates" if self.left_out else ""
        return (f"For {self.audience.title_en}, as of {self.as_of}; register version {self.version}, audit chain ends "
                f"{self.head[:12] or '-'}; made {self.made}; without personal data, "
                f"coordinates rounded to about {metres_of(self.audience.coarsest):.0f} m at most"
                f"{more}.")

    def as_json(self) -> dict[str, Any]:
        """Return it for a machine."""
        return {"audience": self.audience.id, "as_of": self.as_of.isoformat(), "made": self.made.isoformat(), "version": self.version,
                "head": self.head, "decimals": dict(self.audience.decimals), "left_out": self.left_out, "note": self.zh, "note_en": self.en}
