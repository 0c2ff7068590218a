"""Sites and tasks as files for other programs: one module under `formats/` is one format."""

from geomon.export.files import endings, export_files

__all__ = ["endings", "export_files"]
