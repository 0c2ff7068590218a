"""A register on a server: its address, its rights, its faults; and how older layouts are brought forward in both stores."""

import dataclasses
import datetime as dt
import secrets

import psycopg
import pytest
from factories import make_document, make_event, make_match, make_site
from stores import past_geomon

from geomon.errors import GeomonError, SettingsError, UnreadableFile
from geomon.settings import Server, load_settings, server_of
from geomon.store import open_register, verify_register

SECRET = "a-secret-that-nobody-sees"
ADDRESS = f"postgresql://geomon:{SECRET}@127.0.0.1:1/geomon"


@pytest.fixture
def server(on_server):
    return server_of(on_server())


def settings_of(tmp_path, text, **environment):
    (tmp_path / "geomon.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path, environment)


def test_one_setting_chooses_the_store(tmp_path):
    assert settings_of(tmp_path, "").register == tmp_path / "data" / "register.db"
    named = settings_of(tmp_path, 'store = "postgresql://geomon@db/geomon?schema=wuhai&sslmode=require"').register
    assert named == Server("postgresql://geomon@db/geomon?sslmode=require", "wuhai")
    assert settings_of(tmp_path, 'store = "postgresql://a@b/c"', GEOMON_STORE="").register == tmp_path / "data" / "register.db"


def test_a_password_is_shown_nowhere(tmp_path):
    settings = settings_of(tmp_path, "", GEOMON_STORE=ADDRESS)
    assert SECRET in settings.register.url
    shown = repr(settings) + repr(settings.register) + str(settings.register)
    with pytest.raises(GeomonError, match="does not answer") as error:
        open_register(settings.register)
    assert SECRET not in shown + error.value.sentence + str(error.value.__cause__)
    assert "127.0.0.1:1/geomon" in error.value.sentence


@pytest.mark.parametrize("store", [ADDRESS, f"postgresql://geomon@db/geomon?password={SECRET}"])
def test_a_password_in_the_file_is_refused(tmp_path, store):
    with pytest.raises(SettingsError, match="does not belong in a file") as error:
        settings_of(tmp_path, f'store = "{store}"')
    assert SECRET not in error.value.sentence


@pytest.mark.parametrize("store", [f"mysql://geomon:{SECRET}@db/geomon", "register.db", "postgresql://db/geomon?schema=Pg",
                                   "postgresql://db/geomon?schema=x;drop", "postgresql://db/geomon?schema=pg_toast"])
def test_an_address_that_is_none_is_told_without_repeating_it(tmp_path, store):
    with pytest.raises(SettingsError) as error:
        settings_of(tmp_path, "", GEOMON_STORE=store)
    assert SECRET not in error.value.sentence
    assert "\n" not in error.value.sentence


def test_a_schema_of_somebody_else_is_refused_and_left_as_it_is(server, cluster):
    with cluster.connect() as raw:
        raw.execute(f"CREATE SCHEMA {server.schema}; CREATE TABLE {server.schema}.recipes (name text)")
    with pytest.raises(UnreadableFile, match="something else"):
        open_register(server)
    with cluster.connect() as raw:
        assert raw.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", (server.schema,)).fetchone() == (1,)


def test_an_account_that_may_only_append_can_do_no_more(server, cluster):
    """The rights are those of docs/operate.md."""
    open_register(server).close()
    role, password = f"app_{server.schema}", secrets.token_hex(8)
    with cluster.connect() as raw:
        raw.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'; GRANT USAGE ON SCHEMA {server.schema} TO {role}; "
                    f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {server.schema} TO {role}; GRANT UPDATE, DELETE ON "
                    + ", ".join(f"{server.schema}.{name}" for name in ("meta", "documents", "tasks", "sites", "matches", "unlocated"))
                    + f" TO {role}")
    app = Server(f"postgresql://{role}:{password}@127.0.0.1:{cluster.port}/geomon", server.schema)
    try:
        with open_register(app) as book:
            book.replace_document(make_document("plan.txt"))
            book.append_event(make_event())
            book.replace_document(make_document("plan.txt"))
        for statement in ("DELETE FROM events", "UPDATE events SET actor = 'x'", "TRUNCATE events",
                          "DROP TRIGGER events_no_delete ON events", "ALTER TABLE events DISABLE TRIGGER ALL",
                          "SET session_replication_role = replica"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), \
                    psycopg.connect(app.url, options=f"-c search_path={app.schema}") as raw:
                raw.execute(statement)
        assert verify_register(server).events == 1
        with cluster.connect() as raw:
            raw.execute(f"REVOKE INSERT ON {server.schema}.events FROM {role}")
        with open_register(app) as book, pytest.raises(GeomonError, match="may not write") as error:
            book.append_event(make_event())
        assert "\n" not in error.value.sentence
    finally:
        with cluster.connect() as raw:
            raw.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_sites_are_points_for_programs_that_draw(server, cluster):
    with cluster.connect() as raw:
        if not raw.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone():
            pytest.skip("PostGIS is not installed (Debian: postgresql-postgis)")
    with open_register(server) as book, book.write() as writer:
        writer.put_places([make_site("a", "甲"), make_site("b", "乙", method="none", lon=None, lat=None)], [make_match(site="a")], [])
    with past_geomon(server) as raw:
        rows = raw.exec_driver_sql("SELECT id, public.ST_AsText(point), public.ST_SRID(point), lon, lat FROM sites ORDER BY id").all()
        index = raw.exec_driver_sql("SELECT indexdef FROM pg_indexes WHERE indexname = 'sites_point' AND schemaname = %s",
                                    (server.schema,)).scalar()
    assert rows[0][1] == f"POINT({rows[0].lon:g} {rows[0].lat:g})"
    assert rows[0][2] == 4490
    assert rows[1][1] is None
    assert "gist" in index


def test_text_that_the_server_cannot_hold_is_kept_in_both_stores(place):
    with open_register(place) as book:
        book.replace_document(make_document("plan.txt", text="甲\0乙"))
        book.append_event(dataclasses.replace(make_event(), actor="甲\0乙"))
        assert [len(d.text) for d in book.documents()] == [3], "spans count characters"
        assert book.events()[0].actor == "甲\ufffd乙"
    assert verify_register(place).fault == ""


def test_what_another_process_writes_is_seen_at_once(place):
    with open_register(place) as here, open_register(place) as there:
        assert here.version() == there.version() == 0
        there.append_event(make_event())
        assert (here.version(), len(here.events())) == (1, 1)


def test_a_server_that_was_restarted_is_asked_again(server, cluster):
    with open_register(server) as book:
        book.append_event(make_event())
        cluster.kill()
        with pytest.raises(GeomonError, match="does not answer"):
            book.append_event(make_event())
        cluster.start()
        book.append_event(make_event())
        assert len(book.events()) == 2


def test_a_server_without_fsync_is_refused(server, cluster, monkeypatch):
    with cluster.connect() as raw:
        asked = raw.execute("SHOW fsync").fetchone()
    assert asked == ("on",)
    connect = psycopg.connect

    class Careless(psycopg.Connection):
        def execute(self, query, *more, **others):
            return super().execute("SELECT 'off'" if query == "SHOW fsync" else query, *more, **others)

    monkeypatch.setattr(psycopg, "connect", lambda *a, **more: Careless.connect(*a, **more))
    with pytest.raises(GeomonError, match="fsync is off"):
        open_register(server)
    monkeypatch.setattr(psycopg, "connect", connect)


def older(place):
    """A register as geomon wrote it at layout 1."""
    with open_register(place) as book:
        book.replace_document(make_document("plan.txt"))
        for n in range(3):
            book.append_event(make_event(subject=f"plan#{n}"))
    with past_geomon(place) as raw:
        for name in ("events_kind", "events_actor", "events_recorded"):
            raw.exec_driver_sql(f"DROP INDEX {name}")
        raw.exec_driver_sql("UPDATE meta SET value = '1' WHERE key = 'schema'")


def kept_of(place):
    """Where the register was copied to before its layout changed."""
    if not isinstance(place, Server):
        return list(place.parent.glob("register.before-layout-2-*.db"))
    with past_geomon(place) as raw:
        names = raw.exec_driver_sql("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)",
                                    (f"{place.schema}_before_layout",)).scalars()
        return [dataclasses.replace(place, schema=name) for name in names]


def test_an_older_register_is_brought_forward_a_copy_made_first(place):
    older(place)
    head = verify_register(place).head
    with open_register(place) as book:
        book.append_event(make_event())
        assert len(book.events()) == 4
        assert book.noted("schema") == "2"
    kept, = kept_of(place)
    assert verify_register(kept, head).events == 3
    assert verify_register(place, head).events == 4
    open_register(place).close()
    assert kept_of(place) == [kept], "once is enough"


def test_an_upgrade_that_fails_leaves_the_register_as_it_was(place, monkeypatch):
    older(place)

    def fails(connection):
        connection.exec_driver_sql("DELETE FROM tasks")
        raise ZeroDivisionError

    monkeypatch.setattr("geomon.store.layouts.STEPS", (fails,))
    with pytest.raises(ZeroDivisionError):
        open_register(place)
    monkeypatch.undo()
    with open_register(place) as book:
        assert len(book.documents()[0].tasks) == len(make_document("plan.txt").tasks)
        assert book.noted("schema") == "2"


def test_a_copy_of_an_older_register_is_restored_and_brought_forward(place, tmp_path):
    from geomon.store import back_up, restore

    older(tmp_path / "old.db")
    back_up(tmp_path / "old.db", tmp_path / "copy.db")
    assert restore(place, tmp_path / "copy.db", dt.datetime(2024, 12, 31, tzinfo=dt.UTC)).events == 3
    with open_register(place) as book:
        assert book.noted("schema") == "2"
        book.append_event(make_event())
    assert kept_of(place) == []
