"""What errors say, in Chinese: the English sentence is recognised by the catalogue's message and its gaps are carried over.

An error keeps its English, filled in where it was raised, also when it comes from a reading process as text. The doors (pages, command
line) translate it last: the message of `locale/zh_CN.po` that fits the whole sentence, with the most letters of its own, gives the Chinese.
What fills a gap is translated where the catalogue has it as a message of its own ("a zip archive"), and carried over as it is otherwise.
"""

from __future__ import annotations

import functools
import locale
import os
import re
import string
from collections.abc import Mapping
from pathlib import Path

from geomon.errors import GeomonError

CATALOGUE = Path(__file__).parent / "locale" / "zh_CN.po"
GENERAL, SHORT = 16, 6
"""A message that begins with a gap, or an unmarked one, fits much when it has fewer letters of its own; its gaps then hold one word,
something quoted, or a message, not a clause."""
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What says the language of a terminal, the first that is set."""


@functools.lru_cache(maxsize=2048)
def in_chinese(sentence: str) -> str:
    """Return an error's sentence in Chinese; as it is where the catalogue does not know it."""
    whole, patterns = _messages()
    if sentence in whole:
        return whole[sentence]
    for pattern, chinese, general in patterns:
        found = pattern.fullmatch(sentence)
        if found and (not general or all(_is_value(value, whole) for value in found.groupdict().values())):
            return chinese.format(**{name: whole.get(value, value) for name, value in found.groupdict().items()})
    return sentence


def parts_in_chinese(error: GeomonError) -> tuple[str, str, str]:
    """Return what, where and how of an error; names of files and tasks stay as they are."""
    where = in_chinese(error.where) if error.where.startswith("entry ") else _messages()[0].get(error.where, error.where)
    return in_chinese(error.what), where, in_chinese(error.how)


def sentence_in_chinese(error: GeomonError) -> str:
    """Return an error as one line of Chinese."""
    return _joined(*parts_in_chinese(error))


@functools.lru_cache(maxsize=256)
def line_in_chinese(line: str) -> str:
    """Return `GeomonError.sentence` in Chinese where only the line is known; as it is where its parts are not recognised."""
    starts = [0, *(found.end() for found in re.finditer(r": ", line))]
    for start in starts:
        ends = [*(found.start() + 1 for found in re.finditer(r"[.)] ", line) if found.start() > start), len(line)]
        for end in ends:
            what, how = line[start:end], line[end:].strip()
            if in_chinese(what) != what and (not how or in_chinese(how) != how):
                return _joined(in_chinese(what), line[:max(0, start - 2)], in_chinese(how) if how else "")
    return line


def _joined(what: str, where: str, how: str) -> str:
    return f"{where}：{what}{how}" if where else f"{what}{how}"


def _is_value(text: str, whole: Mapping[str, str]) -> bool:
    return " " not in text or text in whole or text[0] + text[-1] in ("''", '""', "[]", "()", "‹›")


def speaks_chinese(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether a terminal is set to Chinese: by its variables, else by what the operating system says."""
    said = next((environment[name] for name in _VARIABLES if environment.get(name)), None)
    if said is None and os.name == "nt":
        said = locale.getlocale()[0] or ""
    return (said or "").lower().startswith(("zh", "chinese"))


@functools.cache
def _messages() -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str, bool], ...]]:
    """Return the messages without gaps, and those with gaps as patterns, the most particular first."""
    from babel.messages.pofile import read_po

    whole: dict[str, str] = {}
    gapped: list[tuple[int, re.Pattern[str], str, bool]] = []
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="zh_CN"):
            english, chinese = str(message.id), str(message.string)
            pieces = list(string.Formatter().parse(english)) if english else []
            if english and not any(name for _, name, _, _ in pieces):
                whole[english.format()] = chinese.format()
            elif english:
                letters = sum(letter.isalpha() for text, *_ in pieces for letter in text)
                general = letters < GENERAL if not pieces[0][0] else letters < SHORT and ":" not in english
                gapped.append((letters, _pattern(pieces), chinese, general))
    gapped.sort(key=lambda one: -one[0])
    return whole, tuple(one[1:] for one in gapped)


def _pattern(pieces: list[tuple[str, str | None, str | None, str | None]]) -> re.Pattern[str]:
    out: list[str] = []
    seen: set[str] = set()
    for text, name, _, _ in pieces:
        out.append(re.escape(text))
        if name:
            out.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(out), re.DOTALL)
