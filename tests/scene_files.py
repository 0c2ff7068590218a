"""Scenes for tests: GeoTIFFs of invented reflectance with their TOML, so that a test states only what matters."""

import numpy as np
import pyproj
import shapely

from geomon.readers.rasters import load_rasterio

UTM48 = 32648


def write_scene(folder, ident, date, bands, *, sensor="other", crs=UTM48, west=500_000.0, north=4_200_000.0, step=10.0, nodata=-1.0,
                credit=""):
    """Write bands (role -> array, or one number for a constant of 60 x 60) as one GeoTIFF with its TOML; the TOML's path."""
    rasterio = load_rasterio()
    shape = next((np.shape(v) for v in bands.values() if np.ndim(v) == 2), (60, 60))
    folder.mkdir(parents=True, exist_ok=True)
    options = {"driver": "GTiff", "width": shape[1], "height": shape[0], "count": len(bands), "dtype": "float32", "nodata": nodata,
               "tiled": True, "blockxsize": 256, "blockysize": 256}
    options |= {"crs": f"EPSG:{crs}", "transform": rasterio.Affine(step, 0, west, 0, -step, north)}
    with rasterio.open(folder / f"{ident}.tif", "w", **options) as out:
        for n, values in enumerate(bands.values(), 1):
            out.write(np.broadcast_to(np.asarray(values, np.float32), shape), n)
    order = ", ".join(f'"{role}"' for role in bands)
    lines = [f"date = {date}", f'sensor = "{sensor}"', f'file = "{ident}.tif"', f"order = [{order}]", f'credit = "{credit}"',
             "scale = 1.0", "offset = 0.0"]
    path = folder / f"{ident}.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def zone(left, top, width, height, *, crs=UTM48, west=500_000.0, north=4_200_000.0, step=10.0):
    """A rectangle by pixels of such a scene, as a polygon in degrees (CGCS2000)."""
    box = shapely.box(west + left * step, north - (top + height) * step, west + (left + width) * step, north - top * step)
    to = pyproj.Transformer.from_crs(crs, "EPSG:4490", always_xy=True)
    return shapely.transform(shapely.segmentize(box, step * 8), lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))


def reflectance(ndvi, brightness=0.4):
    """Red and near infrared that give an NDVI, as numbers or arrays."""
    return {"red": brightness * (1 - np.asarray(ndvi)) / 2, "nir": brightness * (1 + np.asarray(ndvi)) / 2}
