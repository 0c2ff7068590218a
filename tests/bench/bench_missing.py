"""How well a reading that misses a task is told: the number of one task after the other is taken away from the documents of the tests.

    python tests/bench/bench_missing.py
"""

from __future__ import annotations

from pathlib import Path

from geomon.documents.lessons import Lesson
from geomon.documents.numbering import read_head
from geomon.documents.read import read_text, source_of_text
from geomon.service.coverage import coverage_of

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "tests" / "reading" / "cities").glob("*.txt")), *sorted((ROOT / "data" / "documents").glob("*.txt"))]


def main() -> None:
    """Print how many documents are told though nothing is missing, and how many of the tasks that were lost are told and pointed at."""
    alarms = lost = told = pointed = 0
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        whole = read_text(source_of_text(text), path.name, "")
        alarms += bool(coverage_of(whole, Lesson()).suspects)
        for task in whole.tasks[1:-1]:
            line = whole.text[task.span[0]:].split("\n", 1)[0]
            head = read_head(line)
            if head is None or len(line) - head.length < 8 or whole.text.count(line) != 1:
                continue
            bare = whole.text.replace(line, line[head.length:])
            read = read_text(source_of_text(bare), path.name, "")
            if len(read.tasks) != len(whole.tasks) - 1:
                continue  # the reader finds it all the same
            found = coverage_of(read, Lesson())
            lost += 1
            told += not found.is_whole
            pointed += any(one.words[:8] == line[head.length:].strip()[:8] for one in found.suspects)
    print(f"{len(FILES)} documents: {alarms} with lines to look at though nothing was taken away")
    shares = f"{told} told ({told / max(lost, 1):.0%}), the line named for {pointed} ({pointed / max(lost, 1):.0%})"
    print(f"{lost} tasks lost with their number: {shares}")


if __name__ == "__main__":
    main()
