"""Persons in a text: found by what stands beside them, covered letter by letter, so that the places of all other words stay.

Chinese names cannot be told from other words by themselves; here one is a name where a label, a phone or a title says so (`titles`), or
where the register knows it. Numbers are told by their own rules: an ID card by its date and check digit, a phone by its first digits.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from geomon.publishing.titles import BEFORE, HAN, HINT, STOPS, TITLE, Span, can_be, goes_on, is_word, titled

COVER = "×"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_PLAIN = str.maketrans({chr(n): chr(n - 0xFEE0) for n in range(0xFF01, 0xFF5F)} | dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u202f", " ")
                       | dict.fromkeys("—–－‐‑−﹣", "-"))
_ODD = re.compile("[" + "".join(_INVISIBLE) + r"]|(?![0-9０-９])\d")
"""What has no place of its own, and digits of other scripts."""
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_LABEL = (r"(?:联\s?系\s?人员?|联络(?:人|员)|联系领导|经办人|承办人|负\s?责\s?人|责任人|包[保抓]领导|分管领导|主管领导|法定代表人"
          r"|法人(?:代表)?|实际控制人|企业主|业主|户主|当事人|投诉人|举报人|信访人|反映人|异议人|被?询问人|记录人|检查人员?|巡查人员?|监督员|网格员"
          r"|值班人员?|签收人|签字人?|审核人|审批人|填表人|填报人|制表人|校核人|姓\s?名|河长|湖长|林长|监护人|村民|居民|群众|职工|司机"
          r"|驾驶员|陪同人员?|参加人员|[Cc]ontact(?: person)?|[Nn]ame)")
_PHONE_LABEL = r"(?:联系电话|联系方式|电话号码|手机号码?|电话|手机|座机|传真|[Tt]el(?:ephone)?\.?|[Pp]hone|[Mm]obile|[Ff]ax)"
_VERB = r"反映|举报|投诉|表示|介绍|负责|带队|签字|到场|陪同|带领|签收|称|说|等"
_PLACE = frozenset("区县市旗盟州镇乡村厂矿庄屯社街路河湖山水库园场坑渠沟井口桥堡店营寨窑坪坡梁湾台坝滩洼")
"""A name of two letters before one of these is the beginning of a place."""
_NO_PLACE = rf"(?!苏木|嘎查|[{''.join(sorted(_PLACE))}])"
_HAN_NAME = re.compile(rf"[{HAN}·•]{{2,12}}")
_AFTER = rf"(?=$|[^{HAN}]|和|及|与|同志|先生|女士|{TITLE}|{_PHONE_LABEL}|联系|{_VERB})"
_NAMED = re.compile(rf"{_LABEL}(?:(?:及|和|、|/)?\s?(?:联系)?(?:电话|方式|手机))?(?:\s?\([^()\n]{{0,12}}\))?\s*(?P<colon>[:;]|为|是|叫)?"
                    rf"(?P<gap>\s*)")
_PHONED = re.compile(rf"{_PHONE_LABEL}\s*[:]?\s*")
_BETWEEN = re.compile(rf"\s*(?:\([^()\n]{{0,14}}\))?\s*(?:[、,/;和及与]|\s)\s*(?:{TITLE})?")
_SPREAD = re.compile(rf"(?P<a>[{HAN}]) {{1,3}}(?P<b>[{HAN}]){_AFTER}")
"""A name of two letters is often set as wide as one of three."""
_WIDE_BEFORE_PHONE = re.compile(rf"(?:^|[^{HAN}])(?P<a>[{HAN}]) {{1,3}}(?P<b>[{HAN}])[\s,:(、]{{0,3}}{_PHONE_LABEL}?[\s:,(]{{0,3}}$")
_LATIN = re.compile(r"[A-Z][a-z]{1,15}(?:[ ·-][A-Z][a-z]{1,15}){1,3}")
_DOTTED = re.compile(rf"[{HAN}]{{1,6}}[·•][{HAN}]{{1,8}}")
_WORDS = frozenset("于和方全高时成向从常经都应有包通关解别能单齐明后权任管水安年国利都须公信法平文和家相有原初")
"""Surnames that are small words more often; without a colon or a blank before it, one of these begins no name."""
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z.])(?:(?:\+|00)86[- ]?)?\(?0?(?:10|2[0-57-9]|[3-9]\d{2})\)?[- ]?[2-8]\d{6,7}"
                       r"(?:\s?(?:-|转|分机)\s?\d{1,6})?(?![0-9A-Za-z])")
_LOCAL = re.compile(rf"{_PHONE_LABEL}\D{{0,6}}(?P<a>[2-8]\d{{2,3}}[- ]?\d{{4}})(?![0-9A-Za-z])")
_SPOKEN = re.compile(r"1[3-9]\d{9}")
_UNIT = re.compile(r"\s?(?:元|万|亿|吨|立方|平方|公顷|亩|千|米|[tm]\b)")
_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})[ -]?"
                 r"((?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))[ -]?(\d{3}[\dXx])(?![0-9A-Za-z])")
_OLD_ID = re.compile(r"身份证[^\d\n]{0,10}(?P<a>\d{15}|\d{17}[\dXx])(?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_PLATE = re.compile(rf"{_PROVINCE}[A-HJ-NP-Z][·•\- ]?(?=[A-HJ-NP-Z]{{0,4}}\d)[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])")
_ACCOUNT = re.compile(r"(?:账号|帐号|账户|帐户|卡号|银行卡)[^\d\n]{0,8}(?P<a>\d(?:[ -]?\d){8,24})(?!\d)")
_CARD = re.compile(r"(?<![0-9A-Za-z])(?P<a>62\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)(?![0-9A-Za-z])")
_CHAT = re.compile(r"(?:微信号?|QQ号?|[Ww]e[Cc]hat)\s?[:：]?\s?(?P<a>[A-Za-z0-9_-]{5,20})")
_HOME = re.compile(r"(?:家庭住址|户籍地址|户籍地|住址|身份证地址)\s?[:：]\s?(?P<a>[^，。；,;\n]{2,60})")
_MAYBE = re.compile(rf"\d{{3}}|@|[零〇一二三四五六七八九]{{11}}|{_PROVINCE}[A-Z]|{_LABEL}"
                    rf"|{_PHONE_LABEL}|微信|QQ|住址|户籍|°|度|{HINT.pattern}")


@functools.cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    one, two = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(one), frozenset(two.split())


class Cover:
    """Covers persons, and what `more` yields, in texts.

    Parameters
    ----------
    names : of persons who are known otherwise, such as those who acted; they are covered wherever they stand.
    more : further parts to cover, found in the text with its digits and dashes made plain.
    """

    def __init__(self, names: Collection[str] = (), more: Callable[[str], Iterable[Span]] | None = None) -> None:
        some = sorted({name for name in names if is_name(name) or _HAN_NAME.fullmatch(name)}, key=len, reverse=True)
        # a name of two letters is part of other words, and a place may bear a longer one
        parts = [f"(?<![{HAN}]){' {0,3}'.join(name)}(?![{HAN}])" if len(name) == 2
                 else re.escape(name) + ("" if is_name(name) else _NO_PLACE) for name in some]
        self._known = re.compile("|".join(parts)) if parts else None
        short = [name for name in some if len(name) == 2]
        self._short = re.compile("|".join(short)) if short else None
        self._more = more

    def __call__(self, text: str) -> str:
        """Return the text with each letter of a person covered; of the same length, and the same where there is none."""
        plain, at = _plain(text)
        if not any(one and one.search(plain) for one in (_MAYBE, self._known, self._short)):
            return text
        spans = [*_spans(plain), *(self._more(plain) if self._more else ())]
        if self._known:
            spans += [found.span() for found in self._known.finditer(plain)]
        if self._short:
            spans += [found.span() for found in self._short.finditer(plain) if _stands_alone(plain, *found.span())]
        if not spans:
            return text
        letters = list(text)
        for start, end in spans:
            for n in range(start, min(end, len(at))):
                if text[at[n]] not in "\n\r\t .,，、-—:：()（）·°":
                    letters[at[n]] = COVER
        return "".join(letters)

    def names_in(self, text: str) -> set[str]:
        """Return the names of persons that a text says are such, to be known elsewhere."""
        plain, _ = _plain(text)
        return {name for start, end in _names(plain, list(_phones(plain))) if is_name(name := plain[start:end]) and len(name) > 2}


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Tell whether a known name of two letters is a person here, and not a part of other words.

    One without a common surname, or that ends as a sentence goes on (苏和), has to stand alone on both sides.
    """
    followed, led = goes_on(plain, end), BEFORE.search(plain[max(0, start - 6):start]) is not None
    if not can_be(plain[start:end]):
        return followed and led
    return followed or (led and plain[start] not in _WORDS and plain[end] not in _PLACE)


def is_name(word: str) -> bool:
    """Tell whether a word can be the name of a person: by its surname and what a name does not end with, or as Latin names are written."""
    if _LATIN.fullmatch(word) or _DOTTED.fullmatch(word):
        return True
    one, two = _surnames()
    rest = len(word) - (2 if word[:2] in two else 1 if word[:1] in one else 9)
    return rest in (1, 2) and re.fullmatch(f"[{HAN}]+", word) is not None and not is_word(word)


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Return a text with plain digits, letters and dashes and nothing invisible, and where each letter of it stands in `text`."""
    if not _ODD.search(text):
        return text.translate(_PLAIN), range(len(text))
    kept = [(n, letter) for n, letter in enumerate(text) if letter not in _INVISIBLE]
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for _, letter in kept)
    return plain.translate(_PLAIN), [n for n, _ in kept]


def _spans(plain: str) -> Iterator[Span]:
    phones = list(_phones(plain))
    yield from phones
    for found in _ID.finditer(plain):
        if is_id_card("".join(found.groups())):
            yield found.span()
    for pattern in (_OLD_ID, _ACCOUNT, _CHAT, _HOME):
        yield from (found.span("a") for found in pattern.finditer(plain))
    yield from (found.span("a") for found in _CARD.finditer(plain) if _luhn(found["a"]))
    for pattern in (_MAIL, _PLATE):
        yield from (found.span() for found in pattern.finditer(plain))
    said = [*_names(plain, phones), *titled(plain)]
    yield from said
    for name in {plain[start:end] for start, end in said if end - start > 2 and can_be(plain[start:end])}:  # called so once, so all along
        yield from (found.span() for found in re.finditer(name, plain))


def _phones(plain: str) -> Iterator[Span]:
    for pattern in (_MOBILE, _LANDLINE):
        for found in pattern.finditer(plain):
            digits = re.sub(r"\D", "", found[0])
            if pattern is _LANDLINE and not (digits[0] == "0" or digits.startswith("86") or "-" in found[0] or ")" in found[0]):
                continue
            if pattern is _LANDLINE and re.fullmatch(r"0?(?:19|20)\d{2}-?\d{4,8}", found[0]):
                continue
            if not _UNIT.match(plain, found.end()):
                yield found.span()
    yield from (found.span("a") for found in _LOCAL.finditer(plain))
    if re.search(r"[零〇一二三四五六七八九]{11}", plain):
        yield from (found.span() for found in _SPOKEN.finditer(plain.translate(_NUMERALS)) if not plain[found.start()].isascii())


def is_id_card(digits: str) -> bool:
    """Tell whether 18 letters are the number of an ID card (GB 11643): a province, a day that was, and the check digit."""
    try:
        born = dt.date.fromisoformat(f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}")
    except ValueError:
        return False
    if not 1900 <= born.year <= 2100 or not 11 <= int(digits[:2]) <= 83:
        return False
    total = sum(int(digit) * (2 ** (17 - n) % 11) for n, digit in enumerate(digits[:17]))
    return "10X98765432"[total % 11] == digits[17].upper()


def _luhn(text: str) -> bool:
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    return sum(d if n % 2 == 0 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)) % 10 == 0


def _names(plain: str, phones: Iterable[Span]) -> Iterator[Span]:
    for label in _NAMED.finditer(plain):
        sure = label["colon"] in (":", ";")
        yield from _list(plain, label.end(), sure=sure, loose=sure or bool(label["gap"]) or bool(label["colon"]))
    for label in _PHONED.finditer(plain):
        yield from _list(plain, label.end(), sure=False, loose=True)
    for start, end in phones:
        before = re.search(rf"(?:^|[^{HAN}]|{TITLE})(?P<a>[{HAN}]{{2,4}})[\s,:(、]{{0,3}}(?:{_PHONE_LABEL})?[\s:,(]{{0,3}}$",
                           plain[:start][-40:])
        if before and is_name(before["a"]):
            first = max(0, start - 40) + before.start("a")
            yield first, first + len(before["a"])
        wide = _WIDE_BEFORE_PHONE.search(plain[max(0, start - 40):start])
        if wide and is_name(wide["a"] + wide["b"]):
            first = max(0, start - 40)
            yield first + wide.start("a"), first + wide.end("b")
        after = re.match(r"\s?[(,\s]\s?", plain[end:])
        if after and (found := _name(plain, end + after.end(), sure=False, loose=True)):
            yield found


def _list(plain: str, at: int, *, sure: bool, loose: bool) -> Iterator[Span]:
    """Yield the names of a list that begins at `at`."""
    title = re.compile(TITLE).match(plain, at)
    at = title.end() if title else at
    while found := _name(plain, at, sure=sure, loose=loose):
        yield found
        between = _BETWEEN.match(plain, found[1])
        if between is None:
            return
        at = between.end()


def _name(plain: str, at: int, *, sure: bool, loose: bool) -> Span | None:
    """Return the name that begins at `at`; `sure` is after a label and a colon, where any short word is one that is no other thing."""
    for pattern in (_DOTTED, _LATIN):
        if found := pattern.match(plain, at):
            return found.span()
    one, two = _surnames()
    spread = _SPREAD.match(plain, at) if loose else None
    if spread and spread["a"] in one and not is_word(spread["a"] + spread["b"]):
        return spread.span()
    for length in (4, 3, 2):
        word = plain[at:at + length]
        if len(word) < length or not re.fullmatch(f"[{HAN}]+", word) or not re.compile(_AFTER).match(plain, at + length):
            continue
        known = (word[:2] in two and length > 2) or (word[0] in one and length < 4)
        if is_word(word) or not (known or (sure and length < 4)) or (not loose and (word[0] in _WORDS or word[:2] in STOPS)):
            continue
        return at, at + length
    return None
