"""The inspector's page over the fake service: near me, a site, a visit and its undo, the day's list, the search."""

import datetime as dt
import json

import pytest
import visit_files as make
from fake_service import FakeService
from page_parts import button, markup, rows

from geomon.errors import InputError
from geomon.ui.field_view import Here


@pytest.fixture
def open_field(open_page):
    def open_(service=None, lang="zh", **query):
        return open_page(service, lang, desk="field", **query)
    return open_


def near(app):
    return [r for r in rows(app) if "near" in r.key]


def stand(app, lon=106.0, lat=37.1):
    from geomon.ui.field_view import Look
    look = app.session_state["field"] if "field" in app.session_state else Look()
    app.session_state["field"] = type(look)(look.site, look.sort, look.within, look.today, Here(lon, lat, 8.0, "device"))
    return app.run()


def area(app, key):
    return next(one for one in app.text_area if one.key.startswith(key))


def field(app, key):
    return next(one for one in app.text_input if one.key.startswith(key))


def pills(app, key):
    return next(one for one in app.button_group if one.key.startswith(key))


def open_sheet(app):
    return button(app, "field_record").click().run()


def test_without_a_position_the_most_urgent_come_first_and_the_ways_to_tell_it_are_offered(open_field):
    app = open_field()
    assert not app.exception
    assert "还没有位置" in markup(app)
    assert "row_red" in near(app)[0].key
    assert button(app, "field_locate").label == "用我的位置"
    assert button(app, "field_tap")
    assert next(s for s in app.selectbox if s.key == "field_county").options[0] == "海勃湾区"


def test_with_a_position_the_list_begins_with_the_nearest_and_says_which_way(open_field):
    app = stand(open_field())
    assert "位置 ±8 m" in markup(app)
    first = near(app)[0].label
    assert " m " in first or "km" in first
    assert any(arrow in first for arrow in "↑↗→↘↓↙←↖")
    assert button(app, "field_start").label == "从最近一处开始"


def test_a_county_stands_for_a_position(open_field):
    app = open_field()
    next(s for s in app.selectbox if s.key == "field_county").select("同心县").run()
    assert "以同心县中部为起点" in markup(app)
    assert app.session_state["field"].here.how == "county"
    assert "county,同心县" in str(app.query_params["near"])


def test_coordinates_typed_into_the_search_stand_for_a_position(open_field):
    app = open_field()
    field(app, "field_text").input("东经106度1分 北纬37度6分").run()
    button(app, "place_field_text0").click().run()
    here = app.session_state["field"].here
    assert (round(here.lon, 4), round(here.lat, 4), here.how) == (106.0167, 37.1, "typed")
    assert field(app, "field_text").value == ""
    assert "位置由坐标输入" in markup(app)


@pytest.mark.parametrize(("fault", "words"), [("denied", "浏览器不允许"), ("insecure", "https"), ("timeout", "20 秒")])
def test_a_position_that_fails_says_why_and_what_else_there_is(open_field, fault, words):
    app = open_field()
    app.session_state["field_fault"] = fault
    app.run()
    assert words in markup(app)
    assert 'role="alert"' in markup(app)


def test_the_search_finds_by_pinyin_and_opens_the_site(open_field):
    service = FakeService()
    site = next(iter(service.sites.values()))
    app = open_field(service)
    field(app, "field_text").input(site.name).run()
    found = [r for r in rows(app) if "field_text" in r.key]
    assert site.name in found[0].label
    found[0].click().run()
    assert app.session_state["field"].site in str(app.query_params["site"])
    field(app, "field_text").input("没有这个").run()
    assert "没有这样的名称" in markup(app)


def test_a_site_page_says_what_to_check_where_to_go_and_who_says_so(open_field):
    service = FakeService()
    site = next(s for s in service.sites.values() if s.location.method == "coordinates")
    app = open_field(service, site=site.id)
    text = markup(app)
    assert "到场看什么" in text
    assert "削坡放坡" in text
    assert "措施 1 · 节点 2024-06-30" in text
    assert "原文依据" in text
    assert "还没有人来过的记录" in text


def test_a_site_that_is_gone_is_said_so(open_field):
    app = open_field(site="mine-999")
    assert not app.exception
    assert "登记册里已没有它" in markup(app)
    button(app, "field_back").click().run()
    assert app.session_state["field"].site == ""


def test_a_visit_is_saved_shown_and_undone(open_field):
    service = FakeService()
    site = next(iter(service.sites.values()))
    app = open_sheet(open_field(service, site=site.id))
    pills(app, "visit_finding").select("partial").run()
    pills(app, "visit_unmet").select(f"check:{service.matches[site.id][0][0]}/2").run()
    area(app, "visit_note").input("北侧未覆土").run()
    field(app, "visit_who").input("赵工").run()
    button(app, "visit_keep").click().run()
    assert not app.exception
    [visit] = service.visits(site.id)
    assert (visit.finding, visit.note, visit.who) == ("partial", "北侧未覆土", ("赵工",))
    assert visit.fields["position"] is None
    assert len(visit.unmet) == 1
    assert "已保存" in markup(app)
    assert "部分完成" in markup(app)
    button(app, "visit_undo").click().run()
    assert service.visits(site.id) == ()
    assert "已撤销" in markup(app)


def test_a_visit_without_a_finding_is_not_saved_and_the_sheet_says_what_is_missing(open_field):
    service = FakeService()
    site = next(iter(service.sites.values()))
    app = open_sheet(open_field(service, site=site.id))
    field(app, "visit_who").input("").run()
    button(app, "visit_keep").click().run()
    assert service.visits(site.id) == ()
    assert "先选看到什么" in markup(app)


def test_a_visit_that_the_service_refuses_stays_a_draft(open_field):
    class Refusing(FakeService):
        def record_visit(self, said, photos=()):
            raise InputError("photo 1 is no JPEG picture.")

    service = Refusing()
    site = next(iter(service.sites.values()))
    app = open_sheet(open_field(service, site=site.id))
    pills(app, "visit_finding").select("done").run()
    field(app, "visit_who").input("赵工").run()
    button(app, "visit_keep").click().run()
    assert "photo 1 is no JPEG picture" in markup(app)
    assert app.session_state["visit_drafts"][site.id].finding == "done"


def test_a_photo_is_on_the_site_with_what_its_exif_lacks(open_field):
    from geomon.visits import Edit, Reason

    service = FakeService()
    site = next(iter(service.sites.values()))
    data = make.photo(taken=None)
    at = dt.datetime(2024, 12, 15, 10, tzinfo=dt.UTC)
    reason = Reason("photo_bare", (make.sha(data)[:8],))
    said = Edit(make.ident("v"), make.ident("e"), site.id, at.date(), at, "赵工", {"finding": "done"}, reasons=(reason,))
    service.record_visit(said, [data])
    app = open_field(service, site=site.id)
    assert not app.exception
    assert "没有拍摄时间和位置" in markup(app)
    assert f'src="/photos/{make.sha(data)}.jpg?side=' in markup(app)
    assert f"<figcaption>{make.sha(data)[:8]} · 无时间位置</figcaption>" in markup(app)
    assert not app.get("image"), "Streamlit's media route asks nobody whose eyes these are"


def test_the_days_list_is_in_the_link_in_a_short_order_with_its_total_and_makes_a_pack(open_field):
    service = FakeService()
    app = stand(open_field(service))
    for n in range(3):
        puts = [b for b in app.button if b.key and b.key.startswith("put_") and b.key != "put_site"]
        puts[n].click().run()
    assert len(app.query_params["today"]) == 3
    pills(app, "w_sort_zh").select("today").run()
    assert "地面直线距离" in markup(app)
    assert [r.label.split(".")[0].strip("*\\") for r in near(app)][:3] == ["1", "2", "3"]
    button(app, "field_make_pack").click().run()
    assert app.session_state["field_pack"][2] == b"pack of 3 in zh"
    button(app, "field_clear").click().run()
    assert "今日清单是空的" in markup(app)


def test_a_day_list_in_a_link_is_taken_and_what_is_gone_is_counted(open_field):
    ids = [*list(FakeService().sites)[:2], "mine-999"]
    app = open_field(today=ids, sort="today")
    assert not app.exception
    assert "有 1 处已不在台账" in markup(app)


def test_a_pack_that_fails_is_told_and_the_list_stays(open_field):
    class Full(FakeService):
        def pack(self, out, as_of, choice, lang="zh"):
            raise InputError("no room")

    app = open_field(Full(), today=list(FakeService().sites)[:2], sort="today")
    button(app, "field_make_pack").click().run()
    assert not app.exception
    assert "no room" in markup(app)


def test_the_page_speaks_english(open_field):
    app = stand(open_field(lang="en"))
    assert "To see nearby" in markup(app)
    assert "What to check" in markup(app)
    assert button(app, "field_start").label == "Start with the nearest"


def test_a_workspace_without_sites_says_so(open_field):
    service = FakeService(0)
    service.tasks.clear()
    app = open_field(service)
    assert not app.exception
    assert "在“资料”页导入一份" in markup(app)


def test_a_draft_that_the_browser_kept_is_checked_before_it_is_used():
    from geomon.ui.field_visit import draft_of, new_draft

    kept = new_draft("mine-001")
    full = type(kept)(kept.site, kept.visit, kept.edit, "done", ("check:a/1",), "北侧", "赵工", Here(106.0, 37.0, 8.0, "device", at=5))
    assert draft_of(full.text(), "mine-001") == full
    assert draft_of(json.dumps({"note": "只有说明"}), "mine-001").note == "只有说明"
    assert draft_of(json.dumps({"finding": "<b>", "note": "x" * 9999}), "s").finding == ""
    assert len(draft_of(json.dumps({"note": "x" * 9999}), "s").note) == 4000
    for bad in ("", "{", "[]", "7", None, '{"visit": "no uuid"}', '{"here": 3}'):
        assert draft_of(bad, "s") is None


def test_an_old_position_of_the_page_does_not_stand_for_where_the_visit_is_recorded():
    import time

    from geomon.ui.field_view import Look
    from geomon.ui.field_visit import _begun

    now = int(time.time() * 1000)
    fresh, old = (Here(106.0, 37.1, 8.0, "device", at=at) for at in (now, now - 3_600_000))
    assert _begun("s", Look(here=fresh)).here == fresh
    assert _begun("s", Look(here=old)).here is None
    assert _begun("s", Look(here=Here(106.0, 37.1, None, "county"))).here is None
