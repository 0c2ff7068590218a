"""What a file is: its first bytes against the formats on the allowlist, and the pair of ending and content."""

from __future__ import annotations

from pathlib import PurePosixPath

from geomon.errors import UnreadableFile, UnsafeFile
from geomon.readers.formats import Format, formats, suffixes
from geomon.readers.reading import Raw, Source

HEAD = 1 << 16
# Contents that people send by mistake, or that nobody should open; each with its name.
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x89HDF", "an HDF5 file"),
    (b"CDF", "a netCDF file"),
    (b"\x80\x02", "a pickle, which could run a program"),
    (b"\x80\x03", "a pickle, which could run a program"),
    (b"\x80\x04", "a pickle, which could run a program"),
    (b"\x80\x05", "a pickle, which could run a program"),
    (b"AC10", "a DWG drawing; save it as DXF"),
)


def format_of(head: bytes, name: str) -> Format:
    """Return the format that a file's first bytes and its ending agree on.

    Raises
    ------
    UnreadableFile, UnsafeFile
        If the content is on no list, or is another than the ending says.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if not head:
        raise UnreadableFile("the file is empty.", where=name, how="Export it again.")
    for start, words in _FOREIGN:
        if head.startswith(start):
            raise UnreadableFile(f"it is {words}.", where=name, how=accepted())
    fits = [one for one in formats() if one.holds(head)]
    for one in fits:
        if suffix in one.suffixes:
            return one
    if suffix not in suffixes():
        raise UnreadableFile(f"{suffix or 'a file without an ending'} is no layer file.", where=name, how=accepted())
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise UnsafeFile(
            "it is XML, but no KML; such files may ask for other files.", where=name, how="Export the layer as GeoPackage or GeoJSON."
        )
    found = next((one for one in fits if one.order < 80), None)
    if found is not None:
        how = f"Rename it to end in {found.suffixes[0]}, if that is what it is."
        raise UnreadableFile(f"its content is {found.name}, not what {suffix} says.", where=name, how=how)
    raise UnreadableFile(f"its content is not that of a {suffix} file.", where=name, how="Export it again in that format.")


def read_content(source: Source) -> tuple[Raw, str]:
    """Read a file by its content; return the layer and the format's name."""
    with source.path.open("rb") as file:
        head = file.read(HEAD)
    chosen = format_of(head, source.name)
    return chosen.read(source), chosen.name


def accepted() -> str:
    """Return what can be sent, in words."""
    return "Send a GeoPackage, shapefile (best as zip), GeoJSON, KML, FlatGeobuf, GeoParquet, csv, xlsx, txt, DXF or GeoTIFF."
