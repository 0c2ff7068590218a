"""The audit chain: whatever is done to the events by SQL, `verify` finds it; and copies are whole."""

import datetime as dt
import random
import shutil
import threading
from pathlib import Path

import pytest
from stores import past_geomon

from geomon.errors import GeomonError, UnreadableFile
from geomon.model import Event
from geomon.store import back_up, open_register, verify_register


def said(n):
    return Event(dt.date(2024, 1, 1 + n % 28), "document", "progress", f"a#{n}", {"progress": "in_progress", "n": n}, "a.txt")


@pytest.fixture()
def path(place):
    with open_register(place) as register:
        for n in range(40):
            register.append_event(said(n))
    return place


def tamper(place, *statements):
    with past_geomon(place, unguarded=True) as raw:
        for statement in statements:
            raw.exec_driver_sql(statement)


def test_untouched_events_are_as_written(path):
    verdict = verify_register(path)
    assert (verdict.events, verdict.bad, verdict.fault) == (40, None, "")
    assert verify_register(path, verdict.head).fault == ""


def test_an_empty_register_is_whole(place):
    open_register(place).close()
    assert verify_register(place).fault == ""


def test_a_place_without_a_register_is_told_as_such(place):
    with pytest.raises(UnreadableFile, match="no register"):
        verify_register(place)


@pytest.mark.parametrize(("statement", "bad"), [
    ("UPDATE events SET actor = actor || 'x' WHERE seq = 7", 7), ("DELETE FROM events WHERE seq = 8", 8),
    ("DELETE FROM events WHERE seq > 20", 21)])
def test_a_forgery_in_the_register_itself_is_found_at_its_first_row(path, statement, bad):
    tamper(path, statement)
    assert verify_register(path).bad == bad


def test_two_hundred_forgeries_are_found_at_their_first_row(path, tmp_path):
    rng, whole = random.Random(5), tmp_path / "whole.db"
    back_up(path, whole)  # of either store: the copy is a file
    head = verify_register(path).head
    for n in range(200 if isinstance(path, Path) else 20):
        forged = tmp_path / f"forged-{n}.db"
        shutil.copyfile(whole, forged)
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
            counts = [back_up(path, tmp_path / f"copy-{n}.db").events for n in range(10)]
        finally:
            stop.set()
            writer.join()
    assert counts == sorted(counts) and counts[-1] > 40
    with open_register(tmp_path / "copy-9.db") as copy:
        assert len(copy.events()) == counts[-1]


def test_a_copy_that_cannot_be_written_leaves_what_was_there(path, tmp_path):
    tamper(path, "UPDATE events SET actor = 'x' WHERE seq = 3")
    kept = tmp_path / "kept.db"
    kept.write_bytes(b"yesterday's")
    with pytest.raises(GeomonError, match="event 3"):
        back_up(path, kept)
    assert kept.read_bytes() == b"yesterday's"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_copy_where_none_can_be_written_names_the_copy_and_not_the_register(path, tmp_path):
    with pytest.raises(GeomonError, match="copy cannot be written") as error:
        back_up(path, tmp_path / "no such folder" / "copy.db")
    assert "no such folder" in error.value.where


def test_another_file_is_told_as_such(tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(GeomonError):
        verify_register(tmp_path / "x.db")
