"""Text that leaves the program: the only three places where data becomes markup, and how a long one is cut short.

`for_map` for anything that a folium element or Leaflet may read as HTML or as a JavaScript template literal, `for_page` for
Streamlit's markdown, `for_sheet` for cells of csv and xlsx. Data that reaches a page as text (`st.text`, `textContent`) needs none.
"""

from __future__ import annotations

import html
import re

_TEMPLATE = str.maketrans({"`": "&#96;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "\\": "&#92;", "\n": "&#10;", "\r": "&#13;",
                           "\u2028": "&#8232;", "\u2029": "&#8233;"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&\"'])")
_LEADING = (*"=+-@\t\r\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


_RUN = re.compile(r"[0-9A-Za-z.,%‰℃°+#/-]")
_RUN_AT_END = re.compile(rf"{_RUN.pattern}+$")


def for_map(text: object) -> str:
    """Return `text` as entities that are inert in HTML, in an attribute and in a JavaScript template literal.

    `html.escape` alone leaves `${…}`, which runs inside a template literal (6 of 200 payloads, see `reliability` in docs/measured.md).
    """
    return html.escape(str(text), quote=True).translate(_TEMPLATE)


def for_page(text: object) -> str:
    """Return `text` so that Streamlit's markdown shows it letter by letter: no link, image, emphasis, colour or icon."""
    return _MARKDOWN.sub(r"\\\1", str(text).replace("\r", " ").replace("\n", " "))


def for_sheet(text: object) -> str:
    """Return `text` so that no spreadsheet program runs it: a leading formula sign gets a quote before it.

    The signs are OWASP's (= + - @ tab, carriage return) with their full-width forms; a number keeps its sign.
    """
    value = "".join(c for c in str(text) if c in "\t\n\r" or c >= " ")
    if value.lstrip(" ").startswith(_LEADING) and not _NUMBER.fullmatch(value.strip()):
        return f"'{value}"
    return value


def from_sheet(text: str) -> str:
    """Return the text without the quote that `for_sheet` set before it."""
    return text[1:] if text.startswith("'") and for_sheet(text[1:]) == text else text


def shortened(text: str, most: int) -> str:
    """Return a text of `most` letters at most; one that goes on ends in … and inside no number or Latin word: 62% never becomes 6."""
    if len(text) <= most:
        return text
    kept = text[:most - 1]
    if _RUN.match(text[most - 1]):
        kept = _RUN_AT_END.sub("", kept) or kept
    return f"{kept.rstrip('，、；：。（(“ ')}…"
