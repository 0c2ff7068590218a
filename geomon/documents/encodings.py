"""The encoding of a document's bytes, proved: strict decoding first, then how much it looks like written Chinese (`geomon.encodings`).

Two encodings of Chinese often both decode the same bytes; read wrongly, common characters become rare ones.
"""

from __future__ import annotations

import codecs
import re

from geomon.encodings import named, plausibility
from geomon.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLDER = {"gb18030": "GB18030", "big5hkscs": "Big5", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE"}
_PROVED, _APART = 0.6, 0.3
"""Worth of a character, on average, from which a reading is proved (running Chinese has 1.7), and how far the next best must stay below."""
_ENOUGH = 200_000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MOST_LOST = 0.001
_SAVE = "Open it in the program that made it and save it as UTF-8."


def decode(data: bytes, name: str, stated: str = "") -> tuple[str, list[str]]:
    """Return bytes as text, and what a reader should know of it.

    Parameters
    ----------
    stated : what the file says of itself (a page's charset); it is one candidate, believed only if it proves true.

    Raises
    ------
    UnreadableFile
        If no encoding gives text, or two give it equally well.
    """
    text, warnings = _decoded(data, name, stated)
    text = text.removeprefix("\ufeff")
    if len(_CONTROL.findall(text)) > 0.02 * len(text):
        raise UnreadableFile("its content is not text.", where=name, how="Export the document again as text, docx or pdf.")
    if (whole := _twice(text)) is not None:
        return whole, [*warnings, "The text had been encoded twice; that was undone."]
    if text.count("锟斤拷") > 3:
        what = "its text was destroyed before it was saved (锟斤拷)."
        raise UnreadableFile(what, where=name, how="Get the document again from where it came from.")
    return text, warnings


def _decoded(data: bytes, name: str, stated: str) -> tuple[str, list[str]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, errors="replace")
            return text, _lost(text.count("\ufffd"))
    try:
        text = data.decode("utf-8")
        if text.count("\0") <= 0.02 * len(text):  # else it may be UTF-16
            return text, []
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        lost = text.count("\ufffd")
        if lost <= 2 + _MOST_LOST * len(text) and len(text) > 50:  # a few bytes are damaged, or the end was cut inside a character
            return text, _lost(lost)
    return _older(data, name, stated)


def _lost(count: int) -> list[str]:
    return [f"{count} characters were damaged and could not be read."] if count else []


def _older(data: bytes, name: str, stated: str) -> tuple[str, list[str]]:
    """Return the reading in which nearly all characters are common ones, if only one is so."""
    found: list[tuple[float, str, str]] = []
    for encoding in dict.fromkeys((*_OLDER, *((stated,) if _is_codec(stated) else ()))):
        text = data.decode(encoding, errors="replace")
        lost = text.count("\ufffd")
        if lost <= 2 + _MOST_LOST * len(text):
            found.append((_rate(text, encoding), encoding, text))
    found.sort(key=lambda one: -one[0])
    if not found or found[0][0] < _PROVED:
        raise UnreadableFile("its text is in no encoding that geomon knows (UTF-8, UTF-16, GB18030, Big5).", where=name, how=_SAVE)
    if len(found) > 1 and found[1][0] > found[0][0] - _APART and found[0][2] != found[1][2]:
        names = " or ".join(_OLDER.get(encoding, encoding) for _, encoding, _ in found[:2])
        raise UnreadableFile(f"its text may be {names}; it is too short to tell.", where=name, how=_SAVE)
    _, encoding, text = found[0]
    return text, [f"The text is not UTF-8; it was read as {_OLDER.get(encoding, encoding)}.", *_lost(text.count("\ufffd"))]


def _is_codec(name: str) -> bool:
    try:
        return bool(name) and codecs.lookup(name).name not in ("utf-8", "ascii") and codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _rate(text: str, encoding: str) -> float:
    """Return how much each character beyond ASCII looks like written Chinese; 1 for a text of plain letters, 0 for an empty one."""
    sample = text[:_ENOUGH]
    high = sum(c > "\x7f" for c in sample)
    if not high:
        return 1.0 if sample.strip("\0\ufffd \r\n\t") and not _CONTROL.search(sample) else 0.0
    return (plausibility(sample, named(encoding)) - 4.0 * len(_CONTROL.findall(sample))) / high


def _twice(text: str) -> str | None:
    """Return the text whose UTF-8 was taken for Latin letters and encoded again (ç¬¬ä¸€ for 第一), None when it was not."""
    sample = text[:4000]
    latin = sum("\x80" <= c <= "\xff" or c in "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ" for c in sample)
    if latin < 30 or latin < 0.4 * len(sample):
        return None
    for codec in ("cp1252", "latin-1"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return None
