"""Factories: a test names only what it is about; the rest is plausible and invented."""

import datetime as dt
import hashlib
from pathlib import Path

from geomon.model import Claim, Deadline, Document, Event, Location, Match, Site, Task, Units

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
REASON_NO_SHARED = "the real documents are not part of the repository"


def day(text):
    return dt.date.fromisoformat(text)


def make_deadline(due="2025-12-31", kind="date", **more):
    date = day(due) if due else None
    return Deadline(text=more.pop("text", due or "长期坚持"), kind=kind, due=date, latest=more.pop("latest", date), **more)


def make_task(number="1", *, due="2025-12-31", kind="date", progress=None, problem="东河镇两处砂石坑至今没有回填。", lead=("市自然资源局",),
              **more):
    deadline = more.pop("deadline", None) or make_deadline(due, kind)
    return Task(number=number, label=f"（{number}）", problem=problem, section=more.pop("section", "一、责任落实不到位"), deadline=deadline,
                status=Claim("", progress), units=Units(lead=lead, responsible=lead), **more)


def make_document(source="plan.txt", *tasks, kind="plan", issued="2024-03-01", **more):
    text = more.pop("text", "\n".join(t.problem for t in tasks) or "无")
    sha256 = more.pop("sha256", hashlib.sha256((source + text).encode()).hexdigest())
    return Document(source=source, sha256=sha256, title=more.pop("title", "示例市整改方案"), kind=kind, text=text,
                    region=more.pop("region", "示例市"), issued=day(issued) if issued else None, tasks=tasks, **more)


def make_site(ident="mine-1", name="东河砂石矿", layer="mine", *, lon=106.8, lat=39.4, method="layer", county="海南区", **more):
    location = more.pop("location", None) or Location(method, lon, lat, 50.0, "示例", "CGCS2000", county=county)
    return Site(ident, name, layer, location, city=more.pop("city", "乌海市"), county=county, **more)


def make_match(document="plan", task="1", site="mine-1", **more):
    return Match(document, task, site, more.pop("reason", "同名"), more.pop("confidence", 0.9), **more)


def make_event(at="2024-06-01", kind="progress", subject="plan#1", progress=None, seq=None, **body):
    return Event(day(at), "test", kind, subject, ({"progress": progress} if progress else {}) | body, "test", seq)


# ---- documents as files: invented text in the layout of a plan and of a report on it --------------------------------

PROBLEMS = {
    "1": "海南区乌海万源露天煤矿边坡治理进度偏慢，排水沟有两处坍塌。",
    "2": "海勃湾区个别小区雨水口与污水管混接，大雨时有溢流。",
    "3": "乌达区一处旧渣场覆土厚度不够，挡墙外有散落渣料。",
}
DOUBTFUL_DUES = {"1": "2026年10月前", "2": "按照省方案要求时间完成", "3": "2026年9月底"}
DUES = {"1": "2025年12月底", "2": "2024年12月底", "3": "2024年10月底"}


def plan_text(problems=None, dues=None, *, title="乌海市生态环境保护专项督察反馈问题整改方案", date="2024年6月18日"):
    """The text of a plan."""
    dues = DUES | (dues or {})
    lines = [title, f"（{date}）", "", "一、矿山和水环境治理方面", ""]
    for number, problem in (problems or PROBLEMS).items():
        lines += [f"（{'零一二三四五六七八九'[int(number)]}）{problem}", "", "责任单位：市自然资源局（牵头）、生态环境局",
                  "整改目标：问题消除，通过验收。", f"整改时限：{dues[number]}", "整改措施：", "", "1. 逐处登记，制定治理方案。", ""]
    return "\n".join(lines)


def report_text(claims, problems=None, *, title="乌海市生态环境保护专项督察反馈问题整改落实进展情况", date="2024年11月20日"):
    """The text of a report on that plan; `claims` gives the progress words of each task."""
    lines = [title, f"（{date}）", "", "一、矿山和水环境治理方面", ""]
    for number, claim in claims.items():
        lines += [f"任务{'零一二三四五六七八九'[int(number)]}：{(problems or PROBLEMS)[number]}", "", f"整改时限：{DUES[number]}", "",
                  f"整改进展：{claim}", "", "一是逐处登记并制定了治理方案。", ""]
    return "\n".join(lines)


def write_document(settings, name, text):
    """Put a document into a workspace's folder, or into any folder."""
    folder = getattr(settings, "documents", settings)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def keys_of(value):
    """All keys of a JSON value, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)
