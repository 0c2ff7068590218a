"""Entities in KML, GML, docx and xlsx: a file beside, a server, a bomb; nothing is opened, asked or unfolded, at little cost."""

import pytest
from canary import WORD
from costs import LONGEST_S, cost
from reading.bad_files import PLAN, S, W, good_docx, good_xlsx, paragraphs, with_part

from geomon.documents import read_document
from geomon.errors import GeomonError
from geomon.readers import read_file

pytestmark = pytest.mark.usefixtures("warmed")

BOMB = "<!DOCTYPE x [<!ENTITY a0 \"lollollollol\">" + "".join(f"<!ENTITY a{n} \"{f'&a{n - 1};' * 10}\">" for n in range(1, 10)) + "]>"
HEADS = {
    "local": ('<!DOCTYPE x [<!ENTITY x SYSTEM "file://{secret}/canary.txt">]>', "&x;"),
    "http": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}/p.dtd"> %p; <!ENTITY x SYSTEM "{url}/x">]>', "&x;"),
    "bomb": (BOMB, "&a9;"),
}
KML = "<kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><name>{}</name><Point><coordinates>106,39</coordinates></Point></Placemark></kml>"
GML = ("<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'><gml:featureMember><a><name>{}</name><gml:Point><gml:pos>39 106"
       "</gml:pos></gml:Point></a></gml:featureMember></gml:FeatureCollection>")


def kml(head, words):
    return head + KML.format(words)


def gml(head, words):
    return head + GML.format(words)


def docx(head, words):
    body = f"<w:document xmlns:w='{W}'><w:body>{paragraphs(PLAN.replace('标志牌缺损', words))}</w:body></w:document>"
    return with_part(good_docx(), "word/document.xml", head + body)


def xlsx(head, words):
    cells = f"<row r='1'><c r='A1' t='inlineStr'><is><t>{words}</t></is></c></row>"
    return with_part(good_xlsx(), "xl/worksheets/sheet1.xml", f"{head}<worksheet xmlns='{S}'><sheetData>{cells}</sheetData></worksheet>")


KINDS = {"kml": (kml, read_file), "gml": (gml, read_file), "docx": (docx, read_document), "xlsx": (xlsx, read_document)}


def outcome(path, read):
    """What is told of a file, or its refusal."""
    try:
        return "read", str(read(path))
    except GeomonError as error:
        return "refused", error.sentence


@pytest.mark.parametrize("hidden", [False, True], ids=["at once", "behind a long comment"])
@pytest.mark.parametrize("does", HEADS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_entity_brings_nothing(kind, does, hidden, tmp_path, canary):
    (make, read), (head, words) = KINDS[kind], HEADS[does]
    head = head.replace("{secret}", str(canary.secret)).replace("{url}", canary.url)
    made = make(f"<!-- {'x' * 70_000} -->{head}" if hidden else head, words)
    path = tmp_path / f"a.{kind}"
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    with cost() as paid:
        how, told = outcome(path, read)
    assert how == "refused", told[:300]
    assert WORD not in told
    assert "lollol" not in told
    assert canary.silent()
    assert paid.seconds < LONGEST_S
    assert paid.child_mb < 300
    assert paid.own_mb < 50
