"""geomon: from published remediation documents to a map of where every task stands.

The environment of GDAL is set here, before anything can import a reader: `GDAL_SKIP` works only when it is in the
environment before GDAL loads (measured; see `docs/adr/0003-gate.md`).
"""

from __future__ import annotations

import os

__version__ = "0.1.0"

# No reader may ask the network or sit behind another format (a VRT renamed to .geojson reads any file of the server).
os.environ.setdefault(
    "GDAL_SKIP",
    "VRT WMS WFS WCS WMTS OAPIF HTTP STACIT STACTA GTI PLSCENES DAAS NGW CSW OGR_VRT LIBKML EEDA EEDAI AmigoCloud Carto Elasticsearch",
)
os.environ.setdefault("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR")
os.environ.setdefault("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none")
