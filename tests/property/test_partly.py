"""Locating a document among many gives what locating all gives, whatever the documents, layers and codes."""

import dataclasses

from factories import make_document, make_task
from features import make_features
from gazetteers import gazetteer
from hypothesis import given, settings
from hypothesis import strategies as st

from geomon.join.features import FeatureIndex
from geomon.join.locate import codes_of, locate_mentions, see_document, sites_of
from geomon.join.partly import lines_of, scopes_of, seen_of, together, villages_near
from geomon.join.rows import add_rows, rows_of
from geomon.join.verdicts import Verdicts
from geomon.join.villages import Villages
from geomon.model import Mention, Record

CODE = "91130200699229617X"
NAMES = ["东河煤矿", "乌海东河煤矿", "东河煤业有限公司", "东河露天煤矿", "东河煤矿西侧空地", "西河石场", "西河石场项目", "第四污水厂",
         "海南区第四污水厂", "东清河", "羊圈沟村渣场", "黄河"]
MENTIONS = st.builds(Mention, st.sampled_from(NAMES), st.sampled_from(["mine", "outfall", "water_body"]),
                     st.sampled_from([None, None, "海南区", "乌达区", "准格尔旗"]))
REGIONS = st.sampled_from([("乌海市", "150300"), ("乌海市", "150303"), ("鄂尔多斯市", "150600"), ("内蒙古自治区", "150000"), (None, None)])
ROWS = st.lists(st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "city": st.sampled_from(["", "乌海市", "鄂尔多斯市", "鄂尔多斯市"]),
     "county": st.sampled_from(["", "海南区", "乌达区", "准格尔旗"]),
     "at": st.sampled_from([(106.9, 39.3), (106.7, 39.5), (111.2, 39.8), (float("nan"),) * 2]), "code": st.sampled_from(["", CODE])}),
    max_size=4)


@st.composite
def documents(draw, source):
    (region, adcode), mentions = draw(REGIONS), draw(st.lists(MENTIONS, min_size=0, max_size=4))
    tasks = [make_task(str(n), mentions=(mention,)) for n, mention in enumerate(mentions)]
    records = tuple(Record(mention.name, "mine", code=CODE) for mention in mentions if draw(st.booleans()))
    return make_document(source, *tasks, region=region, adcode=adcode, records=records)


def layers_of(rows, villages):
    features = make_features("mine", *({"name": r["name"], "city": r["city"], "county": r["county"], "lon": r["at"][0], "lat": r["at"][1]}
                                       for r in rows))
    features["mine"]["code"] = [row["code"] for row in rows]
    return features | make_features("village", *villages) if villages else features


VILLAGES = st.sampled_from([(), ({"name": "羊圈沟村", "county": "海南区", "city": "乌海市", "lon": 106.9, "lat": 39.35},
                                 {"name": "羊圈沟村", "county": "", "city": "鄂尔多斯市", "lon": 106.72, "lat": 39.5})])


@settings(deadline=None, max_examples=250)
@given(st.data(), ROWS, VILLAGES)
def test_a_document_located_with_its_own_is_as_one_located_with_all(data, rows, villages):
    frames, names, said = layers_of(rows, villages), gazetteer(), Verdicts()
    before = [data.draw(documents(f"d{n}.txt")) for n in range(data.draw(st.integers(1, 5)))]
    at = data.draw(st.integers(0, len(before)))
    replaced = at < len(before) and data.draw(st.booleans())
    new = data.draw(documents(f"d{at}.txt" if replaced else f"d{at - 1}x.txt"))
    after = [*before[:at], new, *before[at + replaced:]]

    kept, shelves = {}, []
    old = locate_mentions(before, frames, names, said, lambda seen, index: (kept.update(seen), shelves.append(rows_of(index, ()))))
    rows, shelf = shelves[0]
    lines = {d.id: lines_of(d, kept[d.id]) for d in before}
    scopes = {d.id: scopes_of(d, kept[d.id], names) for d in before}
    codes = {code for task in new.tasks for mention in task.mentions for code in codes_of(new, task, mention)}
    prefix = names.prefix(new.adcode or new.region or "")
    index = FeatureIndex({}, names)
    add_rows(index, (row for region in shelf.wanted({prefix}, codes, ()) for row in rows[region]))
    seen = see_document(new, index, names, said)
    group = together([new.id], scopes | {new.id: scopes_of(new, seen, names)}, scopes.get(new.id, ()) if replaced else ())
    ours = [d for d in after if d.id in group]
    missing = {line.key: line.home for d in ours if d is not new for line in lines[d.id] if line.key and line.key not in index}
    add_rows(index, (row for region in set(missing.values()) for row in rows[region] if f"{row.layer}/{row.id}" in missing))
    wide = {scope for d in ours for scope in (scopes_of(d, seen, names) if d is new else scopes[d.id])} | {prefix}
    lists = Villages(villages_near(frames["village"], wide, names), names) if villages else None
    found = sites_of(ours, [one for d in ours for one in (seen if d is new else seen_of(d, lines[d.id], index))], names, lists, said)

    whole = locate_mentions(after, frames, names, said)
    tied = {match.site for match in whole[1] if match.document in group}
    assert found[0] == [site for site in whole[0] if site.id in tied]
    assert found[1] == [match for match in whole[1] if match.document in group]
    assert list(map(dataclasses.astuple, found[2])) == [dataclasses.astuple(one) for one in whole[2] if one.task.partition("#")[0] in group]
    assert not tied & {match.site for match in whole[1] if match.document not in group}
    assert [m for m in old[1] if m.document not in group] == [m for m in whole[1] if m.document not in group]
    stay = {match.site for match in old[1] if match.document not in group}
    assert [s for s in old[0] if s.id in stay] == [s for s in whole[0] if s.id in stay]


def test_two_cities_that_give_one_code_are_located_together():
    row = {"name": "另一个名字", "city": "鄂尔多斯市", "county": "达拉特旗", "at": (110.0, 40.4), "code": CODE}
    frames, names = layers_of([row], ()), gazetteer()
    documents = []
    for region, adcode, county in (("乌海市", "150300", "海南区"), ("鄂尔多斯市", "150600", "准格尔旗")):
        task = make_task("1", mentions=(Mention("东河煤矿", "mine", county),))
        documents.append(make_document(f"{region}.txt", task, region=region, adcode=adcode,
                                       records=(Record("东河煤矿", "mine", code=CODE),)))
    kept = {}
    sites, *_ = locate_mentions(documents, frames, names, keep=lambda seen, _: kept.update(seen))
    assert [site.location.method for site in sites] == ["code"]
    scopes = {d.id: scopes_of(d, kept[d.id], names) for d in documents}
    assert together(["乌海市"], scopes) == {"乌海市", "鄂尔多斯市"}
