"""geomon: from published remediation documents to a map of where every task stands.

The environment of GDAL is set here, before anything can import a reader: `GDAL_SKIP` works only when it is in the
environment before GDAL registers its drivers (measured; see `docs/adr/0003-gate.md`).
"""

from __future__ import annotations

import importlib
import os
from typing import Any

__version__ = "0.1.0"

DRIVERS = frozenset({"GeoJSON", "GPKG", "ESRI Shapefile", "KML", "FlatGeobuf", "GTiff"})
"""The drivers of GDAL that stay; of those that are gone many read other files or ask the network by design."""

# Every other driver of the wheels of pyogrio 0.13 (GDAL 3.12) and rasterio 1.4 (GDAL 3.10). A build prints a line for a name that it lacks,
# hence CPL_LOG; errors still come as exceptions. Commas, because one name has a space.
GDAL_SKIP = (
    "AAIGrid,ACE2,ADBC,ADRG,AIG,AIVector,AVCBin,AVCE00,AirSAR,AmigoCloud,BAG,BIGGIF,BLX,BMP,BSB,BT,BYN,CALS,CEOS,"
    "COASP,COG,COSAR,CPG,CSV,CSW,CTG,CTable2,Carto,DAAS,DERIVED,DGN,DIMAP,DIPEx,DOQ1,DOQ2,DTED,DXF,ECRGTOC,EDIGEO,"
    "EEDA,EEDAI,EHdr,EIR,ELAS,ENVI,ERS,ESAT,ESRIC,ESRIJSON,Elasticsearch,FAST,FIT,GDALG,GFF,GIF,GML,GNMDatabase,"
    "GNMFile,GPSBabel,GPX,GRASSASCIIGrid,GRIB,GS7BG,GSAG,GSBG,GSC,GTFS,GTI,GTX,GXF,GenBin,GeoJSONSeq,GeoRSS,HDF5,"
    "HDF5Image,HF2,HFA,HTTP,ILWIS,IRIS,ISCE,ISG,ISIS2,ISIS3,Idrisi,JAXAPALSAR,JDEM,JML,JP2OpenJPEG,JPEG,JSONFG,"
    "KMLSUPEROVERLAY,KRO,L1B,LAN,LCP,LIBERTIFF,LIBKML,LOSLAS,LVBAG,Leveller,MAP,MBTiles,MEM,MFF,MFF2,MRF,MSGN,MVT,"
    "MapML,MiraMonRaster,MiraMonVector,NDF,NGSGEOID,NGW,NITF,NOAA_B,NSIDCbin,NTv2,NWT_GRC,NWT_GRD,OAPIF,ODS,OGCAPI,"
    "OGR_GMT,OGR_PDS,OGR_VRT,OSM,OZI,OpenFileGDB,PAux,PCIDSK,PCRaster,PDF,PDS,PDS4,PGDUMP,PLMOSAIC,PLSCENES,PMTiles,"
    "PNG,PNM,PRF,R,RCM,RIK,RMF,ROI_PAC,RPFTOC,RRASTER,RS2,RST,Rasterlite,S102,S104,S111,S57,SAFE,SAGA,SAR_CEOS,"
    "SDTS,SENTINEL2,SGI,SIGDEM,SNAP_TIFF,SNODAS,SQLite,SRP,SRTMHGT,STACIT,STACTA,SXF,Selafin,TGA,TIL,TSX,Terragen,"
    "TopoJSON,USGSDEM,VDV,VFK,VICAR,VRT,WAsP,WCS,WEBP,WFS,WMS,WMTS,XLSX,XPM,XYZ,ZMap,Zarr,netCDF,MapInfo File"
)

os.environ["GDAL_SKIP"] = GDAL_SKIP
os.environ.setdefault("CPL_LOG", os.devnull)
os.environ["GDAL_DRIVER_PATH"] = "disable"  # no plug-ins either
os.environ.setdefault("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR")
os.environ.setdefault("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none")
os.environ.setdefault("PROJ_NETWORK", "OFF")

_PUBLIC = frozenset({
    "Change", "Document", "Marked", "Scene", "Task", "change_of", "changes", "check", "demo", "layer", "marked", "mentions",
    "pairs", "picture_pair", "read", "repair", "scenes", "tasks", "trend", "workspace", "zone_statistics",
})
"""The Python API (`geomon/api.py`), loaded on first use: a process that reads a file sets its limits before any library is there."""


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module("geomon.api"), name)
    raise AttributeError(f"module 'geomon' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
