"""Files from outside become frames in EPSG:4490 here."""

from geomon.readers.features import read_features

__all__ = ["read_features"]
