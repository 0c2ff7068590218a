"""`geomon restore`: a whole copy takes the register's place, the old one stays beside, and what is lost by it is said."""

import contextlib
import datetime as dt
import json
import sqlite3

import pytest
from click.testing import CliRunner
from factories import make_document, make_event

from geomon.cli.commands import cli
from geomon.errors import Busy, GeomonError, InputError, UnreadableFile
from geomon.store import back_up, open_register, restore, verify_register

NOW = dt.datetime(2024, 12, 31, 18, 30, tzinfo=dt.UTC)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "登记 库" / "register.db"
    with open_register(path) as book:
        book.replace_document(make_document("plan.txt"))
        for n in range(5):
            book.append_event(make_event(subject=f"plan#{n}"))
    return path


@pytest.fixture
def copy(path, tmp_path):
    back_up(path, tmp_path / "copy.db")
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


def test_what_is_newer_is_told_and_kept(path, copy):
    version = later(path)
    done = restore(path, copy, NOW)
    assert (done.events, done.documents, done.head) == (5, 1, verify_register(copy).head)
    assert [(one.seq, one.subject) for one in done.lost] == [(6, "later#0"), (7, "later#1"), (8, "later#2")]
    assert (done.parted, done.unread) == (None, False)
    assert done.kept.name == "register.before-restore-20241231-183000.db"
    assert verify_register(done.kept).events == 8
    assert verify_register(path, done.head).fault == ""
    with open_register(path) as book:
        assert book.version() > version, "browsers keep what they were told of a version"
        book.append_event(make_event())
        assert [e.seq for e in book.events()] == [1, 2, 3, 4, 5, 6]


def test_an_empty_place_takes_a_copy(copy, tmp_path):
    done = restore(tmp_path / "elsewhere" / "register.db", copy, NOW)
    assert (done.events, done.kept, done.lost) == (5, None, ())
    assert names(tmp_path / "elsewhere" / "register.db") == ["register.db"]


def test_two_restores_in_one_second_keep_both(path, copy):
    first, second = restore(path, copy, NOW), restore(path, copy, NOW)
    assert first.kept != second.kept
    assert verify_register(first.kept).events == verify_register(second.kept).events == 5


def test_a_copy_of_another_register_says_where_both_part(path, tmp_path):
    with open_register(tmp_path / "other.db") as book:
        book.append_event(make_event(subject="other#1"))
    done = restore(path, tmp_path / "other.db", NOW)
    assert done.parted == 1
    assert len(done.lost) == 5


@pytest.mark.parametrize("spoil", [
    "UPDATE meta SET value = '99' WHERE key = 'schema'",
    "INSERT INTO tasks VALUES ('x#1', 'x', 0, '{}', 1)",
    "UPDATE meta SET value = 'abc' WHERE key = 'chain head'",
    "DROP TRIGGER events_no_update; UPDATE events SET actor = 'x' WHERE seq = 2"])
def test_a_copy_that_is_not_whole_changes_nothing(path, copy, spoil):
    with contextlib.closing(sqlite3.connect(copy)) as raw:
        raw.executescript(spoil)
    before = path.read_bytes()
    with pytest.raises(UnreadableFile) as error:
        restore(path, copy, NOW)
    assert "\n" not in error.value.sentence
    assert path.read_bytes() == before
    assert names(path) == ["register.db"]


def test_a_cut_copy_changes_nothing(path, copy):
    copy.write_bytes(copy.read_bytes()[:9000])
    with pytest.raises(GeomonError):
        restore(path, copy, NOW)
    assert names(path) == ["register.db"]


def test_a_copy_without_its_triggers_gets_them_back(path, copy):
    with contextlib.closing(sqlite3.connect(copy)) as raw:
        raw.executescript("DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete")
    restore(path, copy, NOW)
    with contextlib.closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        raw.execute("DELETE FROM events")


def test_nothing_is_restored_while_somebody_has_it_open(path, copy):
    later(path)
    with open_register(path) as book:
        book.version()  # an app that only shows, and writes nothing
        with pytest.raises(Busy, match="has the register open"):
            restore(path, copy, NOW)
        assert len(book.events()) == 8
    assert names(path) == ["register.db"]
    assert restore(path, copy, NOW).events == 5


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
