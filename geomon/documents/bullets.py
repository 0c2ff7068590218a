"""The marks that stand before a line's first word, and the pieces of patterns that skip them.

Here and nowhere else: a bullet that is known before a number is known before a label, too (◇责任单位：…, ★3.…).
"""

from __future__ import annotations

BULLETS = "•●■◆▲▪◇★☆"
MARKS = f"#*>·{BULLETS}"
"""With what a copied page or a text with marks of setting puts there; for the inside of a class of letters."""
BEFORE_WORD = rf"[ \t　{MARKS}—–\-]"
OPEN = rf"(?:{BEFORE_WORD}|【|\[|〔|<b>){{0,40}}"
"""What stands before a label; bounded, since two of them may stand side by side in a pattern."""
COLON = "[：:﹕∶]"
"""The colon behind a label, as fonts and input methods print it."""
BARE = f" 　\t{MARKS}—–-"
"""For `str.strip`: blanks and marks."""
TICKED = "☑√■✓✔☒"
BOXES = f"□☐{TICKED}"
"""A state to be ticked among several, in a cell: □未完成 ☑已完成. Behind a box stands no field, so a box that is empty is no bullet."""
