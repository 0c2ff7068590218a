"""What two careful readings found in the three real documents without a public gold: numbers, dates and counts of each task, no wording.

`facts/*.csv`: part and number as printed, kind and day of the deadline, how many measures and units of each role, the days of the
milestones, and of targets that name only a year, which count neither way. An empty count, or "-" for milestones, was not told apart by
the readers. Skipped where the shared documents are absent.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from geomon.documents import document_to_json, read_document

SHARED = Path(__file__).parents[2].parent / "shared"
FACTS = sorted(path for path in (Path(__file__).parent / "facts").glob("*.csv") if not path.stem.endswith("-sites"))
ROLES = ("lead", "responsible", "cooperating", "implementing")

pytestmark = pytest.mark.skipif(not (SHARED / "documents").is_dir(), reason="the shared documents are not beside the repository")


@pytest.mark.parametrize("path", FACTS, ids=[path.stem for path in FACTS])
def test_the_facts_of_each_task_stay_as_two_readers_found_them(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        wanted = list(csv.DictReader(lines))
    tasks = document_to_json(read_document(SHARED / "documents" / f"{path.stem}.txt"))["tasks"]
    assert [(str(task["part"] or ""), task["number"]) for task in tasks] == [(row["part"], row["number"]) for row in wanted]
    differ = [(row["part"], row["number"], name) for row, task in zip(wanted, tasks, strict=True) for name in _differences(row, task)]
    assert differ == []


def _differences(row: dict[str, str], task: dict) -> list[str]:
    read = {
        "deadline": task["deadline"]["kind"],
        "due": task["deadline"]["due"] or "",
        "measures": str(sum(bool(m["number"]) for m in task["measures"])),
        **{role: str(len(task["units"][role])) for role in ROLES},
    }
    wrong = [name for name in read if row[name] != read[name] and (row[name] or name == "due")]
    if row["milestones"] != "-":
        due, firm, years = Counter(m["due"] for m in task["milestones"]), Counter(row["milestones"].split()), Counter(row["years"].split())
        wrong += ["milestones"] if firm - due or due - firm - years else []
    return wrong
