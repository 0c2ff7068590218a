"""Rasterio with GDAL's memory driver, which its warping needs, and without all the others that are not on the allowlist."""

from __future__ import annotations

import os
from types import ModuleType
from typing import cast

import geomon


def load_rasterio() -> ModuleType:
    """Return rasterio with its drivers registered: GTiff, COG, and MEM beside the allowlist.

    rasterio carries a GDAL of its own, which registers drivers when its first environment opens, by what `GDAL_SKIP` says then.
    Whoever warps or rasterises has to take rasterio from here; reading and writing GeoTIFF works either way.
    """
    wanted = {"MEM", "COG"}
    before = os.environ.get("GDAL_SKIP")
    os.environ["GDAL_SKIP"] = ",".join(name for name in geomon.GDAL_SKIP.split(",") if name not in wanted)
    try:
        import rasterio

        with rasterio.Env():
            pass
    finally:
        os.environ["GDAL_SKIP"] = before if before is not None else geomon.GDAL_SKIP
    return cast(ModuleType, rasterio)
