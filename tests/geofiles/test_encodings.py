"""Forty files whose text is encoded rightly, wrongly labelled, or not labelled: never silent mojibake."""

import random

import pyarrow as pa
import pytest
from gate_files import shapefile

from geomon.divisions import divisions
from geomon.encodings import prove
from geomon.readers import read_file

SIMPLE = ("铁东区石灰石矿", "呼珠不沁希勒石灰石矿区", "黄河右岸入河排污口")
SHORT = ("海南区", "东沟矿", "一号井")
TRADITIONAL = ("臺中市大里區廢棄物堆置場", "南投縣竹山鎮砂石場", "高雄市鳥松區排水口")
RARE = ("㙍圳镇采砂场", "䶮山煤矿", "漷县镇砖瓦厂")
LABEL = {"gbk": "GBK", "gb18030": "GB18030", "big5": "Big5", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
NAME = {
    "gbk": "GB18030",
    "gb18030": "GB18030",
    "big5": "Big5",
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16LE",
}
SHAPES = [
    (encoding, texts, cpg)
    for encoding, texts in (
        ("gbk", SIMPLE),
        ("gbk", SHORT),
        ("gb18030", RARE),
        ("big5", TRADITIONAL),
        ("utf-8", SIMPLE),
        ("utf-8", SHORT),
        ("utf-16-le", SIMPLE),
        ("utf-16-be", SIMPLE),
    )
    for cpg in ("right", "wrong", "missing")
]
TABLES = [
    (encoding, texts, suffix)
    for encoding, texts in (
        ("gbk", SIMPLE),
        ("gbk", SHORT),
        ("gb18030", RARE),
        ("big5", TRADITIONAL),
        ("utf-8", SIMPLE),
        ("utf-8-sig", SHORT),
        ("utf-16", SIMPLE),
        ("utf-16-le", SIMPLE),
    )
    for suffix in (".csv", ".tsv")
]


def cpg_of(encoding, kind):
    wrong = {"utf-8": "GBK", "big5": "GBK"}.get(encoding, "UTF-8")
    return {"right": LABEL[encoding], "wrong": wrong, "missing": None}[kind]


def test_there_are_forty_cases():
    assert len(SHAPES) + len(TABLES) == 40


def outcome(path, texts, encoding):
    """right, asked, or mojibake."""
    reading = read_file(path, features=True)
    if reading.ask or not reading.encoding:
        return "asked"
    held = pa.ipc.open_stream(reading.table).read_all()
    got = next((tuple(held.column(c).to_pylist()) for c in held.column_names if c != "geometry"), ())
    return "right" if got == tuple(texts) and reading.encoding == NAME[encoding] and reading.sample else "mojibake"


@pytest.mark.parametrize(("encoding", "texts", "kind"), SHAPES)
def test_the_text_of_a_shapefile_is_right_whatever_its_cpg_says(tmp_path, encoding, texts, kind):
    path = shapefile(tmp_path, "a", texts, encoding, cpg=cpg_of(encoding, kind))
    assert outcome(path, texts, encoding) == "right"


@pytest.mark.parametrize(("encoding", "texts", "suffix"), TABLES)
def test_the_text_of_a_table_is_right(tmp_path, encoding, texts, suffix):
    mark = "," if suffix == ".csv" else "\t"
    lines = [mark.join(("name", "lon", "lat")), *(mark.join((t, "106.8", "39.4")) for t in texts)]
    (tmp_path / f"a{suffix}").write_bytes("\r\n".join(lines).encode(encoding))
    assert outcome(tmp_path / f"a{suffix}", texts, encoding) == "right"


def test_a_lying_cpg_is_told(tmp_path):
    reading = read_file(shapefile(tmp_path, "a", SIMPLE, "gbk", cpg="UTF-8"))
    assert "The .cpg says UTF-8, but the text is GB18030." in reading.warnings


def test_a_text_too_short_to_prove_is_asked_about_and_taken_as_told(tmp_path):
    path = shapefile(tmp_path, "a", ["矿"], "gbk")
    asked = read_file(path)
    assert "GB18030" in asked.ask
    assert "矿" in asked.sample
    assert asked.encoding == ""
    told = read_file(path, encoding="GB18030")
    assert (told.ask, told.encoding) == ("", "GB18030")


def test_a_text_cut_inside_a_character_is_told(tmp_path):
    path = shapefile(tmp_path, "a", SIMPLE, "gbk", width=9)
    reading = read_file(path)
    assert reading.encoding == "GB18030"
    assert "end inside a character" in " ".join(reading.warnings)


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8", "utf-16-le"])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 20])
def test_names_of_real_places_are_never_read_wrongly(encoding, count):
    """In bytes of these encodings, 200 draws each: right, or asked about."""
    names = sorted({d.name for d in divisions().values()})
    if encoding == "big5":
        import opencc

        convert = opencc.OpenCC("s2tw").convert
        names = [t for t in map(convert, names) if _fits(t, "big5")]
    dice = random.Random(count)
    outcomes = {"right": 0, "asked": 0, "wrong": 0}
    for _ in range(200):
        texts = dice.sample(names, count)
        proof = prove([t.encode(encoding).ljust(60) for t in texts], fixed=True)
        outcomes["asked" if not proof.encoding else "right" if proof.encoding == NAME[encoding] else "wrong"] += 1
    allowed = 6 if encoding == "utf-16-le" and count == 1 else 0  # 弋江区 is the plain letters "__l:S" there, which nothing contradicts
    assert outcomes["wrong"] <= allowed
    assert outcomes["right"] >= (120 if count == 1 else 180)


def _fits(text, encoding):
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
