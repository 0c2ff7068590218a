"""Tokens: given out once, kept as a hash, judged on each use, recorded; by hostile hands over HTTP in `hostile/test_reading_tokens.py`."""

import contextlib
import dataclasses
import datetime as dt
import json
import os
import stat

import pytest
from click.testing import CliRunner

from geomon.cli import cli
from geomon.errors import GeomonError, InputError, SettingsError
from geomon.people import ACTIONS, Tokens, load_people, load_tokens
from geomon.people.tokens import FILE, REVOKED, RUN_OUT, UNKNOWN, digest, save_tokens
from geomon.service import tokens as desk
from geomon.service.record import Wanted
from geomon.service.tokens import make_token, revoke_token, tokens_of
from geomon.store import Register, verify_register
from geomon.store.writing import Writer

PEOPLE = """
[[people]]
name = "李"
sign_in = "li@example"
roles = ["operator", "inspector"]
regions = ["150303"]
layers = ["mine"]

[[people]]
name = "王"
sign_in = "wang@example"
roles = ["nothing"]

[roles]
nothing = []
reader = ["view"]
"""
NOW = dt.datetime.now(tz=dt.UTC)


@pytest.fixture
def with_people(service):
    (service.settings.root / "people.toml").write_text(PEOPLE, encoding="utf-8")
    return service


def judged(service, text, now=NOW):
    root = service.settings.root
    return Tokens(load_tokens(root / FILE), load_people(root / "people.toml")).judge(text, now)


def test_a_token_of_a_person_has_their_limits_and_sees_only(with_people):
    made, text = make_token(with_people, "QGIS", 30, sign_in=" Li@Example ")
    actor, why = judged(with_people, text)
    assert (actor.name, actor.limits.regions, actor.limits.layers, why) == ("李", {"150303"}, {"mine"}, "")
    assert actor.actions == {"view", "download"}
    assert actor.actions < ACTIONS.keys()
    assert made.until - made.made == dt.timedelta(days=30)


def test_a_token_of_roles_has_the_limits_that_it_was_given(with_people):
    _, text = make_token(with_people, "大屏", 1, limits={"roles": ["reader"], "regions": ["150300"], "audience": "partner"})
    actor, _ = judged(with_people, text)
    assert (actor.name, actor.actions, actor.limits.regions, actor.limits.audience) == ("大屏", {"view"}, {"150300"}, "partner")


def test_a_token_is_kept_as_a_hash_in_a_file_of_its_owner(with_people):
    made, text = make_token(with_people, 'a "name" \\ 名', 30, sign_in="li@example")
    path = with_people.settings.root / FILE
    said = path.read_text(encoding="utf-8")
    assert text[16:] not in said
    assert digest(text) in said
    assert made == load_tokens(path)[0] == tokens_of(with_people)[0]
    assert text not in repr(made)
    assert made.hash not in repr(made)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(f".{FILE}")] == []


def test_a_token_ends_with_its_time_or_earlier(with_people):
    made, text = make_token(with_people, "a", 30, sign_in="li@example")
    assert judged(with_people, text, made.until - dt.timedelta(seconds=1))[0]
    assert judged(with_people, text, made.until) == (None, RUN_OUT)
    other = text[:-1] + ("A" if text[-1] != "A" else "B")
    assert judged(with_people, other) == judged(with_people, other, made.until) == (None, UNKNOWN)
    revoke_token(with_people, made.id)
    assert judged(with_people, text) == (None, REVOKED)
    assert judged(with_people, text[:-1]) == judged(with_people, other) == (None, UNKNOWN)
    with pytest.raises(InputError, match="already"):
        revoke_token(with_people, made.id)


def test_giving_out_and_taking_back_are_on_record_without_the_token(with_people):
    made, text = make_token(with_people, "a", 30, limits={"roles": ["inspector"], "regions": ["150303"]})
    revoke_token(with_people, made.id)
    _, entries = with_people.record.page(Wanted(), 0, 10)
    assert [one.row.kind for one in entries] == ["token-revoked", "token-made"]
    assert entries[1].row.body["regions"] == ["150303"]
    assert text[16:] not in repr(entries)
    assert made.hash not in repr(entries)
    assert verify_register(with_people.settings.register).fault == ""


def test_what_cannot_be_recorded_is_not_given_out(with_people, monkeypatch):
    kept, _ = make_token(with_people, "a", 30, sign_in="li@example")
    for where, what in ((desk, "save_tokens"), (Register, "write")):
        def fail(*_, **__):
            raise GeomonError("no room is left.")
        with monkeypatch.context() as patched:
            patched.setattr(where, what, fail)
            with pytest.raises(GeomonError, match="no room"):
                make_token(with_people, "b", 30, sign_in="li@example")
        assert tokens_of(with_people) == (kept,)
        assert with_people.record.page(Wanted(), 0, 10)[0] == 1


def test_a_token_whose_event_is_lost_at_the_last_moment_holds_no_more(with_people, monkeypatch):
    def fail(self):
        raise GeomonError("no room is left.")
    with monkeypatch.context() as patched:
        patched.setattr(Writer, "finish", fail)
        with pytest.raises(GeomonError, match="no room"):
            make_token(with_people, "b", 30, sign_in="li@example")
    assert tokens_of(with_people) == ()
    assert with_people.record.page(Wanted(), 0, 10)[0] == 0


@pytest.mark.parametrize("lost", ["a new token", "a revocation"])
def test_what_another_process_does_while_a_lost_event_is_taken_back_stands(with_people, monkeypatch, lost):
    own, _ = make_token(with_people, "own", 30, sign_in="li@example")
    others, text = make_token(with_people, "another's", 30, sign_in="li@example")
    write, finish = Register.write, Writer.finish

    def fail(self):
        raise GeomonError("no room is left.")

    @contextlib.contextmanager
    def interrupted(self):
        try:
            with write(self) as writer:
                yield writer
        except GeomonError:                                # the lock is free here
            monkeypatch.setattr(Writer, "finish", finish)
            monkeypatch.setattr(Register, "write", write)
            revoke_token(with_people, others.id)
            raise
    monkeypatch.setattr(Writer, "finish", fail)
    monkeypatch.setattr(Register, "write", interrupted)
    with pytest.raises(GeomonError, match="no room"):
        make_token(with_people, "b", 30, sign_in="li@example") if lost == "a new token" else revoke_token(with_people, own.id)
    assert judged(with_people, text) == (None, REVOKED)
    assert [(one.name, bool(one.revoked)) for one in tokens_of(with_people)] == [("own", False), ("another's", True)]
    assert with_people.record.page(Wanted(), 0, 10)[0] == 3


@pytest.mark.parametrize(("given", "error"), [
    ({"sign_in": "nobody@example"}, InputError), ({"sign_in": "wang@example"}, InputError), ({}, InputError),
    ({"sign_in": "li@example", "limits": {"regions": ["150303"]}}, InputError), ({"limits": {"regions": ["150303"]}}, InputError),
    ({"limits": {"roles": ["nobody"]}}, SettingsError), ({"limits": {"roles": ["viewer"], "regions": ["15"]}}, SettingsError),
    ({"limits": {"roles": ["viewer"], "audience": "nobody"}}, SettingsError), ({"sign_in": "li@example", "days": 0}, InputError),
    ({"sign_in": "li@example", "days": 367}, InputError), ({"sign_in": "li@example", "name": " "}, InputError),
    ({"sign_in": "li@example", "name": "a\nb"}, InputError), ({"sign_in": "li@example", "name": "a" * 61}, InputError)])
def test_what_would_be_no_token_is_refused_and_nothing_is_written(with_people, given, error):
    asked = {"name": "a", "days": 30, **given}
    with pytest.raises(error):
        make_token(with_people, asked.pop("name"), asked.pop("days"), **asked)
    assert not (with_people.settings.root / FILE).exists()
    assert with_people.record.page(Wanted(), 0, 10)[0] == 0


def test_where_nobody_signs_in_no_token_is_needed(service):
    with pytest.raises(InputError, match="nobody signs in here"):
        make_token(service, "a", 30, limits={"roles": ["viewer"]})


@pytest.mark.parametrize("words", ["[[tokens]\n", "tokens = 7\n", "[[tokens]]\nid = 7\n", '[[tokens]]\nid = "a"\nhash = "b"\n',
                                   '[[tokens]]\nid = "a"\nhash = "b"\nmade = 2026-01-01\nuntil = 2027-01-01\n'])
def test_a_file_that_is_otherwise_is_told(tmp_path, words):
    (tmp_path / FILE).write_text(words, encoding="utf-8")
    with pytest.raises(SettingsError, match="not as"):
        load_tokens(tmp_path / FILE)


@pytest.mark.parametrize("limit", ['roles = ["viewer"]', 'regions = ["150303"]', 'layers = ["mine"]', 'audience = "partner"', "roles = []"])
def test_a_token_of_a_person_with_limits_beside_it_is_refused_and_not_read_without_them(with_people, limit):
    made, text = make_token(with_people, "a", 30, sign_in="li@example")
    path = with_people.settings.root / FILE
    path.write_text(path.read_text(encoding="utf-8") + limit + "\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"token '{made.id}' has both sign_in and limits of its own \({limit.split()[0]}\)"):
        judged(with_people, text)


def test_a_role_that_is_gone_is_nobody_and_a_token_taken_out_by_hand_is_none(with_people):
    made, text = make_token(with_people, "a", 30, limits={"roles": ["reader"]})
    people = with_people.settings.root / "people.toml"
    people.write_text(PEOPLE.replace('reader = ["view"]', ""), encoding="utf-8")
    assert judged(with_people, text)[0] is None
    people.write_text(PEOPLE, encoding="utf-8")
    assert judged(with_people, text)[0]
    save_tokens(with_people.settings.root / FILE, [dataclasses.replace(made, id="00000000")])
    assert judged(with_people, text) == (None, UNKNOWN)


def test_the_commands_make_list_and_revoke(with_people, monkeypatch):
    monkeypatch.chdir(with_people.settings.root)

    def run(*words):
        return CliRunner().invoke(cli, ["token", *words], catch_exceptions=False)
    text, told = run("new", "--name", "QGIS", "--sign-in", "li@example").stdout.splitlines()
    assert judged(with_people, text)[0].name == "李"
    assert "li@example" in told
    assert text not in told
    made = json.loads(run("new", "--name", "屏", "--role", "reader", "--region", "150303", "--days", "7", "--json").stdout)
    assert judged(with_people, made["token"])[0].limits.regions == {"150303"}
    listed = run("list", "--json").stdout
    assert [one["state"] for one in json.loads(listed)] == ["valid", "valid"]
    assert not [word for word in (text[16:], made["token"][16:], digest(text)) if word in listed]
    assert "holds no more" in run("revoke", made["id"]).stdout
    assert [line.split()[1] for line in run("list").stdout.splitlines()] == ["valid", "revoked"]
    gone = run("revoke", "nothing")
    assert (gone.exit_code, gone.stdout) == (1, "")
