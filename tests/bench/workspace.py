"""A workspace of N made-up sites in N / 10 tasks, put into the register by its own writer: python tests/bench/workspace.py FOLDER 100000

Documents are not read from files: what a reader would have found is written as the build writes it, so the app reads, indexes, judges and
draws it as it does any register. Names are invented; counties, and where they lie, are real.
"""

import datetime as dt
import hashlib
import itertools
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import shapely

from geomon.model import SITE_LAYERS, Claim, Deadline, Document, Event, Field, Location, Match, Measure, Mention, Site, Task, Units
from geomon.places import open_gazetteer
from geomon.service.history import document_events
from geomon.settings import Settings, load_settings
from geomon.store import open_register

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2024, 12, 15)
A_DOCUMENT = 200
"""Tasks in one document."""
A_TASK = 10
"""Sites that a task names."""
FIRST = "东西南北上下大小新老红黄青白黑双三五七九"
SECOND = "山河沟湾坪岭塬滩梁堡寨营台井泉庙桥口川峡"
THIRD = "兴盛永安长宁丰和顺通利源泰昌德祥"
KINDS = {"mine": "煤矿", "waste_site": "矸石堆场", "outfall": "排污口", "well": "机井", "protected_area": "湿地公园"}
BODIES = ("自然资源局", "生态环境局", "水务局", "住房和城乡建设局", "林业和草原局", "农牧局", "应急管理局")
SAID = (("in_progress", "正在整改"), ("on_schedule", "达到序时进度"), ("behind", "未达到序时进度"), ("completed", "已完成整改"), (None, ""))


def make_workspace(folder, n, seed=11):
    """Make the workspace in `folder` unless it is there already; return its path."""
    folder = Path(folder)
    if (folder / "data" / "register.db").exists():
        return folder
    (folder / "data" / "documents").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "geomon.toml", folder)
    for name in ("layers", "profiles", "data/layers"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    settings = load_settings(folder, {})
    rng = np.random.default_rng(seed)
    sites = make_sites(settings, n, rng)
    documents, matches = make_documents(sites, rng)
    fresh = folder / "data" / "unfinished.db"
    with open_register(fresh) as register, register.write() as writer:
        for document in documents:
            writer.replace_document(document, reader="bench")
        writer.put_places(sites, matches, [])
        for document in documents:
            for event in document_events(document):
                writer.append_event(event)
    with open_register(fresh) as register:
        register.append_event(Event(AS_OF, "bench", "heartbeat", f"{documents[0].id}#1", {}))
    for path in folder.glob("data/unfinished.db*"):
        path.rename(path.with_name(path.name.replace("unfinished", "register")))
    return folder


def make_sites(settings: Settings, n, rng):
    """Sites inside real counties: villages of a few dozen together, the rest alone; some known to a township, some to the county only."""
    places = open_gazetteer(settings)
    counties = [c for code in settings.counties for c in places.counties_of(code)]
    share = rng.multinomial(n, rng.dirichlet(np.full(len(counties), 3.0)))
    names = ["".join(p) for p in itertools.product(FIRST, SECOND, THIRD)]
    sites = []
    for county, count in zip(counties, share.tolist(), strict=True):
        where = scattered(county.geometry, count, rng)
        anchor = county.anchor
        layer, village = rng.integers(0, 5, count), rng.integers(0, len(names), count)
        how = rng.choice(4, count, p=[.78, .1, .08, .04])
        far = rng.integers(20, 300, count)
        for k in range(count):
            kind = SITE_LAYERS[layer[k]]
            name = f"{names[village[k]]}村{k + 1}号{KINDS[kind]}"
            lon, lat = (round(float(v), 6) for v in (where[k] if how[k] < 3 else anchor))
            location = Location(("layer", "coordinates", "township", "county")[how[k]], lon, lat,
                                float((far[k], 30, 1500 + 20 * far[k], 20_000)[how[k]]), "tests/bench/workspace.py", "CGCS2000", None,
                                county.name, county.adcode, "" if how[k] < 2 else "只写到乡镇" if how[k] == 2 else "只写到县")
            ident = hashlib.blake2s(f"{county.adcode} {name}".encode(), digest_size=6).hexdigest()
            sites.append(Site(ident, name, kind, location, county.city, county.name))
    return sites


def scattered(shape, count, rng):
    """`count` points inside a polygon, two thirds of them near one of its villages."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    villages = inside(shape, lambda k: rng.uniform((west, south), (east, north), (k, 2)), max(1, count // 40))

    def near(k):
        return villages[rng.integers(0, len(villages), k)] + rng.normal(0, .012, (k, 2))
    together = inside(shape, near, count * 2 // 3)
    alone = inside(shape, lambda k: rng.uniform((west, south), (east, north), (k, 2)), count - len(together))
    return rng.permutation(np.vstack([together, alone]))


def inside(shape, draw, count):
    """The first `count` of the drawn points that lie inside."""
    kept = np.empty((0, 2))
    while len(kept) < count:
        points = draw(2 * count + 8)
        kept = np.vstack([kept, points[shapely.contains_xy(shape, points[:, 0], points[:, 1])]])
    return kept[:count]


def make_documents(sites, rng):
    """Plans of `A_DOCUMENT` tasks in one county each, `A_TASK` sites a task, with the matches that the build would have found."""
    documents, matches = [], []
    for county, some in itertools.groupby(sites, key=lambda s: (s.city, s.county, s.location.adcode)):
        some = list(some)
        groups = [some[k:k + A_TASK] for k in range(0, len(some), A_TASK)]
        for number, first in enumerate(range(0, len(groups), A_DOCUMENT), start=1):
            document = make_document(county, number, groups[first:first + A_DOCUMENT], rng)
            documents.append(document)
            for task, group in zip(document.tasks, groups[first:first + A_DOCUMENT], strict=True):
                matches += [Match(document.id, task.key, site.id, "名称相同", .95, mention.quote, mention.span, mention.where)
                            for site, mention in zip(group, task.mentions, strict=True)]
    return documents, matches


def make_document(county, number, groups, rng):
    """One document whose text holds its tasks, so that a card can quote it."""
    city, name, code = county
    text, tasks = f"{name}点位整改方案第{number}册\n", []
    for k, group in enumerate(groups, start=1):
        start, days, said = len(text), int(rng.integers(-300, 500)), SAID[rng.choice(5, p=[.3, .25, .12, .25, .08])]
        due = AS_OF + dt.timedelta(days)
        listed = "、".join(site.name for site in group)
        problem = f"{name}{len(group)}处点位未按要求整治：{listed}。"
        head = f"{k}. "
        body = f"{head}{problem}整改时限：{due.year}年{due.month}月{due.day}日前。{said[1]}\n"
        at = start + len(head)
        mentions = []
        for site in group:
            begin = at + problem.index(site.name)
            mentions.append(Mention(site.name, site.layer, name, "problem", problem, (begin, begin + len(site.name))))
        first, second = (name + BODIES[i] for i in rng.choice(len(BODIES), 2, replace=False))
        text += body
        deadline = Deadline(f"{due.year}年{due.month}月{due.day}日前", "date", due, due, due)
        tasks.append(Task(str(k), f"{k}.", problem, section=f"第{k // 20 + 1}部分", deadline=deadline,
                          status=Claim(said[1], said[0]), units=Units((first,), (first, second)),
                          measures=(Measure("1", "逐处排查，建立台账，清运后复垦。"),), mentions=tuple(mentions), span=(start, len(text)),
                          fields=(Field("problem", (at, at + len(problem))),)))
    source = f"bench-{code}-{number:03}.txt"
    return Document(source, hashlib.sha256(text.encode()).hexdigest(), text[:text.index("\n")], "plan", text, city, code,
                    dt.date(2024, 5, 1), tasks=tuple(tasks))


if __name__ == "__main__":
    began = time.perf_counter()
    print(make_workspace(sys.argv[1], int(sys.argv[2])), f"{time.perf_counter() - began:.1f} s")
