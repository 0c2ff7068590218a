"""What a workspace's scenes show at its sites: which ground, which two scenes, and what the card and the command say."""

import csv
import dataclasses
import json

import docx
import numpy as np
import pytest
from click.testing import CliRunner
from factories import day, plan_text, write_document
from scene_files import reflectance, write_scene

from geomon.cli import cli
from geomon.errors import InputError
from geomon.service.above import circle, ground_of, pair_of, scenes_of

WEST, NORTH, STEP, SIDE = 106.8, 39.5, 0.0005, 600


@pytest.fixture
def seen_workspace(workspace, service):
    """A workspace with one plan whose mine is known to 200 m, and two scenes over it: a third as green in the second."""
    path = workspace.root / "data" / "layers" / "mine.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    row = next(one for one in rows if "万源" in one["name"])
    row["accuracy_m"] = "200"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)
    write_document(workspace, "plan.txt", plan_text())
    service.build()
    x, y = int((float(row["lon"]) - WEST) / STEP), int((NORTH - float(row["lat"])) / STEP)
    for ident, date, ndvi in (("a", "2023-07-14", 0.6), ("b", "2024-07-10", 0.2)):
        field = np.full((SIDE, SIDE), 0.6)
        field[y - 6:y + 6, x - 6:x + 6] = ndvi
        write_scene(workspace.root / "data" / "imagery", ident, date, reflectance(field), crs=4490, west=WEST, north=NORTH, step=STEP)
    return service


def mine(service):
    rows = service.situation(service.settings.today()).sites
    return rows[rows["name"].str.contains("万源")]["id"].iloc[0]


def test_a_site_is_seen_and_its_card_gets_two_pictures(seen_workspace):
    today = seen_workspace.settings.today()
    assert seen_workspace.has_scenes(today)
    (one,) = seen_workspace.seen_from_above((mine(seen_workspace),), today)
    assert one.change.verdict == "barer"
    assert one.change.change == pytest.approx(-0.4, abs=0.01)
    first, last = seen_workspace.pictures_from_above(one)
    assert first.startswith(b"\x89PNG")
    assert first != last


def test_the_same_ground_is_drawn_once(seen_workspace):
    today, site = seen_workspace.settings.today(), mine(seen_workspace)
    (one,), (again,) = (seen_workspace.seen_from_above((site,), today) for _ in range(2))
    assert seen_workspace.pictures_from_above(again) is seen_workspace.pictures_from_above(one)


def test_a_map_gets_both_dates_of_the_same_ground(seen_workspace):
    first, last = seen_workspace.ground_from_above(mine(seen_workspace), seen_workspace.settings.today())
    assert first.bounds == last.bounds
    assert first.png != last.png
    with pytest.raises(InputError, match="no two pictures"):
        seen_workspace.ground_from_above("mine-gone", seen_workspace.settings.today())


def test_the_dossier_has_the_pair_as_a_swipe_and_side_by_side(seen_workspace, tmp_path):
    today, site = seen_workspace.settings.today(), mine(seen_workspace)
    task = seen_workspace.situation(today).site(site)["tasks"][0]
    page, book, sheet = (tmp_path / f"dossier.{ending}" for ending in ("html", "docx", "xlsx"))
    for path in (page, book, sheet):
        seen_workspace.report("dossier", path, today, task=task)
    text = page.read_text(encoding="utf-8")
    assert text.count("data:image/png;base64,") == 2
    assert 'type="range"' in text
    assert "前 2023-07-14" in text
    assert "src=\"http" not in text
    pictures = docx.Document(book).inline_shapes
    assert len(pictures) == 2
    alone = tmp_path / "all.html"
    seen_workspace.report("dossier", alone, today)
    assert "gm-pair" not in alone.read_text(encoding="utf-8")         # pictures of one task, not of all
    seen_workspace.shown_to("public").report("dossier", alone, today, task=task)
    assert "data:image" not in alone.read_text(encoding="utf-8")


def test_a_dossier_is_sealed_where_a_scene_does_not_reach_the_site(seen_workspace, tmp_path):
    today, site = seen_workspace.settings.today(), mine(seen_workspace)
    task = seen_workspace.situation(today).site(site)["tasks"][0]
    write_scene(seen_workspace.settings.root / "data" / "imagery", "c", "2024-07-20", reflectance(0.4), crs=4490, west=120.0, north=30.0,
                step=STEP)
    assert seen_workspace.dossier(tmp_path / "x.zip", today, task)


def test_a_place_known_to_kilometres_is_not_looked_at(seen_workspace):
    site = seen_workspace.card(mine(seen_workspace), seen_workspace.settings.today()).site
    assert ground_of(site, (), seen_workspace.layer_features) is not None
    vague = dataclasses.replace(site, location=dataclasses.replace(site.location, accuracy_m=2_000.0))
    assert ground_of(vague, (), seen_workspace.layer_features) is None
    assert ground_of(vague, ("gone/7",), seen_workspace.layer_features) is None


def test_a_scene_of_later_than_the_date_is_not_used(seen_workspace):
    root = seen_workspace.settings.root
    assert len(scenes_of(root, day("2024-12-15"))[0]) == 2
    assert [scene.ident for scene in scenes_of(root, day("2023-12-31"))[0]] == ["a"]
    assert seen_workspace.seen_from_above(tuple(seen_workspace.situation(day("2023-12-31")).sites["id"]), day("2023-12-31")) == ()


def test_the_pair_is_the_earliest_of_the_season_of_the_latest(tmp_path):
    for ident, date in (("w", "2019-01-10"), ("x", "2020-07-01"), ("y", "2022-07-20"), ("z", "2024-06-30")):
        write_scene(tmp_path / "data" / "imagery", ident, date, reflectance(0.5))
    scenes, faults = scenes_of(tmp_path, day("2025-01-01"))
    assert faults == ()
    assert [scene.ident for scene in pair_of(scenes)] == ["x", "z"]
    assert [scene.ident for scene in pair_of(scenes[:2])] == ["w", "x"]       # none of the season: the other is better than none
    assert pair_of(scenes[:1]) is None


def test_the_ground_of_a_point_is_a_circle_in_metres():
    from geomon.crs import area_ha

    assert area_ha(circle(106.9, 39.4, 500.0)) == pytest.approx(np.pi * 25, rel=0.01)


def test_a_series_ends_with_the_date_and_is_measured_once(seen_workspace):
    site, today = mine(seen_workspace), seen_workspace.settings.today()
    series = seen_workspace.series_from_above(site, today)
    assert list(series.trend.series["scene"]) == ["a", "b"]
    assert seen_workspace.series_from_above(site, today).trend is series.trend
    assert list(seen_workspace.series_from_above(site, day("2023-12-31")).trend.series["scene"]) == ["a"]
    assert seen_workspace.series_from_above(site, day("2020-12-31")) is None
    with pytest.raises(InputError, match="no such site"):
        seen_workspace.series_from_above("mine-gone", today)


def test_the_command_gives_a_series_by_name_or_id(seen_workspace):
    site, root = mine(seen_workspace), str(seen_workspace.settings.root)
    name = seen_workspace.card(site, seen_workspace.settings.today()).site.name
    for n, date in enumerate(("2020-07-12", "2021-07-12", "2022-07-12", "2022-01-12")):
        write_scene(seen_workspace.settings.root / "data" / "imagery", f"y{n}", date, reflectance(np.full((SIDE, SIDE), 0.5)),
                    crs=4490, west=WEST, north=NORTH, step=STEP)
    seen_workspace.close()
    ask = ["imagery", "-w", root, "--as-of", "2024-12-15", "--series"]
    answer = json.loads(CliRunner().invoke(cli, [*ask, name, "--json"]).stdout)
    assert answer == json.loads(CliRunner().invoke(cli, [*ask, site, "--json"]).stdout)
    assert [one["state"] for one in answer["scenes"]] == ["used", "used", "other-season", "used", "used", "used"]
    assert answer["trend"]["scenes"] == 5
    assert answer["note"].startswith("a lead")
    told = CliRunner().invoke(cli, [*ask, site])
    assert "another season" in told.output
    assert "a lead, no proof" in told.output
    gone = CliRunner().invoke(cli, [*ask, "没有的矿"])
    assert gone.exit_code == 1
    assert "no such site" in gone.output


def test_the_command_lists_what_was_seen_as_leads(seen_workspace):
    seen_workspace.close()
    root = str(seen_workspace.settings.root)
    told = CliRunner().invoke(cli, ["imagery", "-w", root, "--as-of", "2024-12-15"])
    assert told.exit_code == 0, told.output
    assert "leads, no proof" in told.output
    answers = json.loads(CliRunner().invoke(cli, ["imagery", "-w", root, "--as-of", "2024-12-15", "--json"]).stdout)
    assert answers
    assert all(one["note"].startswith("a lead") and one["date_after"] == "2024-07-10" for one in answers)
    few = CliRunner().invoke(cli, ["imagery", "-w", root, "--as-of", "2023-12-31"])
    assert "two are needed" in few.output
