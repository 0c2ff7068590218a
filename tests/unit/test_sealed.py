"""The sealed dossier: whole it is found whole anywhere, and every change of it is named with its file."""

import hashlib
import io
import json
import zipfile

import pytest
import visit_files
from click.testing import CliRunner

from geomon.cli.commands import cli
from geomon.errors import InputError, UnreadableFile
from geomon.export.sealed import EVENTS, MANIFEST, check, seal_of
from geomon.store import link
from geomon.visits import Edit


@pytest.fixture
def dossier(planned, site, tmp_path):
    """A dossier with a visit and its photo, and its seal."""
    import datetime as dt
    import uuid

    now = dt.datetime(2024, 12, 10, 9, tzinfo=dt.UTC)
    said = Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, "赵工", {"finding": "partial"})
    planned.record_visit(said, [visit_files.photo()])
    task = planned.situation(planned.settings.today()).site(site)["tasks"][0]
    out = tmp_path / "销号档案.zip"
    return out, planned.dossier(out, planned.settings.today(), task), task


def rewritten(path, change):
    """The zip with its files as `change` makes them of {name: bytes}."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_it_holds_sources_words_events_and_photos_and_is_whole(planned, dossier):
    path, seal, task = dossier
    found = check(path, link, seal)
    assert (found.fault, found.seal, found.about["task"]) == ("", seal, task)
    assert found.about["register"]["head"] == planned.verify().head
    names = zipfile.ZipFile(path).namelist()
    for part in ("dossier.html", "dossier.docx", "map.html", EVENTS, MANIFEST, "sources/plan.txt", "sources/plan.txt.read.txt"):
        assert part in names
    assert sum(name.startswith("photos/") for name in names) == 1
    assert zipfile.ZipFile(path).read("sources/plan.txt") == (planned.settings.documents / "plan.txt").read_bytes()
    events = json.loads(zipfile.ZipFile(path).read(EVENTS))
    assert {event["kind"] for event in events} >= {"visit"}
    assert all(link(e["previous"], {k: v for k, v in e.items() if k not in ("previous", "hash")}) == e["hash"] for e in events)


CHANGES = {
    "a file changed": (lambda files: files.update({"dossier.html": files["dossier.html"] + b" "}), "dossier.html"),
    "a file gone": (lambda files: files.pop("map.html"), "map.html"),
    "a file more": (lambda files: files.update({"note.txt": b"x"}), "note.txt"),
    "the list changed": (lambda files: files.update({MANIFEST: files[MANIFEST].replace(b"plan", b"plam", 1)}), MANIFEST),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_named(dossier, name):
    path, seal, _ = dossier
    change, bad = CHANGES[name]
    found = check(rewritten(path, change), link, seal)
    assert found.fault
    assert found.bad == bad


def sealed_anew(files, /, **changes):
    """Change the manifest and give it the seal that then fits, as a forger can."""
    manifest = json.loads(files[MANIFEST]) | changes
    manifest["seal"] = seal_of(manifest)
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False).encode()


def test_a_forged_event_is_told_by_its_link(dossier):
    path, _, _ = dossier

    def forge(files):
        rows = json.loads(files[EVENTS])
        rows[-1]["actor"] = "别人"
        files[EVENTS] = json.dumps(rows, ensure_ascii=False).encode()
        fits = {"sha256": hashlib.sha256(files[EVENTS]).hexdigest(), "bytes": len(files[EVENTS])}
        sealed_anew(files, files=json.loads(files[MANIFEST])["files"] | {EVENTS: fits})
    assert check(rewritten(path, forge), link).bad == EVENTS


def test_a_whole_forgery_is_told_only_by_the_seal_that_was_kept(dossier):
    path, seal, _ = dossier
    forged = rewritten(path, lambda files: sealed_anew(files, as_of="2020-01-01"))
    assert check(forged, link).fault == ""
    assert check(forged, link, seal).fault == "its seal is not the one that was kept."


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04junk", b"{}"])
def test_what_is_no_dossier_is_said(tmp_path, data):
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(UnreadableFile, match="sealed dossier"):
        check(tmp_path / "x.zip", link)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    (tmp_path / "y.zip").write_bytes(out.getvalue())
    with pytest.raises(UnreadableFile, match="sealed dossier"):
        check(tmp_path / "y.zip", link)


def test_the_command_checks_a_file_without_a_workspace(dossier, tmp_path, monkeypatch):
    path, seal, task = dossier
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["verify", str(path), "--head", seal])
    assert (done.exit_code, task in done.output) == (0, True), done.output
    rewritten(path, CHANGES["a file changed"][0])
    done = CliRunner().invoke(cli, ["verify", str(path), "--json"])
    assert json.loads(done.output)["bad"] == "dossier.html"
    assert done.exit_code != 0


def test_no_such_task_is_said(planned, tmp_path):
    with pytest.raises(InputError, match="no such task"):
        planned.dossier(tmp_path / "x.zip", planned.settings.today(), "plan#99")


def test_the_same_register_gives_the_same_file(planned, dossier, tmp_path):
    path, seal, task = dossier
    assert planned.dossier(tmp_path / "again.zip", planned.settings.today(), task) == seal
    assert (tmp_path / "again.zip").read_bytes() == path.read_bytes()
