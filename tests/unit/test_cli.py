"""The commands from outside: what they print, and that every fault is one sentence with its exit code."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request

import pytest
from click.testing import CliRunner
from factories import ROOT, plan_text, report_text, write_document

import geomon
from geomon.cli import cli

COMMANDS = ["demo", "init", "read", "check", "import", "build", "status", "map", "app"]


@pytest.fixture
def run(workspace, monkeypatch, tmp_path):
    """Run a command in the workspace's folder; its settings come from the file there."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in [n for n in os.environ if n.startswith("GEOMON_")]:
        monkeypatch.delenv(name)

    def go(*arguments):
        return CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)

    return go


def fault(result, code=1):
    """The one sentence that a fault prints."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_one_example(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.output.count("Example:") == 1
    assert f"geomon {command}" in result.output


def test_a_document_is_read_as_json_with_chinese_as_it_is(run, tmp_path):
    result = run("read", write_document(tmp_path, "plan.txt", plan_text()), "--json")
    assert "万源" in result.stdout
    assert "\\u" not in result.stdout
    (document,) = json.loads(result.stdout)
    assert [t["number"] for t in document["tasks"]] == ["1", "2", "3"]
    assert document["tasks"][0]["deadline"]["due"] == "2025-12-31"


def test_spans_count_in_the_text_that_read_prints(run, tmp_path):
    path = write_document(tmp_path, "plan.txt", plan_text())
    (document,) = json.loads(run("read", path, "--json").stdout)
    text = run("read", path, "--text").stdout
    for task in document["tasks"]:
        assert task["problem"][:8] in text[slice(*task["span"])]


def test_a_document_is_read_for_people(run, tmp_path):
    result = run("read", write_document(tmp_path, "plan.txt", plan_text()))
    assert result.exit_code == 0
    assert "2025-12-31" in result.stdout
    assert "市自然资源局" in result.stdout


def test_one_bad_file_hides_nothing_of_the_others(run, tmp_path):
    good, bad = write_document(tmp_path, "plan.txt", plan_text()), tmp_path / "empty.txt"
    bad.touch()
    result = run("read", bad, good, "--json")
    assert result.exit_code == 1
    assert [d["source"] for d in json.loads(result.stdout)] == ["plan.txt"]
    assert "empty.txt" in result.stderr


def test_from_a_plan_to_its_status(run, workspace, tmp_path):
    write_document(workspace, "plan.txt", plan_text())
    assert "3 tasks" in run("build").stdout
    assert "Nothing has changed" in run("build").stdout
    imported = run("import", write_document(tmp_path, "report.txt", report_text({"2": "已完成"})))
    assert "progress  report#2: nothing -> completed" in imported.stdout
    answer = json.loads(run("status", "--as-of", "2024-12-15", "--by", "unit", "--json").stdout)
    assert answer["counts"] == {"red": 0, "yellow": 0, "blue": 1, "green": 1, "grey": 1}
    assert {"key": "市自然资源局", "counts": answer["counts"]} in answer["groups"]
    people = run("status", "--as-of", "2025-12-15").stdout
    assert "As of 2025-12-15" in people
    assert "plan#1" in people


def test_the_map_is_one_file_that_asks_for_nothing(run, workspace, tmp_path):
    write_document(workspace, "plan.txt", plan_text())
    run("build")
    assert run("map", "--out", tmp_path / "map.html").exit_code == 0
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "万源" in page
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", page)
    assert "cannot be written" in fault(run("map", "--out", tmp_path / "gone" / "map.html"))


def test_the_workspace_can_be_named(run, workspace, tmp_path, monkeypatch):
    write_document(workspace, "plan.txt", plan_text())
    monkeypatch.chdir(tmp_path)
    assert "no workspace" in fault(run("build"))
    assert run("build", "-w", workspace.root).exit_code == 0


def test_a_new_workspace_builds_at_once(run, tmp_path, places_cache):
    result = run("init", tmp_path / "市 一")
    assert result.exit_code == 0
    assert {p.name for p in (tmp_path / "市 一").iterdir()} == {"geomon.toml", "layers", "profiles", "data"}
    (tmp_path / "市 一" / "data" / "cache").symlink_to(places_cache)
    assert "0 tasks" in run("build", "-w", tmp_path / "市 一").stdout


def test_a_folder_that_is_not_empty_is_never_made_a_workspace(run, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x", encoding="utf-8")
    assert "not empty" in fault(run("init", tmp_path / "full"))
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_the_demo_stops_after_the_build_when_told_to(run, workspace):
    write_document(workspace, "plan.txt", plan_text())
    assert "3 tasks" in run("demo", "--no-serve").stdout


BAD = {
    "an empty file": ("empty.txt", b""),
    "a picture renamed": ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "no tasks": ("letter.txt", "今天天气很好，适合散步。".encode()),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_document_is_one_sentence_that_names_it(run, tmp_path, case):
    name, content = BAD[case]
    (tmp_path / name).write_bytes(content)
    for command in ("read", "import"):
        assert name in fault(run(command, tmp_path / name))


def test_a_missing_document_a_missing_layer_file_and_a_wrong_key_are_one_sentence_each(run, workspace):
    assert "gone.txt" in fault(run("import", "gone.txt"))
    (workspace.data / "layers" / "mine.csv").unlink()
    assert "mine" in fault(run("build"))
    with (workspace.root / "geomon.toml").open("a", encoding="utf-8") as file:
        file.write('\ntittle = "x"\n')
    assert "'tittle'" in fault(run("build"))


def test_a_status_before_any_build_says_what_to_do(run):
    assert "geomon build" in fault(run("status"))


@pytest.mark.parametrize("command", ["app", "demo"])
def test_a_port_in_use_is_told_with_the_way_out(run, command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = fault(run(command, "--port", port))
    assert f"port {port} is in use" in sentence
    assert "--port" in sentence


def test_wrong_usage_is_exit_code_two(run):
    assert run("status", "--by", "colour").exit_code == 2
    assert run("status", "--as-of", "yesterday").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_a_fault_of_geomon_itself_shows_a_code_that_finds_the_trace(run, tmp_path, monkeypatch):
    monkeypatch.setattr("geomon.service.init_workspace", lambda folder: 1 / 0)
    sentence = fault(run("init", tmp_path / "new"), code=3)
    code = sentence.split("Code ")[1][:6]
    (log,) = (tmp_path / "state").rglob("geomon.log")
    assert f"{code} geomon init" in log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


# ---- as a real process -----------------------------------------------------------------------------------------------

def process(*arguments, cwd, **environment):
    env = {k: v for k, v in os.environ.items() if not k.startswith("GEOMON_")} | environment
    command = [sys.executable, "-m", "geomon", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, timeout=60, check=False)


def test_a_real_process_prints_utf8_on_any_console_and_one_sentence_for_a_fault(workspace, tmp_path):
    path = write_document(tmp_path, "方案.txt", plan_text())
    done = process("read", path, "--json", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))[0]["source"] == "方案.txt"
    assert done.stderr == b""
    (tmp_path / "空.txt").touch()
    failed = process("import", tmp_path / "空.txt", cwd=workspace.root)
    assert (failed.returncode, failed.stdout, len(failed.stderr.strip().splitlines())) == (1, b"", 1)
    assert "空.txt" in failed.stderr.decode("utf-8")


def test_an_import_prints_the_whole_difference_as_lines_and_as_json(run, workspace, tmp_path):
    goal = "整改目标：问题消除，通过验收。"
    write_document(workspace, "plan.txt", plan_text())
    run("build")
    newer = plan_text(dues={"1": "2026年6月底"}).replace(goal, "整改目标：问题基本消除，通过验收。")
    path = write_document(tmp_path, "plan.txt", newer)
    lines = run("import", path).stdout.splitlines()
    assert "4 changes: softened 3, deadline 1" in lines
    moved = next(line for line in lines if line.startswith(" deadline"))
    assert moved.startswith(" deadline  plan#1 (+181 days): 2025-12-31 -> 2026-06-30  ")
    assert "goal (“基本” was added): 问题[+基本]消除" in next(line for line in lines if line.startswith(" softened  plan#2"))
    path.write_text(plan_text(), encoding="utf-8")
    answer = json.loads(run("import", path, "--json").stdout)
    assert (set(answer), answer["taken"], answer["build"]["tasks"]) == ({"taken", "known", "differences", "build"}, ["plan"], 3)
    moved = next(d for d in answer["differences"] if d["kind"] == "deadline")
    assert (moved["task"], moved["before"], moved["after"], moved["days"]) == ("plan#1", "2026-06-30", "2025-12-31", -181)
    assert newer.find(moved["quote"]) < 0 <= plan_text().find(moved["quote"])


def test_a_build_with_a_bad_document_does_the_rest_and_ends_with_one(run, workspace):
    write_document(workspace, "plan.txt", plan_text())
    write_document(workspace, "empty.txt", "")
    done = run("build")
    assert done.exit_code == 1
    assert "3 tasks" in done.stdout
    assert "empty.txt" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_loads_nothing_heavy(tmp_path):
    code = "import sys, geomon.cli; print([m for m in ('streamlit', 'pandas', 'geopandas', 'sqlalchemy', 'pypinyin') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


def test_the_app_is_served_by_the_same_process_and_ends_when_told(workspace):
    write_document(workspace, "plan.txt", plan_text())
    assert process("build", cwd=workspace.root).returncode == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-m", "geomon", "app", "--port", str(port)], cwd=workspace.root, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as server:
        try:
            answer = wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        finally:
            server.terminate()
        out, _ = server.communicate(timeout=20)
    assert answer == b"ok"
    assert f"http://127.0.0.1:{port}" in out.decode("utf-8")


def wait_for(url, server, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"nothing answers at {url}")


def test_the_wheel_takes_the_demo_workspace_along():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {"app.py", "geomon.toml", "layers", "profiles", "data/documents", "data/layers"} <= taken.keys()
    assert all((ROOT / path).exists() for path in taken)


def test_the_demo_of_an_installed_package_is_copied_to_where_people_may_write(tmp_path, monkeypatch):
    from geomon.service import workspace as house

    packaged = tmp_path / "lib" / "geomon" / "demo"
    for part in ("layers", "profiles", "data/documents", "data/layers"):
        shutil.copytree(ROOT / part, packaged / part)
    shutil.copyfile(ROOT / "geomon.toml", packaged / "geomon.toml")
    monkeypatch.setattr(house.geomon, "__file__", str(packaged.parent / "__init__.py"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "elsewhere").mkdir()
    root = house.demo_workspace(tmp_path / "elsewhere")
    assert packaged not in root.parents
    assert {p.name for p in root.iterdir()} == {"geomon.toml", "layers", "profiles", "data"}
    (root / "geomon.toml").write_text("# mine", encoding="utf-8")
    assert (house.demo_workspace(tmp_path / "elsewhere") / "geomon.toml").read_text(encoding="utf-8") == "# mine"


def test_the_version_is_the_packages():
    assert geomon.__version__ in CliRunner().invoke(cli, ["--version"]).output
    assert (ROOT / "pyproject.toml").read_text(encoding="utf-8").count(f'version = "{geomon.__version__}"') == 1


def test_a_terminal_set_to_chinese_is_told_in_chinese(run, workspace, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    write_document(workspace, "空.txt", "")
    assert fault(run("read", workspace.documents / "空.txt")) == "空.txt：文件是空的。在来源处重新保存。"
    result = run("build")
    assert "空.txt：文件是空的。在来源处重新保存。" in result.stderr
    (workspace.layers / "mine.toml").write_text("colour = 1\n", encoding="utf-8")
    assert fault(run("build")).startswith("mine.toml：不认识的键 'colour'。可用的键：")
