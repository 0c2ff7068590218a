"""Backups while another process writes: each is restored elsewhere and is whole, and holds what was acknowledged before it began.

`GEOMON_BACKUPS=50` runs the whole; every run of the tests makes a few.
"""

import datetime as dt
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geomon.service import open_service
from geomon.store import back_up, open_register, restore, verify_register
from geomon.visits import edits_in, visits_of

BACKUPS = int(os.environ.get("GEOMON_BACKUPS", "3"))
WRITER = Path(__file__).with_name("writer.py")
NOW = dt.datetime(2024, 12, 31, tzinfo=dt.UTC)


def listen(stream, said):
    """Put each whole line that the writer prints into the queue."""
    for line in stream:
        if line.endswith("\n"):
            said.put(line.strip())


def drained(said, names):
    """Add to `names` all that was acknowledged so far."""
    while True:
        try:
            names.add(said.get_nowait())
        except queue.Empty:
            return names


@pytest.mark.timeout(120 + 10 * BACKUPS)
def test_every_backup_under_writing_is_restored_whole(planned, workspace, site, tmp_path):
    planned.close()
    said, names, events = queue.Queue(), set(), []
    with subprocess.Popen([sys.executable, WRITER, workspace.root, site], stdout=subprocess.PIPE, encoding="utf-8",
                          env=os.environ | {"GEOMON_STORE": workspace.store}) as writer:
        listener = threading.Thread(target=listen, args=(writer.stdout, said))
        listener.start()
        try:
            names.add(said.get(timeout=60))
            for n in range(BACKUPS):
                known = set(drained(said, names))
                verdict = back_up(workspace.register, tmp_path / f"copy-{n}.db")
                assert writer.poll() is None, "the writer ended"
                done = restore(tmp_path / f"elsewhere-{n}" / "register.db", tmp_path / f"copy-{n}.db", NOW)
                assert (done.events, done.head, done.kept) == (verdict.events, verdict.head, None)
                whole(tmp_path / f"elsewhere-{n}" / "register.db", known, verdict)
                events.append(verdict.events)
                drained(said, names)
                names.add(said.get(timeout=60))  # so that the next copy must hold one more
        finally:
            writer.kill()
            listener.join()
    assert events == sorted(set(events)), "nothing was written between two backups"
    print(f"{BACKUPS} backups under writing, {events[0]} to {events[-1]} events, all restored whole")


def whole(path, known, verdict):
    """Assert that a restored register is as the copy was, and that no acknowledged visit is missing or stands by half."""
    assert verify_register(path, verdict.head) == verdict
    with open_register(path) as book:
        visits = {visit.uuid: visit for visit in visits_of(edits_in(book.events()))}
        assert book.documents()
        assert book.sites()
    assert known <= visits.keys()
    assert all(visit.finding and visit.fields["note"] == name for name, visit in visits.items())


def test_a_backup_takes_the_place_of_the_register_of_its_own_workspace(planned, workspace, site, tmp_path):
    said = planned.back_up(tmp_path / "copy.db")
    planned.close()
    restore(workspace.register, tmp_path / "copy.db", NOW)
    again = open_service(workspace)
    assert again.verify() == said
    assert again.card(site, workspace.today()).site.id == site
    again.close()
