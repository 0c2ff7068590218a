"""Sixty mutated documents: none crashes or hangs the reader, and one that is read in part says so."""

import io
import random
import re
import time
import zipfile
import zlib

import pytest
from faults.conftest import lacking
from reading.bad_files import PLAN, good_docx, good_pdf, good_xlsx, write
from reading.pdf_files import long_pdf
from reading.printing import font

from geomon.documents import read_document
from geomon.errors import GeomonError


def mutated(data: bytes, rng) -> bytes:
    """Flip, cut, repeat and splice bytes; in half of the packages inside a part, behind its checksum."""
    out = bytearray(data)
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(out))
        kind = rng.randrange(4)
        if kind == 0:
            out[at] = rng.randrange(256)
        elif kind == 1:
            del out[at : at + rng.randrange(1, 60)]
        elif kind == 2:
            out[at:at] = out[at : at + rng.randrange(1, 60)]
        else:
            out[at : at + 8] = rng.randbytes(8)
    if data[:2] == b"PK" and rng.random() < 0.5:
        return repacked(data, rng)
    return bytes(out)


def repacked(data: bytes, rng) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice([e.filename for e in old.infolist() if e.filename.endswith(".xml")])
        for entry in old.infolist():
            part = bytearray(old.read(entry.filename))
            if entry.filename == chosen and part:
                for _ in range(rng.randrange(1, 6)):
                    at = rng.randrange(len(part))
                    if rng.random() < 0.5:
                        part[at] = rng.randrange(256)
                    else:
                        del part[at : at + rng.randrange(1, 40)]
            new.writestr(entry.filename, bytes(part))
    return out.getvalue()


@pytest.fixture(scope="module")
def originals():
    if font() is None:
        lacking("no font of this machine prints Chinese in a PDF")
    return {".docx": good_docx(), ".xlsx": good_xlsx(), ".pdf": good_pdf()}


def letters(document):
    """What of the plan's words is in a document, of all words."""
    words = re.findall("[一-鿿]{2,}", PLAN)
    return sum(word in document.text for word in words) / len(words)


def test_sixty_mutated_files_neither_crash_nor_hang_and_a_partial_one_says_so(originals, tmp_path):
    dice, read, refused, warned = random.Random(20241125), 0, 0, 0
    for n in range(60):
        ending = (".docx", ".xlsx", ".pdf")[n % 3]
        path = write(tmp_path / f"{n}{ending}", mutated(originals[ending], dice))
        began = time.perf_counter()
        try:
            document = read_document(path)
        except GeomonError as error:
            assert path.name in error.sentence  # either it is read or it is refused
            refused += 1
        else:
            read, warned = read + 1, warned + bool(document.warnings)
            if ending == ".pdf" and letters(document) < 0.9:
                assert any("missing" in one or "no text" in one for one in document.warnings), path
        assert time.perf_counter() - began < 30
    print(f"60 files: {read} read, {refused} refused, {warned} of those read with a warning")
    assert read + refused == 60


def cut_streams(data):
    """A PDF for each of its packed parts, the part cut at half of its length by zeros."""
    for match in re.finditer(rb"/Filter /FlateDecode.{0,60}?>>\s*stream\r?\n", data, re.DOTALL):
        packed = zlib.decompressobj()
        packed.decompress(data[match.end():])
        size = len(data) - match.end() - len(packed.unused_data)
        half = match.end() + size // 2
        yield data[:half] + bytes(match.end() + size - half) + data[match.end() + size:]


def test_a_page_of_which_half_is_gone_is_told(originals, tmp_path):
    whole = long_pdf(4)
    good = read_document(write(tmp_path / "good.pdf", whole))
    assert not any("unpacked" in one for one in good.warnings)
    told = 0
    for n, data in enumerate(cut_streams(whole)):
        try:
            document = read_document(write(tmp_path / f"{n}.pdf", data))
        except GeomonError:
            continue
        if len(document.text) < len(good.text):
            assert any("unpacked" in one and "missing" in one for one in document.warnings)
            told += 1
    assert told >= 3
