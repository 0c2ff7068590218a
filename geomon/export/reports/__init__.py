"""One module a report: `make(given) -> Paper`; the file's name is the report's kind."""
