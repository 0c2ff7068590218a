"""Scenes, indices inside zones, change with its uncertainty, pictures: on invented scenes whose truth is known."""

import datetime as dt
import io
import json

import numpy as np
import pytest
import shapely
from PIL import Image
from scene_files import reflectance, write_scene, zone

from geomon.errors import InputError
from geomon.imagery import change_of, changes, find_scenes, picture, picture_pair, trend, zone_statistics
from geomon.imagery.change import ring
from geomon.imagery.ground import ground_picture
from geomon.imagery.indices import calibration_error
from geomon.imagery.zones import CELL


@pytest.fixture
def scenes(tmp_path):
    """scenes(ident=(date, bands), …) -> the scenes of a folder, oldest first."""
    def make(more=None, **asked):
        for ident, (date, bands) in asked.items():
            write_scene(tmp_path, ident, date, bands, **(more or {}))
        found, faults = find_scenes(tmp_path)
        assert faults == ()
        return found
    return make


def test_a_known_change_is_recovered_within_a_hundredth(scenes):
    before, after = np.full((60, 60), 0.55), np.full((60, 60), 0.55)
    after[20:40, 20:40] = 0.12
    a, b = scenes(a=("2022-07-10", reflectance(before)), b=("2024-07-12", reflectance(after)))
    seen = change_of(a, b, zone(20, 20, 20, 20), around_m=150)
    assert seen.change == pytest.approx(0.12 - 0.55, abs=0.01)
    assert seen.around == pytest.approx(0, abs=0.01)
    assert seen.verdict == "barer"
    assert change_of(b, a, zone(20, 20, 20, 20)).verdict == "greener"


def test_pixels_count_by_their_share_in_the_zone(scenes):
    field = np.tile(np.linspace(-0.2, 0.7, 60), (60, 1))
    (scene,) = scenes(a=("2024-07-12", reflectance(field)))
    seen = zone_statistics(scene, [zone(10.25, 10.5, 3.5, 4.25)]).iloc[0]
    weights = np.array([0.75, 1, 1, 0.75])
    assert seen["pixels"] == pytest.approx(3.5 * 4.25, rel=1e-3)
    assert seen["ndvi"] == pytest.approx((weights * field[0, 10:14]).sum() / weights.sum(), abs=1e-4)


def test_a_season_that_greens_everything_is_no_change_of_the_site(scenes):
    a, b = scenes(a=("2024-03-10", reflectance(np.full((60, 60), 0.2))), b=("2024-07-12", reflectance(np.full((60, 60), 0.6))))
    alone, beside = change_of(a, b, zone(20, 20, 20, 20), around_m=None), change_of(a, b, zone(20, 20, 20, 20), around_m=150)
    assert alone.verdict == "greener"
    assert beside.verdict == "as_before"
    assert beside.change == pytest.approx(0.4, abs=0.01)
    assert "season" in beside.reasons


def test_a_small_difference_is_within_the_calibration_of_the_sensor(scenes):
    a, b = scenes(a=("2022-07-10", reflectance(np.full((60, 60), 0.40))), b=("2024-07-12", reflectance(np.full((60, 60), 0.44))))
    seen = change_of(a, b, zone(20, 20, 20, 20), around_m=None)
    assert seen.verdict == "as_before"
    assert seen.error == pytest.approx(np.hypot(calibration_error(0.40, 0.07), calibration_error(0.44, 0.07)), rel=1e-3)


def test_cloud_over_half_a_site_is_said_and_not_averaged(scenes):
    cloud = np.zeros((60, 60))
    cloud[:, :30] = 1
    under = np.where(cloud, 0.02, 0.6)
    a, b = scenes(
        a=("2022-07-10", reflectance(np.full((60, 60), 0.6)) | {"quality": np.zeros((60, 60))}),
        b=("2024-07-12", reflectance(under) | {"quality": cloud}),
    )
    seen = change_of(a, b, zone(20, 20, 20, 20), around_m=None)
    assert seen.verdict == "bad_imagery"
    assert seen.reasons == ("cloud-after",)
    assert seen.cloud == pytest.approx(0.5, abs=0.01)
    assert seen.after == pytest.approx(0.6, abs=0.001)       # of what is clear alone: the cloud's pixels are in no mean


def test_what_lies_outside_the_picture_or_has_no_data_answers_nothing(scenes):
    holes = reflectance(np.full((60, 60), 0.5))
    for band in holes.values():
        band[:, 40:] = -1
    a, b = scenes(a=("2022-07-10", reflectance(np.full((60, 60), 0.5))), b=("2024-07-12", holes))
    half, outside, gone = changes(a, b, [zone(30, 20, 20, 20), zone(50, 20, 20, 20), zone(200, 20, 20, 20)])
    assert half.reasons == ("nodata-after",)
    assert half.nodata == pytest.approx(0.5, abs=0.01)
    assert "nodata-before" in outside.reasons
    assert gone.nodata == 1
    assert gone.verdict == "bad_imagery"


def test_a_site_of_a_few_pixels_is_not_judged(scenes):
    a, b = scenes(a=("2022-07-10", reflectance(np.full((60, 60), 0.6))), b=("2024-07-12", reflectance(np.full((60, 60), 0.1))))
    assert change_of(a, b, zone(20, 20, 2, 2), around_m=None).reasons == ("few-pixels",)


def test_a_zone_wider_than_a_window_is_summed_from_several(scenes):
    wide = CELL + 300
    field = np.random.default_rng(4).uniform(0, 0.8, (40, wide))
    (scene,) = scenes(a=("2024-07-12", reflectance(field)))
    seen = zone_statistics(scene, [zone(0, 0, wide, 40), None, zone(5, 5, 10, 10)])
    assert seen["ndvi"].iloc[0] == pytest.approx(field.mean(), abs=2e-4)
    assert seen["ndvi_sd"].iloc[0] == pytest.approx(field.std(), abs=2e-3)
    assert seen["pixels"].iloc[1] == 0
    assert seen["ndvi"].iloc[2] == pytest.approx(field[5:15, 5:15].mean(), abs=2e-3)


def test_indices_that_a_scene_cannot_give_are_left_out(scenes):
    (scene,) = scenes(a=("2024-07-12", reflectance(np.full((60, 60), 0.5)) | {"green": 0.1}))
    seen = zone_statistics(scene, [zone(20, 20, 20, 20)], ("ndvi", "bsi", "ndwi"))
    assert "bsi" not in seen
    assert seen["ndwi"].iloc[0] == pytest.approx((0.1 - 0.3) / 0.4, abs=1e-3)


def test_two_scenes_on_different_grids_and_crs_compare(tmp_path):
    write_scene(tmp_path, "a", "2022-07-10", reflectance(np.full((60, 60), 0.5)))
    write_scene(tmp_path, "b", "2024-07-10", reflectance(np.full((60, 60), 0.1)), crs=4490, west=105.0, north=37.948, step=0.0001)
    (a, b), _ = find_scenes(tmp_path)
    seen = change_of(a, b, zone(10, 15, 20, 20), around_m=None)
    assert seen.verdict == "barer"
    assert seen.change == pytest.approx(-0.4, abs=0.01)


def test_natural_recovery_is_a_slope_over_one_season(scenes):
    asked = {
        f"s{year}": (f"{year}-07-{10 + year % 5}", reflectance(np.full((60, 60), 0.2 + 0.05 * (year - 2019)))) for year in range(2019, 2025)
    }
    asked["winter"] = ("2023-01-10", reflectance(np.full((60, 60), 0.02)))
    found = trend(scenes(**asked), zone(20, 20, 20, 20))
    assert found.per_year == pytest.approx(0.05, abs=0.002)
    assert found.low <= found.per_year <= found.high
    assert list(found.series["used"]) == [True, True, True, True, False, True, True]
    assert found.way == "rising"


def years(values, **more):
    return {f"s{n}": (f"{2018 + n}-07-10", reflectance(np.full((60, 60), value)) | more) for n, value in enumerate(values)}


def test_below_five_years_a_trend_has_no_interval_by_their_scatter(scenes):
    found = trend(scenes(**years((0.1, 0.3, 0.5, 0.7))), zone(20, 20, 20, 20))
    assert found.per_year == pytest.approx(0.2, abs=0.01)
    assert np.isnan(found.low)
    assert found.error > 0
    assert found.way == "rising"
    two = trend(scenes(**years((0.1, 0.3)))[:2], zone(20, 20, 20, 20))
    assert (two.way, np.isnan(two.per_year)) == ("too_few", True)


def test_what_stays_inside_the_error_or_the_scatter_of_the_years_is_no_trend(scenes):
    assert trend(scenes(**years((0.40, 0.41, 0.40, 0.41, 0.42))), zone(20, 20, 20, 20)).way == "no_trend"
    rough = trend(scenes(**years((0.1, 0.8, 0.2, 0.75, 0.7))), zone(20, 20, 20, 20))
    assert rough.low < 0 < rough.high
    assert rough.way == "no_trend"


def test_bad_imagery_stays_in_the_series_and_out_of_the_trend(scenes):
    asked = years((0.1, 0.2, 0.3)) | {"cloudy": ("2022-07-10", reflectance(np.full((60, 60), 0.9)) | {"quality": 1})}
    found = trend(scenes(**asked), zone(20, 20, 20, 20))
    assert list(found.series["fault"]) == ["", "", "", "cloud"]
    assert found.per_year == pytest.approx(0.1, abs=0.01)
    assert found.series["cloud"].iloc[3] == pytest.approx(1, abs=0.001)


def test_the_error_of_a_slope_is_that_of_a_straight_line_through_its_points():
    from geomon.imagery.series import _error

    t, sigma = np.arange(6.0), 0.05
    drawn = np.random.default_rng(5).normal(0, sigma, (20_000, 6))
    slopes = (drawn * (t - t.mean())).sum(axis=1) / ((t - t.mean()) ** 2).sum()
    assert _error(t, np.full(6, sigma)) == pytest.approx(slopes.std(), rel=0.02)


def test_sentinel_numbers_have_their_offset_and_scene_classes(tmp_path):
    band = np.full((60, 60), 3000.0)
    bands = {"red": band * 0 + 1500, "nir": band, "quality": band * 0 + 9}
    write_scene(tmp_path, "s2", "2023-07-10", bands, sensor="sentinel-2-l2a", nodata=0)
    text = (tmp_path / "s2.toml").read_text(encoding="utf-8").replace("scale = 1.0\n", "").replace("offset = 0.0", "")
    (tmp_path / "s2.toml").write_text(text, encoding="utf-8")
    (scene,), _ = find_scenes(tmp_path)
    seen = zone_statistics(scene, [zone(20, 20, 20, 20)]).iloc[0]
    assert seen["cloud"] == pytest.approx(1, abs=0.001)
    (tmp_path / "s2.toml").write_text(text.replace("quality", "none"), encoding="utf-8")
    (scene,), _ = find_scenes(tmp_path)
    assert zone_statistics(scene, [zone(20, 20, 20, 20)]).iloc[0]["ndvi"] == pytest.approx((0.2 - 0.05) / 0.25, abs=1e-3)


def test_a_stac_item_is_a_scene_when_its_pictures_lie_beside_it(tmp_path):
    write_scene(tmp_path, "red", "2023-07-10", {"red": 0.1})
    write_scene(tmp_path, "nir", "2023-07-10", {"nir": 0.3})
    for name in ("red", "nir"):
        (tmp_path / f"{name}.toml").unlink()
    item = {"stac_version": "1.0.0", "id": "S2A_T48", "properties": {"datetime": "2023-07-10T03:45:00Z", "platform": "sentinel-2a"},
            "assets": {name: {"href": f"./{name}.tif", "raster:bands": [{"scale": 1.0, "offset": 0.0}]} for name in ("red", "nir")}}
    (tmp_path / "item.json").write_text(json.dumps(item), encoding="utf-8")
    (scene,), faults = find_scenes(tmp_path)
    assert faults == ()
    assert scene.title == "2023-07-10 Sentinel-2 L2A"
    assert zone_statistics(scene, [zone(20, 20, 20, 20)])["ndvi"].iloc[0] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(("change", "sentence"), [
    ('date = "x"', "says no date"), ('sensor = "kodak"', "'kodak' is not known"), ('file = "../a.tif"', "does not lie beside"),
    ('file = "https://example.org/a.tif"', "does not lie beside"), ('file = "b.tif"', "is not there"),
    ('order = ["red"]', "names no nir band"), ("order = [", "not well formed"),
])
def test_a_scene_at_fault_is_a_sentence_and_the_others_stay(tmp_path, change, sentence):
    write_scene(tmp_path, "good", "2022-07-10", reflectance(0.5))
    path = write_scene(tmp_path, "a", "2022-07-10", reflectance(0.5))
    key = change.split(" ")[0]
    lines = [change if line.startswith(f"{key} ") else line for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(lines), encoding="utf-8")
    found, faults = find_scenes(tmp_path)
    assert [scene.ident for scene in found] == ["good"]
    assert len(faults) == 1
    assert sentence in faults[0].sentence
    assert faults[0].how


def test_a_picture_without_a_word_about_it_is_named(tmp_path):
    write_scene(tmp_path, "a", "2022-07-10", reflectance(0.5)).unlink()
    found, (fault,) = find_scenes(tmp_path)
    assert found == ()
    assert "a.tif: nothing says its date" in fault.sentence
    assert "a.toml" in fault.how


def test_pictures_show_the_same_ground_with_the_site_and_their_words(scenes):
    bands = reflectance(np.full((60, 60), 0.5)) | {"green": 0.08, "blue": 0.05}
    a, b = scenes(a=("2022-07-10", bands), b=("2024-07-12", reflectance(np.full((60, 60), 0.1)) | {"green": 0.2, "blue": 0.2}))
    pair = picture_pair(a, b, zone(20, 20, 20, 20), margin_m=100)
    first, last = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) for png in pair)
    assert first.shape == last.shape == (480, 480, 3)
    assert last[240, 240].mean() > first[240, 240].mean() + 40          # bare ground is brighter
    yellow = (first == (255, 214, 10)).all(axis=2)
    rows, columns = np.flatnonzero(yellow.any(axis=1)), np.flatnonzero(yellow.any(axis=0))
    assert (rows.min(), rows.max()) == (pytest.approx(120, abs=4), pytest.approx(360, abs=4))     # 400 m of 800 m, in the middle
    assert (columns.min(), columns.max()) == (pytest.approx(120, abs=4), pytest.approx(360, abs=4))
    assert (first[2:26, 8:120] > 200).any()                             # the date is burnt in
    assert (last[2:26, -120:-8] > 200).any()                            # of the later one at the right, where a line between them leaves it


def test_a_picture_for_a_map_lies_where_it_says(tmp_path):
    """A field of 200 m stands in the picture at its own longitude and latitude, though the scene's grid is turned against the map's."""
    import pyproj

    ndvi = np.full((120, 120), 0.1)
    ndvi[40:60, 70:90] = 0.8
    far = 760_000.0                                                     # near the zone's edge: 1.9 degrees between the two norths
    write_scene(tmp_path, "a", "2024-07-10", reflectance(ndvi), west=far)
    (scene,), _ = find_scenes(tmp_path)
    field = zone(70, 40, 20, 20, west=far)
    found = ground_picture(scene, field, margin_m=200)
    shown = np.asarray(Image.open(io.BytesIO(found.png))).astype(int)
    (south, west), (north, east) = found.bounds
    green = (shown[..., 0] > shown[..., 1] + 60) & (shown[..., 3] == 255)       # near infrared is shown as red
    rows, columns = np.nonzero(green)
    to = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:3857", always_xy=True)
    (left, right), (bottom, top) = to.transform((west, east), (south, north))
    back = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4490", always_xy=True)
    lon, lat = back.transform(left + (columns.mean() + 0.5) * (right - left) / shown.shape[1],
                              top - (rows.mean() + 0.5) * (top - bottom) / shown.shape[0])
    middle = field.centroid
    assert pyproj.Geod(ellps="GRS80").inv(lon, lat, middle.x, middle.y)[2] < 5          # metres; a pixel is 10
    assert (shown[..., 3] == 255).all()


def test_a_picture_for_a_map_is_clear_where_the_scene_ends(tmp_path):
    write_scene(tmp_path, "a", "2024-07-10", reflectance(np.full((60, 60), 0.4)))
    (scene,), _ = find_scenes(tmp_path)
    shown = np.asarray(Image.open(io.BytesIO(ground_picture(scene, zone(0, 20, 10, 10), margin_m=200).png)))
    assert (shown[100, :30, 3] == 0).all()
    assert (shown[100, -30:, 3] == 255).all()
    with pytest.raises(InputError, match="does not reach"):
        ground_picture(scene, zone(400, 20, 10, 10), margin_m=200)


def test_a_circle_is_round_on_a_picture_in_degrees_too(tmp_path):
    from geomon.service.above import circle

    write_scene(tmp_path, "a", "2024-07-10", reflectance(np.full((200, 200), 0.3)), crs=4490, west=105.0, north=40.0, step=0.0001)
    (scene,), _ = find_scenes(tmp_path)
    shown = np.asarray(Image.open(io.BytesIO(picture(scene, circle(105.01, 39.99, 300.0), margin_m=200))).convert("RGB")).astype(int)
    yellow = (shown == (255, 214, 10)).all(axis=2)
    rows, columns = np.flatnonzero(yellow.any(axis=1)), np.flatnonzero(yellow.any(axis=0))
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=12)


def test_a_picture_of_a_place_that_the_scene_does_not_reach_is_refused(scenes):
    (scene,) = scenes(a=("2022-07-10", reflectance(0.5)))

    with pytest.raises(InputError, match="does not reach"):
        picture(scene, zone(900, 20, 20, 20))


def test_the_ring_leaves_the_site_and_its_border_out():
    site = zone(20, 20, 20, 20)
    around = ring(site, 300)
    assert shapely.distance(site, around) * 111_000 == pytest.approx(30, rel=0.3)
    assert ring(None, 300).is_empty


def test_a_scene_of_an_old_datum_is_refused(tmp_path):
    write_scene(tmp_path, "a", "2022-07-10", reflectance(0.5), crs=4610, west=105.0, north=37.9, step=0.0001)
    (scene,), _ = find_scenes(tmp_path)

    with pytest.raises(InputError, match="not public"):
        zone_statistics(scene, [zone(20, 20, 20, 20)])
    assert scene.date == dt.date(2022, 7, 10)
