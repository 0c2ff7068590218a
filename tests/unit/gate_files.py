"""Factories of files for the gate: every format, good and bad; each states only what a test is about."""

import io
import json
import struct
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

NAMES = ("铁东石灰石矿区", "黄河取水口排查点", "海勃湾区煤矸石堆场")
POINTS = ((106.80, 39.40), (106.85, 39.35), (106.72, 39.66))


def frame(points=POINTS, names=NAMES, code="EPSG:4490", **columns):
    return gpd.GeoDataFrame({"name": list(names), **columns}, geometry=[shapely.Point(p) for p in points], crs=code)


def feature(geometry, /, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(*features, **members):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}, ensure_ascii=False).encode()


def point(x=106.8, y=39.4, **properties):
    return feature({"type": "Point", "coordinates": [x, y]}, **properties)


def polygon(*ring, **properties):
    return feature({"type": "Polygon", "coordinates": [list(map(list, ring))]}, **properties)


SQUARE = ((106.8, 39.4), (106.81, 39.4), (106.81, 39.41), (106.8, 39.41), (106.8, 39.4))


def zipped(path: Path, **files):
    """Write a zip; keys are names with __ for / and _dot_ for the dot, or pass a dict by `entries`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.get("entries", files).items():
            archive.writestr(name, content)
    return path


def gbk_zip(path: Path, entries):
    """Write a zip whose names are raw GBK bytes without the flag for UTF-8, as Windows did."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name.encode("gbk").decode("cp437"))
            info.flag_bits = 0
            archive.writestr(info, content)
    data = held.getvalue()
    for name in entries:  # Python flags what is not ASCII as UTF-8: write the bytes and the flag as they were meant
        wrong, right = name.encode("gbk").decode("cp437").encode("utf-8"), name.encode("gbk")
        data = data.replace(wrong, right + b"_" * (len(wrong) - len(right))) if len(wrong) == len(right) else data
    path.write_bytes(_rewritten(entries))
    return path


def _rewritten(entries):
    """Return a stored zip with the names' bytes as given, built by hand."""
    import zlib

    out, central = io.BytesIO(), io.BytesIO()
    for name, content in entries.items():
        raw, crc, at = name.encode("gbk"), zlib.crc32(content), out.tell()
        out.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, crc, len(content), len(content), len(raw), 0) + raw + content)
        central.write(
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, crc, len(content), len(content), len(raw), 0, 0, 0, 0, 0, at)
            + raw
        )
    start = out.tell()
    out.write(central.getvalue())
    out.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(central.getvalue()), start, 0))
    return out.getvalue()


def dbf(texts, encoding="utf-8", *, width=60, name="NAME", language=0):
    """Return a .dbf with one text column, in bytes of any encoding, padded with blanks."""
    raw_name = name.encode(encoding if not encoding.startswith("utf-16") else "ascii")[:10]
    head = struct.pack("<B3BLHH16xBB2x", 3, 126, 11, 25, len(texts), 65, 1 + width, 0, language)
    column = raw_name.ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([width, 0]) + b"\0" * 14
    rows = b"".join(b" " + text.encode(encoding)[:width].ljust(width, b" ") for text in texts)
    return head[:32] + column + b"\r" + rows + b"\x1a"


def shp(points):
    """Return a .shp and its .shx with these points."""
    box = [min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)]
    records = b"".join(struct.pack(">2L", n + 1, 10) + struct.pack("<Ldd", 1, *p) for n, p in enumerate(points))

    def head(size):
        return struct.pack(">L20xL", 9994, size // 2) + struct.pack("<2L4d32x", 1000, 1, *box)

    index = b"".join(struct.pack(">2L", (100 + 28 * n) // 2, 10) for n in range(len(points)))
    return head(100 + len(records)) + records, head(100 + len(index)) + index


def shapefile(folder: Path, stem, texts=NAMES, encoding="utf-8", *, cpg=None, points=POINTS, prj=True, **more):
    """Write a shapefile by hand; `cpg` is what its .cpg says, None for none."""
    folder.mkdir(parents=True, exist_ok=True)
    shape, index = shp(points[: len(texts)] if len(points) >= len(texts) else [points[n % len(points)] for n in range(len(texts))])
    for suffix, content in ((".shp", shape), (".shx", index), (".dbf", dbf(texts, encoding, **more))):
        (folder / f"{stem}{suffix}").write_bytes(content)
    if prj:
        import pyproj

        (folder / f"{stem}.prj").write_text(pyproj.CRS.from_epsg(4490).to_wkt("WKT1_ESRI"), encoding="utf-8")
    if cpg is not None:
        (folder / f"{stem}.cpg").write_text(cpg, encoding="utf-8")
    return folder / f"{stem}.shp"


def good_files(folder: Path):
    """Write the same three points in every format that has them; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    whole = frame()
    for suffix, driver in ((".gpkg", "GPKG"), (".fgb", "FlatGeobuf"), (".geojson", "GeoJSON")):
        whole.to_file(folder / f"good{suffix}", driver=driver, engine="pyogrio")
        made.append(folder / f"good{suffix}")
    whole.to_parquet(folder / "good.parquet")
    made.append(folder / "good.parquet")
    made.append(shapefile(folder, "good"))
    rows = "".join(f"{n},{x},{y}\n" for n, (x, y) in zip(NAMES, POINTS, strict=True))
    (folder / "good.csv").write_text("name,lon,lat\n" + rows, encoding="utf-8")
    marks = "".join(
        f"<Placemark><name>{n}</name><Point><coordinates>{x},{y}</coordinates></Point></Placemark>"
        for n, (x, y) in zip(NAMES, POINTS, strict=True)
    )
    (folder / "good.kml").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>',
        encoding="utf-8",
    )
    zipped(folder / "good.kmz", entries={"doc.kml": (folder / "good.kml").read_bytes()})
    zipped(
        folder / "good.zip", entries={f"图层 数据/子夹/点位.{s}": (folder / f"good.{s}").read_bytes() for s in ("shp", "shx", "dbf", "prj")}
    )
    (folder / "good.dxf").write_text(
        "0\nSECTION\n2\nENTITIES\n"
        + "".join(f"0\nPOINT\n8\n{n}\n10\n{x}\n20\n{y}\n" for n, (x, y) in zip(NAMES, POINTS, strict=True))
        + "0\nENDSEC\n0\nEOF\n",
        encoding="utf-8",
    )
    (folder / "good.geojsonl").write_text(
        "\n".join(json.dumps(point(x, y, name=n), ensure_ascii=False) for n, (x, y) in zip(NAMES, POINTS, strict=True)), encoding="utf-8"
    )
    (folder / "good.xlsx").write_bytes(workbook([["name", "lon", "lat"], *([n, x, y] for n, (x, y) in zip(NAMES, POINTS, strict=True))]))
    (folder / "good.dbf.only").unlink(missing_ok=True)
    return [*made, *(folder / f"good.{s}" for s in ("csv", "kml", "kmz", "zip", "dxf", "geojsonl", "xlsx"))]


def workbook(rows, sheet="Sheet1"):
    """Return an xlsx of these rows."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for n, row in enumerate(rows):
        page.write_row(n, 0, row)
    book.close()
    return held.getvalue()


def geotiff(path: Path, *, width=4, height=4, code="EPSG:4490"):
    from geomon.readers.rasters import load_rasterio

    rasterio = load_rasterio()
    from rasterio.transform import from_origin

    warnings.simplefilter("ignore", PendingDeprecationWarning)  # of rasterio's own arithmetic; pytest restores the filters
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=1,
        dtype="uint8",
        crs=code,
        transform=from_origin(106.8, 39.4, 0.01, 0.01),
        SPARSE_OK=True,
        TILED="YES" if width >= 256 else "NO",
    ) as scene:
        if width <= 1024:
            scene.write(np.ones((1, height, width), dtype="uint8"))
    return path
