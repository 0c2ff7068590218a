"""Good files with bytes changed, cut, doubled or swapped: each is read or refused in a sentence, and nothing dies.

The number is set by GEOMON_MUTATIONS; 5,000 were run once (`docs/measured.md`).
"""

import os
import random
import time

import pytest
from gate_files import geotiff, good_files

from geomon.errors import GeomonError
from geomon.readers import child, read_file

COUNT = int(os.environ.get("GEOMON_MUTATIONS", "300"))


def mutated(data, dice):
    """Return `data` with a single bit turned, or with one to eight changes of a random kind."""
    out = bytearray(data)
    if dice.random() < 0.5:
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
        return bytes(out)
    for _ in range(dice.randint(1, 8)):
        if not out:
            break
        at, kind = dice.randrange(len(out)), dice.randrange(7)
        size = dice.randint(1, min(64, len(out)))
        if kind == 0:
            out[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            out[at : at + 4] = dice.choice([b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"])
        elif kind == 2:
            del out[at : at + size]
        elif kind == 3:
            out[at:at] = out[at : at + size] * dice.choice([1, 1, 50])
        elif kind == 4:
            out[at : at + size] = dice.randbytes(size)
        elif kind == 5:
            del out[at:]
        else:
            other = dice.randrange(len(out))
            out[at : at + size], out[other : other + size] = out[other : other + size], out[at : at + size]
    return bytes(out)


@pytest.mark.timeout(3600)
def test_seeded_mutations_of_good_files(tmp_path):
    originals = [*good_files(tmp_path / "good"), geotiff(tmp_path / "good" / "good.tif")]
    dice = random.Random(7319)
    outcomes = {"read": 0, "refused": 0, "broke down": 0}
    longest = 0.0
    read_file(originals[0])
    worker = child._warm._process.pid if child._warm._process else 0
    for number in range(COUNT):
        original = originals[number % len(originals)]
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        beside = [p for p in original.parent.glob("good.*") if original.suffix == ".shp" and p.suffix in (".shx", ".dbf", ".prj")]
        victim = dice.choice([original, *beside])
        for path in {original, *beside}:
            data = path.read_bytes()
            (work / path.name).write_bytes(mutated(data, dice) if path == victim else data)
        start = time.monotonic()
        try:
            read_file(work / original.name, features=True, repair=number % 3 == 0)
            outcomes["read"] += 1
        except GeomonError as error:
            assert "\n" not in error.sentence
            outcomes["broke down" if "broke down" in error.sentence else "refused"] += 1
        longest = max(longest, time.monotonic() - start)
    print(f"{COUNT} mutations: {outcomes}, longest {longest:.2f} s")
    assert longest < 10
    assert (child._warm._process.pid if child._warm._process else 0) == worker, "the warm process was never lost"
    assert outcomes["read"] + outcomes["refused"] + outcomes["broke down"] == COUNT
