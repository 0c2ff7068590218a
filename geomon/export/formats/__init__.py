"""One module a format: `ENDINGS` and `write(sites, tasks, path, stamp)`."""
