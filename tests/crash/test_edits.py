"""The register's file changed behind geomon's back by SQL: `verify`, given the head of yesterday, finds each edit and names its first row.

`GEOMON_EDITS=200` runs the whole; every run of the tests makes a few dozen. One who may write the file can also compute every hash anew, or
cut what is newer than the head that was kept: the first is found by that head and named by a copy, the second cannot be found by it.
"""

import contextlib
import datetime as dt
import os
import random
import shutil
import sqlite3
from collections import Counter

import pytest
from factories import make_event

from geomon.store import back_up, open_register, restore, verify_register
from geomon.store.writing import HEAD, link

EDITS = int(os.environ.get("GEOMON_EDITS", "36"))
YESTERDAY, ALL = 45, 60
COLUMNS = ("at", "actor", "kind", "subject", "body", "source", "recorded")
NOW = dt.datetime(2024, 12, 31, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A register of 60 events, the copy of it when it had 45, and that one's head."""
    folder = tmp_path_factory.mktemp("kept")
    with open_register(folder / "register.db") as book:
        for n in range(ALL):
            if n == YESTERDAY:
                head = back_up(folder / "register.db", folder / "yesterday.db").head
            book.append_event(make_event(subject=f"plan#{n}", progress="in_progress"))
    back_up(folder / "register.db", folder / "today.db")
    return folder / "today.db", folder / "yesterday.db", head


def meta_head_fixed(raw):
    last = raw.execute("SELECT hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    raw.execute("UPDATE meta SET value = ? WHERE key = ?", (last[0] if last else "", HEAD))


def update(raw, chance):
    row, column = chance.randint(1, ALL), chance.choice(COLUMNS)
    raw.execute(f"UPDATE events SET {column} = {column} || ' ' WHERE seq = ?", (row,))
    return row


def update_with_its_hash(raw, chance):
    """The row's own hash is made to fit; the next row still names the old one."""
    row = chance.randint(1, YESTERDAY - 1)
    raw.execute("UPDATE events SET actor = 'somebody' WHERE seq = ?", (row,))
    values = dict(zip(("seq", *COLUMNS), raw.execute(f"SELECT seq, {', '.join(COLUMNS)} FROM events WHERE seq = ?", (row,)).fetchone(),
                      strict=True))
    before = raw.execute("SELECT previous FROM events WHERE seq = ?", (row,)).fetchone()[0]
    raw.execute("UPDATE events SET hash = ? WHERE seq = ?", (link(before, values), row))
    return row + 1


def hash_only(raw, chance):
    row = chance.randint(1, ALL)
    raw.execute("UPDATE events SET hash = substr(hash, 2) || '0' WHERE seq = ?", (row,))
    return row


def delete(raw, chance):
    row = chance.randint(1, ALL - 1)
    last = min(ALL - 1, row + chance.randint(0, 5))
    raw.execute("DELETE FROM events WHERE seq BETWEEN ? AND ?", (row, last))
    return row


def delete_and_close_the_gap(raw, chance):
    row = chance.randint(1, ALL - 1)
    raw.execute("DELETE FROM events WHERE seq = ?", (row,))
    raw.execute("UPDATE events SET seq = -(seq - 1) WHERE seq > ?", (row,))
    raw.execute("UPDATE events SET seq = -seq WHERE seq < 0")
    return row


def swap(raw, chance):
    one, other = sorted(chance.sample(range(1, ALL + 1), 2))
    for old, new in ((one, -1), (other, one), (-1, other)):
        raw.execute("UPDATE events SET seq = ? WHERE seq = ?", (new, old))
    return one


def swap_bodies(raw, chance):
    one, other = sorted(chance.sample(range(1, ALL + 1), 2))
    first, second = (raw.execute("SELECT subject FROM events WHERE seq = ?", (n,)).fetchone()[0] for n in (one, other))
    raw.execute("UPDATE events SET subject = ? WHERE seq = ?", (second, one))
    raw.execute("UPDATE events SET subject = ? WHERE seq = ?", (first, other))
    return one


def insert(raw, chance):
    """A forged event pushed in between; all after it move up by one."""
    row = chance.randint(2, ALL)
    raw.execute("UPDATE events SET seq = -(seq + 1) WHERE seq >= ?", (row,))
    raw.execute("UPDATE events SET seq = -seq WHERE seq < 0")
    raw.execute("INSERT INTO events SELECT ?, at, 'somebody', kind, subject, body, source, recorded, hash, 'forged' FROM events "
                "WHERE seq = ?", (row, row - 1))
    return row


def cut(raw, chance):
    row = chance.randint(1, ALL)
    raw.execute("DELETE FROM events WHERE seq >= ?", (row,))
    return row


def cut_with_the_head(raw, chance):
    row = chance.randint(1, YESTERDAY)
    raw.execute("DELETE FROM events WHERE seq >= ?", (row,))
    meta_head_fixed(raw)
    return row


KINDS = (update, update_with_its_hash, hash_only, delete, delete_and_close_the_gap, swap, swap_bodies, insert, cut, cut_with_the_head)


@contextlib.contextmanager
def unguarded(path):
    """The database without the triggers that refuse a change of events, as somebody with the file can have it."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        for trigger in ("events_no_update", "events_no_delete"):
            raw.execute(f"DROP TRIGGER {trigger}")
        yield raw


def test_every_edit_is_found_and_its_first_row_named(kept, tmp_path):
    today, _, head = kept
    assert verify_register(today, head).fault == ""
    chance, found = random.Random(6), Counter()
    for n in range(EDITS):
        edit = KINDS[n % len(KINDS)]
        forged = tmp_path / "forged.db"
        shutil.copyfile(today, forged)
        with unguarded(forged) as raw:
            row = edit(raw, chance)
        verdict = verify_register(forged, head)
        assert verdict.fault, (n, edit.__name__)
        assert verdict.bad == row, (n, edit.__name__, row, verdict)
        found[edit.__name__] += 1
    assert len(found) == len(KINDS)
    print(f"{EDITS} edits in {len(KINDS)} ways, {found.total()} found, the first bad row named each time")


def test_a_chain_computed_anew_is_found_by_the_head_and_its_row_named_by_a_copy(kept, tmp_path):
    today, yesterday, head = kept
    chance = random.Random(7)
    for n in range(6):
        row, forged = chance.randint(1, YESTERDAY), tmp_path / f"forged-{n}.db"
        shutil.copyfile(today, forged)
        with unguarded(forged) as raw:
            raw.execute("UPDATE events SET actor = 'somebody' WHERE seq = ?", (row,))
            previous = ""
            for values in raw.execute(f"SELECT seq, {', '.join(COLUMNS)} FROM events ORDER BY seq").fetchall():
                own = link(previous, dict(zip(("seq", *COLUMNS), values, strict=True)))
                raw.execute("UPDATE events SET previous = ?, hash = ? WHERE seq = ?", (previous, own, values[0]))
                previous = own
            meta_head_fixed(raw)
        assert verify_register(forged).fault == "", "without a head that was kept nobody can tell"
        assert head[:12] in verify_register(forged, head).fault
        assert restore(forged, yesterday, NOW).parted == row
