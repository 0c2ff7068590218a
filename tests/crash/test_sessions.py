"""Fifty people at the same ten tasks: no update is lost, whoever is later is told with both texts, and nobody waits long.

`GEOMON_SESSIONS=50` runs the whole of reliability's row 11 (20 edits each); every run of the tests has a few. Each person reads the newest
text, adds one unit of their own to those that cooperate, and saves; told of a conflict, they compare and save again. So each that was saved
must stand in the end.
"""

import dataclasses
import os
import random
import statistics
import threading
import time

import pytest
from factories import PROBLEMS, plan_text, write_document

from geomon.errors import Conflict
from geomon.service import Answer

SESSIONS = int(os.environ.get("GEOMON_SESSIONS", "6"))
EDITS = 20 if SESSIONS >= 50 else 5
THINKS_S = 2.0
"""A person reads for up to so long before a save; the others save meanwhile."""


@pytest.fixture
def tasks(service, workspace):
    """Ten tasks in two plans, by their document and key."""
    problem = next(iter(PROBLEMS.values()))
    for name, count in (("plan.txt", 5), ("other.txt", 5)):
        problems = {str(n): f"第{n}处：{problem}" for n in range(1, count + 1)}
        write_document(workspace, name, plan_text(problems, dict.fromkeys(problems, "2024年12月底前"), date=f"2024年6月1{count}日"))
    service.build()
    return [(document, str(n)) for document in ("plan", "other") for n in range(1, 6)]


@dataclasses.dataclass
class Person:
    """One session: what it saved, how long each save took, and what it was told."""

    name: str
    saved: list
    seconds: list
    conflicts: list

    def run(self, service, tasks, chance):
        for n in range(EDITS):
            document, key = chance.choice(tasks)
            unit = f"第{self.name}{n}局"
            while True:
                sheet = next(t for t in service.review(document).tasks if t.task.key == key)
                mine = [*sheet.now.units.cooperating, unit]
                time.sleep(chance.uniform(0, THINKS_S) if SESSIONS >= 50 else chance.uniform(0, 0.02))
                begun = time.perf_counter()
                try:
                    service.settle(document, Answer(key, "corrected", "cooperating", value=mine, version=sheet.version), self.name)
                except Conflict as error:
                    self.conflicts.append((mine, error))
                else:
                    self.saved.append((document, key, unit))
                    break
                finally:
                    self.seconds.append(time.perf_counter() - begun)


@pytest.mark.timeout(600)
def test_no_update_is_lost_and_every_conflict_is_shown(service, tasks):
    before = sum(len(t.now.units.cooperating) for d in ("plan", "other") for t in service.review(d).tasks)
    people = [Person(f"{n}人", [], [], []) for n in range(SESSIONS)]
    threads = [threading.Thread(target=p.run, args=(service, tasks, random.Random(n))) for n, p in enumerate(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    units = {(d, t.task.key): t.now.units.cooperating for d in ("plan", "other") for t in service.review(d).tasks}
    saved = [one for p in people for one in p.saved]
    assert len(saved) == SESSIONS * EDITS
    assert all(unit in units[document, key] for document, key, unit in saved), "an update was lost"
    assert sum(map(len, units.values())) == len(saved) + before, "a unit stands twice, or one that was refused"
    conflicts = [one for p in people for one in p.conflicts]
    assert conflicts
    for mine, error in conflicts:
        assert error.mine == "、".join(mine), error
        assert error.theirs and error.theirs != error.mine
        assert error.mine in error.sentence
        assert error.theirs in error.sentence
    assert not service.verify().fault
    seconds = sorted(s for p in people for s in p.seconds)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    middle = seconds[len(seconds) // 2]
    print(f"{SESSIONS} sessions x {EDITS}: {len(saved)} saved, {len(conflicts)} conflicts shown, 0 lost; a save {1000 * middle:.0f} ms, "
          f"p95 {1000 * p95:.0f} ms, longest {1000 * seconds[-1]:.0f} ms")
    assert p95 < float(os.environ.get("GEOMON_SAVE_S", "2"))
