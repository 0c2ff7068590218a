"""One module a file format of papers: `ENDINGS` and `write(paper, path)`."""
