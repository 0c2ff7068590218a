"""The layers page over a real service: every layer with how its CRS is known, a file from outside, a reading confirmed and taken back."""

import inspect
import re

import geopandas
import pytest
from gate_files import geojson, point, polygon
from page_parts import button, markup

from geomon.crs import detective, distance_m, to_gcj02
from geomon.readers import examine
from geomon.ui import layer_words

LON, LAT = 106.84, 39.44
BOW = ((106.8, 39.4), (106.9, 39.5), (106.9, 39.4), (106.8, 39.5), (106.8, 39.4))


@pytest.fixture
def moved(planned, workspace):
    """The mines in the degrees of a web map, though the declaration says otherwise."""
    x, y = to_gcj02(LON, LAT)
    rows = f"name,county,lon,lat,accuracy_m\n乌海万源露天煤矿,海南区,{x},{y},50\n"
    (workspace.data / "layers" / "mine.csv").write_text(rows, encoding="utf-8")
    planned.build()
    return planned


def upload(app, *files):
    app.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files])
    return app.run()


def keys(app):
    return {b.key for b in app.button}


def test_every_layer_is_listed_with_source_count_crs_and_how_it_is_known(open_page, planned):
    app = open_page(planned, desk="layers")
    assert not app.exception
    said = markup(app)
    for layer in planned.layers:
        assert layer.title in said
    assert "mine.csv" in said
    assert "EPSG:4490 · <span" in said
    assert "图层声明写明，文件没有写" in said
    assert "由软件包给出" in said
    assert "还没有选文件" in said
    english = markup(open_page(planned, lang="en", desk="layers"))
    assert "its declaration says so; the file says nothing" in english
    assert "No file chosen" in english


def test_a_workspace_without_layers_says_how_to_add_one(open_page, planned, workspace):
    for path in workspace.layers.glob("*.toml"):
        path.unlink()
    app = open_page(planned, desk="layers")
    assert not app.exception
    assert "还没有图层" in markup(app)


def test_a_layer_that_cannot_be_read_says_why_and_hides_no_other(open_page, planned, workspace):
    (workspace.data / "layers" / "mine.csv").unlink()
    said = markup(open_page(planned, desk="layers"))
    assert "mine.csv" in said
    assert 'class="bad"' in said
    assert "水源与取水点" in said


def test_a_reading_is_confirmed_used_and_taken_back(open_page, moved):
    app = button(open_page(moved, desk="layers"), "look_mine").click().run()
    said = markup(app)
    assert said.count('class="smallmap"') == 3
    assert "1 处中有 1 处落在所写的县区内" in said
    assert "网络地图的 GCJ-02" in said
    button(app, "reading_take_1").click().run()
    assert not app.exception
    assert "确认：GCJ-02" in markup(app)
    feature = moved.layer_features("mine").iloc[0]
    assert distance_m((feature["lon"], feature["lat"]), (LON, LAT)) < 0.01
    assert [e.kind for e in moved._now().said][-1] == "crs-confirmed"
    button(app, "reading_undo").click().run()
    assert "确认：GCJ-02" not in markup(app)
    assert "reading_take_1" in keys(app)
    feature = moved.layer_features("mine").iloc[0]
    assert distance_m((feature["lon"], feature["lat"]), (LON, LAT)) > 300


def test_a_confirmation_whose_file_changed_is_told(open_page, moved, workspace):
    app = button(open_page(moved, desk="layers"), "look_mine").click().run()
    button(app, "reading_take_1").click().run()
    path = workspace.data / "layers" / "mine.csv"
    path.write_text(path.read_text(encoding="utf-8") + "另一矿,海南区,106.9,39.4,50\n", encoding="utf-8")
    app.run()
    assert "确认坐标系之后文件变了" in markup(app)
    assert "reading_undo" not in keys(app)


def test_a_shapefile_is_looked_at_again_when_only_its_prj_came(open_page, planned, workspace):
    folder = workspace.data / "layers"
    mine = {"name": ["乌海万源露天煤矿"], "county": ["海南区"], "geometry": geopandas.points_from_xy([LON], [LAT])}
    geopandas.GeoDataFrame(mine, crs="EPSG:4490").to_file(folder / "mine.shp", encoding="UTF-8")
    (declared,) = (one for one in workspace.layers.glob("*.toml") if "mine.csv" in one.read_text(encoding="utf-8"))
    declared.write_text(declared.read_text(encoding="utf-8").replace("mine.csv", "mine.shp"), encoding="utf-8")
    planned.build()
    prj = (folder / "mine.prj").read_bytes()
    (folder / "mine.prj").unlink()
    app = button(open_page(planned, desk="layers"), "look_mine").click().run()
    before = re.search("<dt>坐标系</dt><dd>(.*?)</dd>", markup(app))[1]
    (folder / "mine.prj").write_bytes(prj)
    after = re.search("<dt>坐标系</dt><dd>(.*?)</dd>", markup(app.run()))[1]
    assert not app.exception
    assert "文件没有写明" in before
    assert "文件没有写明" not in after


def test_a_file_from_outside_is_looked_at_repaired_and_never_kept(open_page, planned, workspace):
    before = sorted(p for p in workspace.root.rglob("*") if p.is_file() and "register" not in p.name)
    data = geojson(polygon(*BOW, name="西沟", 统一社会信用代码="91130200699229617Y"))
    app = upload(open_page(planned, desk="layers"), ("图.geojson", data))
    said = markup(app)
    assert "图.geojson" in said
    assert "第 1 个要素 (西沟)" in said
    assert "边界自相交 (106.85, 39.45)" in said
    assert "第 18 位校验码" in said
    button(app, "layer_repair").click().run()
    assert not app.exception
    assert "已重建：" in markup(app)
    assert any(e.proto.label.startswith("下载副本") for e in app.get("download_button"))
    button(app, "layer_close").click().run()
    assert "还没有选文件" in markup(app)
    assert sorted(p for p in workspace.root.rglob("*") if p.is_file() and "register" not in p.name) == before


def test_the_text_is_shown_as_it_was_proved(open_page, planned):
    rows = "name,county,lon,lat\n" + "东河石场旧采坑,海南区,106.84,39.44\n西山矿区排土场,海勃湾区,106.86,39.7\n" * 4
    app = upload(open_page(planned, desk="layers"), ("点位.csv", rows.encode("gb18030")))
    assert "经验证为 GB18030" in markup(app)
    assert "<q>" in markup(app)
    assert "东河石场旧采坑" in markup(app)


def test_text_that_is_too_short_to_prove_is_asked_about(open_page, planned):
    app = upload(open_page(planned, desk="layers"), ("a.csv", "name,lon,lat\n矿,106.8,39.4\n".encode("gbk")))
    assert "编码未能确定" in markup(app)
    box = next(b for b in app.selectbox if b.key.startswith("w_layer_encoding"))
    assert "GB18030" in box.options
    box.select("GB18030").run()
    assert "经验证为 GB18030" in markup(app)


def test_without_a_reading_there_is_no_copy_and_with_one_there_is(open_page, planned):
    data = b"name,x,y\n" + b"".join(f"p{n},{500100.5 + n},{4363512.1 + n}\n".encode() for n in range(3))
    app = upload(open_page(planned, desk="layers"), ("a.csv", data))
    assert "在下面选一种读法" in markup(app)
    assert button(app, "layer_repair").disabled
    button(app, "reading_take_1").click().run()
    button(app, "layer_repair").click().run()
    assert not app.exception
    assert "没有图形需要改动" in markup(app)


def test_an_old_datum_is_refused_with_the_way_on(open_page, planned):
    app = upload(open_page(planned, desk="layers"), ("西安80.csv", "name,x,y\n甲,500100.5,4363512.1\n".encode()))
    assert not app.exception
    assert "shift" in markup(app)
    assert button(app, "layer_repair").disabled


@pytest.mark.parametrize("files", [
    (("a.geojson", b"{"),), (("a.csv", b""),), (("a.exe", b"MZ"),), (("a.shp", b"\x00\x00\x27\x0a"), ("a.dbf", b"x")),
    (("a.csv", b"name,lon,lat\n"), ("b.csv", b"x"))])
def test_a_bad_file_ends_in_a_sentence(open_page, planned, files):
    app = upload(open_page(planned, desk="layers"), *files)
    assert not app.exception
    assert 'class="bad"' in markup(app) or 'class="fault"' in markup(app)
    assert "Traceback" not in markup(app)


def test_words_of_a_file_are_text_and_never_markup(open_page, planned):
    evil = "<img src=x onerror=alert(1)>"
    shapes = [polygon(*BOW, name=evil, credit_code=evil), point(name=evil)]
    app = upload(open_page(planned, desk="layers"), (f"{evil}.geojson", geojson(*shapes)))
    assert not app.exception
    button(app, "layer_repair").click().run()
    assert "<img src=x" not in markup(app)
    assert "&lt;img src=x" in markup(app)


def test_every_fault_and_every_reason_has_its_words():
    assert set(examine._FAULTS.values()) | {"the geometry is not valid"} == set(layer_words.FAULTS)
    source = inspect.getsource(detective)
    said = re.findall(r'reasons\.append\(\s*f?"([^"]+)"', source)
    said += [re.sub(r"\{named\}", "3 sites of the same name are", one) for one in said if "{named}" in one]
    filled = {re.sub(r"\{share:.0%\}", "80%", re.sub(r"\{(?:hits|count)\}", "3", one)) for one in said if "{named}" not in one}
    filled = {re.sub(r"\{float\(np.median\(away\)\):,.0f\}", "1,200", re.sub(r"\{(?:found\[0\]|match\[0\]\.strip\(\))!r\}", "'高德'", one))
              for one in filled}
    assert len(filled) >= 5
    for reason in filled:
        assert any(pattern.fullmatch(reason) for pattern, _ in layer_words.REASONS), reason
