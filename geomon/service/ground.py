"""What decides how documents are read and places are located, besides the documents: code, settings, layers, and what people confirmed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import geomon
from geomon.documents.lessons import Lesson
from geomon.errors import LayerFileError
from geomon.join.verdicts import Verdicts
from geomon.layers import PACKAGE, Layer, load_layers
from geomon.model import Document
from geomon.readers.beside import beside
from geomon.service.corrections import Corrected, placing
from geomon.service.meanings import Confirmation
from geomon.settings import Settings

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

READING = ("documents", "deadlines.py", "divisions.py", "encodings.py", "going_on.py", "intention.py", "numerals.py", "parts.py",
           "progress.py", "relapses.py", "model.py", "publishing")
NOTHING_TOLD = Lesson()
PLACING = ("places", "join", "readers", "crs", "codes", "layers.py")


def reader_of(settings: Settings, lesson: Lesson = NOTHING_TOLD) -> str:
    """Return a digest of what decides how a document is read: the code, the columns that the settings name, and what people told."""
    columns = hashlib.sha256(repr(settings.columns).encode()).hexdigest()[:8] if settings.columns else ""
    return fingerprint(READING) + columns + lesson.digest


@functools.cache
def fingerprint(parts: tuple[str, ...]) -> str:
    """Return a digest of the code in `parts` of the package, so that results of other code are not taken for today's."""
    home, digest = Path(geomon.__file__).parent, hashlib.sha256()
    for part in parts:
        path = home / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.relative_to(home).as_posix().encode() + file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()[:16]


def placing_layers(settings: Settings) -> list[Layer]:
    """Return the layers by whose files places are located."""
    return [layer for layer in load_layers(settings.layers) if layer.source != PACKAGE and layer.kind != "patches"]


def layer_path(layer: Layer, settings: Settings) -> Path:
    """Return the file of a layer.

    Raises
    ------
    LayerFileError
        If it is not there.
    """
    path = settings.data / layer.source
    if not path.is_file():
        raise LayerFileError(f"the file data/{layer.source} that it names is missing.", where=f"layers/{layer.id}.toml",
                             how="Put it there, or take the declaration away.")
    return path


def frames_of(layers: Sequence[Layer], settings: Settings, confirmed: Mapping[str, Confirmation],
              tell: Callable[[int, int, str], None] = lambda *_: None) -> dict[str, GeoDataFrame]:
    """Return the features of each layer, as its CRS was confirmed."""
    from geomon.readers import read_features

    features = {}
    for n, layer in enumerate(layers):
        tell(n, len(layers) + 1, layer.title)
        meant = confirmed[layer.id].reading.to_degrees if layer.id in confirmed else None
        features[layer.id] = read_features(layer_path(layer, settings), layer, meant=meant)
    return features


def basis_of(documents: Sequence[Document], layers: Sequence[str], settings: Settings, corrected: Iterable[Corrected], verdicts: Verdicts,
             confirmed: Mapping[str, Confirmation]) -> str:
    """Return a digest of everything that the places and matches are computed from; `documents` are as read, `layers` of `layer_digests`."""
    moved = [(one.read.id, placing(one)) for one in corrected]
    return basis_from([(d.id, d.sha256) for d in documents], layers, settings, moved, verdicts, confirmed)


def basis_from(documents: Iterable[tuple[str, str]], layers: Sequence[str], settings: Settings,
               moved: Iterable[tuple[str, str]], verdicts: Verdicts, confirmed: Mapping[str, Confirmation]) -> str:
    """Return what `basis_of` does, of id and sha256 of each document, and id and `corrections.placing` of each."""
    parts = [fingerprint(PLACING), reader_of(settings), *settings.counties]
    parts += [f"{ident} {sha256}" for ident, sha256 in documents]
    parts += [f"{ident} {how}" for ident, how in moved if how]
    parts += [verdicts.digest] if verdicts.digest else []
    parts += [one.words for _, one in sorted(confirmed.items())]
    parts += layers
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def layer_digests(layers: Sequence[Layer], settings: Settings) -> list[str]:
    """Return a digest of each layer's declaration and files; LayerFileError where a file is not there."""
    return [f"{digest(settings.layers / f'{layer.id}.toml')} {_files_digest(layer_path(layer, settings))}" for layer in layers]


def stamp_of(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time (ns) and size (bytes) of a file and of those that are read with it: another stamp is another layer."""
    return tuple((one.name, stat.st_mtime_ns, stat.st_size) for one in (path, *beside(path).values()) for stat in [one.stat()])


def _files_digest(path: Path) -> str:
    """Return the sha256 of a file, and of those that are read with it."""
    more = [f"{ending} {digest(other)}" for ending, other in beside(path).items() if other.is_file()]
    return " ".join([digest(path), *more])


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
