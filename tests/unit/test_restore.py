"""`geomon restore`: a whole copy takes the register's place, the old one stays beside, and what is lost by it is said."""

import contextlib
import datetime as dt
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import make_document, make_event
from sqlalchemy.exc import IntegrityError
from stores import past_geomon

from geomon.cli.commands import cli
from geomon.errors import Busy, GeomonError, InputError, UnreadableFile
from geomon.settings import server_of
from geomon.store import CONTENT, back_up, open_register, restore, verify_register

NOW = dt.datetime(2024, 12, 31, 18, 30, tzinfo=dt.UTC)


def filled(place):
    with open_register(place) as book:
        book.replace_document(make_document("plan.txt"))
        for n in range(5):
            book.append_event(make_event(subject=f"plan#{n}"))
    return place


@pytest.fixture
def path(tmp_path):
    """A register in a file, for what is said of files only."""
    return filled(tmp_path / "登记 库" / "register.db")


@pytest.fixture
def there(place):
    """A register in either store."""
    return filled(place)


@pytest.fixture
def copy(request, tmp_path):
    back_up(request.getfixturevalue("there" if "there" in request.fixturenames else "path"), tmp_path / "copy.db")
    return tmp_path / "copy.db"


def later(path, n=3):
    with open_register(path) as book:
        for k in range(n):
            book.append_event(make_event(subject=f"later#{k}"))
        return book.version()


def names(path):
    """The files in the register's folder; the log that a reader of SQLite leaves beside (empty) does not count."""
    logs = {f"{path.name}-wal", f"{path.name}-shm"}
    return sorted(p.name for p in path.parent.iterdir() if p.name not in logs or (p.name.endswith("-wal") and p.stat().st_size))


def test_what_is_newer_is_told_and_kept(there, copy):
    version = later(there)
    done = restore(there, copy, NOW)
    assert (done.events, done.documents, done.head) == (5, 1, verify_register(copy).head)
    assert [(one.seq, one.subject) for one in done.lost] == [(6, "later#0"), (7, "later#1"), (8, "later#2")]
    assert (done.parted, done.unread) == (None, False)
    assert "before_restore_20241231_183000" in str(done.kept).replace("-", "_")
    assert verify_register(done.kept).events == 8
    assert verify_register(there, done.head).fault == ""
    with open_register(there) as book:
        assert book.version() > version, "browsers keep what they were told of a version"
        assert int(book.noted(CONTENT)) == book.version(), "an app must not add new events to documents that it read before"
        book.append_event(make_event())
        assert [e.seq for e in book.events()] == [1, 2, 3, 4, 5, 6]


def test_an_empty_place_takes_a_copy_of_either_store(there, copy, tmp_path, on_server):
    for place in (tmp_path / "elsewhere" / "register.db", server_of(on_server())):
        done = restore(place, copy, NOW)
        assert (done.events, done.kept, done.lost) == (5, None, ())
        with open_register(place) as book, open_register(there) as first:
            assert (book.documents(), book.events()) == (first.documents(), first.events())
    assert names(tmp_path / "elsewhere" / "register.db") == ["register.db"]


def test_two_restores_in_one_second_keep_both(there, copy):
    first, second = restore(there, copy, NOW), restore(there, copy, NOW)
    assert first.kept != second.kept
    assert verify_register(first.kept).events == verify_register(second.kept).events == 5


def test_a_copy_of_another_register_says_where_both_part(there, tmp_path):
    with open_register(tmp_path / "other.db") as book:
        book.append_event(make_event(subject="other#1"))
    done = restore(there, tmp_path / "other.db", NOW)
    assert done.parted == 1
    assert len(done.lost) == 5


@pytest.mark.parametrize("spoil", [
    "UPDATE meta SET value = '99' WHERE key = 'schema'",
    "INSERT INTO tasks VALUES ('x#1', 'x', 0, '{}', 1)",
    "UPDATE meta SET value = 'abc' WHERE key = 'chain head'",
    "DROP TRIGGER events_no_update; UPDATE events SET actor = 'x' WHERE seq = 2"])
def test_a_copy_that_is_not_whole_changes_nothing(there, copy, spoil):
    with contextlib.closing(sqlite3.connect(copy)) as raw:
        raw.executescript(spoil)
    with open_register(there) as book:
        before = book.version(), book.events()
    with pytest.raises(UnreadableFile) as error:
        restore(there, copy, NOW)
    assert "\n" not in error.value.sentence
    with open_register(there) as book:
        assert (book.version(), book.events()) == before
    if isinstance(there, Path):
        assert names(there) == ["register.db"]


def test_a_cut_copy_changes_nothing(path, copy):
    copy.write_bytes(copy.read_bytes()[:9000])
    with pytest.raises(GeomonError):
        restore(path, copy, NOW)
    assert names(path) == ["register.db"]


def test_a_copy_without_its_triggers_gets_them_back(there, copy):
    with contextlib.closing(sqlite3.connect(copy)) as raw:
        raw.executescript("DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete")
    restore(there, copy, NOW)
    with pytest.raises(IntegrityError, match="never changed"), past_geomon(there) as raw:
        raw.exec_driver_sql("DELETE FROM events")


def test_nothing_is_restored_while_somebody_has_it_open(there, copy):
    later(there)
    with open_register(there) as book:
        book.version()  # an app that only shows, and writes nothing
        with pytest.raises(Busy, match="has the register open"):
            restore(there, copy, NOW)
        assert len(book.events()) == 8
    assert restore(there, copy, NOW).events == 5


def test_a_damaged_register_is_kept_and_replaced(path, copy):
    path.write_bytes(b"rubbish" * 1000)
    path.with_name("register.db-wal").write_bytes(b"its log")
    done = restore(path, copy, NOW)
    assert done.unread
    assert done.kept.read_bytes().startswith(b"rubbish")
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == b"its log"
    assert verify_register(path).events == 5
    assert "register.db-wal" not in names(path)


def test_the_register_is_no_copy_of_itself(path):
    with pytest.raises(InputError, match="itself"):
        restore(path, path, NOW)


def test_a_disk_that_fails_leaves_the_register(path, copy, monkeypatch):
    before = path.read_bytes()
    monkeypatch.setattr("geomon.store.restoring.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(GeomonError, match="No space left"):
        restore(path, copy, NOW)
    assert verify_register(path).events == 5
    assert names(path) == ["register.db"]
    assert len(path.read_bytes()) == len(before)


def test_the_command_says_what_was_restored_and_what_is_lost(planned, workspace, tmp_path):
    planned.back_up(tmp_path / "copy.db")
    events = planned.verify().events
    with open_register(workspace.register) as book:
        book.append_event(make_event(subject="plan#1"))
    planned.close()
    result = CliRunner().invoke(cli, ["restore", str(tmp_path / "copy.db"), "-w", str(workspace.root)])
    assert result.exit_code == 0, result.output
    assert f"{events} events, 1 documents" in result.output
    assert "1 of its events are not in the copy" in result.output
    assert "progress of plan#1" in result.output
    again = CliRunner().invoke(cli, ["restore", str(tmp_path / "copy.db"), "-w", str(workspace.root), "--json"])
    assert json.loads(again.output)["lost"] == 0
    assert CliRunner().invoke(cli, ["restore", str(tmp_path / "no.db"), "-w", str(workspace.root)]).exit_code == 1
