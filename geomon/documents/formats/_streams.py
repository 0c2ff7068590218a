"""Whether the packed parts of a PDF unpack to their end: a library shows what comes before the damage, and says nothing of the rest."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

_PACKED = re.compile(rb"<<((?:[^<>]|<<[^<>]*>>|<[^<>]*>){0,2000})>>\s*stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")
_MOST_BYTES = 100_000_000
"""What is unpacked at most to see whether it can be."""
_PIECE = 1 << 16


def broken_streams(path: Path) -> int:
    """Return how many packed parts of a PDF, pictures aside, break off or contradict themselves; 0 where it is encrypted."""
    data = path.read_bytes()
    if b"/Encrypt" in data:
        return 0
    broken, left = 0, _MOST_BYTES
    for match in _PACKED.finditer(data):
        head = match[1]
        if not _FLATE.search(head) or b"/Image" in head:
            continue
        whole, left = _unpacks(memoryview(data)[match.end():], left)
        broken += not whole
        if left <= 0:
            break
    return broken


def _unpacks(packed: memoryview, left: int) -> tuple[bool, int]:
    """Return whether a part is whole, and how many bytes may still be unpacked; what is too long to be judged counts as whole."""
    reader, at, piece = zlib.decompressobj(), 0, b""
    try:
        while not reader.eof and left > 0:
            piece = reader.unconsumed_tail
            if not piece:
                piece = bytes(packed[at:at + _PIECE])
                at += _PIECE
            if not piece:
                return False, left
            left -= len(reader.decompress(piece, _PIECE))
    except zlib.error:
        return False, left
    return True, left
