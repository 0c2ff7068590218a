"""The audit chain: whatever is done to the events by SQL, `verify` finds it; and copies are whole."""

import datetime as dt
import random
import sqlite3
import threading

import pytest

from geomon.errors import GeomonError
from geomon.model import Event
from geomon.store import back_up, open_register, verify_register


def said(n):
    return Event(dt.date(2024, 1, 1 + n % 28), "document", "progress", f"a#{n}", {"progress": "in_progress", "n": n}, "a.txt")


@pytest.fixture()
def path(tmp_path):
    path = tmp_path / "register.db"
    with open_register(path) as register:
        for n in range(40):
            register.append_event(said(n))
    return path


def tamper(path, *statements):
    raw = sqlite3.connect(path)
    for trigger in ("events_no_update", "events_no_delete"):
        raw.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        raw.execute(statement)
    raw.commit()
    raw.close()


def test_untouched_events_are_as_written(path):
    verdict = verify_register(path)
    assert (verdict.events, verdict.bad, verdict.fault) == (40, None, "")
    assert verify_register(path, verdict.head).fault == ""


def test_an_empty_register_is_whole(tmp_path):
    open_register(tmp_path / "r.db").close()
    assert verify_register(tmp_path / "r.db").fault == ""


def test_two_hundred_forgeries_are_found_at_their_first_row(path, tmp_path):
    rng = random.Random(5)
    head = verify_register(path).head
    for n in range(200):
        forged = tmp_path / f"forged-{n}.db"
        back_up(path, forged)
        row = rng.randrange(1, 41)
        kind = rng.randrange(4)
        if kind == 0:
            column = rng.choice(("at", "actor", "kind", "subject", "body", "source", "recorded"))
            tamper(forged, f"UPDATE events SET {column} = {column} || 'x' WHERE seq = {row}")
            first = row
        elif kind == 1:
            tamper(forged, f"DELETE FROM events WHERE seq = {row}")
            first = row
        elif kind == 2:
            other = row % 40 + 1
            row, other = sorted((row, other))
            tamper(forged, f"UPDATE events SET seq = 99 WHERE seq = {row}", f"UPDATE events SET seq = {row} WHERE seq = {other}",
                   f"UPDATE events SET seq = {other} WHERE seq = 99")
            first = row
        else:
            tamper(forged, f"DELETE FROM events WHERE seq >= {row}",
                   "UPDATE meta SET value = coalesce((SELECT hash FROM events ORDER BY seq DESC LIMIT 1), '') WHERE key = 'chain head'")
            first = row
        verdict = verify_register(forged, head)
        assert verdict.fault and verdict.bad == first, (n, kind, row, verdict)
        forged.unlink()


def test_copies_made_under_writing_are_whole(path, tmp_path):
    stop = threading.Event()

    def write():
        n = 100
        while not stop.is_set():
            register.append_event(said(n))
            n += 1

    with open_register(path) as register:
        writer = threading.Thread(target=write)
        writer.start()
        try:
            counts = [back_up(path, tmp_path / f"copy-{n}.db").events for n in range(20)]
        finally:
            stop.set()
            writer.join()
    assert counts == sorted(counts) and counts[-1] > 40
    with open_register(tmp_path / "copy-19.db") as copy:
        assert len(copy.events()) == counts[-1]


def test_a_copy_that_cannot_be_written_leaves_what_was_there(path, tmp_path):
    tamper(path, "UPDATE events SET actor = 'x' WHERE seq = 3")
    kept = tmp_path / "kept.db"
    kept.write_bytes(b"yesterday's")
    with pytest.raises(GeomonError, match="event 3"):
        back_up(path, kept)
    assert kept.read_bytes() == b"yesterday's"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_another_file_is_told_as_such(tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(GeomonError):
        verify_register(tmp_path / "x.db")
