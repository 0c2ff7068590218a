"""Twenty-five small or plain files that ask for far more than they are: by pixels, by packing, by columns, by rows, by depth, by length.

Each is a function of a folder that returns the path; the largest is under the limit of what may be uploaded.
"""

import io
import sqlite3
import struct
import warnings
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from gate_files import frame, geojson, geotiff, point, shapefile, workbook
from reading.bad_files import S, good_docx, good_xlsx, pdf_bomb, with_part

from geomon.readers.rasters import load_rasterio

MB = 1 << 20


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def packed(folder, name, entry, pieces):
    """An archive of one entry, given in pieces."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as held, held.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
    return path


def stripped(folder):
    """A raster in one strip of 2 GB."""
    path = geotiff(folder / "a.tif")
    data = bytearray(path.read_bytes())
    order = "<" if data[:2] == b"II" else ">"
    at = struct.unpack_from(f"{order}L", data, 4)[0]
    for n in range(struct.unpack_from(f"{order}H", data, at)[0]):
        entry = at + 2 + 12 * n
        tag, kind = struct.unpack_from(f"{order}2H", data, entry)
        if tag in (256, 257, 278):
            struct.pack_into(f"{order}{'L' if kind == 4 else 'H'}", data, entry + 8, 45_000)
    path.write_bytes(data)
    return path


def flat():
    """Where a raster lies; rasterio's own arithmetic warns of itself."""
    from rasterio.transform import from_origin

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return from_origin(106, 39, .001, .001)


def many_bands(folder):
    rasterio = load_rasterio()
    with rasterio.open(folder / "a.tif", "w", driver="GTiff", width=64, height=64, count=5_000, dtype="uint8", crs="EPSG:4490",
                       transform=flat(), SPARSE_OK=True):
        pass
    return folder / "a.tif"


def compressed_block(folder):
    """A raster of one tile that unpacks to 268 MB of zeros."""
    rasterio = load_rasterio()
    with rasterio.open(folder / "a.tif", "w", driver="GTiff", width=16_384, height=16_384, count=1, dtype="uint8", crs="EPSG:4490",
                       transform=flat(), compress="deflate", tiled=True, blockxsize=16_384, blockysize=16_384) as scene:
        scene.write(np.zeros((1, 16_384, 16_384), "uint8"))
    return folder / "a.tif"


def wide_dbf(folder):
    """A shapefile whose table has 2,000 columns."""
    path = shapefile(folder, "a")
    fields = b"".join(f"C{n:04}".encode().ljust(11, b"\0") + b"C" + bytes(4) + b"\1\0" + bytes(14) for n in range(2_000))
    head = struct.pack("<B3BLHH16xBB2x", 3, 126, 11, 25, 3, 32 + len(fields) + 1, 2_001, 0, 0)
    path.with_suffix(".dbf").write_bytes(head + fields + b"\r" + b" " * 2_001 * 3 + b"\x1a")
    return path


def many_parts(folder):
    """An archive of 60,000 empty files."""
    with zipfile.ZipFile(folder / "a.zip", "w") as held:
        for n in range(60_000):
            held.writestr(f"{n}.txt", b"")
    return folder / "a.zip"


def rows_of(count, columns=1):
    sink = io.BytesIO()
    pq.write_table(pa.table({f"c{n}": pa.array(np.zeros(count, "int8")) for n in range(columns)}), sink)
    return sink.getvalue()


def counting(folder):
    """A layer that is a view without an end of its own."""
    frame().to_file(folder / "a.gpkg", layer="a", driver="GPKG")
    with sqlite3.connect(folder / "a.gpkg") as held:
        held.execute("CREATE VIEW b AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) "
                     "SELECT n AS fid, geom FROM c, a")
        held.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('b', 'features', 'b', 4490)")
        held.execute("INSERT INTO gpkg_geometry_columns VALUES ('b', 'geom', 'POINT', 4490, 0, 0)")
        held.execute("DELETE FROM gpkg_contents WHERE table_name = 'a'")
    held.close()
    return folder / "a.gpkg"


def kml(words):
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{words}</Document></kml>'


def sheet_of(rows):
    return with_part(good_xlsx(), "xl/worksheets/sheet1.xml", f"<worksheet xmlns='{S}'><sheetData>{rows}</sheetData></worksheet>")


PLACE = "<Placemark><name>a</name><Point><coordinates>106,39</coordinates></Point></Placemark>"
GATE = {
    # rasters
    "a sparse raster of 10,000,000,000 pixels": lambda f: geotiff(f / "a.tif", width=100_000, height=100_000),
    "a raster of 5,000 bands": many_bands,
    "a raster in one strip of 2 GB": stripped,
    "a raster of one tile that unpacks to 268 MB": compressed_block,
    # packing
    "1 GB of blanks in a zip": lambda f: packed(f, "a.zip", "a.csv", (b" " * MB for _ in range(1024))),
    "1 GB of KML in a kmz": lambda f: packed(f, "a.kmz", "doc.kml", (b" " * MB for _ in range(1024))),
    "60,000 files in a zip": many_parts,
    "a workbook of 300 MB of rows": lambda f: put(f, "a.xlsx", with_part(workbook([["lon", "lat"]]), "xl/worksheets/sheet1.xml",
                                                                        b"<worksheet><sheetData>" + b"<row/>" * 50_000_000)),
    # columns
    "a csv of 20,000 columns": lambda f: put(f, "a.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n" + ",".join("1" * 20_000)),
    "a GeoJSON of 20,000 properties": lambda f: put(f, "a.geojson", geojson(point(**{f"c{n}": 1 for n in range(20_000)}))),
    "a shapefile of 2,000 columns": wide_dbf,
    "a Parquet of 20,000 columns": lambda f: put(f, "a.parquet", rows_of(1, 20_000)),
    # rows
    "a csv of 12,000,000 rows": lambda f: put(f, "a.csv", "x,y\n" + "1,2\n" * 12_000_000),
    "a Parquet of 50,000,000 rows": lambda f: put(f, "a.parquet", rows_of(50_000_000)),
    "8,000,000 points in one": lambda f: put(f, "a.geojson", b'{"type":"MultiPoint","coordinates":[' + b"[1,2]," * 7_999_999 + b"[1,2]]}"),
    "15,000,000 lists in one property": lambda f: put(f, "a.geojson", geojson(point(a=0)).replace(b'"a": 0', b'"a": [' + b"[]," * 15_000_000
                                                                                                 + b"0]")),
    "a GeoPackage whose view counts to 1,000,000,000": counting,
    # depth
    "a GeoJSON of 8,000,000 brackets": lambda f: put(f, "a.geojson", '{"a":' * 8_000_000),
    "a KML of 2,000,000 folders in folders": lambda f: put(f, "a.kml", "<kml>" + "<Folder>" * 2_000_000),
    # length
    "a text of 45 MB in a csv": lambda f: put(f, "a.csv", 'lon,lat,name\n106,39,"' + "x" * 45 * MB + '"\n'),
    "a name of 45 MB in a KML": lambda f: put(f, "a.kml", kml(PLACE.replace(">a<", ">" + "x" * 45 * MB + "<"))),
    "a property of 45 MB in a GeoJSON": lambda f: put(f, "a.geojson", geojson(point(name="x" * 45 * MB))),
}
DOCUMENTS = {
    "a Word text of 180 MB": lambda f: put(f, "a.docx", with_part(good_docx(), "word/document.xml", b"<a>" + b" " * 180_000_000)),
    "a ledger of 3,000,000 rows": lambda f: put(f, "a.xlsx", sheet_of("<row><c t='n'><v>1</v></c></row>" * 3_000_000)),
    "a PDF page that unpacks to 1 GB": pdf_bomb,
}
