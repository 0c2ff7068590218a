"""Of the fields of tasks given each confidence, how many are right: python tests/bench/score_confidence.py FOLDER [FIRST LAST]

A task that is none in the truth, or bears another number, counts as eight wrong fields. Documents and scorer as in score_reading.py.
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from score_reading import scorer

from geomon.documents import document_to_json, read_document

LEFT_OUT = ("tasks", "sites_five_layers", "site_county")
"""The first is asked apart, the others are parts of the places."""
NO_TASK = 8


def main(folder, first=0, last=10_000):
    tool = scorer()
    tasks, fields, right = Counter(), Counter(), Counter()
    for path in sorted(Path(folder).glob("*.json")):
        if not int(first) <= int(path.name.split("-")[0]) <= int(last):
            continue
        truth, wanted = json.loads(path.read_text(encoding="utf-8")), defaultdict(list)
        for _, task in tool.gold_tasks(truth):
            wanted[tool.squeeze(str(task["number"]))].append(task)
        for task in document_to_json(read_document(path.parent / truth["document"]))["tasks"]:
            given, known = round(task["confidence"], 2), wanted[tool.squeeze(str(task["number"]))]
            tasks[given] += 1
            if not known:
                fields[given] += NO_TASK
                continue
            one = {"tasks": [known.pop(0)], "county_aliases": truth.get("county_aliases", {})}
            score = tool.score(one, {"tasks": [task | {"part": None}]})
            for name in score.wanted.keys() - set(LEFT_OUT):
                fields[given] += max(score.wanted[name], score.given[name])
                right[given] += score.hits[name]
    for given in sorted(fields):
        print(f"{given}: {tasks[given]} tasks, {right[given] / fields[given]:.3f} of {fields[given]} fields right")


if __name__ == "__main__":
    main(*sys.argv[1:])
