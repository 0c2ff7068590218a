"""Factories of visits: edits as phones make them, and files of them."""

import base64
import hashlib
import io
import json
import uuid

from PIL import Image

PACK = {"id": "0123456789abcdef", "workspace": "", "version": 1, "as_of": "2024-12-15", "made": "2024-12-01T08:00:00+08:00"}


def ident(name):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def edit(name, by="赵工", at="2024-12-15T10:00:00+08:00", seen=(), **fields):
    return {"edit": ident(name), "at": at, "by": by, "seen": [ident(s) for s in seen], "fields": fields}


def visit(name, site, *edits, day="2024-12-15", **more):
    return {"visit": ident(name), "site": site, "day": day, "pack": PACK["id"], "base": 1, "edits": list(edits)} | more


def photo(shade=90, *, taken="2024:12:15 10:00:00", offset="+08:00", lon=(106.0, 48.0, 30.0), lat=(39.0, 27.0, 0.0), size=(64, 48)):
    """Bytes of a small JPEG with EXIF; without any when taken is None."""
    exif, out = Image.Exif(), io.BytesIO()
    if taken:
        exif[0x8769] = {0x9003: taken} | ({0x9011: offset} if offset else {})
        exif[0x8825] = {1: "N", 2: lat, 3: "E", 4: lon, 16: "T", 17: 123.5} if lon else {}
    Image.new("RGB", size, (shade, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def write(path, *visits, photos=(), **more):
    held = photos if isinstance(photos, dict) else {sha(data): base64.b64encode(data).decode() for data in photos}
    body = {"format": "geomon-visits", "version": 1, "sent": "2024-12-15T18:00:00+08:00", "pack": PACK, "visits": list(visits),
            "photos": held} | more
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path
