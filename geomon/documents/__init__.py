"""Reading documents: formats -> text with spans, layouts -> tasks, and the fields of a task."""

from geomon.documents.as_json import document_to_json, task_to_json
from geomon.documents.dating import speaks_of
from geomon.documents.read import read_document, read_source, read_text, source_of_text

__all__ = ["document_to_json", "read_document", "read_source", "read_text", "source_of_text", "speaks_of", "task_to_json"]
