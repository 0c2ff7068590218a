"""Word files made from templates that a city can replace: {{字段}} stands where a value goes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph

from geomon.errors import SettingsError

FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_DAY = (1980, 1, 1, 0, 0, 0)
_P = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"


def open_template(path: Path, where: str) -> Any:
    """Return a template as a document.

    Raises
    ------
    SettingsError
        If it is no Word file.
    """
    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise SettingsError("the template cannot be read as a Word file.", where=where,
                            how="Save it as .docx again, or take it away.") from error


def fields_in(text: str, known: Mapping[str, object], where: str) -> list[str]:
    """Return the fields that a paragraph of a template names.

    Raises
    ------
    SettingsError
        If it names one that there is not.
    """
    names = FIELD.findall(text)
    if unknown := [name for name in names if name not in known]:
        raise SettingsError(f"the template names a field {unknown[0]!r}, which there is not.", where=where,
                            how=f"Fields: {', '.join(known)}.")
    return names


def paragraphs_of(book: Any) -> Iterator[Paragraph]:
    """Yield every paragraph of the body, its tables, headers and footers."""
    parts = [book.element.body]
    for section in book.sections:
        parts += [section.header._element, section.footer._element]
    for part in parts:
        for found in part.iter(_P):
            yield Paragraph(found, book)


def put(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Put values in the place of fields; Word cuts a field into several runs, and the value takes the look of the first."""
    runs = paragraph.runs
    for found in reversed(list(FIELD.finditer("".join(run.text for run in runs)))):
        begin, end = found.span()
        value: str | None = clean(values[found[1]])
        at = 0
        for run in runs:
            text, start = run.text, at
            at += len(text)
            low, high = max(begin - start, 0), min(end - start, len(text))
            if low < high:
                run.text = text[:low] + (value or "") + text[high:]
                value = None


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))


def saved(book: Any) -> bytes:
    """Return a document's file; the same document is the same bytes, whenever it is saved."""
    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as package, zipfile.ZipFile(out, "w") as again:
        for entry in package.infolist():
            again.writestr(zipfile.ZipInfo(entry.filename, _DAY), package.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
