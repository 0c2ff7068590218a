"""A service over invented sites and tasks: what the pages need, without documents, register or readers.

Everything is made from a seed, so that pictures and tests see the same; no sentence in here comes from a document.
"""

import dataclasses
import datetime as dt
import hashlib
import random
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from geomon.layers import Layer
from geomon.model import (
    LIGHTS,
    Claim,
    Deadline,
    Location,
    Match,
    Measure,
    Mention,
    Milestone,
    Site,
    Task,
    TaskStatus,
    Units,
)
from geomon.service.agenda import Agenda
from geomon.settings import Settings
from geomon.situation import SITE_COLUMNS, TASK_COLUMNS, Situation, worst
from geomon.visits import Edit

AS_OF = dt.date(2024, 12, 15)
COUNTIES = {
    name: (city, adcode, lon, lat)
    for name, city, adcode, lon, lat in [
        ("海勃湾区", "乌海市", "150302", 106.8, 39.7),
        ("海南区", "乌海市", "150303", 106.9, 39.4),
        ("乌达区", "乌海市", "150304", 106.7, 39.5),
        ("利通区", "吴忠市", "640302", 106.2, 37.9),
        ("同心县", "吴忠市", "640324", 106.0, 37.1),
        ("盐池县", "吴忠市", "640323", 107.3, 37.7),
        ("沙坡头区", "中卫市", "640502", 105.1, 37.4),
        ("中宁县", "中卫市", "640521", 105.7, 37.4),
        ("海原县", "中卫市", "640522", 105.6, 36.6),
    ]
}
LAYERS = tuple(
    Layer(id=i, title=zh, title_en=en, geometry=g, source=f"layers/{i}.csv", licence="invented", kind="sites", icon=icon, order=n,
          protects=i == "protected_area")
    for n, (i, zh, en, g, icon) in enumerate(
        [
            ("mine", "矿山", "Mines", "point", "terrain"),
            ("waste_site", "固废点位", "Waste sites", "point", "recycling"),
            ("outfall", "排污口", "Outfalls", "point", "waves"),
            ("well", "水源与取水点", "Wells", "point", "water_drop"),
            ("protected_area", "自然保护地", "Protected areas", "box", "forest"),
        ]
    )
)
UNITS = {
    "mine": "市自然资源局",
    "waste_site": "市住房和城乡建设局",
    "outfall": "市生态环境局",
    "well": "市水务局",
    "protected_area": "市林业和草原局",
}
STEMS = [
    "柳树湾",
    "北滩",
    "石咀子",
    "红柳沟",
    "大坝湾",
    "沙葱梁",
    "西梁",
    "东大沟",
    "马家河",
    "清水湾",
    "白土岗",
    "黑山嘴",
    "下流水",
    "狼皮梁",
    "甘沟",
    "羊圈滩",
    "高庙梁",
    "双井子",
    "长流坡",
    "老虎台",
]
THINGS = {"mine": "石料场采坑", "waste_site": "粉煤灰渣场", "outfall": "农田退水沟入河口", "well": "水源井", "protected_area": "湿地侵占点"}
REASONS = {
    "red": ("期限已过，报告称未完成", "the deadline has passed and a report says that it is not completed"),
    "yellow": ("30 天内到期", "due within 30 days"),
    "blue": ("达到序时进度", "on schedule"),
    "green": ("已完成并通过验收", "completed and accepted"),
    "grey": ("没有任何报告", "no report at all"),
}
DOCUMENT = SimpleNamespace(id="plan-2024", source="plan-2024.docx", title="某市生态环境保护督察整改方案（示例）")


class FakeService:
    """The methods of the service that pages call."""

    def __init__(self, n=70, seed=26):
        self.settings = Settings(root=Path("workspace"), as_of=AS_OF)
        self.profile = SimpleNamespace(heartbeat_days=92, ladder=())
        self.life = SimpleNamespace(agenda=lambda situation: Agenda(situation.as_of, (), ()))
        self.drafts = SimpleNamespace(of_thing=lambda *_: ())
        rnd = random.Random(seed)
        self.sites, self.tasks, self.matches = {}, {}, {}
        self.edits, self.kept = [], {}
        names = list(COUNTIES)
        for i in range(n):
            layer = rnd.choice(LAYERS).id
            county = names[i % len(names)]
            city, adcode, lon, lat = COUNTIES[county]
            method = rnd.choices(["coordinates", "layer", "village", "township", "county"], [5, 4, 3, 2, 2])[0]
            accuracy = {"coordinates": 30.0, "layer": 60.0, "village": 1500.0, "township": 9000.0, "county": None}[method]
            x, y = lon + rnd.uniform(-0.14, 0.14), lat + rnd.uniform(-0.1, 0.1)
            site = Site(
                f"{layer}-{i:03d}",
                rnd.choice(STEMS) + THINGS[layer],
                layer,
                Location(method, round(x, 5), round(y, 5), accuracy, "公开名录第 3 行", "WGS-84", None, county, adcode, "名称与县区一致"),
                city,
                county,
            )
            self.sites[site.id] = site
            self.add_task(str(i + 1), rnd, site)
        for i in range(6):
            self.add_task(f"总{i + 1}", rnd, None)

    def add_task(self, number, rnd, site):
        sites = [site] if site else []
        if site and rnd.random() < 0.15 and len(self.sites) > 3:
            sites.append(rnd.choice(list(self.sites.values())))
        light = rnd.choices(LIGHTS, [3, 3, 4, 4, 2])[0]
        days = {"red": rnd.randint(-200, -3), "grey": rnd.randint(-90, -1)}.get(
            light, rnd.randint(2, 28) if light == "yellow" else rnd.randint(40, 700)
        )
        due = AS_OF + dt.timedelta(days=days)
        name = site.name if site else "部分县区统筹推进不力"
        problem = f"{name}整改滞后，至督察时现场仍未治理，雨季水土流失明显。"
        task = Task(
            number,
            f"（{number}）",
            problem,
            title=f"{name}整改",
            section="一、生态修复" if rnd.random() < 0.5 else "二、水环境治理",
            goal="完成治理并通过验收，长效机制建立。",
            deadline=Deadline(f"{due.year}年{due.month}月底前", "date", due, due, due),
            status=Claim("正在整改", "in_progress"),
            units=Units(
                lead=(UNITS[site.layer] if site else "市发展和改革委员会",), responsible=("各县区人民政府",), acceptance=("市级", "自治区")
            ),
            measures=(
                Measure("1", "削坡放坡，消除坍塌隐患。"),
                Measure("2", "回填覆土并撒播草籽，" * 12),
                Measure("3", "每季度巡查并记录。"),
            ),
            milestones=(Milestone("2024年6月底前", dt.date(2024, 6, 30), "1"), Milestone("2025年6月底前", dt.date(2025, 6, 30), "2")),
            mentions=tuple(Mention(s.name, s.layer, s.county, quote=problem) for s in sites),
            page=14,
        )
        ident = f"{DOCUMENT.id}#{number}"
        zh, en = REASONS[light]
        status = TaskStatus(light, "in_progress", f"{zh}，期限 {due}", f"{en}, deadline {due}", "in_progress", due, days)
        self.tasks[ident] = (task, status, tuple(s.id for s in sites))
        for s in sites:
            self.matches.setdefault(s.id, []).append((ident, Match(DOCUMENT.id, number, s.id, "名称一致，同在一县", 0.94, problem)))

    def version(self):
        return 1

    def situation(self, as_of):
        sites, tasks = [], []
        for site in self.sites.values():
            mine = [(i, self.tasks[i]) for i, _ in self.matches.get(site.id, [])]
            light = worst([status.light for _, (_, status, _) in mine])
            open_ = [status for _, (_, status, _) in mine if status.light != "green"]
            first = min(open_, key=lambda s: s.days_left, default=None)
            where = site.location
            sites.append(
                (
                    site.id,
                    site.name,
                    site.layer,
                    site.city,
                    site.county,
                    where.adcode,
                    where.lon,
                    where.lat,
                    where.method,
                    where.accuracy_m or np.nan,
                    light,
                    pd.Timestamp(first.due) if first else pd.NaT,
                    float(first.days_left) if first else np.nan,
                    tuple(dict.fromkeys(u for _, (t, _, _) in mine for u in t.units.lead)),
                    tuple(i for i, _ in mine),
                    *REASONS[light],
                    np.nan,
                    f"{site.name} {site.county} {site.id}".casefold(),
                )
            )
        for ident, (task, status, ids) in self.tasks.items():
            mine = [self.sites[i] for i in ids]
            counties = tuple(dict.fromkeys(s.county for s in mine)) or ("同心县", "盐池县")
            tasks.append(
                (
                    ident,
                    DOCUMENT.id,
                    None,
                    task.number,
                    task.label,
                    task.section,
                    task.title,
                    task.problem,
                    mine[0].city if mine else "吴忠市",
                    counties,
                    status.light,
                    status.stage,
                    status.progress,
                    pd.Timestamp(status.due),
                    float(status.days_left),
                    "date",
                    task.units.lead[0],
                    task.units.lead + task.units.responsible,
                    ids,
                    tuple(dict.fromkeys(s.layer for s in mine)),
                    status.reason,
                    status.reason_en,
                    f"{task.number} {task.title} {task.problem}".casefold(),
                )
            )
        frames = pd.DataFrame(sites, columns=list(SITE_COLUMNS)), pd.DataFrame(tasks, columns=list(TASK_COLUMNS))
        for frame in frames:
            frame["due"] = pd.to_datetime(frame["due"])
            frame["days"] = frame["days"].astype(float) + (AS_OF - as_of).days
        return Situation(as_of, 1, *frames)

    _opening = None

    def _now(self):
        """All of it is in memory."""

    def is_read(self, hurry=False):
        return True

    def has_scenes(self, as_of):
        return False

    def brief(self, as_of):
        from geomon.model import Event
        from geomon.service.briefing import brief_of, facts_of

        steps = [[m.due for m in task.milestones] for task, _, _ in self.tasks.values()]
        words = [[] if status.light == "grey" else
                 [Event(AS_OF - dt.timedelta(days=9), "document", "progress", ident, {"progress": "completed" if status.light == "green"
                                                                                    else "in_progress"})]
                 for ident, (_, status, _) in self.tasks.items()]
        return brief_of(self.situation(as_of), facts_of(steps, words))

    def catalog(self):
        return SimpleNamespace(
            layers=LAYERS,
            cities=tuple(dict.fromkeys(c[0] for c in COUNTIES.values())),
            counties=tuple((name, city, adcode) for name, (city, adcode, _, _) in COUNTIES.items()),
            units=tuple(sorted({*UNITS.values(), "各县区人民政府", "市发展和改革委员会"})),
            sections=("一、生态修复", "二、水环境治理"),
            documents=(DOCUMENT.id,),
        )

    def task_card(self, task_id, as_of, match=None):
        if task_id not in self.tasks:
            raise KeyError(task_id)
        task, status, _ = self.tasks[task_id]
        return SimpleNamespace(
            id=task_id,
            task=task,
            document=DOCUMENT.id,
            title=DOCUMENT.title,
            source=DOCUMENT.source,
            status=status,
            match=match,
            context=("（前一句话。）", task.problem, "后一句话。"),
            corrections=(),
        )

    def card(self, site_id, as_of):
        site = self.sites[site_id]
        row = self.situation(as_of).site(site_id)
        cards = tuple(self.task_card(i, as_of, match) for i, match in self.matches.get(site_id, []))
        return SimpleNamespace(
            site=site, light=row["light"], reason=row["reason"], reason_en=row["reason_en"], due=row["due"], days=row["days"], tasks=cards,
            visits=(), clashes=(),
        )

    def counties(self):
        rows = [
            (adcode, name, city, box(lon - 0.2, lat - 0.15, lon + 0.2, lat + 0.15)) for name, (city, adcode, lon, lat) in COUNTIES.items()
        ]
        return gpd.GeoDataFrame(rows, columns=["adcode", "name", "city", "geometry"], crs="EPSG:4490")

    def townships(self):
        return pd.DataFrame({"name": ["甲镇（示例）"], "lon": [106.1], "lat": [37.1]})

    def basemap(self):
        return self.counties().assign(ours=True)

    def layer_features(self, layer_id):
        return gpd.GeoDataFrame(
            {"name": ["柳树湾湿地（示例）"], "area_ha": [1200.0]}, geometry=[box(106.0, 37.0, 106.2, 37.2)], crs="EPSG:4490"
        )

    def area_from_file(self, path, *, datum="", error_m=None):
        from geomon.service.areas import area_from_file

        return area_from_file(path, self.settings, datum=datum, error_m=error_m)

    def overlay(self, area, as_of, notes=()):
        from geomon.service.overlay import overlay
        from geomon.zones import load_zoning

        return overlay(area, self.catalog().layers, self.layer_features, self.situation(as_of), load_zoning(), self.counties(), notes)

    def areas_on(self, layer_id, as_of):
        from geomon.service.overlay import areas_on
        from geomon.zones import load_zoning

        layer = next(one for one in self.catalog().layers if one.id == layer_id)
        return areas_on(self.layer_features(layer_id), layer, load_zoning(), as_of)

    def layer_doubts(self, layer_id):
        self.layer_features(layer_id)
        return (("第2行：没有哪个分区方案有“甲区”", "row 2: no scheme of zones has '甲区'"),) if layer_id == "zones" else ()

    def protected_near(self, metres, as_of=None):
        rows = [
            (s.id, "柳树湾湿地（示例）", n % 4 == 0, 0.0 if n % 4 == 0 else 400.0 * n, 1200.0)
            for n, s in enumerate(self.sites.values())
            if n < 12
        ]
        frame = pd.DataFrame(rows, columns=["site", "area", "inside", "metres", "area_ha"])
        return frame[frame["metres"] <= metres]

    def search(self, text, as_of, most=20):
        from geomon.service.searching import SearchIndex

        return SearchIndex(self.situation(as_of)).find(text, most)

    def visits(self, site_id):
        from geomon.visits import visits_of

        return tuple(v for v in visits_of(self.edits) if v.site == site_id and not v.withdrawn)

    def record_visit(self, said, photos=()):
        from geomon.visits import PHOTO

        names = {PHOTO + hashlib.sha256(data).hexdigest(): True for data in photos}
        self.kept |= {hashlib.sha256(data).hexdigest(): data for data in photos}
        self.edits.append(dataclasses.replace(said, fields=dict(said.fields) | names))
        return next(v for v in self.visits(said.site) if v.uuid == said.visit)

    def edit_visit(self, visit, fields, actor=""):
        at = max(edit.at for edit in self.edits) + dt.timedelta(seconds=1)
        self.edits.append(Edit(visit.uuid, f"e{len(self.edits)}", visit.site, visit.day, at, actor, fields, visit.heads))

    def photo(self, sha256, side=0):
        from geomon.service.photos import small_copy

        data = self.kept.get(sha256, b"")
        return small_copy(data, side) if data and side else data

    def pack(self, out, as_of, choice, lang="zh"):
        out.write_text(f"pack of {len(choice.shortlist)} in {lang}", encoding="utf-8")
        return len(choice.shortlist)

    def unlocated(self):
        return (SimpleNamespace(name="无名渣堆", why="原文只说“附近”，没有地名"),)
