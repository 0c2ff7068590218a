"""The commands: each parses, calls the service, prints. Heavy modules are imported inside commands, so that `--help` is instant."""

from geomon.cli.commands import cli, main

__all__ = ["cli", "main"]
