"""Time answers in a long made-up document: python tests/bench/bench_review.py [tasks]; a report, not a pass mark."""

import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories import day, make_deadline, make_document, make_task

from geomon.model import Doubt, Field, Mention
from geomon.service import Answer, init_workspace, open_service
from geomon.settings import load_settings
from geomon.ui.review_paper import paper, window_at

FILL = "逐处登记现状，查明边坡、排水和覆土情况，制定治理方案并经专家论证后实施，定期巡查并记录，"


def long_document(tasks):
    """A document of 2,100 characters a task, each with a place, and three in four with a doubt about its deadline."""
    parts, made, at = [], [], 0
    for n in range(1, tasks + 1):
        head, place, due = f"{n}.海南区", f"东沟{n}号煤矿", "2026年10月前"
        text = f"{head}{place}治理偏慢。整改时限：{due}。整改措施：{FILL * 46}\n"
        where, when = at + len(head), at + text.index(due)
        doubts = (Doubt("deadline-interval", "deadline", (due, "2026-09-30", "2026-10-31"), (when, when + len(due))),) if n % 4 else ()
        made.append(make_task(str(n), problem=f"海南区{place}治理偏慢。", span=(at, at + len(text) - 1), doubts=doubts,
                              deadline=make_deadline("2026-10-31", text=due, earliest=day("2026-09-30")),
                              mentions=(Mention(place, "mine", "海南区", span=(where, where + len(place))),),
                              fields=(Field("deadline", (when, when + len(due))), Field("problem", (at + 2, when - 6)))))
        parts.append(text)
        at += len(text)
    return make_document("long.txt", *made, text="".join(parts), region="乌海市")


def main(tasks):
    document = long_document(tasks)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        init_workspace(root)
        service = open_service(load_settings(root, {}))
        service._register.replace_document(document)
        start = time.perf_counter()
        sheet = service.review("long")
        opened = time.perf_counter() - start
        print(f"{tasks} tasks, {len(document.text):,} characters, {len(sheet.doubts)} doubts: opened in {opened:.2f} s")
        took = {"written": [], "seen": [], "painted": []}
        for point in sheet.doubts[::max(1, len(sheet.doubts) // 20)]:
            one = Answer(point.task, "confirmed", point.field, doubt=point.key, version=sheet.sheet(point.task).version)
            marks = [time.perf_counter()]
            service.settle("long", one, "bench")
            marks.append(time.perf_counter())
            sheet = service.review("long")
            marks.append(time.perf_counter())
            paper(sheet, window_at(point.span[0], document.text), point.ident, {})
            marks.append(time.perf_counter())
            for name, (a, b) in zip(took, itertools.pairwise(marks), strict=True):
                took[name].append(b - a)
        slowest = max(map(sum, zip(*took.values(), strict=True)))
        print(", ".join(f"{name} in {statistics.median(several) * 1000:.0f} ms" for name, several in took.items()),
              f"(median of {len(took['seen'])} answers; the slowest {slowest * 1000:.0f} ms in all)")
        service.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
