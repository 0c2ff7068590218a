"""How well documents with a truth beside them are read: python tests/bench/score_reading.py [-v] [FOLDER [FIRST LAST]]

Scores every FOLDER/*.json (tests/reading/cities by default; FIRST and LAST are the numbers that the files' names begin with) with the
scorer of the shared material and prints each figure over all, with its count; -v names each document's misses. For a set as the reader
saw it first: put an older state of the project elsewhere (git worktree add) and set PYTHONPATH to it.
"""

import importlib.util
import json
import os
import sys
from collections import Counter
from pathlib import Path

from geomon.documents import document_to_json, read_document
from geomon.errors import GeomonError

ROOT = Path(__file__).parents[2]
SCORER = Path(os.environ.get("GEOMON_SCORER", ROOT.parent / "shared" / "gold" / "score.py"))


def scorer():
    spec = importlib.util.spec_from_file_location("score", SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(folder=ROOT / "tests" / "reading" / "cities", first=0, last=10_000, *, told=False):
    tool, refused, documents = scorer(), [], 0
    hits, wanted, given = Counter(), Counter(), Counter()
    for path in sorted(Path(folder).glob("*.json")):
        if not int(first) <= int(path.name.split("-")[0]) <= int(last):
            continue
        truth, documents = json.loads(path.read_text(encoding="utf-8")), documents + 1
        try:
            read = document_to_json(read_document(path.parent / truth["document"]))
        except GeomonError as error:
            refused.append(f"{path.stem}: {error}")
            read = {"tasks": []}
        one = tool.score(truth, read)
        for total, part in ((hits, one.hits), (wanted, one.wanted), (given, one.given)):
            total.update(part)
        if told and one.misses:
            print(path.stem, *one.misses, sep="\n    ")
    print(f"{documents} documents, {len(refused)} refused", *refused, sep="\n    ")
    for name in wanted:
        print(f"{name:20} {tool.f1(hits[name], wanted[name], given[name]):.3f} of {wanted[name]}")


if __name__ == "__main__":
    main(*[word for word in sys.argv[1:] if word != "-v"], told="-v" in sys.argv)
