"""Prove the encoding of text instead of guessing it: strict decoding first, then how much the result looks like written Chinese.

What a file claims (.cpg, language byte, XML declaration) is one candidate among others, because such claims are often wrong.
"""

from __future__ import annotations

import codecs
import dataclasses
import math
import unicodedata
from collections.abc import Sequence
from functools import cache

# The most frequent characters of official Chinese, of place names and of geography, by feel for rank; order matters little.
_SIMPLIFIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着"
    "等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新"
    "线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活"
    "设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规"
    "热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完"
    "类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备"
    "半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适"
    "属圆包火住调满县局照参红细引听该铁价严首底液官德调随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远"
    "镇乡村街旗州郡岭河湖泉沟坡庄堡营寨屯洼滩岛湾港桥塔寺庙宁夏蒙古内乌银川包头鄂尔多斯呼和浩特赤峰通辽锡林郭勒阿拉善巴彦淖察布兴盟卫忠朔怀仁阴"
    "平鲁应右玉晋陕甘肃豫冀鲁皖浙闽赣湘粤桂琼渝蜀黔滇藏疆沈哈津沪抚顺鞍本溪丹锦营阜新辽盘葫芦朝凌煤井尾矿库渣固废弃物堆放污染排口整治修复保护"
    "矿坑砂采场选厂洗精炼化肥焦热源站园林牧业责任公司有限集团股份企业名称编号坐标经纬度序状态面积备注完成"
)
_TRADITIONAL_PAIRS = str.maketrans(
    "这个国时来们会发动说产种后学经进着电里现实两体制机当从业还应开东门问关与长数线万众见观处类图区广场书车马风飞鱼鸟龙乡县镇厂矿网铁铜银锌镍钢钱铅"
    "环护规划设证论议该认训讲许词语读谁调谈请诸课谢变总结给红约级纪组织细终经统继绩维综缘线练绍绿练结网罗义习乐买乱争亚产亲亿仅仓仪价优传伤伟侧侨"
    "债倾偿储儿党兰关兴养兽冈写军农冲决况冻净凉减凤击刘则刚创别删剂剑剧劝办务劳势华协单卖卢卫厅历压厌厕县参双叶号叹吗听启吴员响园围圆圣坏块坚坝坟"
    "垒墙壮声壳处备复够头夹夺奋奖妇妈娱孙宁宝实宠审宪宫宽宾对寻导寿将尔尘尽层属岁岂岗岛岭峡币师帐带帮广庆库应庙废开异弃张弹强归当录彻径忆怀态总恋"
    "恶悬惊惧惯愿戏战户扑执扩扫扬扰抚抛护报担拟择挂挡挥损换据摄摆摇敌数斩断无旧时显晓暂术朴机杀杂权条极构枪标栈栋树样桥梦检楼欢欧岁残毁毕气汇汉"
    "汤沟没沪泪泽洁洒浅测济浓涛润涨渐湾湿满滚滨滩灭灯灵灾炉炼烂烟烦烧热爱牵状犹狱独献玛现环电画畅疗疯盐监盖盘码矿研确碍离种积称稳穷窃竞笔笼筑签"
    "简粮紧红纤纪纯纲纳纵纷纸纹纺线组细织终绍经绑绒结绕绘给络绝统继绪续维绵综绿缓编缘缩罗罚罢职联肃肠肤肾肿胀胁胆胜脉脏脑脚脱",
    "這個國時來們會發動說產種後學經進著電裡現實兩體製機當從業還應開東門問關與長數線萬眾見觀處類圖區廣場書車馬風飛魚鳥龍鄉縣鎮廠礦網鐵銅銀鋅鎳鋼錢鉛"
    "環護規劃設證論議該認訓講許詞語讀誰調談請諸課謝變總結給紅約級紀組織細終經統繼績維綜緣線練紹綠練結網羅義習樂買亂爭亞產親億僅倉儀價優傳傷偉側僑"
    "債傾償儲兒黨蘭關興養獸岡寫軍農衝決況凍淨涼減鳳擊劉則剛創別刪劑劍劇勸辦務勞勢華協單賣盧衛廳歷壓厭廁縣參雙葉號嘆嗎聽啟吳員響園圍圓聖壞塊堅壩墳"
    "壘牆壯聲殼處備復夠頭夾奪奮獎婦媽娛孫寧寶實寵審憲宮寬賓對尋導壽將爾塵盡層屬歲豈崗島嶺峽幣師帳帶幫廣慶庫應廟廢開異棄張彈強歸當錄徹徑憶懷態總戀"
    "惡懸驚懼慣願戲戰戶撲執擴掃揚擾撫拋護報擔擬擇掛擋揮損換據攝擺搖敵數斬斷無舊時顯曉暫術樸機殺雜權條極構槍標棧棟樹樣橋夢檢樓歡歐歲殘毀畢氣匯漢"
    "湯溝沒滬淚澤潔灑淺測濟濃濤潤漲漸灣濕滿滾濱灘滅燈靈災爐煉爛煙煩燒熱愛牽狀猶獄獨獻瑪現環電畫暢療瘋鹽監蓋盤碼礦研確礙離種積稱穩窮竊競筆籠築簽"
    "簡糧緊紅纖紀純綱納縱紛紙紋紡線組細織終紹經綁絨結繞繪給絡絕統繼緒續維綿綜綠緩編緣縮羅罰罷職聯肅腸膚腎腫脹脅膽勝脈臟腦腳脫",
)

_HANGUL = frozenset(
    "이다는을가의에고하지사도리로기어서한자나시인대수라그일정여부주보상전장성해들은를과국동구산신강남북경원우안아면소조선제유화문학교공중세민연방만무용발전"
    "생각것등년월과년회업체관리계행위위원적때말비개물진간내단당재영현천포읍군광울부인충청평양제거차량지역"
)
_NAMES = {
    "utf8": "UTF-8",
    "65001": "UTF-8",
    "gb18030": "GB18030",
    "gbk": "GB18030",
    "gb2312": "GB18030",
    "936": "GB18030",
    "cp936": "GB18030",
    "euccn": "GB18030",
    "ansi936": "GB18030",
    "big5": "Big5",
    "950": "Big5",
    "cp950": "Big5",
    "big5hkscs": "Big5",
    "utf16": "UTF-16LE",
    "utf16le": "UTF-16LE",
    "utf16be": "UTF-16BE",
    "1252": "windows-1252",
    "cp1252": "windows-1252",
    "windows1252": "windows-1252",
    "ansi1252": "windows-1252",
    "latin1": "windows-1252",
    "iso88591": "windows-1252",
    "88591": "windows-1252",
    "ascii": "UTF-8",
    "shiftjis": "Shift_JIS",
    "sjis": "Shift_JIS",
    "932": "Shift_JIS",
    "cp932": "Shift_JIS",
    "eucjp": "EUC-JP",
    "euckr": "EUC-KR",
    "949": "EUC-KR",
    "cp949": "EUC-KR",
}
CODECS = {
    "UTF-8": "utf-8",
    "GB18030": "gb18030",
    "Big5": "cp950",
    "UTF-16LE": "utf-16-le",
    "UTF-16BE": "utf-16-be",
    "windows-1252": "cp1252",
    "Shift_JIS": "cp932",
    "EUC-JP": "euc_jp",
    "EUC-KR": "cp949",
}
_BOMS = ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16LE"), (codecs.BOM_UTF16_BE, "UTF-16BE"))
_ENOUGH = 200_000
_PAD = " \x00†\u2000　"


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """What could be proved of an encoding.

    Attributes
    ----------
    encoding : a key of `CODECS`, or "" when the evidence does not decide.
    sample : a piece of the text as it then reads; without a decision, as each of the best two reads.
    rivals : the encodings that remain, best first.
    cut : how many values end inside a character (fields too short for their text).
    plain : there are no letters beyond ASCII, so any encoding would do.
    """

    encoding: str
    sample: str
    rivals: tuple[str, ...] = ()
    cut: int = 0
    plain: bool = False


def named(claim: str) -> str:
    """Return the key of `CODECS` that a .cpg, a language byte's name or an XML declaration means; "" for an unknown one."""
    return _NAMES.get("".join(c for c in claim.casefold() if c.isalnum()), "")


def prove(values: Sequence[bytes], claim: str = "", *, fixed: bool = False) -> Proof:
    """Return what `values`, pieces of one file's text, are encoded in.

    Parameters
    ----------
    claim : what the file says of itself; it decides only between encodings that the text fits about equally well.
    fixed : the values are fields of fixed width, padded, and may end inside a character.
    """
    if not fixed and values:
        for bom, encoding in _BOMS:
            if values[0].startswith(bom) and decoded(values[0], encoding) is not None:
                return Proof(encoding, _sample([decoded(v, encoding) or "" for v in values]))
    foreign = _informative(values)
    if not foreign and fixed and (wide := _hidden(values, named(claim))):
        return wide
    if not foreign:
        return Proof("UTF-8", _sample([v[:200].decode("ascii", "replace") for v in values[:20]]), plain=True)
    found: list[tuple[float, str, int, list[str]]] = []
    for encoding in CODECS:
        texts, cut = _texts(foreign, encoding, fixed=fixed)
        if texts is None:
            continue
        joined = _evidence("".join(t.strip(_PAD) for t in texts))
        if encoding == "UTF-8" and not fixed and sum("\u3000" <= c <= "\u9fff" for c in joined) >= 20:
            return Proof(encoding, _sample([joined]))  # no other text is valid UTF-8 that often by accident
        found.append((plausibility(joined, encoding), encoding, cut, texts))
    found.sort(key=lambda one: -one[0])
    return _verdict(found, named(claim))


def _verdict(found: list[tuple[float, str, int, list[str]]], claim: str) -> Proof:
    if not found:
        return Proof("", "", ())
    best = found[0]
    rivals = tuple(encoding for score, encoding, _, _ in found if score > best[0] - 60.0)[:4]
    gap = best[0] - found[1][0] if len(found) > 1 else math.inf
    per_letter = best[0] / max(1, sum(1 for t in best[3] for c in t.strip(_PAD) if ord(c) > 127))
    for score, encoding, cut, texts in found[:3]:  # a claim tips the balance, but never overrides what reads better
        if encoding == claim and score > best[0] - 3.0 and score > 0:
            return Proof(encoding, _sample(texts), rivals, cut)
    if gap >= 4.0 and best[0] > 0 and per_letter > 0.25:
        return Proof(best[1], _sample(best[3]), rivals, best[2])
    return Proof("", " | ".join(f"{encoding}: {_sample(texts)}" for _, encoding, _, texts in found[:2]), rivals, best[2])


def _hidden(values: Sequence[bytes], claim: str) -> Proof | None:
    """Return what ASCII bytes are that may be UTF-16 all the same: 浑南区 is the bytes of "QmWS:S"."""
    telling = [v for v in dict.fromkeys(values) if len(v.strip(b" \0")) >= 4]
    for encoding in ("UTF-16LE", "UTF-16BE"):
        texts = [t.strip(_PAD) for v in telling if (t := decoded(v[: len(v) // 2 * 2], encoding)) is not None]
        good = [t for t in texts if t and all(_worth(c) >= 0.6 for c in t)]
        if good and len(good) >= len(telling) - 1 and (claim.startswith("UTF-16") or sum(map(len, good)) >= 3):
            sample = _sample(good)
            return (
                Proof(encoding, sample)
                if claim.startswith("UTF-16")
                else Proof("", f"UTF-8: {_sample([v.decode('ascii') for v in telling])} | {encoding}: {sample}", ("UTF-8", encoding))
            )
    return None


def decoded(value: bytes, encoding: str) -> str | None:
    """Return the text of `value`, or None when it is not in that encoding."""
    try:
        return value.decode(CODECS[encoding]).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def field_text(value: bytes, encoding: str) -> tuple[str, bool]:
    """Return the text of a padded field, and whether its end was cut inside a character (that piece is dropped)."""
    if encoding.startswith("UTF-16"):
        even = value[: len(value) // 2 * 2]
        return even.decode(CODECS[encoding], "replace").strip(_PAD), False
    text = decoded(value.strip(b" \x00"), encoding)
    if text is not None:
        return text.strip(), False
    full = value.rstrip(b" \x00")
    for drop in (1, 2, 3):
        text = decoded(full[:-drop], encoding)
        if text is not None:
            return text.strip(), True
    return full.decode(CODECS[encoding], "replace").strip(), False


def was_broken(text: str) -> str:
    """Return what a text that was broken before it was saved would read, "" when it is whole: é“ä¸œ is 铁东 read as Latin letters."""
    high = [c for c in text if ord(c) > 127]
    if "锟斤拷" in text or "\ufffd" in text:
        return text.replace("锟斤拷", "?").replace("\ufffd", "?")
    if len(high) < 4 or sum(0x80 <= ord(c) < 0x250 or 0x2010 <= ord(c) < 0x2123 for c in high) < 0.9 * len(high):
        return ""
    for middle in ("cp1252", "latin-1"):
        for right in ("utf-8", "gb18030"):
            try:
                back = text.encode(middle).decode(right)
            except UnicodeError:
                continue
            chinese = [c for c in back if ord(c) > 127]
            if len(chinese) >= 2 and all(_worth(c) > 0 for c in chinese):
                return back
    return ""


def _informative(values: Sequence[bytes]) -> list[bytes]:
    """Return the distinct values that are more than ASCII, up to a limit: they are all the evidence there is."""
    found: dict[bytes, None] = {}
    size = 0
    for value in values:
        if (any(b > 127 or b == 0 for b in value) if len(value) < 64 else not value.isascii() or b"\0" in value) and value.strip(b" \0"):
            if value not in found:
                size += len(value)
            found[value] = None
            if size > _ENOUGH:
                break
    return [v for v in found if not (v.isascii() and v.strip(b" \0").count(b"\0") == 0)]


def _evidence(text: str) -> str:
    """Return the lines of a long text that are more than ASCII, up to a limit."""
    if len(text) <= _ENOUGH:
        return text
    return "\n".join(line for line in text.splitlines() if not line.isascii())[:_ENOUGH]


def _texts(values: Sequence[bytes], encoding: str, *, fixed: bool) -> tuple[list[str] | None, int]:
    texts, cut = [], 0
    for value in values:
        if encoding.startswith("UTF-16"):
            text = decoded(value[: len(value) // 2 * 2] if fixed else value, encoding)
        else:
            text = decoded(value.strip(b" \0") if fixed else value, encoding)
            if text is None and fixed and value[-1:] not in (b" ", b"\0"):  # only a field that is full can have lost its end
                text, was_cut = field_text(value, encoding)
                if not was_cut:
                    return None, 0
                cut += 1
        if text is None:
            return None, 0
        texts.append(text)
    return texts, cut


def plausibility(text: str, encoding: str) -> float:
    """Return how much `text` looks like something that a person wrote: positive for yes, growing with its length."""
    high = [(n, c) for n, c in enumerate(text) if ord(c) > 127]
    if encoding.startswith("UTF-16"):
        return sum(_worth(c) for _, c in high) + sum(0.3 if c.isalnum() or c in " ,.;\r\n\t-" else -4.0 for c in text if ord(c) < 128)
    if encoding == "windows-1252":
        return sum(_latin(text, n) for n, _ in high)
    if encoding == "UTF-8":
        # Text of another encoding that is valid UTF-8 by accident: one pair of bytes in eight, one group of three in a hundred.
        latin = sum(_latin(text, n) for n, c in high if ord(c) < 0x180)
        strict = sum(2.1 if ord(c) < 0x800 else 4.5 for _, c in high) - (1.5 if latin > 0 or any(ord(c) > 0x7FF for _, c in high) else 5.0)
        return strict + latin + sum(max(0.0, _worth(c)) for _, c in high)
    score = sum(_worth(c) for _, c in high) - sum(2.5 for n, _ in high if _lone(text, n))
    kana = sum("ぁ" <= c <= "ヿ" for _, c in high)
    hangul = sum("가" <= c <= "힣" for _, c in high)
    if encoding in ("EUC-JP", "Shift_JIS"):
        score += 2.5 * kana - 0.5 * len(high) - 2.0
    elif encoding == "EUC-KR":
        common = sum(c in _HANGUL for _, c in high)
        score += 2.8 * common + 0.3 * hangul - 0.5 * len(high) - 2.0 - (2.0 * (len(high) - hangul) if hangul else 0.0)
    elif encoding == "Big5":
        score -= 0.5  # of two readings that are equally good, the mainland's
    return score


def _lone(text: str, at: int) -> bool:
    """Return whether a character beyond ASCII stands alone inside a Latin word, where no Chinese character would."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isascii() and after.isascii() and after.islower() and (before.isalpha() or not before.strip())


def _latin(text: str, at: int) -> float:
    """Return the worth of a Latin letter with a mark: it stands inside a word of plain letters, in small print after small print."""
    before, letter, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
    if unicodedata.category(letter)[0] != "L":
        return 0.3 if letter in "°«»–—’“”·º€£©" else -2.0
    around = [c for c in (before, after) if c.isalpha()]
    if not around or any(ord(c) > 127 for c in around):
        return -1.5
    return 2.4 if letter.islower() else 0.8


@cache
def _ranks() -> dict[str, float]:
    common = dict.fromkeys(_SIMPLIFIED, 2.2)
    common |= dict.fromkeys("".join(common).translate(_TRADITIONAL_PAIRS), 2.2)
    return common


@cache
def _worth(letter: str) -> float:
    """Return the worth of one character as written Chinese: common 2, in the basic sets less, rare or foreign below zero."""
    if letter in _ranks():
        return _ranks()[letter]
    if letter in "，。、；：？！（）“”‘’《》【】—…·　％－～＋／℃°²³①②③④⑤⑥⑦⑧⑨⑩〇　" or "０" <= letter <= "９":
        return 1.0
    if "\u4e00" <= letter <= "\u9fff":
        try:
            first = letter.encode("gb2312")[0]
        except UnicodeEncodeError:
            pass
        else:
            return 0.6 if first < 0xD8 else -0.8
        try:
            return 0.0 if letter.encode("cp950")[0] < 0xC9 else -1.8
        except UnicodeEncodeError:
            return -2.2
    if "ぁ" <= letter <= "ヿ" or "가" <= letter <= "힣":
        return -1.0
    if ord(letter) < 0x250:
        return -1.0
    return -3.0


def _sample(texts: Sequence[str]) -> str:
    """Return the most telling piece: the longest run of values with letters beyond ASCII, 60 characters."""
    telling = [" ".join(t.strip(_PAD).split()) for t in texts if not t.isascii()] or [" ".join(t.split()) for t in texts]
    out = ""
    for text in dict.fromkeys(t for t in telling if t):
        if len(out) >= 60:
            break
        out = f"{out} {text}".strip()
    return "".join(c for c in out[:60] if c.isprintable())
