"""What a file holds, by its content: the name of a file says what its sender meant, not what it is."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from geomon.errors import GeomonError, UnreadableFile, UnsafeFile

_STARTS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a picture or sound"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "rich text"),
    (b"\xd0\xcf\x11\xe0", "an old office file, or one with a password"),
    (b"MIME-Version:", "a web archive"),
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div)\b", re.IGNORECASE | re.DOTALL
)
_PACKAGES = (
    ("word/document", "a Word document"),
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a presentation"),
    ("OFD.xml", "an OFD document"),
)
_ENDINGS = {"a PDF": ".pdf", "a Word document": ".docx", "an Excel workbook": ".xlsx", "a web page": ".html", "text": ".txt"}
_AS_WORD = "Open it in Word or WPS and save it as .docx."
_AS_SHEET = "Open it in Excel or WPS and save it as .xlsx."
_UNPACK = "Unpack it and import the documents in it."
_RECOGNISE = "Run text recognition on it and import the text."
_ADVICE = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".uot", ".pages", ".mht", ".mhtml"), _AS_WORD),
    **dict.fromkeys((".xls", ".xlt", ".xlsb", ".et", ".ett", ".ods", ".uos", ".numbers"), _AS_SHEET),
    **dict.fromkeys((".ofd", ".ceb", ".caj", ".ppt", ".pptx", ".dps", ".xps"), "Print it to a PDF and import that."),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), _UNPACK),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp"), _RECOGNISE),
}
_MACROS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam")


def kind_of_content(path: Path) -> str:
    """Return what a file holds, in words; "text" when nothing speaks against it."""
    with path.open("rb") as file:
        start = file.read(1024)
    if name := next((name for magic, name in _STARTS if start.startswith(magic)), None):
        return name
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_package(path)
    return "a web page" if _PAGE.match(start.removeprefix(b"\xef\xbb\xbf")) else "text"


def _kind_of_package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "a damaged package"
    return next((name for part, name in _PACKAGES if any(n.startswith(part) for n in names)), "a zip archive")


def refuse_unknown(path: Path, known: set[str]) -> GeomonError:
    """Return the error for a file whose ending is none that is read: what it is, and what to save it as."""
    ending = path.suffix.lower()
    if ending in _MACROS:
        how = f"Save it without macros, as {'.docx' if 'd' in ending else '.xlsx'}."
        return UnsafeFile("it is a file with macros.", where=path.name, how=how)
    content = kind_of_content(path)
    if _ENDINGS.get(content, "") in known and content != "text":
        how = f"Rename it to {path.stem}{_ENDINGS[content]}."
        return UnreadableFile(f"it is {content} under the ending {ending or 'of none'}.", where=path.name, how=how)
    what = f"{ending or 'a file without an ending'} is no document format that geomon reads."
    return UnreadableFile(what, where=path.name, how=_ADVICE.get(ending, f"Save it as one of {', '.join(sorted(known))}."))


def refuse_other(path: Path, content: str, wanted: str) -> GeomonError:
    """Return the error for a file whose content is not what its ending says."""
    ending = path.suffix.lower()
    how = "It may be damaged or renamed; export it again."
    if content in _ENDINGS and content != "text":
        how = f"Rename it to {path.stem}{_ENDINGS[content]}, or export it again."
    elif content.startswith(("an old office", "rich text", "a web archive")):
        how = _AS_SHEET if ending in (".xlsx", ".csv", ".tsv") else _AS_WORD
    elif "archive" in content:
        how = _UNPACK
    elif "picture" in content:
        how = _RECOGNISE
    what = f"its content is not that of a {ending} file" if content == "text" else f"it is {content}, not {wanted}"
    return UnreadableFile(f"{what}.", where=path.name, how=how)
