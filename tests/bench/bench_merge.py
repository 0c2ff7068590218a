"""Random interleavings of edits on three packs and the office: python tests/bench/bench_merge.py [rounds]; it stops where one is lost.

Each round makes three phones with visits of a few sites. Phones record, edit and take back visits and send files in between, and lose some
of them; the office edits what has arrived; all files are merged in a random order, some twice. In the end every phone sends once more.
Which values disagree is worked out here from who knew what when he said it, and compared with the conflicts that the merge tells.
"""

import dataclasses
import datetime as dt
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import factories
import visit_files as make

from geomon.service.packs import edit_visit, merge_files
from geomon.service.snapshot import take_snapshot
from geomon.settings import Settings
from geomon.store import open_register
from geomon.visits import FINDINGS, edits_in, visits_of

START = dt.datetime(2024, 12, 15, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SITES = [factories.make_site(f"s{n}", f"点位{n}") for n in range(4)]


@dataclasses.dataclass
class Round:
    """What was said, to be found again, and for each edit by its name which others its author knew."""

    folder: Path
    chance: random.Random
    said: set = dataclasses.field(default_factory=set)
    knew: dict = dataclasses.field(default_factory=dict)
    files: list = dataclasses.field(default_factory=list)
    clock: dt.datetime = START


def act(r, phone, visits):
    """One thing that a phone does."""
    r.clock += dt.timedelta(minutes=r.chance.randint(0, 3))
    at = (r.clock + dt.timedelta(minutes=phone * 7 - 7)).isoformat()              # no two clocks agree
    what = r.chance.random()
    if what < .35 or not visits:
        name = f"v{phone}-{len(visits)}"
        visits[name] = make.visit(name, r.chance.choice(SITES).id, day=START.date().isoformat())
        fields = {"finding": r.chance.choice(list(FINDINGS)), "note": f"记{r.chance.random()}"}
    elif what < .8:
        name = r.chance.choice(list(visits))
        fields = r.chance.choice([{"finding": r.chance.choice(list(FINDINGS))}, {"note": f"改{r.chance.random()}"},
                                  {"withdrawn": r.chance.random() < .3}])
    else:
        r.files.append(make.write(r.folder / f"{phone}-{len(r.files)}.json", *visits.values()))
        return
    edits = visits[name]["edits"]
    edits.append(make.edit(f"{name}e{len(edits)}", by=f"人{phone}", at=at, seen=[f"{name}e{len(edits) - 1}"] if edits else [], **fields))
    r.knew[edits[-1]["edit"]] = {e["edit"] for e in edits[:-1]}
    r.said |= {(make.ident(name), f"人{phone}", at, field, repr(value), edits[-1]["edit"]) for field, value in fields.items()}


def office(r, register):
    """The office edits a visit that it has before it."""
    visits = visits_of(edits_in(register.events()))
    if visits:
        visit, note, at = r.chance.choice(visits), f"局{r.chance.random()}", r.clock + dt.timedelta(seconds=r.chance.randint(0, 59))
        known = {e.name for e in edits_in(register.events()) if e.visit == visit.uuid}
        edit = edit_visit(register, lambda: take_snapshot(register), visit, {"note": note}, "局里", at)
        r.knew[edit.name] = known
        r.said.add((visit.uuid, "局里", at.isoformat(), "note", repr(note), edit.name))


def disagreements(r, visits):
    """What must be told: (visit, field) where people who did not know of each other say different things, and (site, day)."""
    last, found = {}, set()
    for visit, by, _, field, value, name in r.said:
        last.setdefault((visit, field), []).append((by, value, name))
    gone = {v.uuid for v in visits if v.withdrawn}
    for (visit, field), some in last.items():
        ends = [(by, value) for by, value, name in some if not any(name in r.knew[other] for _, _, other in some)]
        if visit not in gone and len({by for by, _ in ends}) > 1 and len({value for _, value in ends}) > 1:
            found.add((visit, field))
    by_site = {}
    for v in visits:
        if not v.withdrawn:
            by_site.setdefault(v.site, set()).add((v.who[0], v.finding))
    return found | {(site, "day") for site, some in by_site.items() if len({w for w, _ in some}) > 1 and len({f for _, f in some}) > 1}


def run(seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        register = open_register(root / "register.db")
        with register.write() as writer:
            writer.put_places(SITES, [], [])
        r, phones, settings = Round(root, chance), [{}, {}, {}], Settings(root)

        def merge(*files):
            return merge_files(register, settings, lambda: take_snapshot(register), files)
        waiting = []
        for _ in range(chance.randint(10, 30)):
            phone = chance.randrange(3)
            act(r, phone, phones[phone])
            waiting += [f for f in r.files if f not in waiting]
            if waiting and chance.random() < .3:
                merge(*chance.sample(waiting, chance.randint(1, min(2, len(waiting)))))
            if chance.random() < .2:
                office(r, register)
        last = [make.write(root / f"last{n}.json", *visits.values()) for n, visits in enumerate(phones) if visits]
        again = [*last, *chance.sample(waiting, len(waiting) // 2)]
        chance.shuffle(again)
        for file in again:
            report = merge(file)
        events = len(register.events())
        report = merge(*last)
        edits = edits_in(register.events())
        found = {(e.visit, e.by, e.at.isoformat(), field, repr(value), e.name) for e in edits for field, value in e.fields.items()}
        lost, twice = len(r.said - found), len(edits) - len({e.digest for e in edits})
        visits, shuffled = visits_of(edits), visits_of(chance.sample(edits, len(edits)))
        same = [(v.uuid, dict(v.fields), v.clashes) for v in visits] == [(v.uuid, dict(v.fields), v.clashes) for v in shuffled]
        told = {(c.sides[0].visit, c.field) if c.kind == "field" else (c.site, "day") for c in report.conflicts}
        missed = disagreements(r, visits) ^ told
        register.close()
        return len(r.said), lost, twice, len(told), len(missed), same and events == len(edits)


def main(rounds):
    start, total = time.perf_counter(), [0, 0, 0, 0, 0]
    for seed in range(rounds):
        *figures, right = run(seed)
        assert right, seed
        total = [a + b for a, b in zip(total, figures, strict=True)]
    said, lost, twice, conflicts, missed = total
    took = time.perf_counter() - start
    print(f"{rounds} rounds, {said} values: {lost} lost, {twice} twice; {conflicts} conflicts told, {missed} missed or wrong; {took:.0f} s")
    assert lost == twice == missed == 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
